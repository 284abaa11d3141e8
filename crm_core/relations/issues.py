"""Contacts chained into issues: what a customer asks about one topic until a week brings no further contact."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql

APART = dt.timedelta(days=7)
"""Contacts of one customer on one topic are one issue while the time between them is shorter than this."""

FIRST_CONTACT = ("group", "interaction_id", "customer_id", "channel", "topic", "started_at")
"""What an issue has of the contact that begins it."""


def is_traceable(contacts: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a contact can be followed: its customer and its topic are known."""
    return sa.and_(contacts.c.customer_id.is_not(None), contacts.c.topic.is_not(None))


def issues(contacts: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return each issue by the contact it begins with.

    Parameters
    ----------
    contacts : sqlalchemy.FromClause
        Contacts as known at `as_of`, on all channels and whenever they were: what narrows them would break chains.
    as_of : datetime
        The moment of knowledge.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `FIRST_CONTACT`; ``solved``, whether that contact was answered and no other one followed so far;
        ``over``, whether it lies a week back, so that it is known whether one followed. Contacts without a customer or
        a topic belong to no issue.
    """
    each = _neighbours(contacts)
    begins = sa.or_(each.c.previous.is_(None), _apart(each.c.previous, each.c.started_at))
    alone = sa.or_(each.c.following.is_(None), _apart(each.c.started_at, each.c.following))
    answered = sa.not_(sa.func.coalesce(each.c.abandoned, sa.false(), type_=sa.Boolean()))
    over = each.c.started_at <= sql.instant(as_of - APART)
    columns = (*(each.c[name] for name in FIRST_CONTACT), sa.and_(alone, answered).label("solved"), over.label("over"))
    return sa.select(*columns).where(begins).subquery("issues")


def _neighbours(contacts: sa.FromClause) -> sa.Subquery:
    """Add to each traceable contact when the one before and the one after it were, by its customer and on its topic."""
    c = contacts.c
    order: dict[str, Any] = {"partition_by": [c.customer_id, c.topic], "order_by": [c.started_at, c.interaction_id]}
    before, after = (
        function(c.started_at, type_=sql.INSTANT).over(**order).label(name)
        for function, name in ((sa.func.lag, "previous"), (sa.func.lead, "following"))
    )
    columns = (*(c[name] for name in FIRST_CONTACT), c.abandoned, before, after)
    return sa.select(*columns).where(is_traceable(contacts)).subquery("neighbours")


def _apart(earlier: sa.ColumnElement[Any], later: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sql.seconds_between(earlier, later) >= sql.whole(int(APART.total_seconds()))
