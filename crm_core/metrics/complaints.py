"""How often we fail, and who is waiting."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings


@metric(
    "complaints.rate",
    title="Complaints per 1,000 orders",
    chart="trend",
    cohort="complaints.opened_at",
    tables=("complaints", "purchases", "customers", "products", "stores"),
    by=("month", "quarter", "year", "region", "country", "store_region", "store", "product_category", "customer_kind"),
    columns={
        "group": "code",
        "per_1000_orders": "complaints per 1,000 orders",
        "low": "complaints per 1,000 orders",
        "high": "complaints per 1,000 orders",
        "orders": "orders",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="per_1000_orders",
    better="lower",
)
def rate(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How often we fail: complaints opened in the period per 1,000 orders of the same period.

    Definition
    ----------
    $1000 \cdot c / o$ with $c$ the complaints opened in the period and $o$ the orders bought in it, both narrowed by
    the same filters and split by the same group. An order of several lines is one order; drafts, cancelled orders and
    free trials are none. Tickets of another kind (question, request, incident, praise) and duplicates are no
    complaints. The interval is the exact one of a Poisson count (Garwood), 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    per_1000_orders : complaints per 1,000 orders; missing where there are no orders
    low, high : its 95 % interval, same unit
    orders : orders bought in the period
    n : complaints opened in the period
    left_out : complaints opened in the period that repeat another one: duplicates

    Caution
    -------
    A complaint is counted in the month it was opened, not in the month of its order. No complaint gives a rate of 0
    with an interval that reaches above 0; no order gives no rate.

    Source
    ------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.
    """
    settings = settings or store.settings(filters.as_of)
    opened = filters.rows(store, "complaints", by=by, cohort="opened_at", settings=settings)
    bought = filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings)
    placed = relations.count_orders(bought, grouped=by is not None)
    table = store.read(placed).merge(store.read(_raised(opened)), on="group", how="outer")
    counts = table[["n", "orders"]].astype("Int64").fillna(0).astype("float64")
    low, high = stats.garwood_interval(counts["n"], counts["orders"])
    value = 1000 * counts["n"] / counts["orders"].replace(0, np.nan)
    return table.assign(per_1000_orders=value, low=low, high=high)


def _raised(opened: sa.FromClause) -> sa.Select[Any]:
    """Count complaints, and those that repeat another one, by group."""
    counted, repeated = relations.is_complaint(opened), relations.is_duplicate(opened)
    counts = (sql.count_where(counted).label("n"), sql.count_where(repeated).label("left_out"))
    return sa.select(opened.c.group, *counts).where(sa.or_(counted, repeated)).group_by(opened.c.group)


BANDS = (("0_1", 1), ("1_3", 3), ("3_7", 7), ("7_14", 14), ("14_30", 30))
"""Age bands: code and its upper end in days, not included; older cases are in the last band."""

OLDEST = "30_up"


def _last_open(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    """Return the complaints open at the last moment, whenever they were opened."""
    cases = filters.cases(store, settings=settings).rows
    moments = filters.month_ends(settings)
    waiting = sa.and_(*_is_open(cases, sql.instant(moments[-1][1]))) if moments else sa.false()
    return sa.select(*cases.c).where(waiting).subquery("waiting")


@metric(
    "complaints.ageing",
    title="Open complaints by age",
    chart="ageing",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "products", "staff", "stores"),
    by=("category", "severity", "channel", "region", "country", "store_region", "store", "product_category", "team"),
    columns={"group": "code", "at": "code", "band": "code", "open": "complaints"},
    value="open",
    better="lower",
    records=_last_open,
)
def ageing(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """Who was waiting: complaints open at the end of each month, by how long they had been open.

    Definition
    ----------
    A complaint is open at a moment when it was opened by then and had not ended by then. Its age runs from the opening
    to that moment. The moments are the ends of the months of the period (twelve months where the period has no start)
    and its last moment, never later than the data reach. Complaints opened before the period count too.

    Columns
    -------
    group : code of the group, empty for the whole
    at : the day at whose end the complaints are counted, as YYYY-MM-DD
    band : age in days: 0_1, 1_3, 3_7, 7_14, 14_30 (upper end not included) or 30_up
    open : complaints open then, at that age

    Caution
    -------
    A case that was reopened and is open today counts as open since its opening, also at moments at which it was
    settled for a while. Complaints that are over without
    saying when are left out.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    cases = filters.cases(store, by=by, settings=settings).rows
    moments = filters.month_ends(settings)
    if not moments:
        return pd.DataFrame()
    counted = store.read(_open_by_age(cases, moments, settings))
    groups = sorted(set(counted["group"])) if by else [WHOLE]
    return _every_band(counted, groups, [day.isoformat() for day, _ in moments])


Moments = list[tuple[dt.date, dt.datetime]]
"""Days and their last instants."""


def _open_by_age(cases: sa.FromClause, moments: Moments, settings: Settings) -> sa.Select[Any]:
    """Count the open cases of all moments in one pass: each case is held against the moments at which it was open."""
    days, instants = ([day.isoformat() for day, _ in moments], [moment for _, moment in moments])
    at, moment = sql.unnested(days, sa.String()).label("at"), sql.unnested(instants, sql.INSTANT).label("moment")
    ends = sa.select(at, moment).subquery("moments")
    first, last = (sql.instant(instants[place]) for place in (0, -1))
    not_over = sa.or_(cases.c.ended_at.is_(None), cases.c.ended_at > first)
    ever = sa.select(*cases.c).where(cases.c.opened_at <= last, not_over).subquery("open_between")
    band = _band(relations.age_seconds(ever, ends.c.moment, settings))
    pairs = ever.join(ends, sa.and_(*_is_open(ever, ends.c.moment)))
    aged = sa.select(ever.c.group, ends.c.at, band).select_from(pairs).subquery("aged")
    return sa.select(*aged.c, sql.count().label("open")).group_by(*aged.c)


def _band(age: sa.ColumnElement[int]) -> sa.Label[str]:
    steps = [(age < sql.whole(days * sql.SECONDS_PER_DAY), sa.literal(band, sa.String())) for band, days in BANDS]
    return sa.type_coerce(sa.case(*steps, else_=sa.literal(OLDEST, sa.String())), sa.String()).label("band")


def _is_open(cases: sa.FromClause, at: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    not_ended = sa.or_(cases.c.ended_at.is_(None), cases.c.ended_at > at)
    return [cases.c.opened_at <= at, cases.c.ending.is_not(None), not_ended]


def _every_band(counted: pd.DataFrame, groups: list[str], days: list[str]) -> pd.DataFrame:
    """Give each group every moment and band, with 0 where nobody waited."""
    bands = [band for band, _ in BANDS] + [OLDEST]
    grid = pd.MultiIndex.from_product([groups, days, bands], names=["group", "at", "band"])
    return counted.set_index(["group", "at", "band"]).reindex(grid).reset_index()
