"""What was promised to each case, and how much of that time it has used."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations import clocks
from crm_core.relations.cases import BY_DAY, Cases, age_seconds, first_answers, stopped_time
from crm_core.relations.endings import WITHDRAWN
from crm_core.settings import Settings, SlaTarget

Promise = Literal["resolution", "first_response"]
"""Time to the end, or to the first answer."""

SECOND = clocks.MICROSECONDS
HOUR = 3_600 * SECOND
MOMENT = dt.timedelta(microseconds=1)
LAST = 1
"""Microseconds before an end at which the clock is read: one that has just run out had not by then."""


def promises(cases: Cases, promise: Promise = "resolution") -> sa.Subquery:
    """Add to each case the time it was promised and the time it has used.

    Parameters
    ----------
    cases : Cases
        With their working days.
    promise : {"resolution", "first_response"}
        Which end was promised.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of the cases (``ended_at`` and ``ending`` those of that end), and in microseconds of the clock the
        promise runs by: ``target``, missing where nothing was promised; ``used`` until just before the end, or so far;
        ``spent``, what an endless case would have used by now; ``paused``. ``by_due_at`` says whether the promise is
        the case's own due_at. The promise is kept when ``used < target``, and was due when ``spent >= target``.

    Notes
    -----
    Due is the first instant at which the time is used up. A case known to the day only has the whole of its last day:
    there ``used`` and ``spent`` are whole days, and as_of counts as that day's end only when it is.
    """
    if promise == "first_response":
        cases = first_answers(cases)
    rows = _with_target(clocks.with_calendar(cases.rows, cases.settings), cases.settings, promise)
    now = sa.cast(sql.instant(cases.as_of), sql.INSTANT)
    end = sa.case(
        (rows.c.ended_at.is_not(None), sql.microseconds_of(rows.c.ended_at) - sql.whole(LAST)),
        else_=sql.microseconds_of(now),
    )
    moments = {
        "clock_opened": sql.microseconds_of(rows.c.opened_at),
        "clock_end": sa.type_coerce(end, sa.BigInteger()),
        "clock_now": sql.microseconds_of(now),
    }
    read = stopped_time(cases, clocks.with_readings(rows, cases.days, moments))
    stood = sa.case((read.c.by_due_at, sql.whole(0)), else_=read.c.idle + read.c.paused)
    used = _by_precision(read, read.c.clock_end - read.c.clock_opened, _days_used(read, cases))
    spent = _by_precision(read, read.c.clock_now - read.c.clock_opened, _days_spent(read, cases))
    columns = [column for column in read.c if not column.key.startswith("clock_") and column.key != "paused"]
    paused = sa.case((read.c.by_due_at, sql.whole(0)), else_=read.c.paused)
    times = {"used": used - stood, "spent": spent - stood, "paused": paused}
    labels = [sa.type_coerce(value, sa.BigInteger()).label(name) for name, value in times.items()]
    return sa.select(*columns, *labels).subquery("promised")


def due_by_now(promised: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a case of `promises` was due and was not withdrawn before."""
    before = sa.and_(promised.c.ending == WITHDRAWN, promised.c.used < promised.c.target)
    return sa.and_(promised.c.spent >= promised.c.target, promised.c.ending.is_not(None), sa.not_(before))


def promised_times(cases: Cases, promise: Promise = "resolution") -> sa.Select[Any]:
    """Count cases by the time they were promised.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``calendar`` the time runs by, missing for all hours; ``target`` in microseconds of that clock,
        missing where nothing was promised, the time to a case's own due date in whole hours; ``n`` of them.
    """
    rows = _with_target(clocks.with_calendar(cases.rows, cases.settings), cases.settings, promise)
    ahead = sa.func.greatest(rows.c.target, sql.whole(0), type_=sa.BigInteger())
    hours = sql.whole_part(ahead, sql.whole(HOUR)) * sql.whole(HOUR)
    target = sa.type_coerce(sa.case((rows.c.by_due_at, hours), else_=rows.c.target), sa.BigInteger())
    times = sa.select(rows.c.group, rows.c.calendar, target.label("target")).subquery("promised_times")
    return sa.select(*times.c, sql.count().label("n")).group_by(*times.c)


def _by_precision(
    rows: sa.FromClause, exact: sa.ColumnElement[int], days: sa.ColumnElement[int]
) -> sa.ColumnElement[int]:
    return sa.case((rows.c.precision == BY_DAY, days), else_=exact)


def _days_used(rows: sa.FromClause, cases: Cases) -> sa.ColumnElement[int]:
    ended = age_seconds(rows, rows.c.ended_at, cases.settings) * sql.whole(SECOND) - sql.whole(LAST)
    return sa.case((rows.c.ended_at.is_not(None), ended), else_=_days_spent(rows, cases))


def _days_spent(rows: sa.FromClause, cases: Cases) -> sa.ColumnElement[int]:
    """Return the whole days that are over: today counts when as_of is its last instant."""
    after = sql.instant(cases.as_of + MOMENT)
    return age_seconds(rows, after, cases.settings) * sql.whole(SECOND) - sql.whole(LAST)


def _with_target(rows: sa.FromClause, settings: Settings, promise: Promise) -> sa.Subquery:
    """Add the promised time and the calendar it runs by; a case that no target fits has its own due_at."""
    targets = _most_special_first(settings, promise)
    found = _first_fitting(rows, settings, [(one, sql.whole(_seconds(one, promise) or 0)) for one in targets])
    names = clocks.kept_names(settings)
    own = [(one, sa.literal(one.calendar, sa.String())) for one in targets]
    named = _first_fitting(rows, settings, [(one, name if one.calendar in names else sa.null()) for one, name in own])
    by_due_at = sa.and_(found.is_(None), rows.c.due_at.is_not(None)) if promise == "resolution" else sa.false()
    calendar = sa.case(
        (sa.or_(by_due_at, rows.c.precision == BY_DAY), sa.null()),
        else_=sa.func.coalesce(sa.cast(named, sa.String()), rows.c.calendar),
    )
    until_due = _by_precision(
        rows,
        sql.microseconds_of(rows.c.due_at) - sql.microseconds_of(rows.c.opened_at),
        age_seconds(rows, rows.c.due_at, settings) * sql.whole(SECOND),
    )
    target = sa.case((by_due_at, until_due), else_=sa.cast(found, sa.BigInteger()) * sql.whole(SECOND))
    columns = [column for column in rows.c if column.key != "calendar"]
    labels = (
        sa.type_coerce(calendar, sa.String()).label("calendar"),
        sa.type_coerce(target, sa.BigInteger()).label("target"),
        sa.type_coerce(by_due_at, sa.Boolean()).label("by_due_at"),
    )
    return sa.select(*columns, *labels).subquery("with_target")


def _seconds(target: SlaTarget, promise: Promise) -> int | None:
    return target.resolution_seconds if promise == "resolution" else target.first_response_seconds


def _most_special_first(settings: Settings, promise: Promise) -> list[SlaTarget]:
    """Sort what was promised: for severity and category, for a category, for a severity, for all; the newest first."""
    promised = [one for one in settings.sla_targets if _seconds(one, promise) is not None]
    newest = sorted(promised, key=lambda one: one.valid_from, reverse=True)
    return sorted(newest, key=lambda one: (one.category is None, one.severity is None))


def _first_fitting(
    rows: sa.FromClause, settings: Settings, values: list[tuple[SlaTarget, sa.ColumnElement[Any]]]
) -> sa.ColumnElement[Any]:
    if not values:
        return sa.null()
    return sa.case(*((_fits(rows, settings, target), value) for target, value in values), else_=sa.null())


def _fits(rows: sa.FromClause, settings: Settings, target: SlaTarget) -> sa.ColumnElement[bool]:
    midnight = dt.datetime.combine(target.valid_from, dt.time(), tzinfo=ZoneInfo(settings.zone))
    conditions = [rows.c.opened_at >= sql.instant(midnight)]
    if target.severity is not None:
        conditions.append(rows.c.severity == target.severity)
    if target.category is not None:
        conditions.append(rows.c.category == target.category)
    return sa.and_(*conditions)
