"""Whose goods were sold, and who bought them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.answers import INDEX_ITEMS, last_per_respondent

OWN, THIRD_PARTY = "own", "third_party"
"""Codes of products of the house and of others."""


def with_seller(lines: sa.FromClause, products: sa.FromClause, missing: str, *, own: bool) -> sa.Subquery:
    """Add ``seller`` to the lines that were sold: of the product, or whether it is `OWN`.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `sales` or of what is made from them.
    products : sqlalchemy.FromClause
        All products.
    missing : str
        Code of lines of no known product.
    own : bool
        Whether only own goods and those of others are told apart.
    """
    brand = sa.case((products.c.own_brand, OWN), (sa.not_(products.c.own_brand), THIRD_PARTY), else_=sa.null())
    value = sa.cast(brand, sa.String()) if own else products.c.seller
    seller = sa.func.coalesce(value, missing, type_=sa.String()).label("seller")
    joined = lines.outerjoin(products, lines.c.product_id == products.c.product_id)
    return sa.select(*lines.c, seller).select_from(joined).subquery("with_seller")


def sold_by_seller(lines: sa.FromClause) -> sa.Select[Any]:
    """Add up the lines of `with_seller`.

    Returns
    -------
    sqlalchemy.Select
        ``group``, the seller; ``sales`` and ``profit`` (double); ``lines``, ``known`` (those that say their profit) and
        ``left_out`` (those that name no customer).
    """
    sums: dict[str, sa.ColumnElement[Any]] = {
        "sales": sql.to_double(sa.func.sum(lines.c.net_revenue)),
        "profit": sql.to_double(sa.func.sum(lines.c.net_profit)),
        "lines": sql.count(),
        "known": sql.count_where(lines.c.profit.is_not(None)),
        "left_out": sql.count_where(lines.c.customer_id.is_(None)),
    }
    columns = [total.label(name) for name, total in sums.items()]
    return sa.select(lines.c.seller.label("group"), *columns).group_by(lines.c.seller)


def buyers_of(lines: sa.FromClause) -> sa.CTE:
    """Return who bought from each seller and kept it, and when first: ``group``, ``customer_id``, ``since``."""
    since = sa.func.min(lines.c.bought_at, type_=sql.INSTANT).label("since")
    kept = sa.and_(lines.c.kept, lines.c.customer_id.is_not(None))
    keys = (lines.c.seller, lines.c.customer_id)
    return (
        sa.select(lines.c.seller.label("group"), lines.c.customer_id, since).where(kept).group_by(*keys).cte("buyers")
    )


def said_after(buyers: sa.FromClause, answers: sa.FromClause) -> sa.Subquery:
    """Return the last whole answer of each buyer where it was given after the first purchase from the seller.

    `answers` are those about the whole relationship. The columns are ``group`` and `INDEX_ITEMS`.
    """
    last = last_per_respondent(answers, INDEX_ITEMS)
    same = sa.and_(buyers.c.customer_id == last.c.customer_id, last.c.answered_at > buyers.c.since)
    columns = [last.c[item] for item in INDEX_ITEMS]
    return sa.select(buyers.c.group, *columns).select_from(buyers.join(last, same)).subquery("said_after")
