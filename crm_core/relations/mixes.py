"""Through how many channels a customer buys."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import sql

TWO, MORE = "two", "three_or_more"
"""Codes of customers who use several channels; one who uses a single one has that channel's own."""


def channel_mixes(lines: sa.FromClause) -> sa.Subquery:
    """Add up what each customer bought, with the mix of channels it was bought through.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `sold_to_customers`, those that were kept.

    Returns
    -------
    sqlalchemy.Subquery
        One row per customer: ``customer_id``; ``mix``, the channel's code where there is one, ``two`` or
        ``three_or_more``, missing where no line names a channel; ``revenue`` and ``profit`` (double); ``lines`` and
        ``known``, those that say their profit; ``again``, lines beyond the first.
    """
    many = sa.func.count(sa.distinct(lines.c.channel), type_=sa.BigInteger())
    only = sa.func.min(lines.c.channel, type_=sa.String())
    mix = sa.case((many == 0, None), (many == 1, only), (many == 2, TWO), else_=MORE)
    columns: dict[str, sa.ColumnElement[Any]] = {
        "mix": sa.type_coerce(mix, sa.String()),
        "revenue": sql.to_double(sa.func.sum(lines.c.net_revenue)),
        "profit": sa.func.coalesce(sql.to_double(sa.func.sum(lines.c.net_profit)), 0.0, type_=sa.Double()),
        "lines": sql.count(),
        "known": sql.count_where(lines.c.profit.is_not(None)),
        "again": sql.count() - sql.whole(1),
    }
    named = [column.label(name) for name, column in columns.items()]
    return sa.select(lines.c.customer_id, *named).group_by(lines.c.customer_id).subquery("mixes")
