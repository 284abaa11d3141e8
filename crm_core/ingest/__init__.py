"""From a file to checked rows: decode, dialect, mapping, validate, in a child process."""

from __future__ import annotations

from crm_core.ingest.limits import Limits
from crm_core.ingest.look import Question, Reading, look
from crm_core.ingest.mapping import Match
from crm_core.ingest.profile import Profile, header_hash
from crm_core.ingest.stage import Staged, stage

__all__ = [
    "Limits",
    "Match",
    "Profile",
    "Question",
    "Reading",
    "Staged",
    "header_hash",
    "look",
    "stage",
]
