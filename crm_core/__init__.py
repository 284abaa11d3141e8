"""The library of the loyalty dashboard: open a store, load files, ask questions."""

from crm_core import stats
from crm_core.catalogue import Metric, ask, list_metrics
from crm_core.config import Config, load_config
from crm_core.database import Store, open_store
from crm_core.errors import LoyaltyError
from crm_core.filters import MISSING, Filters
from crm_core.horizon import horizon, reach
from crm_core.ingest import LoadReport, is_new, load_csv
from crm_core.quotes import Quote, newest_quote
from crm_core.sample.loading import create_sample, load_sample, restore_sample, start_empty
from crm_core.sessions import close_session_store, open_session_store
from crm_core.settings import Settings

__all__ = [
    "MISSING",
    "Config",
    "Filters",
    "LoadReport",
    "LoyaltyError",
    "Metric",
    "Quote",
    "Settings",
    "Store",
    "ask",
    "close_session_store",
    "create_sample",
    "horizon",
    "is_new",
    "list_metrics",
    "load_config",
    "load_csv",
    "load_sample",
    "newest_quote",
    "open_session_store",
    "open_store",
    "reach",
    "restore_sample",
    "start_empty",
    "stats",
]
