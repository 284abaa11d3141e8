"""Who is waiting longest, what falls due, and whether the backlog grows."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

OLDEST = 10
"""Complaints in the list unless another number is asked for."""

DAYS_AHEAD = 7
DAYS_OF_WEEK = 7
SPLITS = ("category", "severity", "store", "team")
TABLES = ("complaints", "complaint_events", "customers", "staff", "stores")


def _open_ones(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.cases(store, by=by, settings=settings).rows
    return sa.select(*rows.c).where(rows.c.ending == relations.OPEN).subquery("open_cases")


@metric(
    "complaints.oldest",
    title="The last 1 %",
    chart="bars",
    cohort="complaints.opened_at",
    tables=TABLES,
    columns={
        "group": "code",
        "case": "code",
        "age_days": "days",
        "promise_used_pct": "per cent",
        "opened": "text",
        "category": "text",
        "severity": "code",
        "store": "code",
        "team": "text",
    },
    value="age_days",
    better="lower",
    records=_open_ones,
)
def oldest(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    limit: int = OLDEST,
) -> pd.DataFrame:
    """Show the complaints that have been open longest, by their case numbers.

    Definition
    ----------
    Complaints open at the end of the data, whenever they were opened, the oldest first; ten unless `limit` says
    otherwise. The period does not narrow them.

    Columns
    -------
    group : empty
    case : the case's number
    age_days : days since it was opened, the time before a reopening included
    promise_used_pct : time used of the time promised, per cent: above 100 it is late; missing without a promise
    opened : day it was opened, as YYYY-MM-DD
    category : what it is about
    severity : how grave it is
    store : code of its store
    team : the team in charge

    Caution
    -------
    A number of a case and no name: who waits is for those to see who may see customers.

    Source
    ------
    A list of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    rows = relations.promises(relations.open_only(filters.cases(store, settings=settings, working=True)))
    age = relations.age_seconds(rows, sql.instant(filters.as_of), settings)
    used = sql.to_double(rows.c.used) / sa.func.nullif(sql.to_double(rows.c.target), 0.0, type_=sa.Double())
    columns = {
        "group": sa.literal(WHOLE, sa.String()),
        "case": rows.c.complaint_id,
        "age_days": sql.to_double(age) / sa.literal(float(sql.SECONDS_PER_DAY), sa.Double()),
        "promise_used_pct": sa.literal(100.0, sa.Double()) * used,
        "opened": sa.cast(sql.day_of(rows.c.opened_at, settings.zone), sa.String()),
        "category": rows.c.category,
        "severity": rows.c.severity,
        "store": rows.c.store_id,
        "team": rows.c.team,
        "opened_at": rows.c.opened_at,
    }
    waiting = sa.select(*(value.label(name) for name, value in columns.items()))
    first = waiting.order_by(rows.c.opened_at, rows.c.complaint_id).limit(limit).subquery("first")
    return store.read(sa.select(*first.c).order_by(first.c.opened_at, first.c.case))


@metric(
    "complaints.flow",
    title="Backlog by week",
    chart="flow",
    cohort="complaints.opened_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "at": "code",
        "opened": "complaints",
        "ended": "complaints",
        "open": "complaints",
    },
    value="open",
    better="lower",
    records=_open_ones,
)
def flow(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """Count what came in and what was done in each week, and what was open at its end.

    Definition
    ----------
    By week from Monday in the workspace's time zone: complaints opened, complaints ended (settled or withdrawn), and
    complaints open at the end of the week: all opened by then less all ended by then, those opened before the period
    included. The weeks are those of the period; the last may be a part of one.

    Columns
    -------
    group : code of the group, empty for the whole
    at : Monday of the week, as YYYY-MM-DD
    opened : complaints opened in it
    ended : complaints settled or withdrawn in it
    open : complaints open at its end

    Caution
    -------
    A case that was reopened ends once, with its last end. Complaints that are over without saying when are left out.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    rows = filters.cases(store, by=by, settings=settings).rows
    weeks = _weeks(filters, settings)
    counted = {
        name: _by_week(store, rows, column, settings)
        for name, column in (("opened", "opened_at"), ("ended", "ended_at"))
    }
    groups = sorted(set().union(*(table.index.get_level_values("group") for table in counted.values())))
    if not weeks:
        return pd.DataFrame()
    first, last = (
        min([*weeks, *(day for table in counted.values() for day in table.index.get_level_values("at"))]),
        weeks[-1],
    )
    every = [day.date().isoformat() for day in pd.date_range(first, last, freq="W-MON")]
    grid = pd.MultiIndex.from_product([groups if by else [WHOLE], every], names=["group", "at"])
    table = pd.DataFrame({name: part.reindex(grid).fillna(0).astype("int64") for name, part in counted.items()})
    table["open"] = (table["opened"] - table["ended"]).groupby("group").cumsum()
    return table[table.index.get_level_values("at").isin(weeks)].reset_index()


def _by_week(store: Store, rows: sa.FromClause, column: str, settings: Settings) -> pd.Series[int]:
    week = sa.cast(sql.period_of(rows.c[column], "week", settings.zone), sa.String()).label("at")
    known = sa.and_(rows.c.ending.is_not(None), rows.c[column].is_not(None))
    weekly = sa.select(rows.c.group, week).where(known).subquery("weekly")
    return store.read(sa.select(*weekly.c, sql.count().label("n")).group_by(*weekly.c)).set_index(["group", "at"])["n"]


def _weeks(filters: Filters, settings: Settings) -> list[str]:
    """Return the Mondays of the weeks of the period; a year of them where it has no start."""
    last = filters.final_day(settings)
    start = filters.start or last - dt.timedelta(days=52 * DAYS_OF_WEEK - 1)
    monday = start - dt.timedelta(days=start.weekday())
    return [(monday + dt.timedelta(days=days)).isoformat() for days in range(0, (last - monday).days + 1, DAYS_OF_WEEK)]
