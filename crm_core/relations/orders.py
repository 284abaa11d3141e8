"""Orders: what counts as one."""

from __future__ import annotations

import sqlalchemy as sa

from crm_core.relations.sales import is_bought


def orders(lines: sa.FromClause) -> sa.Subquery:
    """Return one row per group and order from purchase lines: columns ``group`` and ``order_id``.

    An order bought in several lines counts once in a group; a free trial is not an order.
    """
    bought = sa.select(lines.c.group, lines.c.order_id).where(is_bought(lines))
    return bought.distinct().subquery("orders")
