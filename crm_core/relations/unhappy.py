"""Customers who have a reason to leave: their complaint is late, or they gave a low score that nobody came back to."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.endings import OPEN
from crm_core.relations.quotes import low_scored
from crm_core.relations.standing import YEAR_DAYS

SCORES = ("satisfaction", "csat", "recommend")
"""Questions whose answer may be a low score."""


def late_complaints(promised: sa.FromClause) -> sa.Subquery:
    """Return the customers with a complaint that is open and past what was promised: ``customer_id``, ``late``.

    `promised` are cases of `crm_core.relations.promises`.
    """
    late = sa.and_(
        promised.c.ending == OPEN, promised.c.spent >= promised.c.target, promised.c.customer_id.is_not(None)
    )
    counted = sa.select(promised.c.customer_id, sql.count().label("late")).where(late)
    return counted.group_by(promised.c.customer_id).subquery("late_complaints")


def unanswered_scores(answers: sa.FromClause, follow_ups: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return the customers whose last score of the last 365 days is low and was not followed up.

    Parameters
    ----------
    answers : sqlalchemy.FromClause
        Survey answers known at the moment.
    follow_ups : sqlalchemy.FromClause
        Follow-ups known at the moment.
    as_of : datetime
        The moment.

    Returns
    -------
    sqlalchemy.Subquery
        ``customer_id``, ``score`` and ``scale``, the highest answer there is; the lowest of several at one instant.
    """
    since = sql.instant(as_of - dt.timedelta(days=YEAR_DAYS))
    said = sa.or_(*(answers.c[name].is_not(None) for name in SCORES))
    known = sa.and_(answers.c.customer_id.is_not(None), answers.c.answered_at > since, said)
    newest = sa.func.max(answers.c.answered_at, type_=sql.INSTANT).label("newest_at")
    last = sa.select(answers.c.customer_id, newest).where(known).group_by(answers.c.customer_id).subquery("last_scores")
    low = low_scored(answers)
    followed = sa.select(follow_ups.c.answer_id).where(follow_ups.c.answer_id.is_not(None))
    same = sa.and_(low.c.customer_id == last.c.customer_id, low.c.answered_at == last.c.newest_at)
    scored = sa.select(low.c.customer_id, low.c.score, low.c.scale).select_from(low.join(last, same))
    open_ones = scored.where(low.c.answer_id.not_in(followed)).subquery("open_scores")
    lowest = sa.func.min(open_ones.c.score, type_=sa.BigInteger()).label("score")
    scale = sa.func.min(open_ones.c.scale, type_=sa.String()).label("scale")
    return sa.select(open_ones.c.customer_id, lowest, scale).group_by(open_ones.c.customer_id).subquery("low_scores")


def unhappy(late: sa.FromClause, low: sa.FromClause) -> sa.Subquery:
    """Return the customers of either kind, each once: ``customer_id``."""
    return sa.union(sa.select(late.c.customer_id), sa.select(low.c.customer_id)).subquery("unhappy")
