"""What is known of whom: sales with a name, members, and the points ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

YEAR = dt.timedelta(days=365)


@metric(
    "loyalty.programme",
    title="Sales with a known customer",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=("purchases", "customers", "memberships", "points"),
    columns={
        "group": "code",
        "known_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "members": "customers",
        "active_members": "customers",
        "earned": "points",
        "redeemed": "points",
        "expired": "points",
        "outstanding": "points",
        "n": "lines",
        "left_out": "lines",
    },
    value="known_pct",
    better="higher",
)
def programme(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the period's sales whose customer is known, with the members and the points of the programme.

    Definition
    ----------
    Net revenue of the period from lines that name a customer / net revenue of all lines sold. Members are customers
    with a membership that runs on the last day of the period (or of the data, where they end first); active ones bought
    within the 365 days up to it. Points earned, redeemed and expired are those of the period, corrections count as
    earned; outstanding is the sum of the whole ledger up to its last day. The interval is that of a ratio over lines,
    $\pm 1.96 \sqrt{\sum (k_i - K v_i)^2} / \sum v_i$, with the value $v_i$ of a line, $k_i$ that of a line with a
    name (else 0) and the share $K$.

    Columns
    -------
    group : empty: the whole
    known_pct : share of net revenue with a known customer, per cent; missing where nothing was sold
    low, high : its 95 % interval, per cent
    members : customers with a running membership
    active_members : members who bought within the year
    earned, redeemed, expired : points of the period; missing where no ledger is loaded
    outstanding : points not yet used; missing where no ledger is loaded
    n : lines sold in the period
    left_out : those of them that name no customer

    Caution
    -------
    Everything that follows a customer speaks of the known part alone. Memberships and points are not narrowed by
    store, channel or product.

    Source
    ------
    A count of the records. Interval: Cochran (1977), Sampling Techniques, 3rd edition, 6.3.
    """
    settings = settings or store.settings(filters.as_of)
    sold = relations.sales(filters.rows(store, "purchases", cohort="bought_at", settings=settings))
    counted = store.read(_known(sold)).iloc[0].astype("float64")
    total, known = counted["total"], counted["known"]
    share = known / total if total > 0 else np.nan
    spread = counted["known_squares"] * (1 - 2 * share) + share**2 * counted["squares"]
    half = 1.96 * np.sqrt(max(spread, 0.0)) / total if total > 0 else np.nan
    answer = {
        "group": "", "known_pct": 100 * share, "low": 100 * max(share - half, 0.0),
        "high": 100 * min(share + half, 1.0), "n": counted["n"], "left_out": counted["left_out"],
    }  # fmt: skip
    last = filters.final_day(settings)
    return pd.DataFrame([answer | _members(store, filters, settings, last) | _points(store, filters, settings, last)])


def _known(sold: sa.FromClause) -> sa.Select[Any]:
    value = sql.to_double(sold.c.net_revenue)
    named = sold.c.customer_id.is_not(None)
    numbers: list[sa.ColumnElement[Any]] = [
        sql.count().label("n"),
        sql.count_where(sa.not_(named)).label("left_out"),
        _sum_where(value).label("total"),
        _sum_where(value, named).label("known"),
        _sum_where(value * value).label("squares"),
        _sum_where(value * value, named).label("known_squares"),
    ]
    return sa.select(*numbers).select_from(sold)


def _members(store: Store, filters: Filters, settings: Settings, last: dt.date) -> dict[str, int]:
    """Count the members of a day, and those who bought within the year up to it."""
    rows = filters.rows(store, "memberships", settings=settings)
    day = sa.literal(last, sa.Date())
    running = sa.and_(rows.c.started_on <= day, sa.or_(rows.c.ended_on.is_(None), rows.c.ended_on >= day))
    members = sa.select(rows.c.customer_id).where(running).distinct().subquery("members")
    lines = relations.bought(filters.rows(store, "purchases", settings=settings))
    starts = sql.midnight(last - YEAR + dt.timedelta(days=1), settings.zone)
    ends = sql.midnight(last + dt.timedelta(days=1), settings.zone)
    buyers = sa.select(lines.c.customer_id).where(lines.c.bought_at >= starts, lines.c.bought_at < ends)
    bought = members.c.customer_id.in_(buyers)
    counts: list[sa.ColumnElement[Any]] = [
        sql.count().label("members"),
        sql.count_where(bought).label("active_members"),
    ]
    found = store.read(sa.select(*counts).select_from(members))
    return {name: int(found[name].iloc[0]) for name in ("members", "active_members")}


def _points(store: Store, filters: Filters, settings: Settings, last: dt.date) -> dict[str, float]:
    """Add up the ledger: what moved in the period, and what is left at its end; nothing where there is no ledger."""
    rows = filters.rows(store, "points", settings=settings)
    if not store.has_rows("points"):
        return {}
    period = filters.within(rows.c.happened_at, settings) or [sa.true()]
    ends = sql.midnight(last + dt.timedelta(days=1), settings.zone)
    points = sql.to_double(rows.c.points)
    kinds = {"earned": ("earn", "adjust"), "redeemed": ("redeem",), "expired": ("expire",)}
    sums: list[sa.ColumnElement[Any]] = [
        _sum_where(points, rows.c.kind.in_(kind), *period).label(name) for name, kind in kinds.items()
    ]
    left = _sum_where(points, rows.c.happened_at < ends).label("outstanding")
    found = store.read(sa.select(*sums, left)).iloc[0]
    return {name: abs(found[name]) if name in ("redeemed", "expired") else found[name] for name in found.index}


def _sum_where(value: sa.ColumnElement[float], *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[float]:
    zero: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())
    counted = sa.case((sa.and_(sa.true(), *conditions), value), else_=zero)
    return sql.to_double(sa.func.coalesce(sa.func.sum(counted), zero))
