"""How long until the next purchase, and in which month after the first one customers buy."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

TABLES = ("purchases", "customers")
PLACES = {1: "after_1", 2: "after_2", 3: "after_3"}
"""Codes of the gap after the first, the second, and any later purchase."""

Starts = Literal["new", "seen"]


@metric(
    "loyalty.interval",
    title="Half buy again within",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "median_days": "days",
        "low": "days",
        "high": "days",
        "p25_days": "days",
        "again": "purchases",
        "n": "purchases",
        "left_out": "lines",
    },
    value="median_days",
    better="lower",
)
def interval(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Days until half have bought again, after a first, a second and any later purchase of the period.

    Definition
    ----------
    The smallest $t$ with $1 - S(t) \ge 0.5$, $S$ the Kaplan-Meier curve of the days from a purchase day to the
    customer's next one; who has not bought again yet counts as waiting for as long as the data show it. Purchases are
    numbered among all that are on record of the customer. Drafts, cancelled orders, free trials and what came back
    whole are none. The interval is the log-log one, 95 %.

    Columns
    -------
    group : after_1, after_2, after_3: after the first, the second, and the third or any later purchase
    median_days : days until half have bought again; missing where fewer than half ever did
    low, high : its 95 % interval, days
    p25_days : days until a quarter has bought again
    again : purchases of the period that were followed by another one
    n : purchases of the period, one per customer and day
    left_out : lines of the period that name no customer

    Caution
    -------
    Where the records begin late, a first purchase is the first on record. After later purchases one customer counts
    several times, so that the interval is somewhat too narrow there.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481.
    """
    settings = settings or store.settings(filters.as_of)
    lines = relations.bought(filters.rows(store, "purchases", settings=settings))
    gaps = relations.gaps(lines, settings.zone, filters.last_day(settings))
    keys = (gaps.c.place, gaps.c.days, gaps.c.again)
    of_the_period = sa.select(*keys, sql.count().label("gaps")).where(*filters.within(gaps.c.day, settings))
    counts = store.read(of_the_period.group_by(*keys))
    rows = filters.rows(store, "purchases", cohort="bought_at", settings=settings)
    nameless = sa.select(sql.count_where(rows.c.customer_id.is_(None)).label("n")).select_from(rows)
    left_out = int(store.read(nameless)["n"].iloc[0])
    found = pd.DataFrame(
        [_gap(code, part) for place, code in PLACES.items() if len(part := counts[counts["place"] == place])]
    )
    return found.assign(left_out=left_out) if len(found) else pd.DataFrame({"group": [""], "left_out": [left_out]})


def _gap(code: str, counts: pd.DataFrame) -> dict[str, object]:
    curve = stats.kaplan_meier(counts["days"], counts["again"], counts["gaps"])
    half, low, high = curve.quantile(0.5)
    again = counts.loc[counts["again"] == 1, "gaps"].sum()
    quarter = curve.quantile(0.25)[0]
    named = {"group": code, "median_days": half, "low": low, "high": high, "p25_days": quarter}
    return named | {"again": again, "n": counts["gaps"].sum()}


@metric(
    "loyalty.cohorts",
    title="Who buys again, month by month",
    chart="cohorts",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "first_bought": "code",
        "month": "code",
        "bought_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "bought": "customers",
        "customers": "customers",
    },
    value="bought_pct",
    better="higher",
)
def cohorts(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    starts: Starts = "new",
) -> pd.DataFrame:
    """Of the customers who first bought in a month, the share who buy in each following month of theirs.

    Definition
    ----------
    Customers are put together by the month of their first purchase. Month 1 of a customer is the days 1 to 30 after
    that purchase, month 2 the days 31 to 60, and so on to month 12. A cell is the share of all of them who bought in
    it. It is given once every one of them has had that time; until then there is none. First-time buyers are those of
    the repeat purchase rate. The interval is Wilson's, 95 %.

    Columns
    -------
    group : empty: the whole
    first_bought : first day of the month of the first purchase, as YYYY-MM-DD
    month : 01 to 12, counted in 30 days from each customer's own first purchase
    bought_pct : share who bought in it, per cent
    low, high : its 95 % interval, per cent
    bought : customers who bought in it
    customers : customers who first bought in that month

    Caution
    -------
    Customers of months with fewer people than may be shown are left out. Buying in month 3 does not need buying in
    month 2.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    lines = relations.bought_moments(filters.rows(store, "purchases", settings=settings), grouped=False)
    everybody = relations.firsts(lines, settings.zone)
    period = sa.select(*everybody.c).where(*filters.within(everybody.c.first_at, settings)).subquery("of_the_period")
    customers = filters.unnarrowed.rows(store, "customers", settings=settings)
    since = filters.begins(store, "purchases.bought_at", settings) if starts == "new" else None
    known = relations.new_only(period, customers, since)
    people = sa.select(*known.c).where(known.c.is_new).subquery("new_people")
    sizes = store.read(_sizes(people))
    sizes = sizes[sizes["customers"] >= settings.minimum_people]
    bought = store.read(_bought(relations.cells(people, lines, settings.zone)))
    return _triangle(sizes, bought, filters.last_day(settings))


def _month(day: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.cast(sql.period_of_day(day, "month"), sa.String()).label("first_bought")


def _sizes(people: sa.FromClause) -> sa.Select[Any]:
    month = _month(people.c.first_day)
    latest: sa.ColumnElement[Any] = sa.func.max(people.c.first_day, type_=sa.Date()).label("latest")
    return sa.select(month, sql.count().label("customers"), latest).group_by(month)


def _bought(cells: sa.FromClause) -> sa.Select[Any]:
    month = _month(cells.c.first_day)
    return sa.select(month, cells.c.cell, sql.count().label("bought")).group_by(month, cells.c.cell)


def _triangle(sizes: pd.DataFrame, bought: pd.DataFrame, last: dt.date) -> pd.DataFrame:
    """Give each month every cell that is over for all of its customers, 0 where nobody bought."""
    every = sizes.merge(pd.DataFrame({"cell": np.arange(relations.CELLS)}), how="cross")
    needed = pd.to_timedelta(relations.CELL_DAYS * (every["cell"] + 1), unit="D")
    over = every[every["latest"] + needed <= pd.Timestamp(last)]
    table = over.merge(bought.astype({"cell": "int64"}), on=["first_bought", "cell"], how="left")
    table = table.sort_values(["first_bought", "cell"])
    table["bought"] = table["bought"].astype("Int64").fillna(0)
    low, high = stats.wilson_interval(table["bought"], table["customers"])
    share = table["bought"].astype("float64") / table["customers"].astype("float64")
    codes = [f"{cell + 1:02}" for cell in table["cell"]]
    table = table.assign(month=codes, group="")
    return table.assign(bought_pct=100 * share, low=100 * low, high=100 * high)
