"""From a file to checked rows, in a child process, and from there into the tables, all of them or none."""

from __future__ import annotations

from crm_core.ingest.batch import SAMPLE_BATCH, load_folder, sample_is_loaded
from crm_core.ingest.commit import Committed, commit, rehearse
from crm_core.ingest.correction import problems, quarantine_csv
from crm_core.ingest.encodings import ENCODINGS
from crm_core.ingest.keep import KeptFile, forget, keep, kept
from crm_core.ingest.ledger import history, is_new, remembered
from crm_core.ingest.limits import Limits
from crm_core.ingest.load import LoadReport, Order, load_csv, profile_for, redo, report
from crm_core.ingest.look import Reading, look
from crm_core.ingest.mapping import Match
from crm_core.ingest.profile import OWN, Profile, header_hash
from crm_core.ingest.question import Question
from crm_core.ingest.stage import Staged, stage
from crm_core.ingest.systems.asking import COMPLAINT, said_of_kinds
from crm_core.ingest.systems.export import SYSTEMS
from crm_core.ingest.table import read_table
from crm_core.ingest.undo import undo
from crm_core.ingest.unsure import READINGS

__all__ = [
    "ENCODINGS",
    "COMPLAINT",
    "OWN",
    "READINGS",
    "SAMPLE_BATCH",
    "SYSTEMS",
    "Committed",
    "KeptFile",
    "Limits",
    "LoadReport",
    "Match",
    "Order",
    "Profile",
    "Question",
    "Reading",
    "Staged",
    "commit",
    "forget",
    "header_hash",
    "history",
    "is_new",
    "keep",
    "kept",
    "load_csv",
    "load_folder",
    "look",
    "problems",
    "profile_for",
    "quarantine_csv",
    "read_table",
    "redo",
    "rehearse",
    "remembered",
    "report",
    "said_of_kinds",
    "sample_is_loaded",
    "stage",
    "undo",
]
