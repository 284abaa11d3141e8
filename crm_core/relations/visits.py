"""When customers bought: purchase days, the first and the second one, and whose first one is known to be the first."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.sales import purchases_kept

GROUP = "group"

KNOWN_AFTER_YEARS = 1
"""Years after the first record of all from which a customer never seen before counts as new."""


def bought(lines: sa.FromClause) -> sa.Subquery:
    """Keep the purchase lines with which a known customer bought something and kept it.

    What is kept says `crm_core.relations.purchases_kept`: no draft, no cancelled order, no free trial, nothing that
    came back whole.
    """
    kept = purchases_kept(lines)
    return sa.select(*kept.c).where(kept.c.customer_id.is_not(None)).subquery("bought")


def bought_moments(lines: sa.FromClause, *, grouped: bool) -> sa.CTE:
    """Return when known customers bought something and kept it, for questions that ask for it twice.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Purchase lines, whenever they were bought.
    grouped : bool
        Whether there is more than one group; a single one as a key of all lines costs half as much again.

    Returns
    -------
    sqlalchemy.CTE
        Computed once: ``customer_id``, ``bought_at`` and, where `grouped`, ``group`` of each line of `bought`.
    """
    kept = bought(lines)
    columns = [kept.c.customer_id, kept.c.bought_at, *([kept.c.group] if grouped else [])]
    return sa.select(*columns).cte("bought_moments")


def firsts(lines: sa.FromClause, zone: str) -> sa.Subquery:
    """Return each customer's first purchase in each group.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `bought_moments`.
    zone : str
        Where days begin.

    Returns
    -------
    sqlalchemy.Subquery
        ``group``, empty where lines have none, ``customer_id``, ``first_at``; ``first_day`` and ``next_day_at``, the
        instant after that day's end.
    """
    first_at = sa.func.min(lines.c.bought_at, type_=sql.INSTANT).label("first_at")
    keys = [lines.c[name] for name in _keys(lines)]
    each = sa.select(*keys, first_at).group_by(*keys).subquery("people")
    group = [] if GROUP in each.c else [sa.literal("", sa.String()).label(GROUP)]
    first_day = sql.day_of(each.c.first_at, zone)
    next_day_at = sql.start_of(first_day + sa.literal(1, sa.Integer()), zone)
    days = (first_day.label("first_day"), next_day_at.label("next_day_at"))
    return sa.select(*group, *each.c, *days).subquery("firsts")


def _keys(lines: sa.FromClause) -> list[str]:
    return [name for name in (GROUP, "customer_id") if name in lines.c]


def new_only(people: sa.FromClause, customers: sa.FromClause, since: dt.date | None) -> sa.CTE:
    """Add whether a customer's first purchase is known to be the first one.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `firsts`.
    customers : sqlalchemy.FromClause
        All customers known.
    since : date or None
        Day of the first purchase of all that is recorded; None where nothing is.

    Returns
    -------
    sqlalchemy.CTE
        Computed once, however often it is asked: the columns of `people` and ``is_new``, whether the customer joined on
        that day or later, or bought for the first time at least twelve months after it. Whoever else buys may have
        bought before the records begin.
    """
    if since is None:
        return sa.select(*people.c, sa.true().label("is_new")).cte("people_known")
    joined = sa.select(customers.c.customer_id, customers.c.joined_on).subquery("joined")
    sure = people.c.first_day >= sa.literal(a_year_after(since), sa.Date())
    new = sa.or_(sure, sa.func.coalesce(joined.c.joined_on >= since, sa.false(), type_=sa.Boolean()))
    source = people.outerjoin(joined, people.c.customer_id == joined.c.customer_id)
    return sa.select(*people.c, new.label("is_new")).select_from(source).cte("people_known")


def a_year_after(day: dt.date) -> dt.date:
    """Return the same day of the year after; 1 March for a leap day."""
    leap = day.month == 2 and day.day == 29
    return dt.date(day.year + KNOWN_AFTER_YEARS, 3 if leap else day.month, 1 if leap else day.day)


def bought_later(people: sa.FromClause, lines: sa.FromClause, *also: sa.ColumnElement[bool]) -> sa.Join:
    """Join the purchases after the day of the first one to customers of `firsts`; what else must hold comes along."""
    same = people.c.customer_id == lines.c.customer_id
    return people.join(lines, sa.and_(same, lines.c.bought_at >= people.c.next_day_at, *also))


def seconds(people: sa.FromClause, lines: sa.FromClause, zone: str) -> sa.Subquery:
    """Add the day of the second purchase.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `firsts`, any part of them.
    lines : sqlalchemy.FromClause
        The lines they were made from.
    zone : str
        Where days begin.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `people` and ``second_day``: the first later day with a purchase, missing where there is none.
    """
    names = _keys(lines)
    keys = [people.c[name] for name in names]
    bought_again = bought_later(people, lines, *(people.c[name] == lines.c[name] for name in names if name == GROUP))
    second_at = sa.func.min(lines.c.bought_at, type_=sql.INSTANT).label("second_at")
    later = sa.select(*keys, second_at).select_from(bought_again).group_by(*keys).subquery("later")
    same = sa.and_(*(later.c[name] == people.c[name] for name in names))
    second_day = sql.day_of(later.c.second_at, zone).label("second_day")
    return sa.select(*people.c, second_day).select_from(people.outerjoin(later, same)).subquery("returns")
