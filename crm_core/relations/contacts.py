"""How each contact was received, and how long the customer waited."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql

WAITING, ANSWERED, HUNG_UP = 0, 1, 2
"""What became of a contact: no answer yet, an answer, or the customer gave up before it."""

CHANNELS = {"live": ("phone", "chat"), "written": ("email",), "self": ("search", "manual"), "in_person": ("store",)}
"""Channels by how an answer comes: while the customer waits on the line, by mail, by looking it up, in a store."""

SHORT_SECONDS = 5
"""Whoever gives up sooner has not waited for an answer: misdialled, or thought better of it."""


def replies(contacts: sa.FromClause, as_of: dt.datetime) -> list[sa.ColumnElement[Any]]:
    """Return the column ``reply`` of contacts: what became of each, missing where nothing says so.

    Notes
    -----
    It is derived before later instants are hidden. The file's own word for giving up comes first; then the instant of
    an answer; a contact that is said not to be given up, and has no such instant, counts as answered.
    """
    now = sql.instant(as_of)
    waiting, answered, hung_up = (sa.literal(code, sa.Integer()) for code in (WAITING, ANSWERED, HUNG_UP))
    reply = sa.case(
        (contacts.c.abandoned, sa.case((contacts.c.ended_at > now, waiting), else_=hung_up)),
        (contacts.c.answered_at > now, waiting),
        (contacts.c.answered_at.is_not(None), answered),
        (sa.not_(contacts.c.abandoned), answered),
        else_=sa.null(),
    )
    return [sa.type_coerce(reply, sa.Integer()).label("reply")]


def queued(contacts: sa.FromClause, as_of: dt.datetime, kind: str) -> sa.Subquery:
    """Keep the contacts of the channels of a kind, with how long each customer waited.

    Parameters
    ----------
    contacts : sqlalchemy.FromClause
        As `crm_core.Filters.rows` gives them.
    as_of : datetime
        Who waits still has waited until then.
    kind : str
        One of `CHANNELS`.

    Returns
    -------
    sqlalchemy.Subquery
        The contacts' columns; ``waited_seconds`` from the queue (else from asking) to the answer or to giving up,
        missing where it is not known or the file knows days only; ``short``, whether the customer gave up within
        `SHORT_SECONDS`; ``decided``, whether it was answered or given up later than that.
    """
    c = contacts.c
    end = sa.case(
        (c.reply == ANSWERED, c.answered_at), (c.reply == HUNG_UP, c.ended_at), (c.reply == WAITING, sql.instant(as_of))
    )
    asked = sa.func.coalesce(c.queued_at, c.started_at, type_=sql.INSTANT)
    seconds = sql.seconds_between(asked, sa.type_coerce(end, sql.INSTANT)).label("seconds")
    timed = sa.select(*c, seconds).where(c.channel.in_(CHANNELS[kind])).subquery("timed")
    known = sa.and_(timed.c.precision == "second", timed.c.seconds >= sql.whole(0))
    waited = sa.type_coerce(sa.case((known, timed.c.seconds)), sa.BigInteger())
    gave_up_soon = sa.and_(timed.c.reply == HUNG_UP, waited < sql.whole(SHORT_SECONDS))
    short = sa.func.coalesce(gave_up_soon, sa.false(), type_=sa.Boolean())
    over = sa.func.coalesce(timed.c.reply.in_((ANSWERED, HUNG_UP)), sa.false(), type_=sa.Boolean())
    columns = [column for column in timed.c if column.key != "seconds"]
    return sa.select(
        *columns, waited.label("waited_seconds"), short.label("short"), sa.and_(over, sa.not_(short)).label("decided")
    ).subquery("queued")
