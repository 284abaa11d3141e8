"""How many of the customers who bought are in each of several groups, and what of the sales is theirs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import sql

TOTAL = ""
"""Code of all who bought."""


def buyers_by_group(lines: sa.FromClause, members: sa.FromClause) -> sa.Select[Any]:
    """Count buyers and add up what they spent, in all and in each group; one pass over the lines.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `crm_core.relations.sold_to_customers`.
    members : sqlalchemy.FromClause
        ``customer_id`` and ``segment``; a customer may be in several groups, or in none.

    Returns
    -------
    sqlalchemy.Select
        ``group``, `TOTAL` for all; ``n``; ``spent``, net revenue (double).
    """
    spent = sql.to_double(sa.func.sum(lines.c.net_revenue)).label("spent")
    buyers = sa.select(lines.c.customer_id, spent).group_by(lines.c.customer_id).cte("buyers")
    total = sa.func.coalesce(sa.func.sum(buyers.c.spent), 0.0, type_=sa.Double()).label("spent")
    in_all = sa.select(sa.literal(TOTAL, sa.String()).label("group"), sql.count().label("n"), total)
    joined = buyers.join(members, buyers.c.customer_id == members.c.customer_id)
    each = sa.select(members.c.segment.label("group"), sql.count().label("n"), total).select_from(joined)
    both = sa.union_all(in_all, each.group_by(members.c.segment)).subquery("buyers_by_group")
    return sa.select(both.c.group, both.c.n, both.c.spent)
