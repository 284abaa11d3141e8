"""Small kept tables: what takes long is worked out after a commit, equal to the computation from scratch."""

from crm_core.kept.active import active_at, active_of
from crm_core.kept.marks import mark_change, mark_import
from crm_core.kept.narrowing import has_tier, with_tier
from crm_core.kept.refreshing import refresh
from crm_core.kept.tiers import asked, scheme, tiers_at

__all__ = [
    "active_at",
    "active_of",
    "asked",
    "has_tier",
    "mark_change",
    "mark_import",
    "refresh",
    "scheme",
    "tiers_at",
    "with_tier",
]
