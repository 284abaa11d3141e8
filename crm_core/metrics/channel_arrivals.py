"""When customers ask: by hour and weekday, on the workspace's clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import queues, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.queues import Kind
from crm_core.settings import Settings

HOURS, WEEKDAYS, HOUR_SECONDS = 24, 7, 3600


def _asked(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.FromClause:
    rows = queues.contacts(store, filters, settings, kind, by=by)
    return sa.select(*rows.c).where(rows.c.precision == "second").subquery("asked")


@metric(
    "channels.arrivals",
    title="When customers ask",
    chart="week",
    cohort="interactions.started_at",
    tables=("interactions", "contact_intervals"),
    by=("channel",),
    columns={
        "group": "code",
        "weekday": "code",
        "hour": "code",
        "per_hour": "contacts an hour",
        "low": "contacts an hour",
        "high": "contacts an hour",
        "contacts": "contacts",
        "hung_up_pct": "per cent",
        "days": "days",
        "left_out": "contacts",
    },
    value="per_hour",
    records=_asked,
)
def arrivals(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    kind: Kind = "live",
) -> pd.DataFrame:
    r"""Count how many customers ask in each hour of the week, on average over the period.

    Definition
    ----------
    Contacts of the period by the weekday and the hour in which the customer asked, on the clocks of the workspace's
    zone, divided by how often that weekday comes in the period, days without any contact included; the period begins no
    earlier than the records. Everybody who asked counts, who gave up at once too. Telephone and chat; `kind` asks for
    others. Where no contact of a channel (and queue) is loaded for a day, what its reports say was offered counts, of
    intervals of an hour or less. The interval, 95 %, is Student's, from the spread between the days.

    Columns
    -------
    group : code of the group, empty for the whole
    weekday : 1 for Monday to 7 for Sunday
    hour : first minute's hour, 00 to 23
    per_hour : contacts in that hour of such a day, on average
    low, high : its 95 % interval, same unit; missing for a weekday that came once
    contacts : contacts counted
    hung_up_pct : of those answered or given up after 5 seconds or more, given up, per cent
    days : how often that weekday came
    left_out : contacts of the group known by the day only, and offered in longer intervals; the same in every row

    Caution
    -------
    An average week: holidays and seasons are in it. On the days on which the clocks change one hour comes twice and one
    not at all. Of a day that is not over, the hours to come count as empty.

    Source
    ------
    A count of the records; Student (1908), Biometrika 6, 1-25.
    """
    settings = settings or store.settings(filters.as_of)
    counted = store.read(_by_hour(_each(store, filters, settings, kind, by)))
    hours = counted[counted["hour"].notna()]
    if hours.empty:
        return hours.iloc[:0]
    left = counted[counted["hour"].isna()].groupby("group")["asked"].sum()
    days = _days(filters, settings, _begun(store, filters, settings))
    return pd.concat([_week(group, part, days, left) for group, part in hours.groupby("group")])


def _each(store: Store, filters: Filters, settings: Settings, kind: Kind, by: str | None) -> sa.FromClause:
    """Return group, day, weekday and hour of what came in, with how many asked, were answered or gave up."""
    rows = queues.contacts(store, filters, settings, kind, by=by)
    hung_up = sa.and_(rows.c.decided, rows.c.reply == relations.HUNG_UP)
    one = [sa.case((condition, 1), else_=0) for condition in (sa.true(), rows.c.decided, hung_up)]
    found = _placed(rows, rows.c.started_at, rows.c.precision == "second", settings, one)
    reports = queues.reported(store, filters, settings, kind, by=by)
    if reports is None:
        return found.subquery("each")
    c = reports.c
    short = sql.seconds_between(c.starts_at, c.ends_at) <= sql.whole(HOUR_SECONDS)
    told = _placed(reports, c.starts_at, short, settings, [c.offered, c.answered + c.abandoned, c.abandoned])
    return sa.union_all(found, told).subquery("each")


def _placed(
    rows: sa.FromClause,
    at: sa.ColumnElement[dt.datetime],
    known: sa.ColumnElement[bool],
    settings: Settings,
    amounts: Sequence[sa.ColumnElement[int]],
) -> sa.Select[tuple[object, ...]]:
    """Give rows their day, and their weekday and hour where those are known."""
    places = {"weekday": sql.weekday_of(at, settings.zone), "hour": sql.hour_of(at, settings.zone)}
    cut = [sa.type_coerce(sa.case((known, place)), sa.BigInteger()).label(name) for name, place in places.items()]
    counts = [
        sa.cast(amount, sa.BigInteger()).label(name)
        for name, amount in zip(("asked", "decided", "hung_up"), amounts, strict=True)
    ]
    return sa.select(rows.c.group, sql.day_of(at, settings.zone).label("day"), *cut, *counts)


def _by_hour(each: sa.FromClause) -> sa.Select[tuple[object, ...]]:
    """Add up by hour of each day, then over the days: sums and their squares."""
    names = ("asked", "decided", "hung_up")
    keys = [each.c[name] for name in ("group", "day", "weekday", "hour")]
    sums = [sa.cast(sa.func.sum(each.c[name]), sa.BigInteger()).label(name) for name in names]
    daily = sa.select(*keys, *sums).group_by(*keys).subquery("daily")
    cells = [daily.c[name] for name in ("group", "weekday", "hour")]
    totals = [sa.cast(sa.func.sum(daily.c[name]), sa.BigInteger()).label(name) for name in names]
    squares = sql.to_double(sa.func.sum(daily.c.asked * daily.c.asked)).label("squares")
    return sa.select(*cells, *totals, squares).group_by(*cells)


def _begun(store: Store, filters: Filters, settings: Settings) -> dt.date:
    """Return the day of the first contact or report of all."""
    known = (
        filters.begins(store, name, settings) for name in ("interactions.started_at", "contact_intervals.starts_at")
    )
    return min(day for day in known if day is not None)


def _days(filters: Filters, settings: Settings, begun: dt.date) -> NDArray[np.int64]:
    """Count how often each weekday comes in the period, Monday first."""
    last = filters.final_day(settings)
    first = max(filters.start or begun, begun)
    return np.array([sum((first + dt.timedelta(days=n)).isoweekday() == day for n in range((last - first).days + 1))
                     for day in range(1, WEEKDAYS + 1)])  # fmt: skip


def _week(group: object, counted: pd.DataFrame, days: NDArray[np.int64], left: pd.Series[int]) -> pd.DataFrame:
    cells = pd.MultiIndex.from_product([range(1, WEEKDAYS + 1), range(HOURS)], names=["weekday", "hour"])
    known = counted.set_index(["weekday", "hour"])[["asked", "decided", "hung_up", "squares"]].astype("float64")
    table = known.reindex(cells, fill_value=0.0).reset_index()
    n = np.repeat(days, HOURS).astype("float64")
    n[n == 0] = np.nan
    mean = table["asked"] / n
    spread = np.sqrt(np.maximum(table["squares"] - n * mean**2, 0.0) / np.where(n > 1, n - 1, np.nan))
    low, high = stats.mean_interval(mean, spread, np.nan_to_num(n), low=0.0)
    return pd.DataFrame(
        {
            "group": group,
            "weekday": table["weekday"].astype("str"),
            "hour": [f"{hour:02}" for hour in table["hour"]],
            "per_hour": mean,
            "low": low,
            "high": high,
            "contacts": table["asked"],
            "hung_up_pct": 100 * table["hung_up"] / table["decided"].replace(0, np.nan),
            "days": n,
            "left_out": left.get(group, 0),
        }
    )
