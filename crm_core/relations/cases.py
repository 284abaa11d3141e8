"""Complaints as cases, and how long each took."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations import clocks, events
from crm_core.relations.endings import OPEN, RESOLVED
from crm_core.settings import Settings

Clock = Literal["clock", "business"]
"""All hours, or the working hours of each case's calendar."""

BY_DAY = "day"
"""Precision of a case of which only days are known."""

NOT_FROM_EVENTS: dict[str, sa.ColumnElement[Any]] = {
    "idle_seconds": sql.whole(0),
    "resolved_first_at": sa.cast(sa.null(), sql.INSTANT),
    "reopened_first_at": sa.cast(sa.null(), sql.INSTANT),
    "by_events": sa.false(),
}
"""What is said of cases where no events are known."""


@dataclass(frozen=True)
class Cases:
    """Complaints that count, as known at a moment, with all that measuring their time needs.

    Attributes
    ----------
    rows : sqlalchemy.Subquery
        Their columns, ``ended_at``, ``ending``, ``idle_seconds``, ``resolved_first_at``, ``reopened_first_at``,
        ``by_events`` and ``group``.
    as_of : datetime
        The moment of knowledge.
    settings : Settings
        The business rules.
    events : sqlalchemy.FromClause or None
        The table of their events; None where no events are known.
    changes : sqlalchemy.Subquery or None
        The events that change how a case stands, see `crm_core.relations.events.changes`.
    days : sqlalchemy.CTE or None
        Working days, see `crm_core.relations.clocks.days_of`; None where there is no calendar, or none is needed.
    """

    rows: sa.Subquery
    as_of: dt.datetime
    settings: Settings
    events: sa.FromClause | None = None
    changes: sa.Subquery | None = None
    days: sa.CTE | None = None


def complaints_only(rows: sa.FromClause) -> sa.Subquery:
    """Keep what counts as a complaint: no other kind of ticket, no duplicate of another case."""
    return sa.select(*rows.c).where(is_complaint(rows)).subquery("cases")


def is_complaint(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a row counts as a complaint: no other kind of ticket, no duplicate of another case."""
    status = sa.func.coalesce(rows.c.status, "", type_=sa.String())
    return sa.and_(_of_the_kind(rows), status != "duplicate", rows.c.duplicate_of.is_(None))


def is_duplicate(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a row is a complaint that repeats another case."""
    return sa.and_(_of_the_kind(rows), sa.or_(rows.c.status == "duplicate", rows.c.duplicate_of.is_not(None)))


def _of_the_kind(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(rows.c.kind, "complaint", type_=sa.String()) == "complaint"


def cases(
    rows: sa.FromClause,
    as_of: dt.datetime,
    settings: Settings,
    *,
    happened: sa.FromClause | None = None,
    days: sa.CTE | None = None,
) -> Cases:
    """Return the cases among complaints as known at `as_of`; their events, where there are any, say how they ended."""
    counted = complaints_only(rows)
    if happened is None:
        columns = [value.label(name) for name, value in NOT_FROM_EVENTS.items()]
        return Cases(sa.select(*counted.c, *columns).subquery("told"), as_of, settings, days=days)
    changed = events.changes(happened, as_of)
    return Cases(events.told_by_events(counted, changed, as_of), as_of, settings, happened, changed, days)


def open_only(cases: Cases) -> Cases:
    """Keep the cases that have not ended yet: what is asked of them need not be worked out for the others."""
    waiting = sa.select(*cases.rows.c).where(cases.rows.c.ending == OPEN).subquery("open_cases")
    return replace(cases, rows=waiting)


def first_answers(cases: Cases) -> Cases:
    """Return the same cases, ending with the first answer to the customer.

    A case without one is open; it ends as withdrawn where it was withdrawn before, and how is not known where it was
    settled without saying when it was answered.
    """
    rows = cases.rows
    source: sa.FromClause = rows
    answered_at: sa.ColumnElement[Any] = rows.c.first_response_at
    if cases.events is not None:
        told = events.first_responses(cases.events, cases.as_of)
        source = rows.outerjoin(told, rows.c.complaint_id == told.c.complaint_id)
        answered_at = sa.func.coalesce(told.c.responded_at, answered_at, type_=sql.INSTANT)
    answered, settled = answered_at.is_not(None), rows.c.ending == RESOLVED
    ending = sa.case((answered, RESOLVED), (settled, sa.null()), else_=rows.c.ending)
    new: dict[str, sa.ColumnElement[Any]] = {
        "ended_at": sa.type_coerce(sa.case((answered, answered_at), else_=rows.c.ended_at), sql.INSTANT),
        "ending": sa.type_coerce(ending, sa.Integer()),
        "idle_seconds": sql.whole(0),
        "paused_seconds": sql.whole(0),
    }
    kept = [column for column in rows.c if column.key not in new]
    columns = [value.label(name) for name, value in new.items()]
    told_rows = sa.select(*kept, *columns).select_from(source).subquery("answered")
    return Cases(told_rows, cases.as_of, cases.settings, cases.events, days=cases.days)


def case_durations(cases: Cases, clock: Clock = "clock") -> sa.Subquery:
    """Add to each case how long it took, or has taken so far.

    Parameters
    ----------
    cases : Cases
        With their working days where `clock` is business.
    clock : {"clock", "business"}
        Which hours count; a case whose team and store have no calendar runs by the clock.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of the cases, and ``duration_seconds``: whole seconds from opened_at to ended_at or `as_of` without
        the time between a resolution and the reopening; for a case known to the day only whole calendar days, 0 for
        the same day. In business time such a case has no duration and no ``ending``.
    """
    if clock == "business":
        return _in_business_time(cases)
    rows = cases.rows
    until = sa.func.coalesce(rows.c.ended_at, sql.instant(cases.as_of), type_=sql.INSTANT)
    duration = age_seconds(rows, until, cases.settings)
    if cases.events is not None:  # events may lie before the opening: nobody has checked them against the case
        duration = sa.func.greatest(duration - idle_seconds(rows), sql.whole(0), type_=sa.BigInteger())
    return sa.select(*rows.c, duration.label("duration_seconds")).subquery("durations")


def idle_seconds(rows: sa.FromClause) -> sa.ColumnElement[int]:
    """Return the time a case was over before it was reopened; in whole days where only days are known."""
    day = sql.whole(sql.SECONDS_PER_DAY)
    half = sql.whole(sql.SECONDS_PER_DAY // 2)  # a day on which the clocks change is a whole day too
    days = sql.whole_part(rows.c.idle_seconds + half, day) * day
    return sa.type_coerce(sa.case((rows.c.precision == BY_DAY, days), else_=rows.c.idle_seconds), sa.BigInteger())


def _in_business_time(cases: Cases) -> sa.Subquery:
    rows = clocks.with_calendar(cases.rows, cases.settings)
    until = sa.func.coalesce(rows.c.ended_at, sql.instant(cases.as_of), type_=sql.INSTANT)
    moments = {"clock_opened": sql.microseconds_of(rows.c.opened_at), "clock_until": sql.microseconds_of(until)}
    read = clocks.with_readings(rows, cases.days, moments)
    stopped = stopped_time(cases, read)
    worked = stopped.c.clock_until - stopped.c.clock_opened - stopped.c.idle
    spent = sa.func.greatest(worked, sql.whole(0), type_=sa.BigInteger())
    by_second = stopped.c.precision != BY_DAY
    duration = sa.case((by_second, sql.whole_part(spent, sql.whole(clocks.MICROSECONDS))))
    columns = [column for column in stopped.c if column.key != "ending"]
    ending = sa.type_coerce(sa.case((by_second, stopped.c.ending)), sa.Integer())
    labels = (ending.label("ending"), sa.type_coerce(duration, sa.BigInteger()).label("duration_seconds"))
    return sa.select(*columns, *labels).subquery("worked_durations")


def stopped_time(cases: Cases, rows: sa.FromClause) -> sa.Subquery:
    """Add how long each case's own clock stood, in microseconds of that clock.

    Parameters
    ----------
    cases : Cases
        Whose events are meant.
    rows : sqlalchemy.FromClause
        The same cases with ``calendar``.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `rows`, ``idle`` (over until it was reopened) and ``paused``. A pause that no event tells of is
        that of the case's own paused_seconds, as it stands. A case in several groups stood still once.
    """
    own = sa.func.coalesce(rows.c.paused_seconds, sql.whole(0), type_=sa.BigInteger()) * sql.whole(clocks.MICROSECONDS)
    if cases.changes is None:
        return sa.select(*rows.c, sql.whole(0).label("idle"), own.label("paused")).subquery("stopped")
    stood = events.stops(cases.changes, cases.as_of)
    for_good = sa.and_(stood.c.state == events.OVER, stood.c.since >= rows.c.ended_at)  # a closing after the resolution
    named = sa.select(*stood.c, rows.c.calendar).join_from(stood, rows, stood.c.complaint_id == rows.c.complaint_id)
    part = named.where(sa.not_(sa.func.coalesce(for_good, sa.false()))).distinct().subquery("named")
    moments = {"stood_since": sql.microseconds_of(part.c.since), "stood_until": sql.microseconds_of(part.c.until)}
    read = clocks.with_readings(part, cases.days, moments)
    lasted = read.c.stood_until - read.c.stood_since
    totals = {
        name: sa.cast(sa.func.sum(sa.case((read.c.state == state, lasted))), sa.BigInteger()).label(name)
        for name, state in (("idle", events.OVER), ("paused", events.PAUSED))
    }
    by_case = sa.select(read.c.complaint_id, *totals.values()).group_by(read.c.complaint_id).subquery("stood")
    idle = sa.func.coalesce(by_case.c.idle, sql.whole(0), type_=sa.BigInteger()).label("idle")
    paused = sa.func.coalesce(by_case.c.paused, own, type_=sa.BigInteger()).label("paused")
    joined = rows.outerjoin(by_case, rows.c.complaint_id == by_case.c.complaint_id)
    return sa.select(*rows.c, idle, paused).select_from(joined).subquery("stopped")


def age_seconds(cases: sa.FromClause, until: sa.ColumnElement[Any], settings: Settings) -> sa.ColumnElement[int]:
    """Return whole seconds since a case was opened; whole days where it is known to the day only."""
    first, last = sql.day_of(cases.c.opened_at, settings.zone), sql.day_of(until, settings.zone)
    whole_days = sql.days_between(first, last) * sa.literal(sql.SECONDS_PER_DAY, sa.BigInteger())
    age = sa.case((cases.c.precision == "day", whole_days), else_=sql.seconds_between(cases.c.opened_at, until))
    return sa.type_coerce(age, sa.BigInteger())
