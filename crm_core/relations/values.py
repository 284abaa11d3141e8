"""What each customer is worth, and their order from the most valuable to the least."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.sales import sales

PROFIT_KNOWN = 0.95
"""Least share of lines whose profit is known for profit to be the measure; below it revenue is."""

Measure = Literal["profit", "revenue"]
"""What a value is a sum of."""

PARTS = 100
"""Equal parts that the order of customers is cut into (`crm_core.stats.Ranking`)."""


def sold_to_customers(lines: sa.FromClause) -> sa.Subquery:
    """Keep the lines that were sold to a known customer, with ``net_revenue`` and ``net_profit`` (double).

    The profit of a line is reduced by the part of its revenue that was given back.
    """
    sold = with_profit(sales(lines))
    return sa.select(*sold.c).where(sold.c.customer_id.is_not(None)).subquery("sold_to_customers")


def with_profit(sold: sa.FromClause) -> sa.Subquery:
    """Add ``net_profit`` (double) to the lines of `sales`: less the part of the revenue that was given back."""
    revenue, net = sql.to_double(sold.c.revenue), sql.to_double(sold.c.net_revenue)
    kept = sa.case((sold.c.revenue > 0, net / revenue), else_=sa.literal(1.0, sa.Double()))
    profit = sql.to_double(sold.c.profit) * sa.type_coerce(kept, sa.Double())
    return sa.select(*sold.c, profit.label("net_profit")).subquery("with_profit")


def sums_of_sales(lines: sa.FromClause) -> sa.Select[Any]:
    """Add up what was sold: ``lines``, ``known`` (those that say their profit), ``revenue`` and ``profit`` (double).

    `lines` are those of `sold_to_customers`; see `measure_of`.
    """
    sums: dict[str, sa.ColumnElement[Any]] = {
        "lines": sql.count(),
        "known": sql.count_where(lines.c.profit.is_not(None)),
        "revenue": sql.to_double(sa.func.sum(sql.to_double(lines.c.net_revenue))),
        "profit": sql.to_double(sa.func.sum(lines.c.net_profit)),
    }
    return sa.select(*(total.label(name) for name, total in sums.items())).select_from(lines)


def measure_of(lines: float, known: float) -> Measure:
    """Choose profit where enough lines say theirs, else revenue."""
    return "profit" if known > 0 and known >= PROFIT_KNOWN * lines else "revenue"


def customer_values(lines: sa.FromClause) -> sa.Subquery:
    """Return the value of each customer in each group, in one pass over the lines.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `sold_to_customers`.

    Returns
    -------
    sqlalchemy.Subquery
        ``group``, ``customer_id``, ``value`` (double, net of returns, in the workspace's currency) and ``by_profit``:
        whether the value is the profit, as it is for all where at least `PROFIT_KNOWN` of all lines say theirs. It is
        the revenue else. A line without profit adds none.
    """
    keys = (lines.c.group, lines.c.customer_id)
    sums = {
        "profit": sa.func.sum(lines.c.net_profit),
        "revenue": sa.func.sum(lines.c.net_revenue),
        "lines": sql.count(),
        "known": sa.func.count(lines.c.profit),
    }
    named = [sql.to_double(total).label(name) for name, total in sums.items()]
    each = sa.select(*keys, *named).group_by(*keys).cte()
    known, of_all = sa.func.sum(each.c.known, type_=sa.Double()), sa.func.sum(each.c.lines, type_=sa.Double())
    enough = sa.and_(known > 0, known >= sa.literal(PROFIT_KNOWN, sa.Double()) * of_all)
    chosen = sa.select(sa.type_coerce(enough, sa.Boolean()).label("by_profit")).subquery("chosen")
    value = sa.case((chosen.c.by_profit, each.c.profit), else_=each.c.revenue)
    total = sa.func.coalesce(value, sa.literal(0.0, sa.Double()), type_=sa.Double()).label("value")
    question = sa.select(each.c.group, each.c.customer_id, total, chosen.c.by_profit)
    return question.select_from(each.join(chosen, sa.true())).subquery("customer_values")


def ranked(values: sa.FromClause) -> sa.Subquery:
    """Add to customers' values their place: ``rank`` from 1, ``size`` of the group, ``reached``, the sum up to there.

    Customers of one value may stand in any order: nothing that is made of it depends on it.
    """
    falling = values.c.value.desc()
    place = sa.func.row_number(type_=sa.BigInteger()).over(partition_by=values.c.group, order_by=falling)
    size = sa.func.count(type_=sa.BigInteger()).over(partition_by=values.c.group)
    reached = sa.func.sum(values.c.value, type_=sa.Double()).over(
        partition_by=values.c.group, order_by=falling, rows=(None, 0)
    )
    named = (place.label("rank"), size.label("size"), reached.label("reached"))
    return sa.select(*values.c, *named).subquery("ranked")


def part_of(people: sa.FromClause, parts: int = PARTS) -> sa.ColumnElement[int]:
    """Return in which of so many equal parts a customer stands, 0 the most valuable."""
    before = sql.to_double((people.c.rank - sa.literal(1, sa.BigInteger())) * sa.literal(parts, sa.BigInteger()))
    return sa.cast(sa.func.floor(before / sql.to_double(people.c.size)), sa.BigInteger())


def parts(values: sa.FromClause) -> sa.Select[Any]:
    """Sum up customers by hundredths of their order: the columns of `crm_core.stats.Ranking`.

    They come by ``group``, ``part`` and ``by_profit`` (`customer_values`), which is the same for all.
    """
    people = ranked(values)
    value, size = people.c.value, sql.to_double(people.c.size)
    place, one, two = sql.to_double(people.c.rank), sql.to_double(sa.literal(1)), sql.to_double(sa.literal(2))
    inner = value * (one - (two * place - one) / size) + (two * people.c.reached - value) / size
    part = part_of(people).label("part")
    each = sa.select(people.c.group, people.c.by_profit, part, value, inner.label("inner")).subquery("each")
    value, inner = each.c.value, each.c.inner
    sums: dict[str, sa.ColumnElement[Any]] = {
        "total": value,
        "squares": value * value,
        "inner": inner,
        "inner_squares": inner * inner,
        "inner_times_value": inner * value,
    }
    summed = [sql.to_double(sa.func.sum(what)).label(name) for name, what in sums.items()]
    least = sql.to_double(sa.func.min(value)).label("least")
    keys = (each.c.group, each.c.part, each.c.by_profit)
    return sa.select(*keys, sql.count().label("n"), *summed, least).group_by(*keys)
