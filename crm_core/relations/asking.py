"""Whom we asked, and who answered."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from crm_core import sql
from crm_core.settings import Settings

OPENING_QUESTIONS = ("satisfaction", "csat", "recommend", "effort")
"""Questions that a survey may open with: a survey left early counts as answered when one of them is."""


def answered(answers: sa.FromClause) -> sa.Subquery:
    """Keep what counts as an answer: a survey that was finished, or not finished with its first question answered."""
    opened = sa.or_(*(answers.c[name].is_not(None) for name in OPENING_QUESTIONS))
    whole = sa.func.coalesce(answers.c.completed, sa.true(), type_=sa.Boolean())
    return sa.select(*answers.c).where(sa.or_(whole, opened)).subquery("answered")


def with_answer(invitations: sa.FromClause, answers: sa.FromClause, settings: Settings) -> sa.Subquery:
    """Add to each invitation ``in_time``: 1 if its first answer came within the response window, else 0.

    An instant exactly on the limit is in time; where the invitation is known to the day only, whole days count.
    """
    first = (
        sa.select(answers.c.invitation_id, sa.func.min(answers.c.answered_at, type_=sql.INSTANT).label("at"))
        .where(answers.c.invitation_id.is_not(None))
        .group_by(answers.c.invitation_id)
        .subquery("first_answers")
    )
    joined = invitations.outerjoin(first, invitations.c.invitation_id == first.c.invitation_id)
    in_time = sa.case((_within(invitations, first.c.at, settings), 1), else_=0)
    return sa.select(*invitations.c, sa.cast(in_time, sa.BigInteger()).label("in_time")).select_from(joined).subquery()


def _within(
    invitations: sa.FromClause, at: sa.ColumnElement[dt.datetime], settings: Settings
) -> sa.ColumnElement[bool]:
    days, sent = settings.response_window_days, invitations.c.sent_at
    limit = sa.literal(days * sql.SECONDS_PER_DAY, sa.BigInteger())
    exact = sql.seconds_between(sent, at) <= limit
    whole = sql.days_between(sql.day_of(sent, settings.zone), sql.day_of(at, settings.zone)) <= days
    return sa.case((invitations.c.precision == "day", whole), else_=exact)


def delivered(invitations: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether an invitation reached somebody."""
    return sa.not_(sa.func.coalesce(invitations.c.bounced, sa.false(), type_=sa.Boolean()))


def old_enough(column: sa.ColumnElement[dt.datetime], as_of: dt.datetime, *, days: int) -> sa.ColumnElement[bool]:
    """Whether so many days from an instant on lie whole before `as_of`."""
    return column <= sql.instant(as_of - dt.timedelta(days=days))


SERVED_BY_PEOPLE = ("phone", "chat", "email", "store")
"""Channels on which a contact can be followed by a survey; a search or a manual is nobody's service."""


def served(contacts: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a person served the customer."""
    abandoned = sa.func.coalesce(contacts.c.abandoned, sa.false(), type_=sa.Boolean())
    return sa.and_(contacts.c.channel.in_(SERVED_BY_PEOPLE), sa.not_(abandoned))


def served_only(contacts: sa.FromClause) -> sa.Subquery:
    """Keep the contacts in which a person served the customer."""
    return sa.select(*contacts.c).where(served(contacts)).subquery("served_contacts")


def to_be_asked(contacts: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a contact qualifies for an invitation: a known customer was served by a person."""
    return sa.and_(served(contacts), contacts.c.customer_id.is_not(None))


def with_invitation(contacts: sa.FromClause, invitations: sa.FromClause) -> sa.Subquery:
    """Add to each contact ``invited``: 1 if an invitation followed it, else 0."""
    asked = sa.select(invitations.c.interaction_id).where(invitations.c.interaction_id.is_not(None)).distinct()
    followed = asked.subquery("followed")
    joined = contacts.outerjoin(followed, contacts.c.interaction_id == followed.c.interaction_id)
    invited = sa.case((followed.c.interaction_id.is_not(None), 1), else_=0)
    return sa.select(*contacts.c, sa.cast(invited, sa.BigInteger()).label("invited")).select_from(joined).subquery()
