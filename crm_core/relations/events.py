"""What happened to a case, event by event: when it was over, taken up again, paused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.endings import OPEN, RESOLVED, WITHDRAWN

RUNNING, PAUSED, OVER = 0, 1, 2
"""What a case's clock does after an event."""

CHANGES = {"reopened": RUNNING, "paused": PAUSED, "resumed": RUNNING, "resolved": OVER, "closed": OVER}
"""Kinds of events that change it."""

ORDER = {kind: place for place, kind in enumerate(CHANGES)}
"""The order in which events of one instant are taken: a case reopened and settled on one day is settled."""


def changes(events: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return the events that change a case's clock, each with the state before it and the instant it holds until.

    Parameters
    ----------
    events : sqlalchemy.FromClause
        The table ``complaint_events``.
    as_of : datetime
        Later events have not happened.

    Returns
    -------
    sqlalchemy.Subquery
        complaint_id, kind, state (of `RUNNING`, `PAUSED`, `OVER`), was (the state before, missing for the first),
        since (when it happened) and until (when the next one did, missing for the last).
    """
    order = sa.case(ORDER, value=events.c.kind)
    state = sa.type_coerce(sa.case(CHANGES, value=events.c.kind), sa.Integer())
    window: dict[str, Any] = {
        "partition_by": events.c.complaint_id,
        "order_by": [events.c.happened_at, order, events.c.event_id],
    }
    until = sa.func.lead(events.c.happened_at, type_=sql.INSTANT).over(**window)
    return (
        sa.select(
            events.c.complaint_id,
            events.c.kind,
            state.label("state"),
            sa.func.lag(state, type_=sa.Integer()).over(**window).label("was"),
            events.c.happened_at.label("since"),
            until.label("until"),
        )
        .where(events.c.happened_at <= sql.instant(as_of), events.c.kind.in_(list(CHANGES)))
        .subquery("changes")
    )


def stops(changed: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return the times in which a case's clock stood: paused, or over until it was reopened.

    Parameters
    ----------
    changed : sqlalchemy.FromClause
        What `changes` returned.
    as_of : datetime
        A pause that nothing ended lasts until then.

    Returns
    -------
    sqlalchemy.Subquery
        complaint_id, state, since, until.
    """
    until = sa.func.coalesce(changed.c.until, sql.instant(as_of), type_=sql.INSTANT)
    taken_up_again = sa.and_(changed.c.state == OVER, changed.c.until.is_not(None))
    columns = (changed.c.complaint_id, changed.c.state, changed.c.since, until.label("until"))
    return sa.select(*columns).where(sa.or_(changed.c.state == PAUSED, taken_up_again)).subquery("stops")


def told_by_events(rows: sa.FromClause, changed: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Let the events say how a case ended and how long its clock stood.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        Complaints as known at `as_of`, with ``ended_at`` and ``ending``.
    changed : sqlalchemy.FromClause
        What `changes` returned.
    as_of : datetime
        The moment of knowledge.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `rows`; of cases that have such events ``ended_at`` is the last resolution (or closing) that
        was not taken back, ``ending`` says which, and ``paused_seconds`` is the time paused. Besides
        ``idle_seconds``, the time between a resolution and the reopening, and ``resolved_first_at`` and
        ``reopened_first_at``.
    """
    told = _by_case(changed, as_of)
    over = sa.and_(told.c.over_at.is_not(None), sa.func.coalesce(told.c.running_at <= told.c.over_at, sa.true()))
    answered = sa.or_(told.c.over_at == told.c.resolved_at, rows.c.status.in_(("resolved", "rejected")))
    how = sa.case((sa.not_(over), OPEN), (sa.func.coalesce(answered, sa.false()), RESOLVED), else_=WITHDRAWN)
    says = told.c.endings > 0
    ended_at = sa.case((says, sa.case((over, told.c.over_at))), else_=rows.c.ended_at)
    new: dict[str, sa.ColumnElement[Any]] = {
        "ended_at": sa.type_coerce(ended_at, sql.INSTANT),
        "ending": sa.type_coerce(sa.case((says, how), else_=rows.c.ending), sa.Integer()),
        "paused_seconds": sa.type_coerce(
            sa.case((told.c.pauses > 0, told.c.paused_seconds), else_=rows.c.paused_seconds), sa.BigInteger()
        ),
        "idle_seconds": sa.func.coalesce(told.c.over_seconds - _over_for_good(told, over), sql.whole(0)),
        "resolved_first_at": told.c.resolved_first_at,
        "reopened_first_at": told.c.reopened_first_at,
        "by_events": sa.func.coalesce(says, sa.false(), type_=sa.Boolean()),
    }
    kept = [column for column in rows.c if column.key not in new]
    joined = rows.outerjoin(told, rows.c.complaint_id == told.c.complaint_id)
    return sa.select(*kept, *(value.label(name) for name, value in new.items())).select_from(joined).subquery("told")


def _by_case(changed: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    kind, since = changed.c.kind, changed.c.since
    ends = sa.and_(changed.c.state == OVER, sa.func.coalesce(changed.c.was != OVER, sa.true()))
    reopened = kind == "reopened"
    return (
        sa.select(
            changed.c.complaint_id,
            sql.count_where(kind.in_(("resolved", "reopened", "closed"))).label("endings"),
            sql.count_where(kind == "paused").label("pauses"),
            _last(since, ends).label("over_at"),
            _last(since, sa.and_(ends, kind == "resolved")).label("resolved_at"),
            _last(since, changed.c.state != OVER).label("running_at"),
            _last(since, changed.c.state == OVER).label("told_over_at"),
            _first(since, kind == "resolved").label("resolved_first_at"),
            _first(since, reopened).label("reopened_first_at"),
            _total(changed, PAUSED, as_of).label("paused_seconds"),
            _total(changed, OVER, None).label("over_seconds"),
        )
        .group_by(changed.c.complaint_id)
        .subquery("told_by_case")
    )


def _over_for_good(told: sa.FromClause, over: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """Return the time from the last end to the last event that tells of it again, a closing after a resolution."""
    again = sa.case((over, sql.seconds_between(told.c.over_at, told.c.told_over_at)))
    return sa.func.coalesce(again, sql.whole(0), type_=sa.BigInteger())


def _last(instant: sa.ColumnElement[Any], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.max(sa.case((condition, instant)), type_=sql.INSTANT)


def _first(instant: sa.ColumnElement[Any], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.min(sa.case((condition, instant)), type_=sql.INSTANT)


def _total(changed: sa.FromClause, state: int, as_of: dt.datetime | None) -> sa.ColumnElement[int]:
    """Add up the seconds in a state; one that nothing ended counts up to `as_of`, or not at all."""
    until: sa.ColumnElement[Any] = changed.c.until
    until = until if as_of is None else sa.func.coalesce(until, sql.instant(as_of), type_=sql.INSTANT)
    lasted = sa.case((changed.c.state == state, sql.seconds_between(changed.c.since, until)))
    return sa.cast(sa.func.sum(lasted), sa.BigInteger())


def first_responses(events: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return the first answer of each case that has one among its events: complaint_id, responded_at."""
    first = sa.func.min(events.c.happened_at, type_=sql.INSTANT).label("responded_at")
    responded = sa.and_(events.c.kind == "responded", events.c.happened_at <= sql.instant(as_of))
    return (
        sa.select(events.c.complaint_id, first).where(responded).group_by(events.c.complaint_id).subquery("responses")
    )
