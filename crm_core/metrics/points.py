"""What the points ledger owes: earned, used, run out, and what is left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

KINDS = {"earned": ("earn", "adjust"), "redeemed": ("redeem",), "expired": ("expire",)}
"""Kinds of moves that a column adds up; what is used or runs out is told without its sign."""


@metric(
    "loyalty.points",
    title="Points outstanding",
    chart="trend",
    cohort="points.happened_at",
    tables=("points", "customers"),
    by=("month",),
    columns={"group": "code", "outstanding": "points", **dict.fromkeys(KINDS, "points")},
    value="outstanding",
)
def points(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """Points that customers have and not yet used, and what was earned, used and ran out.

    Definition
    ----------
    Outstanding: the sum of all moves of the ledger up to the end of the period, of each of its months by month. Earned
    (corrections included), redeemed and expired: the moves of the period, or of the month.

    Columns
    -------
    group : empty for the whole, the month's first day by month
    outstanding : points not yet used at the end
    earned : points earned and corrected
    redeemed : points used
    expired : points that ran out

    Caution
    -------
    What the ledger held before its first move is not known. Points are not narrowed by store, channel or product. What
    a point is worth is not told here.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    months = _every_month(store.read(_by_month(store, filters, settings, last)), last)
    of_period = months[months["day"] >= (filters.start.replace(day=1) if filters.start else dt.date.min)]
    if by is not None:
        return of_period.assign(group=[day.isoformat() for day in of_period["day"]])
    moved = store.read(_of_the_period(store, filters, settings, last)).iloc[0]
    left = months["outstanding"].iloc[-1] if len(months) else float("nan")
    return pd.DataFrame([{"group": WHOLE, "outstanding": left, **{name: moved[name] for name in KINDS}}])


def _sums(rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    size, zero = sql.to_double(rows.c.points), sql.to_double(sa.literal(0.0, sa.Double()))
    sums: list[sa.ColumnElement[Any]] = [sa.func.sum(size, type_=sa.Double()).label("net")]
    for name, kinds in KINDS.items():
        moved = sa.case((rows.c.kind.in_(kinds), size if name == "earned" else -size), else_=zero)
        sums.append(sa.func.sum(moved, type_=sa.Double()).label(name))
    return sums


def _ledger(store: Store, filters: Filters, settings: Settings, last: dt.date) -> sa.Subquery:
    """Return the moves up to the end of a day."""
    rows = filters.rows(store, "points", settings=settings)
    ends = sql.start_of(sa.literal(last + dt.timedelta(days=1), sa.Date()), settings.zone)
    return sa.select(*rows.c).where(rows.c.happened_at < ends).subquery("ledger")


def _by_month(store: Store, filters: Filters, settings: Settings, last: dt.date) -> sa.Select[Any]:
    rows = _ledger(store, filters, settings, last)
    day = sql.period_of(rows.c.happened_at, "month", settings.zone).label("day")
    moves = sa.select(day, rows.c.points, rows.c.kind).subquery("moves")
    return sa.select(moves.c.day, *_sums(moves)).group_by(moves.c.day)


def _of_the_period(store: Store, filters: Filters, settings: Settings, last: dt.date) -> sa.Select[Any]:
    rows = _ledger(store, filters, settings, last)
    within = filters.within(rows.c.happened_at, settings) or [sa.true()]
    return sa.select(*_sums(sa.select(*rows.c).where(*within).subquery("of_the_period")))


def _every_month(moved: pd.DataFrame, last: dt.date) -> pd.DataFrame:
    """Give each month from the first move to the last day its row, with what was left at its end."""
    if moved.empty:
        return pd.DataFrame({"day": [], "outstanding": []})
    days = pd.date_range(moved["day"].min(), pd.Timestamp(last), freq="MS")
    table = moved.assign(day=pd.to_datetime(moved["day"])).set_index("day").reindex(days, fill_value=0.0)
    return table.assign(outstanding=table["net"].cumsum(), day=days.date).reset_index(drop=True)
