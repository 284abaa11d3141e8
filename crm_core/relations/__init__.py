"""Named questions below filters and metrics; the only code that names a fact table in a question."""

from crm_core.relations.answers import Survey, last_per_respondent, of_survey
from crm_core.relations.cases import age_seconds, case_durations, complaints_only, duplicates_only
from crm_core.relations.endings import OPEN, RESOLVED, WITHDRAWN
from crm_core.relations.facts import known_at, moment
from crm_core.relations.orders import orders

__all__ = [
    "OPEN",
    "RESOLVED",
    "WITHDRAWN",
    "Survey",
    "age_seconds",
    "case_durations",
    "complaints_only",
    "duplicates_only",
    "known_at",
    "last_per_respondent",
    "moment",
    "of_survey",
    "orders",
]
