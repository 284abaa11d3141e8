"""Whether first-time buyers come back, and when."""

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

YEAR = 365
"""Days within which a first-time buyer should come back, unless asked otherwise."""

LONGEST = 730
"""Days after which the curve of second purchases ends: it is flat by then, and few are left."""

TIMES = ("month", "quarter", "year")
OF_CUSTOMERS = ("region", "country", "customer_kind")
TABLES = ("purchases", "customers")

Starts = Literal["new", "seen"]
"""Whose first purchase counts: only that of customers known to be new, or the first one seen of everybody."""


def _people(
    store: Store, filters: Filters, settings: Settings, *, by: str | None, starts: Starts
) -> tuple[sa.CTE, sa.CTE]:
    """Return the first purchases of the period with ``is_new``, and all lines they were found among."""
    rows = filters.rows(store, "purchases", by=None if by in TIMES else by, settings=settings)
    lines = relations.bought_moments(rows, grouped=by is not None and by not in TIMES)
    everybody = relations.firsts(lines, settings.zone)
    people = sa.select(*everybody.c).where(*filters.within(everybody.c.first_at, settings)).subquery("of_the_period")
    customers = filters.unnarrowed.rows(store, "customers", settings=settings)
    since = filters.begins(store, "purchases.bought_at", settings) if starts == "new" else None
    return relations.new_only(people, customers, since), lines


def _returns(
    store: Store, filters: Filters, settings: Settings, *, by: str | None, starts: Starts
) -> tuple[sa.Subquery, sa.ColumnElement[str]]:
    """Return the first purchases of the period with the day of the second one, and the code of their group."""
    people, lines = _people(store, filters, settings, by=by, starts=starts)
    returns = relations.seconds(people, lines, settings.zone)
    group = sa.cast(sql.period_of_day(returns.c.first_day, by), sa.String()) if by in TIMES else returns.c.group
    return returns, group.label("group")


def _records(
    store: Store,
    filters: Filters,
    settings: Settings,
    *,
    by: str | None = None,
    starts: Starts = "new",
    within_days: int = YEAR,
) -> sa.FromClause:
    """Return the purchases of the first day of everybody who counts as a first-time buyer of the period."""
    people, _ = _people(store, filters, settings, by=None, starts=starts)
    rows = filters.rows(store, "purchases", cohort="bought_at", settings=settings)
    first = sa.and_(rows.c.customer_id == people.c.customer_id, rows.c.bought_at < people.c.next_day_at)
    return sa.select(*rows.c).select_from(rows.join(people, first)).where(people.c.is_new).subquery("first_purchases")


@metric(
    "loyalty.repeat_purchase",
    title="Came back within a year",
    chart="trend",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=(*TIMES, *OF_CUSTOMERS),
    columns={
        "group": "code",
        "came_back_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "came_back": "customers",
        "n": "customers",
        "left_out": "customers",
    },
    value="came_back_pct",
    better="higher",
    records=_records,
)
def repeat_purchase(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    within_days: int = YEAR,
    starts: Starts = "new",
) -> pd.DataFrame:
    """Share of the customers who bought for the first time in the period and bought again within a year.

    Definition
    ----------
    Of the customers whose first purchase lies in the period, and at least `within_days` (365) days before the data
    end: those with a second purchase day at most so many days after the first day. One purchase is one day with a
    purchase, however many orders it holds. Drafts, cancelled orders, free trials and what came back whole are none.
    A first purchase counts as the first one where the customer joined when records had begun, or was never seen in
    the first twelve months of the records. With `starts` "seen" the first purchase on record counts for everybody.
    The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    came_back_pct : share who bought again in time, per cent
    low, high : its 95 % interval, per cent
    came_back : customers who bought again in time
    n : first-time buyers whose time is over
    left_out : first buyers of the period whose time is not over, or who may have bought before the records begin

    Caution
    -------
    Who came back early is not counted before the others had as much time. Under a filter on store, channel or product
    only purchases there count, as the first and as the second one. Sales without a customer can't be followed.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    returns, group = _returns(store, filters, settings, by=by, starts=starts)
    last = filters.last_day(settings)
    table = store.read(_in_time(returns, group, last=last, within_days=within_days))
    low, high = stats.wilson_interval(table["came_back"], table["n"])
    share = table["came_back"].astype("float64") / table["n"].astype("float64").replace(0, np.nan)
    return table.assign(came_back_pct=100 * share, low=100 * low, high=100 * high)


def _in_time(
    returns: sa.FromClause, group: sa.ColumnElement[str], *, last: dt.date, within_days: int
) -> sa.Select[Any]:
    """Count who was back in time, among those who had the time until the last day."""
    wait = sa.literal(within_days, sa.BigInteger())
    counts = sa.and_(returns.c.is_new, sql.days_between(returns.c.first_day, sa.literal(last, sa.Date())) >= wait)
    back = sql.days_between(returns.c.first_day, returns.c.second_day) <= wait
    conditions = {"came_back": sa.and_(counts, back), "n": counts, "left_out": sa.not_(counts)}
    numbers: list[sa.ColumnElement[Any]] = [sql.count_where(one).label(name) for name, one in conditions.items()]
    return sa.select(group, *numbers).group_by(group)


@metric(
    "loyalty.second_purchase",
    title="Share who have bought again",
    chart="comeback",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=("year",),
    columns={
        "group": "code",
        "days": "days",
        "back_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "waiting": "customers",
    },
    value="back_pct",
    better="higher",
    records=_records,
)
def second_purchase(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    starts: Starts = "new",
) -> pd.DataFrame:
    r"""Share of the first-time buyers of the period who have bought again after so many days.

    Definition
    ----------
    $1 - S(t)$ with $S$ the Kaplan-Meier curve of the days from the first purchase day to the second: who has not
    bought again yet counts as not back for as long as the data show it, so that new customers count with the time they
    had. First-time buyers are those of the repeat purchase rate.

    Columns
    -------
    group : code of the group, empty for the whole
    days : days since the first purchase
    back_pct : share who have bought again by then, per cent
    low, high : its 95 % interval (log-log), per cent
    waiting : customers who have not bought again so far and are watched for at least so many days

    Caution
    -------
    Towards the right end few customers are left and the interval widens; the curve ends at two years. Some never buy
    again: it need not reach 100.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481.
    """
    settings = settings or store.settings(filters.as_of)
    returns, group = _returns(store, filters, settings, by=by, starts=starts)
    last = sa.literal(filters.last_day(settings), sa.Date())
    until = sa.func.coalesce(returns.c.second_day, last, type_=sa.Date())
    days = sql.days_between(returns.c.first_day, until).label("days")
    back = sa.case((returns.c.second_day.is_(None), 0), else_=1).label("back")
    each = sa.select(group, days, back).where(returns.c.is_new).subquery("each")
    counts = store.read(sa.select(*each.c, sql.count().label("people")).group_by(*each.c))
    return pd.concat([pd.DataFrame(), *(_curve(code, part) for code, part in counts.groupby("group"))])


def _curve(group: Any, counts: pd.DataFrame) -> pd.DataFrame:
    """Draw one group's curve from its customers by days and whether they are back."""
    curve = stats.ended_by(counts["days"], counts["back"], counts["people"])
    table = curve.rename(columns={"t": "days", "ended_pct": "back_pct"}).assign(group=group)
    return table[table["days"] <= LONGEST]
