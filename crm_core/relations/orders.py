"""Orders: what counts as one."""

from __future__ import annotations

import sqlalchemy as sa

NO_ORDER = ("cancelled", "draft")
"""States of an order that never was one."""


def orders(lines: sa.FromClause) -> sa.Subquery:
    """Return one row per group and order from purchase lines: columns ``group`` and ``order_id``.

    An order bought in several lines counts once in a group; a free trial is not an order.
    """
    status = sa.func.coalesce(lines.c.order_status, "paid", type_=sa.String())
    trial = sa.func.coalesce(lines.c.trial, sa.false(), type_=sa.Boolean())
    bought = sa.select(lines.c.group, lines.c.order_id).where(status.not_in(NO_ORDER), sa.not_(trial))
    return bought.distinct().subquery("orders")
