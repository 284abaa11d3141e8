"""Customers who came because another customer recommended us, and those who recommend us."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.answers import last_per_respondent

PROMOTER = 9
"""Lowest answer (0-10) of a promoter."""


def brought_by(people: sa.FromClause, lines: sa.FromClause) -> sa.Select[Any]:
    """Count new customers, and those who were recommended, with what they brought.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        New customers with ``group`` and ``referred_by``.
    lines : sqlalchemy.FromClause
        All of `sales`.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``n``; ``referred``; ``brought``, net revenue of the recommended ones so far; ``referrers``,
        customers who recommended us to any of them.
    """
    referred = people.c.referred_by.is_not(None)
    theirs = sa.select(people.c.customer_id).where(referred)
    spent = sa.func.sum(lines.c.net_revenue).label("spent")
    sums = sa.select(lines.c.customer_id, spent).where(lines.c.customer_id.in_(theirs)).group_by(lines.c.customer_id)
    money = sums.subquery("money_of_referred")
    amount = sa.case((referred, money.c.spent))
    columns: list[sa.ColumnElement[Any]] = [
        sql.count().label("n"),
        sql.count_where(referred).label("referred"),
        sa.func.coalesce(sql.to_double(sa.func.sum(amount)), 0.0, type_=sa.Double()).label("brought"),
        sa.func.count(people.c.referred_by.distinct(), type_=sa.BigInteger()).label("referrers"),
    ]
    joined = people.outerjoin(money, people.c.customer_id == money.c.customer_id)
    return sa.select(people.c.group, *columns).select_from(joined).group_by(people.c.group)


def referrers_asked(people: sa.FromClause, answers: sa.FromClause) -> sa.Select[Any]:
    """Count those who recommended us to new customers and were asked: ``group``, ``asked`` and ``promoters`` of them.

    `answers` are those about the whole relationship; each customer's last one counts.
    """
    last = last_per_respondent(answers, ("recommend",))
    pairs = sa.select(people.c.group, people.c.referred_by).where(people.c.referred_by.is_not(None)).distinct()
    each = pairs.subquery("referrers")
    joined = each.join(last, each.c.referred_by == last.c.customer_id)
    promoters = sql.count_where(last.c.recommend >= PROMOTER).label("promoters")
    question = sa.select(each.c.group, sql.count().label("asked"), promoters)
    return question.select_from(joined).group_by(each.c.group)


def bought_after(answers: sa.FromClause, lines: sa.FromClause, as_of: dt.datetime, days: int) -> sa.Select[Any]:
    """Count who bought again within so many days after they said whether they recommend us.

    Parameters
    ----------
    answers : sqlalchemy.FromClause
        Answers of known customers about the whole relationship, with ``group``; the last one that is so many days old
        counts.
    lines : sqlalchemy.FromClause
        Of `bought`.
    as_of : datetime
        The moment of knowledge.
    days : int
        Days they had.

    Returns
    -------
    sqlalchemy.Select
        ``group``, ``promoter`` (boolean), ``n`` and ``again``.
    """
    window = dt.timedelta(days=days)
    old = sa.select(*answers.c).where(answers.c.answered_at <= sql.instant(as_of - window)).subquery("old_answers")
    last = last_per_respondent(old, ("recommend",))
    soon = sa.and_(
        lines.c.customer_id == last.c.customer_id,
        lines.c.bought_at > last.c.answered_at,
        sql.seconds_between(last.c.answered_at, lines.c.bought_at) <= sql.whole(days * sql.SECONDS_PER_DAY),
    )
    promoter = sa.type_coerce(last.c.recommend >= PROMOTER, sa.Boolean()).label("promoter")
    keys = (last.c.group, last.c.customer_id, last.c.recommend)
    bought = sql.count_where(lines.c.customer_id.is_not(None)).label("times")
    each = sa.select(last.c.group, promoter, bought).select_from(last.outerjoin(lines, soon)).group_by(*keys)
    people = each.subquery("people_asked")
    again = sql.count_where(people.c.times > 0).label("again")
    counts = sa.select(people.c.group, people.c.promoter, sql.count().label("n"), again)
    return counts.group_by(people.c.group, people.c.promoter)
