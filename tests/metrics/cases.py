"""Complaints by hand: opened on 1 February 2024, settled so many hours later."""

import datetime as dt

import numpy as np
import pandas as pd

from crm_core import Filters, ask
from tests.rows import Row, at, known

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


def answers_after(complaints: list[Row], seed: int = 71) -> list[Row]:
    """Answers about a part of the settled cases, given up to twenty days after their end, some of them twice."""
    random = np.random.default_rng(seed)
    settled = [one for one in complaints if one.get("resolved_at")]
    return [
        {
            "answer_id": f"U{place}",
            "complaint_id": case["complaint_id"],
            "customer_id": case["customer_id"],
            "touchpoint": "complaint",
            "answered_at": case["resolved_at"] + dt.timedelta(days=int(random.integers(-1, 20))),
            "csat": int(random.integers(1, 6)),
            "csat_scale": ("5", "5", "5", "7")[int(random.integers(4))],
        }
        for place, case in enumerate([*settled, *settled[::3]])
    ]
