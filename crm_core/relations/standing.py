"""What customers think of us beside what they buy."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.answers import last_per_respondent, of_survey
from crm_core.relations.returns import MONEY, NOTHING

YEAR_DAYS = 365
QUARTERS = 4
POINTS = 10.0
"""Points of an index from 0 to 100 for each point of an answer from 0 to 10."""


ATTITUDE = ("recommend", "buy_again")
"""Questions that say what a customer thinks of us."""


def attitudes_said(answers: sa.FromClause) -> sa.Subquery:
    """Keep the answers about the whole relationship in which a known customer says any of `ATTITUDE`."""
    said = sa.or_(*(answers.c[one].is_not(None) for one in ATTITUDE))
    kept = sa.select(*answers.c).where(answers.c.customer_id.is_not(None), said).subquery("attitudes_said")
    return of_survey(kept, "relationship")


def attitudes(answers: sa.FromClause) -> sa.Subquery:
    """Return each customer's attitude: ``group``, ``customer_id``, ``attitude``, points from 0 to 100.

    The last answer about the whole relationship that says whether the customer would recommend us or buy again; the
    mean of both where both are said.
    """
    last = last_per_respondent(attitudes_said(answers), ("answer_id",))
    first, second = (sql.to_double(last.c[one]) for one in ATTITUDE)
    either = [sa.func.coalesce(*pair, type_=sa.Double()) for pair in ((first, second), (second, first))]
    attitude = ((either[0] + either[1]) * sa.literal(POINTS / 2, sa.Double())).label("attitude")
    return sa.select(last.c.group, last.c.customer_id, attitude).subquery("attitudes")


def behaviour(lines: sa.FromClause, zone: str, last: dt.date, *, before: bool = True) -> sa.Subquery:
    """Return what customers bought in the 365 days that end with a day, and in the 365 days before those.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `bought`.
    zone : str
        Where days begin.
    last : date
        Last day of the year.
    before : bool, default True
        Whether the year before is looked at.

    Returns
    -------
    sqlalchemy.Subquery
        ``customer_id``; ``visits``, purchase days of the year; ``quarters``, its quarters with a purchase, 0 to 4;
        ``before``, net revenue of the year before, 0 where it is not looked at. Who bought in none of the years looked
        at is not there.
    """
    first, end = last - dt.timedelta(days=(2 if before else 1) * YEAR_DAYS - 1), last + dt.timedelta(days=1)
    starts, ends = (sql.midnight(one, zone) for one in (first, end))
    age = sql.days_between(sql.day_of(lines.c.bought_at, zone), sa.literal(last, sa.Date())).label("age")
    spent = sa.func.sum(lines.c.net_revenue, type_=MONEY) if before else NOTHING
    days = sa.select(lines.c.customer_id, age, spent.label("net_revenue"))
    days = days.where(lines.c.bought_at >= starts, lines.c.bought_at < ends).group_by(lines.c.customer_id, age)
    each = days.subquery("days_of_two_years")
    recent = each.c.age < sa.literal(YEAR_DAYS, sa.BigInteger())
    visits = sql.count_where(recent).label("visits")
    earlier = sql.to_double(sa.func.sum(sa.case((recent, NOTHING), else_=each.c.net_revenue))).label("before")
    columns: list[sa.ColumnElement[Any]] = [each.c.customer_id, visits, _quarters(each.c.age), earlier]
    return sa.select(*columns).group_by(each.c.customer_id).subquery("behaviour")


def _quarters(age: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """Count the quarters of a year in which days of these ages lie; cheaper than a count of distinct ones."""
    found: sa.ColumnElement[int] = sa.literal(0, sa.BigInteger())
    borders = [-(-YEAR_DAYS * place // QUARTERS) for place in range(QUARTERS + 1)]
    for first, end in pairwise(borders):
        bought = sa.func.bool_or(sa.and_(age >= sql.whole(first), age < sql.whole(end)), type_=sa.Boolean())
        found = found + sa.case((bought, sql.whole(1)), else_=sql.whole(0))
    return sa.type_coerce(found, sa.BigInteger()).label("quarters")


def standing(people: sa.FromClause, doing: sa.FromClause) -> sa.Select[Any]:
    """Count customers with an attitude by group, attitude, visits and quarters; add up what they bought before.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `attitudes`.
    doing : sqlalchemy.FromClause
        Of `behaviour`; who is not in there bought nothing.
    """
    zero = sa.literal(0, sa.BigInteger())
    source = people.outerjoin(doing, doing.c.customer_id == people.c.customer_id)
    each = (
        sa.select(
            people.c.group,
            people.c.attitude,
            sa.func.coalesce(doing.c.visits, zero, type_=sa.BigInteger()).label("visits"),
            sa.func.coalesce(doing.c.quarters, zero, type_=sa.BigInteger()).label("quarters"),
            doing.c.before,
        )
        .select_from(source)
        .subquery("each")
    )
    keys = (each.c.group, each.c.attitude, each.c.visits, each.c.quarters)
    before = sa.func.coalesce(sa.func.sum(each.c.before), sa.literal(0.0, sa.Double()), type_=sa.Double())
    return sa.select(*keys, sql.count().label("people"), before.label("before")).group_by(*keys)
