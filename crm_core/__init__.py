"""The library of the loyalty dashboard: open a store, load files, ask questions."""

from crm_core.catalogue import Metric, ask, list_metrics
from crm_core.config import Config, load_config
from crm_core.database import Store, open_store
from crm_core.errors import LoyaltyError
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

__all__ = [
    "MISSING",
    "Config",
    "Filters",
    "LoyaltyError",
    "Metric",
    "Settings",
    "Store",
    "ask",
    "list_metrics",
    "load_config",
    "open_store",
]
