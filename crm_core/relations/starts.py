"""What customers brought in each year since their first purchase."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.standing import YEAR_DAYS

SUMS = ("revenue", "profit")


def years_since(people: sa.FromClause, lines: sa.FromClause, zone: str, last: dt.date) -> sa.Subquery:
    """Add up what each customer brought in each year of 365 days since the day of the first purchase.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `new_only`.
    lines : sqlalchemy.FromClause
        Of `sold_to_customers`, those that were kept.
    zone : str
        Where days begin.
    last : date
        Last day known.

    Returns
    -------
    sqlalchemy.Subquery
        One row for each year in which a customer bought: ``customer_id``; ``is_new``; ``year``, 0 for the first;
        ``over``, how many such years are over on the last day; ``channel`` of the very first purchase, missing in later
        years; ``again``, lines bought on a later day than the first; ``revenue`` and ``profit`` (double); ``lines`` and
        ``known``, those that say their profit.
    """
    since = sql.days_between(people.c.first_day, sql.day_of(lines.c.bought_at, zone))
    year = sql.whole_part(since, sql.whole(YEAR_DAYS)).label("year")
    each = sa.select(
        people.c.customer_id,
        people.c.first_day,
        people.c.is_new,
        year,
        sa.case((lines.c.bought_at == people.c.first_at, lines.c.channel)).label("channel"),
        (since > sql.whole(0)).label("later"),
        lines.c.net_revenue,
        lines.c.net_profit,
        lines.c.profit,
    ).select_from(people.join(lines, people.c.customer_id == lines.c.customer_id))
    bought = each.where(lines.c.bought_at < sql.midnight(last + dt.timedelta(days=1), zone)).subquery("bought_since")
    sums: dict[str, sa.ColumnElement[Any]] = {
        "channel": sa.func.min(bought.c.channel, type_=sa.String()),
        "again": sql.count_where(bought.c.later),
        "revenue": sql.to_double(sa.func.sum(bought.c.net_revenue)),
        "profit": sa.func.coalesce(sql.to_double(sa.func.sum(bought.c.net_profit)), 0.0, type_=sa.Double()),
        "lines": sql.count(),
        "known": sql.count_where(bought.c.profit.is_not(None)),
    }
    keys = (bought.c.customer_id, bought.c.first_day, bought.c.is_new, bought.c.year)
    totals = sa.select(*keys, *(total.label(name) for name, total in sums.items())).group_by(*keys).subquery("totals")
    known = sql.days_between(totals.c.first_day, sa.literal(last + dt.timedelta(days=1), sa.Date()))
    over = sql.whole_part(known, sql.whole(YEAR_DAYS)).label("over")
    return sa.select(*totals.c, over).subquery("years_since")


def brought(rows: sa.FromClause, counted: sa.ColumnElement[bool], **keys: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Add up rows of `years_since` by keys.

    Returns
    -------
    sqlalchemy.Select
        The keys under their names; ``n``, rows that count, and ``left_out``, all others; of those that count ``back``,
        how many bought on a later day, ``lines``, ``known``, and sums of the money and of its squares: ``revenue``,
        ``revenue_squares``, ``profit``, ``profit_squares``.
    """
    named = [key.label(f"key_{name}") for name, key in keys.items()]
    each = sa.select(*rows.c, *named, counted.label("counted")).subquery("each")
    counts: dict[str, sa.ColumnElement[Any]] = {
        "n": sql.count_where(each.c.counted),
        "left_out": sql.count_where(sa.not_(each.c.counted)),
        "back": sql.count_where(sa.and_(each.c.counted, each.c.again > 0)),
    }
    values = {name: sql.to_double(each.c[name]) for name in (*SUMS, "lines", "known")}
    values |= {f"{name}_squares": each.c[name] * each.c[name] for name in SUMS}
    nothing: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())
    for name, value in values.items():
        counts[name] = sa.func.sum(sa.case((each.c.counted, value), else_=nothing), type_=sa.Double())
    by = [each.c[f"key_{name}"] for name in keys]
    columns = [key.label(name) for key, name in zip(by, keys, strict=True)]
    return sa.select(*columns, *(total.label(name) for name, total in counts.items())).group_by(*by)
