"""Orders and complaints of stores by what they are about and when they happened."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.appointments import with_category
from crm_core.relations.cases import is_complaint
from crm_core.relations.sales import is_bought, sales


def orders_by_kind(lines: sa.FromClause, zone: str) -> sa.Select[Any]:
    """Count the ``orders`` of each ``group``, ``product_category`` and ``quarter``; one of two kinds counts in both."""
    rows = with_category(sa.select(*lines.c).where(is_bought(lines)).subquery("bought_lines"))
    keys = _keys(rows, rows.c.bought_at, zone)
    number = sa.func.count(sa.distinct(rows.c.order_id), type_=sa.BigInteger()).label("orders")
    return sa.select(*keys, number).group_by(*keys)


def complaints_by_kind(opened: sa.FromClause, zone: str) -> sa.Select[Any]:
    """Count the ``complaints`` of each ``group``, ``product_category`` and ``quarter``."""
    rows = with_category(sa.select(*opened.c).where(is_complaint(opened)).subquery("complaints_of_stores"))
    keys = _keys(rows, rows.c.opened_at, zone)
    return sa.select(*keys, sql.count().label("complaints")).group_by(*keys)


def _keys(rows: sa.FromClause, at: sa.ColumnElement[Any], zone: str) -> list[sa.ColumnElement[Any]]:
    quarter = sa.cast(sql.period_of(at, "quarter", zone), sa.String()).label("quarter")
    category = sa.func.coalesce(rows.c.product_category, "", type_=sa.String()).label("product_category")
    return [rows.c.group, category, quarter]


def sold_by_group(lines: sa.FromClause) -> sa.Select[Any]:
    """Return the ``sales`` of each group, net of what was given back."""
    sold = sales(lines)
    total = sql.to_double(sa.func.sum(sold.c.net_revenue)).label("sales")
    return sa.select(sold.c.group, total).group_by(sold.c.group)
