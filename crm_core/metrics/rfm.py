"""Recency, frequency, money: which customers are best, which are slipping away."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings


@metric(
    "loyalty.rfm",
    title="Customers by recency and frequency",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=("purchases", "customers"),
    columns={
        "group": "code",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "n": "customers",
        "once": "customers",
        "money_pct": "per cent",
        "recency_days": "days",
        "frequency": "purchases a customer",
        "money": "workspace currency",
        "left_out": "customers",
    },
    value="share_pct",
)
def rfm(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """How many customers bought lately and often, and how many are slipping away.

    Definition
    ----------
    Over the buyers of the window (24 months unless set otherwise) that ends with the period, or with the data where
    they end first. Recency is the days since the last purchase, frequency the days with a purchase, money the net
    revenue. A score is 1 plus the number of the four cut points (20, 40, 60, 80 %, linear interpolation) strictly below
    the value, reversed for recency: 5 is best. Equal values share a score, so that some scores may stay empty.
    Segments by the scores of recency and frequency, the first that fits: champions R 5, F 4-5; loyal R 3-5, F 4-5;
    promising R 4-5, F 2-3; new R 4-5, F 1; needing attention R 3, F 2-3; about to sleep R 3, F 1; slipping away R 1-2,
    F 4-5; sleeping R 2, F 1-3; lost R 1, F 1-3. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the segment, in the order of the definition
    share_pct : share of the buyers of the window, per cent
    low, high : its 95 % interval, per cent
    n : customers of the segment
    once : those who bought on one day only
    money_pct : share of the window's net revenue that they brought, per cent
    recency_days : their mean days since the last purchase
    frequency : their mean days with a purchase
    money : their mean net revenue, in the workspace's currency
    left_out : always 0: who did not buy in the window is in no segment

    Caution
    -------
    Scores compare customers with each other at one time: a fifth is always best, however many leave. Where most bought
    once, frequency separates only the rest.

    Source
    ------
    Hughes (1994), Strategic Database Marketing; the segments and their borders are ours.
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    first = last - dt.timedelta(days=settings.loyalty_window_days - 1)
    lines = relations.bought(filters.rows(store, "purchases", settings=settings))
    scored = store.read(relations.rfm_scored(relations.rfm(lines, settings.zone, first, last)))
    return _segments(scored) if len(scored) else pd.DataFrame()


def segment_of(recency: int, frequency: int) -> str:
    """Return the segment of two scores."""
    fits = (
        name
        for name, (r_low, r_high), (f_low, f_high) in relations.RFM_SEGMENTS
        if r_low <= recency <= r_high and f_low <= frequency <= f_high
    )
    return next(fits)


def _segments(scored: pd.DataFrame) -> pd.DataFrame:
    """Add up the customers of each segment; a segment without anybody has its row."""
    named = [segment_of(int(r), int(f)) for r, f in zip(scored["r"], scored["f"], strict=True)]
    sums = scored.drop(columns=["r", "f", "m"]).astype("float64").groupby(pd.Series(named, name="group")).sum()
    table = sums.reindex(
        pd.Index([name for name, _, _ in relations.RFM_SEGMENTS], name="group"), fill_value=0.0
    ).reset_index()
    people, total = table["customers"], table["customers"].sum()
    low, high = stats.wilson_interval(people, total)
    each = people.replace(0, np.nan)
    return table.assign(
        n=people,
        share_pct=100 * people / total,
        low=100 * low,
        high=100 * high,
        money_pct=100 * table["money"] / (table["money"].sum() or np.nan),
        recency_days=table["recency"] / each,
        frequency=table["frequency"] / each,
        money=table["money"] / each,
        left_out=0,
    )
