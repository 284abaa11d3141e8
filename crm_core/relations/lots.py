"""Sums by lots of customers: what the bootstrap of a mean by parts needs, and no more."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.moments import lot_of


def over_lots(
    rows: sa.FromClause, counted: sa.ColumnElement[bool], value: sa.ColumnElement[Any], *, key: str
) -> sa.Select[Any]:
    """Add values up by group and lot of customers.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        With ``group`` and ``customer_id``; a row without a customer counts as one of its own.
    counted : ColumnElement
        Whether a row is a unit.
    value : ColumnElement
        The unit's value, a number.
    key : str
        The rows' own key.

    Returns
    -------
    sqlalchemy.Select
        ``group`` and ``lot``; ``customers`` with a unit, ``people``, in which a customer of several groups is a part of
        one in each, so that they add up to all customers, ``units``, and ``total``, the sum of the values.
    """
    customer = sa.func.coalesce(rows.c.customer_id, rows.c[key], type_=sa.String())
    anonymous = rows.c.customer_id.is_(None)
    total = sa.func.sum(sql.to_double(value), type_=sa.Double()).label("total")
    groups = sql.to_double(sql.count().over(partition_by=[customer, anonymous])).label("groups")
    person = sa.select(rows.c.group, customer.label("customer"), sql.count().label("units"), total, groups)
    each = person.where(counted).group_by(rows.c.group, customer, anonymous).subquery("each")
    lot = lot_of(each.c.customer).label("lot")
    sums: dict[str, sa.ColumnElement[Any]] = {
        "customers": sql.count(),
        "people": sa.func.sum(sa.literal(1.0, sa.Double()) / each.c.groups, type_=sa.Double()),
        "units": sa.cast(sa.func.sum(each.c.units), sa.BigInteger()),
        "total": sa.func.sum(each.c.total, type_=sa.Double()),
    }
    return sa.select(each.c.group, lot, *(one.label(name) for name, one in sums.items())).group_by(each.c.group, lot)
