"""Clocks that run only while somebody works: business time between two instants, in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import numpy as np
import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.settings import Settings
from crm_core.settings.working import EPOCH, WorkingDays, working_days

MICROSECONDS = 1_000_000
DAY = sql.SECONDS_PER_DAY * MICROSECONDS
AHEAD = dt.timedelta(days=40)
"""So far beyond the moment of knowledge a clock can be read."""

Moments = Mapping[str, sa.ColumnElement[int]]


def kept_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of the calendars by which a clock can run: those with any hours."""
    return tuple(calendar.name for calendar in settings.calendars if calendar.hours)


def with_calendar(cases: sa.FromClause, settings: Settings) -> sa.Subquery:
    """Add to each case the calendar it is worked by, as ``calendar``; missing where all hours count.

    It is the calendar of the case's team, else its store's: the one the store names, or one of the store's own name.
    A case known to the day only has none.
    """
    names = kept_names(settings)
    if not names:
        return sa.select(*cases.c, sa.null().cast(sa.String()).label("calendar")).subquery("with_calendar")
    stores = schema.table("stores").alias("stores_of_calendars")
    offered = (cases.c.team, stores.c.calendar, stores.c.name)
    first = sa.func.coalesce(*(sa.case((one.in_(names), one)) for one in offered), type_=sa.String())
    calendar = sa.case((cases.c.precision == "day", sa.null()), else_=first)
    joined = cases.outerjoin(stores, cases.c.store_id == stores.c.store_id)
    column = sa.type_coerce(calendar, sa.String()).label("calendar")
    return sa.select(*cases.c, column).select_from(joined).subquery("with_calendar")


def days_of(
    settings: Settings, since: dt.date, as_of: dt.datetime, *, only: Collection[dt.date] | None = None
) -> sa.CTE | None:
    """Return the days of all calendars as a relation; None where there is no calendar.

    Parameters
    ----------
    settings : Settings
        Its calendars are computed here, so that changed ones can be tried out.
    since : date
        First day on which a clock is read.
    as_of : datetime
        A clock can be read until `AHEAD` after it.
    only : collection of date, optional
        The days, in UTC, on which a clock is read at all; any day else.

    Returns
    -------
    sqlalchemy.CTE or None
        calendar, day (days since 1970, UTC), before (microseconds of work until then), and for each interval of a day
        start_0, length_0, start_1, ... (microseconds).
    """
    names = kept_names(settings)
    if not names:
        return None
    calendars = [calendar for calendar in settings.calendars if calendar.name in names]
    days = working_days(calendars, since - dt.timedelta(days=1), (as_of + AHEAD).astimezone(dt.UTC).date())
    days = days if only is None else _of_days(days, only)
    columns = [sql.unnested(days.calendar, sa.String()).label("calendar")]
    columns += [sql.unnested(values, sa.BigInteger()).label(name) for name, values in _numbers(days).items()]
    return sa.select(*columns).cte("working_days")


def _of_days(days: WorkingDays, only: Collection[dt.date]) -> WorkingDays:
    kept = np.isin(days.day, [(day - EPOCH).days for day in only])
    calendar = [name for name, one in zip(days.calendar, kept, strict=True) if one]
    numbers = ([one[kept] for one in these] for these in (days.starts, days.lengths))
    return WorkingDays(calendar, days.day[kept], days.before[kept], *numbers)


def _numbers(days: WorkingDays) -> dict[str, list[int]]:
    numbers = {"day": days.day.tolist(), "before": (MICROSECONDS * days.before).tolist()}
    for place, (start, length) in enumerate(zip(days.starts, days.lengths, strict=True)):
        numbers |= {f"start_{place}": (MICROSECONDS * start).tolist()}
        numbers |= {f"length_{place}": (MICROSECONDS * length).tolist()}
    return numbers


def with_readings(rows: sa.FromClause, days: sa.CTE | None, moments: Moments) -> sa.Subquery:
    """Read each row's clock at several moments: the difference of two readings is the time worked between them.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        With ``calendar``; where it is missing the clock never stops.
    days : sqlalchemy.CTE or None
        What `days_of` returned.
    moments : mapping of str to column element
        Name of the new column, and the moment to read at, in microseconds since 1970 (`sql.microseconds_of`).

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `rows` and the readings, in microseconds; missing where the moment is.
    """
    source, readings = rows, []
    for name, moment in moments.items():
        if days is None:
            readings.append(sa.type_coerce(moment, sa.BigInteger()).label(name))
            continue
        day = days.alias()  # nameless, so that one question can read the clocks of two moments
        source = source.outerjoin(
            day, sa.and_(rows.c.calendar == day.c.calendar, sql.whole_part(moment, sql.whole(DAY)) == day.c.day)
        )
        worked = _worked(day, moment - day.c.day * sql.whole(DAY))
        reading = sa.case((rows.c.calendar.is_(None), moment), else_=worked)
        readings.append(sa.type_coerce(reading, sa.BigInteger()).label(name))
    return sa.select(*rows.c, *readings).select_from(source).subquery("read")


def _worked(day: sa.FromClause, moment: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """Return the work of a calendar until so many microseconds after a day's midnight."""
    worked: sa.ColumnElement[int] = day.c.before
    for place in range(sum(name.startswith("start_") for name in day.c.keys())):  # noqa: SIM118 -- a collection of columns
        start, length = day.c[f"start_{place}"], day.c[f"length_{place}"]
        inside = sa.func.greatest(moment - start, sql.whole(0), type_=sa.BigInteger())
        worked = worked + sa.func.least(inside, length, type_=sa.BigInteger())
    return worked


__all__ = ["AHEAD", "DAY", "EPOCH", "MICROSECONDS", "days_of", "kept_names", "with_calendar", "with_readings"]
