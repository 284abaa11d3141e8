"""Sums of products of columns, by parts of the customers: all that correlations and their bootstrap need."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement

import sqlalchemy as sa

from crm_core import sql

PART_DIGITS = 2
"""Hexadecimal digits of a customer's part: 256 parts, each of customers taken as if by lot."""


def moments(rows: sa.FromClause, values: Mapping[str, sa.ColumnElement[float]], *, key: str) -> sa.Select[tuple[str]]:
    """Add up columns and their products in each part of the customers.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        With ``customer_id``; a row without one counts as a customer of its own.
    values : mapping of str to ColumnElement
        Doubles by name, none of them missing.
    key : str
        The rows' own key.

    Returns
    -------
    sqlalchemy.Select
        ``part``, ``rows``, ``sum_<name>`` for each column and ``<name>_<other>`` for each product. All rows of a
        customer are in one part: to draw parts anew is to draw customers anew, a part at a time.
    """
    customer = sa.func.coalesce(rows.c.customer_id, rows.c[key], type_=sa.String())
    part = lot_of(customer).label("part")
    each = sa.select(part, *(value.label(name) for name, value in values.items())).subquery("each")
    sums = [sa.func.sum(each.c[name], type_=sa.Double()).label(f"sum_{name}") for name in values]
    products = [
        sa.func.sum(each.c[one] * each.c[other], type_=sa.Double()).label(f"{one}_{other}")
        for one, other in combinations_with_replacement(values, 2)
    ]
    return sa.select(each.c.part, sql.count().label("rows"), *sums, *products).group_by(each.c.part)


def lot_of(customer: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Return which of 256 parts a customer belongs to, as if drawn by lot."""
    digest = sa.func.md5(customer, type_=sa.String())  # the same digits on every engine
    return sa.func.substr(digest, 1, PART_DIGITS, type_=sa.String())
