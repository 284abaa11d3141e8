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

CLASSES = ((7, 24), (28, 12), (56, 8))
"""Up to so many days that are alike, classes of days since the last purchase in each growth by e; beyond, four."""

FEWEST_CLASSES = 4

APART = 1_000
"""Added to a class, so that it is none of the single days before."""

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
    return question.group_by(each.c.group, each.c.customer_id).cte()


def alike(people: sa.FromClause, last: dt.date, days: int, also: Sequence[str] = ()) -> sa.Select[Any]:
    """Count customers of like history: how often they bought, how long ago the first and the last time.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `histories`.
    last : date
        The day the histories end.
    days : int
        Days since the first purchase within which customers are alike; with 1 the day of the last purchase is told
        apart too, else days since then are alike that differ by a twenty-fourth to a quarter.
    also : sequence of str
        Columns of `people` to tell apart besides the group.

    Returns
    -------
    sqlalchemy.Select
        ``group``, what is told apart besides, ``frequency`` (repeat purchase days), ``customers``, and of all of them
        together ``recency`` and ``age`` (days from the first purchase to the last one and to the end) and ``spent``
        (double).
    """
    recency = sql.days_between(people.c.first_day, people.c.last_day)
    age = sql.days_between(people.c.first_day, sa.literal(last, sa.Date()))
    frequency = people.c.purchase_days - sql.whole(1)
    kinds = {"frequency": frequency, "age_kind": _steps(age, days), "gap_kind": _lasting(age - recency, days)}
    keys = [*(people.c[name] for name in ("group", *also)), *(kind.label(name) for name, kind in kinds.items())]
    each = sa.select(*keys, recency.label("recency"), age.label("age"), people.c.spent).subquery("each_history")
    sums: dict[str, sa.ColumnElement[Any]] = {
        "customers": sql.count(),
        "recency": sql.to_double(sa.func.sum(each.c.recency)),
        "age": sql.to_double(sa.func.sum(each.c.age)),
        "spent": sql.to_double(sa.func.sum(each.c.spent, type_=MONEY)),  # exact, so that engines agree
    }
    told_apart = [each.c[name] for name in ("group", *also, *kinds)]
    shown = [column for column in told_apart if not column.key.endswith("_kind")]
    named = [total.label(name) for name, total in sums.items()]
    return sa.select(*shown, *named).group_by(*told_apart)


def _lasting(gap: sa.ColumnElement[int], days: int) -> sa.ColumnElement[int]:
    """Return a class of days since the last purchase: beyond the first days each is longer than the one before."""
    if days == 1:
        return sa.cast(gap, sa.BigInteger())
    many = next((classes for most, classes in CLASSES if days <= most), FEWEST_CLASSES)
    at_least_one = sql.to_double(sa.func.greatest(gap, sql.whole(1), type_=sa.BigInteger()))
    size: sa.ColumnElement[float] = sa.func.ln(at_least_one, type_=sa.Double())
    longer = sa.cast(sa.func.floor(size * sa.literal(float(many), sa.Double())), sa.BigInteger())
    return sa.case((gap <= sql.whole(many), sa.cast(gap, sa.BigInteger())), else_=longer + sql.whole(APART))


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
