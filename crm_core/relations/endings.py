"""How each complaint ended, as known at a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql

OPEN, RESOLVED, WITHDRAWN = 0, 1, 2
"""How a case ended: not yet, with an answer (resolved or rejected), or without one."""


def endings(complaints: sa.FromClause, as_of: dt.datetime) -> list[sa.ColumnElement[Any]]:
    """Return the columns ``ended_at`` and ``ending`` of complaints.

    Parameters
    ----------
    complaints : sqlalchemy.FromClause
        The table with all its instants.
    as_of : datetime
        Ends after this moment have not happened.

    Returns
    -------
    list of two column elements
        ``ended_at``, an instant, missing while open; ``ending``: 0 open, 1 resolved, 2 withdrawn, missing for a case
        that is over without saying when.

    Notes
    -----
    A case whose status is open is open, whatever its resolved_at says: exports keep the instant of a resolution
    that was taken back. A rejected case had its answer: it ends as resolved. A withdrawn case ends at closed_at.
    Without a status, the instants decide.
    """
    at, how = _recorded_end(complaints), _recorded_ending(complaints)
    ended = at <= sql.instant(as_of)
    ending = sa.case(
        (how == OPEN, sa.literal(OPEN, sa.Integer())),
        (at.is_(None), sa.null()),
        (ended, how),
        else_=sa.literal(OPEN, sa.Integer()),
    )
    ended_at = sa.case((ended, at), else_=sa.null())
    return [
        sa.type_coerce(ended_at, sql.INSTANT).label("ended_at"),
        sa.type_coerce(ending, sa.Integer()).label("ending"),
    ]


def _recorded_ending(table: sa.FromClause) -> sa.ColumnElement[int]:
    status = table.c.status
    by_status = sa.case(
        (status.in_(("open", "pending")), sa.literal(OPEN, sa.Integer())),
        (status.in_(("resolved", "rejected")), sa.literal(RESOLVED, sa.Integer())),
        (status == "withdrawn", sa.literal(WITHDRAWN, sa.Integer())),
        (table.c.resolved_at.is_not(None), sa.literal(RESOLVED, sa.Integer())),
        (table.c.closed_at.is_not(None), sa.literal(WITHDRAWN, sa.Integer())),
        else_=sa.literal(OPEN, sa.Integer()),
    )
    return sa.type_coerce(by_status, sa.Integer())


def _recorded_end(table: sa.FromClause) -> sa.ColumnElement[dt.datetime]:
    answered = sa.func.coalesce(table.c.resolved_at, table.c.closed_at, type_=sql.INSTANT)
    at = sa.case(
        (table.c.status.in_(("open", "pending")), sa.null()),
        (table.c.status == "withdrawn", table.c.closed_at),
        else_=answered,
    )
    return sa.type_coerce(at, sql.INSTANT)
