"""Customers of two years in a row: who of the first one bought in the second, and what those of the second brought."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.standing import YEAR_DAYS
from crm_core.relations.values import sold_to_customers

YEAR = dt.timedelta(days=YEAR_DAYS)


def of_two_years(lines: sa.FromClause, zone: str, middle: dt.date, last: dt.date) -> sa.Subquery:
    """Keep the purchase lines of two years and say of each which one.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        With ``bought_at``.
    zone : str
        Where days begin.
    middle, last : date
        Last days of the first and of the second year, 365 days each.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `lines` and ``in_second``.
    """
    first, begin, end = (sql.midnight(day + dt.timedelta(days=1), zone) for day in (middle - YEAR, middle, last))
    second = (lines.c.bought_at >= begin).label("in_second")
    return sa.select(*lines.c, second).where(lines.c.bought_at >= first, lines.c.bought_at < end).subquery("two_years")


def kept_of_two_years(rows: sa.FromClause, zone: str, middle: dt.date, last: dt.date) -> sa.Subquery:
    """Keep of purchase lines those of two years that were sold to known customers and did not come back whole."""
    lines = of_two_years(sold_to_customers(rows), zone, middle, last)
    return sa.select(*lines.c).where(lines.c.kept).subquery("kept")


def two_years(lines: sa.FromClause, measure: str) -> sa.Select[Any]:
    """Count the customers of both years in each group, and add up what those of the second brought.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `of_two_years`, sold to known customers, with ``net_revenue`` and ``net_profit``.
    measure : str
        ``profit`` or ``revenue``.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``now``, ``before`` and ``both``, customers of the second year, of the first one and of both;
        ``total`` and ``squares``, sums over customers of what they brought in the second year and of its square.
    """
    money = lines.c.net_profit if measure == "profit" else sql.to_double(lines.c.net_revenue)
    brought = sa.func.sum(sa.case((lines.c.in_second, money), else_=sa.literal(0.0, sa.Double())), type_=sa.Double())
    value = sa.func.coalesce(brought, sa.literal(0.0, sa.Double()), type_=sa.Double()).label("value")
    times = {"now": lines.c.in_second, "before": sa.not_(lines.c.in_second)}
    said = [sa.func.bool_or(condition, type_=sa.Boolean()).label(name) for name, condition in times.items()]
    keys = (lines.c.group, lines.c.customer_id)
    people = sa.select(*keys, *said, value).group_by(*keys).subquery("people")
    counts: list[sa.ColumnElement[Any]] = [
        sql.count_where(people.c.now).label("now"),
        sql.count_where(people.c.before).label("before"),
        sql.count_where(sa.and_(people.c.now, people.c.before)).label("both"),
        sa.func.sum(people.c.value, type_=sa.Double()).label("total"),
        sa.func.sum(people.c.value * people.c.value, type_=sa.Double()).label("squares"),
    ]
    return sa.select(people.c.group, *counts).group_by(people.c.group)
