"""How often and when each customer bought: what models of purchases are fitted on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.returns import MONEY

LOTS = "0123456789abcdef"
"""Parts of the customers, each taken as if by lot: the first hexadecimal digit of a digest of the key."""

CENTS = 100
LARGEST = 15
"""Digits of the largest sum in cents that is told apart so."""


def histories(lines: sa.FromClause, zone: str, first: dt.date | None, last: dt.date) -> sa.CTE:
    """Return each customer's purchase days up to a day.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `bought`.
    zone : str
        Where days begin.
    first, last : date
        Days counted, both included; without a first one all up to the last.

    Returns
    -------
    sqlalchemy.CTE
        Computed once: ``group``, ``customer_id``, ``part`` (of the customers, by lot), ``purchase_days``,
        ``first_day``, ``last_day`` and ``spent`` (money, net of what was given back).
    """
    day = sql.day_of(lines.c.bought_at, zone).label("day")
    spent = sa.func.sum(lines.c.net_revenue, type_=MONEY).label("spent")
    keys = (lines.c.group, lines.c.customer_id)
    window = [lines.c.bought_at < sql.midnight(last + dt.timedelta(days=1), zone)]
    if first is not None:
        window.append(lines.c.bought_at >= sql.midnight(first, zone))
    each = sa.select(*keys, day, spent).where(*window).group_by(*keys, day).subquery("purchase_days")
    digest = sa.func.substr(sa.func.md5(each.c.customer_id, type_=sa.String()), 1, 1, type_=sa.String())
    totals = (
        sql.count().label("purchase_days"),
        sa.func.min(each.c.day, type_=sa.Date()).label("first_day"),
        sa.func.max(each.c.day, type_=sa.Date()).label("last_day"),
        sa.func.sum(each.c.spent, type_=MONEY).label("spent"),
    )
    question = sa.select(each.c.group, each.c.customer_id, digest.label("part"), *totals)
    return question.group_by(each.c.group, each.c.customer_id).cte("histories")


def alike(people: sa.FromClause, last: dt.date, days: int, also: Sequence[str] = ()) -> sa.Select[Any]:
    """Count customers of one history, in steps of so many days.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `histories`.
    last : date
        The day the histories end.
    days : int
        Length of a step; a part of a step counts as a whole one.
    also : sequence of str
        Columns of `people` to tell apart besides.

    Returns
    -------
    sqlalchemy.Select
        ``group``, what is told apart besides, ``part``, ``frequency`` (repeat purchase days), ``recency`` and ``age``
        (steps from the first purchase to the last one and to the end), ``customers`` and ``spent`` (double).
    """
    recency = _steps(sql.days_between(people.c.first_day, people.c.last_day), days)
    age = _steps(sql.days_between(people.c.first_day, sa.literal(last, sa.Date())), days)
    frequency = people.c.purchase_days - sql.whole(1)
    told_apart = [people.c[name] for name in ("group", *also, "part")]
    keys = [*told_apart, frequency.label("frequency"), recency.label("recency"), age.label("age")]
    spent = sql.to_double(sa.func.sum(people.c.spent, type_=MONEY)).label("spent")  # exact, so that engines agree
    return sa.select(*keys, sql.count().label("customers"), spent).group_by(*(key for key in keys))


def marked(people: sa.FromClause, who: sa.FromClause, name: str) -> sa.CTE:
    """Add to the customers of `histories`, under a name, whether they are among those of ``customer_id`` of `who`."""
    joined = people.outerjoin(who, people.c.customer_id == who.c.customer_id)
    among = sa.type_coerce(who.c.customer_id.is_not(None), sa.Boolean())
    return sa.select(*people.c, among.label(name)).select_from(joined).cte("marked")


def _steps(days_between: sa.ColumnElement[int], days: int) -> sa.ColumnElement[int]:
    """Return how many steps of so many days cover a number of days."""
    if days == 1:
        return sa.cast(days_between, sa.BigInteger())
    whole = sql.to_double(days_between) / sa.literal(float(days), sa.Double())
    return sa.cast(sa.func.ceil(whole), sa.BigInteger())


def spent_alike(people: sa.FromClause, digits: int = 3) -> sa.Select[Any]:
    """Count customers who bought on as many days and spent as much, to so many digits.

    Returns
    -------
    sqlalchemy.Select
        ``part``, ``purchase_days``, ``customers`` and ``spent`` (double), of those who spent anything.
    """
    cents = sa.cast(people.c.spent * sql.whole(CENTS), sa.BigInteger())
    sizes = [(cents < sql.whole(10 ** (digits + more)), cents / sql.whole(10**more)) for more in range(LARGEST)]
    rounded = sa.case(*((small, sa.func.floor(value)) for small, value in sizes), else_=cents)
    size = sa.case(*((small, sql.whole(more)) for more, (small, _) in enumerate(sizes)), else_=sql.whole(LARGEST))
    kind = sa.cast(rounded, sa.BigInteger())
    keys = [people.c.part, people.c.purchase_days, kind.label("kind"), size.label("size")]
    spent = sql.to_double(sa.func.sum(people.c.spent, type_=MONEY)).label("spent")  # exact, so that engines agree
    counted = sa.select(*keys, sql.count().label("customers"), spent).where(people.c.spent > 0).group_by(*keys)
    each = counted.subquery("spent_alike")
    return sa.select(each.c.part, each.c.purchase_days, each.c.customers, each.c.spent)
