"""On which of the next days an open case falls due."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.cases import BY_DAY
from crm_core.relations.clocks import DAY, MICROSECONDS
from crm_core.settings import Settings
from crm_core.settings.working import worked

AHEAD = 7
"""Days looked ahead."""


def days_ahead(as_of: dt.datetime, settings: Settings) -> list[dt.date]:
    """Return the next days: the first is that of `as_of`, unless it is over."""
    first = (as_of + dt.timedelta(microseconds=1)).astimezone(ZoneInfo(settings.zone)).date()
    return [first + dt.timedelta(days=place) for place in range(AHEAD)]


def due_on(rows: sa.FromClause, as_of: dt.datetime, settings: Settings) -> sa.ColumnElement[int]:
    """Return which of the next days a case falls due on: the first by whose end its clock has run as long as is left.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        Open cases with what they were promised, see `crm_core.relations.promises`.
    as_of : datetime
        The moment of knowledge.
    settings : Settings
        Whose calendars the promises run by.

    Returns
    -------
    sqlalchemy.ColumnElement
        Place of the day among `days_ahead`; missing for a case that is late already, falls due later, or was promised
        nothing.
    """
    left = rows.c.target - rows.c.used
    days = days_ahead(as_of, settings)
    ends = [dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(settings.zone)) for day in days]
    by_day = [(place + 1) * DAY for place in range(AHEAD)]
    by_clock = [int((end - as_of) / dt.timedelta(microseconds=1)) for end in ends]
    clocks = [
        (rows.c.calendar == calendar.name, [MICROSECONDS * seconds for seconds in worked(calendar, as_of, ends)])
        for calendar in settings.calendars
        if calendar.hours
    ]
    steps = [(rows.c.precision == BY_DAY, by_day), *clocks, (rows.c.calendar.is_(None), by_clock)]
    cases = [
        (sa.and_(condition, left > sql.whole(0), left <= sql.whole(added)), sql.whole(place))
        for condition, reach in steps
        for place, added in enumerate(reach)
    ]
    return sa.type_coerce(sa.case(*cases, else_=sa.null()), sa.BigInteger())
