"""What falls due in the next days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings
from crm_core.settings.working import worked

AHEAD = 7
"""Days looked ahead."""

MICROSECONDS = 1_000_000
DAY = sql.SECONDS_PER_DAY * MICROSECONDS


def _open_ones(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.Subquery:
    cases = relations.open_only(filters.cases(store, by=by, settings=settings, working=True))
    return relations.promises(cases)


def _not_late(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = _open_ones(store, filters, settings, by=by)
    return sa.select(*rows.c).where(rows.c.used < rows.c.target).subquery("not_late")


@metric(
    "complaints.falling_due",
    title="Falling due in 7 days",
    chart="bars",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "staff", "stores"),
    by=("category", "severity", "store", "team"),
    columns={"group": "code", "day": "code", "due": "complaints"},
    value="due",
    better="lower",
    records=_not_late,
)
def falling_due(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Count the open complaints by the day on which their promised time runs out, for the next seven days.

    Definition
    ----------
    Complaints open at the end of the data, whenever they were opened, that are not late yet: by the day, in the
    workspace's time zone, on which the time promised is used up if nothing stops the clock. The promise and its clock
    are those of the promise kept. The first day is that of the end of the data, unless it is over.

    Columns
    -------
    group : code of the group, empty for the whole
    day : the day, as YYYY-MM-DD
    due : complaints that fall due on it

    Caution
    -------
    No forecast: many of them will be settled before. A case that is paused is counted as if it were taken up at once.
    Whose they are is told by team, the case's own or that of who works on it, and never by person.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _open_ones(store, filters, settings, by=by)
    days = _days(filters, settings)
    place = _place(rows, filters.as_of, days, settings).label("place")
    placed = sa.select(rows.c.group, place).subquery("placed")
    counted = store.read(sa.select(*placed.c, sql.count().label("due")).group_by(*placed.c))
    groups = sorted(set(counted["group"])) if by else [WHOLE]
    grid = pd.MultiIndex.from_product([groups, range(AHEAD)], names=["group", "place"])
    known = counted.dropna(subset=["place"]).set_index(["group", "place"])["due"]
    table = known.reindex(grid).reset_index()
    return table.assign(day=[days[place].isoformat() for place in table["place"]])


def _days(filters: Filters, settings: Settings) -> list[dt.date]:
    first = (filters.as_of + dt.timedelta(microseconds=1)).astimezone(ZoneInfo(settings.zone)).date()
    return [first + dt.timedelta(days=place) for place in range(AHEAD)]


def _place(rows: sa.FromClause, as_of: dt.datetime, days: list[dt.date], settings: Settings) -> sa.ColumnElement[int]:
    """Return which of the days a case falls due on: the first by whose end its clock has run as long as it has left."""
    left = rows.c.target - rows.c.used
    ends = [dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(settings.zone)) for day in days]
    by_day = [(place + 1) * DAY for place in range(AHEAD)]
    by_clock = [int((end - as_of) / dt.timedelta(microseconds=1)) for end in ends]
    clocks = [
        (rows.c.calendar == calendar.name, [MICROSECONDS * seconds for seconds in worked(calendar, as_of, ends)])
        for calendar in settings.calendars
        if calendar.hours
    ]
    steps = [(rows.c.precision == "day", by_day), *clocks, (rows.c.calendar.is_(None), by_clock)]
    cases = [
        (sa.and_(condition, left > sql.whole(0), left <= sql.whole(added)), sql.whole(place))
        for condition, reach in steps
        for place, added in enumerate(reach)
    ]
    return sa.type_coerce(sa.case(*cases, else_=sa.null()), sa.BigInteger())
