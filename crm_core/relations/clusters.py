"""Sums over customers: what the interval of a mean or share needs where a customer can count more than once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crm_core import sql


@dataclass(frozen=True)
class Counted:
    """One kind of unit, and the values that are taken of it.

    Attributes
    ----------
    counted : ColumnElement
        Whether a row is such a unit.
    values : mapping of str to ColumnElement
        Whole numbers by name, or conditions: a share is the mean of 1 where one holds and 0 where not.
    """

    counted: sa.ColumnElement[bool]
    values: Mapping[str, sa.ColumnElement[Any]] = field(default_factory=dict)


def over_customers(
    rows: sa.FromClause,
    measures: Mapping[str, Counted],
    *,
    key: str,
    cells: Sequence[str] = ("group",),
    counts: Mapping[str, sa.ColumnElement[bool]] | None = None,
) -> sa.Select[Any]:
    """Add rows up per customer, and the customers per cell, in one pass.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        With ``customer_id``; a row without one counts as a customer of its own.
    measures : mapping of str to Counted
        By the name of their unit.
    key : str
        The rows' own key.
    cells : sequence of str
        Columns whose values make a cell.
    counts : mapping of str to condition, optional
        Rows to be counted besides.

    Returns
    -------
    sqlalchemy.Select
        ``cells``, for each measure ``<unit>_clusters`` (customers with a unit), ``<unit>_units``,
        ``<unit>_unit_squares``, for each of its values ``<value>_total``, ``<value>_squares``, ``<value>_cross``
        (`crm_core.stats.ClusterSums`), and the counts.
    """
    others = {name: sql.count_where(condition) for name, condition in (counts or {}).items()}
    anonymous = rows.c.customer_id.is_(None)
    customer = sa.func.coalesce(rows.c.customer_id, rows.c[key], type_=sa.String())
    columns = [rows.c[cell] for cell in cells]
    sums = [summed for unit, measure in measures.items() for summed in _of_customer(unit, measure)]
    sums += [count.label(name) for name, count in others.items()]
    each = sa.select(*columns, *sums).group_by(*columns, customer, anonymous).subquery("each")
    totals = [total for unit, measure in measures.items() for total in _of_cell(each, unit, measure)]
    totals += [sa.cast(sa.func.sum(each.c[name]), sa.BigInteger()).label(name) for name in others]
    return sa.select(*(each.c[cell] for cell in cells), *totals).group_by(*(each.c[cell] for cell in cells))


def _of_customer(unit: str, measure: Counted) -> list[sa.ColumnElement[Any]]:
    """Sum of units and values of one customer; as doubles, which hold whole numbers exactly and never overflow."""
    sums = [_summed(measure.counted, value).label(name) for name, value in measure.values.items()]
    return [sql.to_double(sql.count_where(measure.counted)).label(unit), *sums]


def _summed(counted: sa.ColumnElement[bool], value: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    if isinstance(value.type, sa.Boolean):
        return sql.to_double(sql.count_where(sa.and_(counted, value)))
    taken = sa.case((counted, sql.to_double(value)), else_=sa.literal(0.0, sa.Double()))
    return sa.func.sum(taken, type_=sa.Double())


def _of_cell(each: sa.Subquery, unit: str, measure: Counted) -> list[sa.ColumnElement[Any]]:
    m = each.c[unit]
    parts: dict[str, sa.ColumnElement[Any]] = {
        f"{unit}_clusters": sql.count_where(m > 0),
        f"{unit}_units": sql.to_double(sa.func.sum(m)),
        f"{unit}_unit_squares": sql.to_double(sa.func.sum(m * m)),
    }
    for name in measure.values:
        y = each.c[name]
        parts[f"{name}_total"] = sql.to_double(sa.func.sum(y))
        parts[f"{name}_squares"] = sql.to_double(sa.func.sum(y * y))
        parts[f"{name}_cross"] = sql.to_double(sa.func.sum(y * m))
    return [column.label(name) for name, column in parts.items()]
