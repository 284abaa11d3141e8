"""Complaints by hand: opened on 1 February 2024, settled so many hours later."""

import datetime as dt

import pandas as pd

from crm_core import Filters, ask
from tests.rows import at, known

OPENED = "2024-02-01"


def after(hours: float) -> dt.datetime:
    """So many hours after the opening."""
    return at(OPENED) + dt.timedelta(hours=hours)


def settled(*hours: float) -> list[dict]:
    return [{"opened_at": OPENED, "resolved_at": after(one)} for one in hours]


def time(store, filters: Filters | None = None, **options) -> pd.Series:
    return ask("complaints.resolution_time")(store, filters or known(), **options).iloc[0]


def curve(store, **options) -> pd.DataFrame:
    return ask("complaints.curve")(store, known(), **options)


def numbered(rows: list[dict]) -> list[dict]:
    return [{"complaint_id": f"K{place}"} | row for place, row in enumerate(rows)]
