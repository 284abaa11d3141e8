"""From a file to checked rows: decode, dialect, mapping, validate, in a child process."""

from __future__ import annotations

from crm_core.ingest.limits import Limits
from crm_core.ingest.profile import Profile, header_hash
from crm_core.ingest.stage import Staged, stage

__all__ = ["Limits", "Profile", "Staged", "header_hash", "stage"]
