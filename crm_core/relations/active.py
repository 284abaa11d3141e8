"""Who was active: customers who bought, were in touch, or answered."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from crm_core import sql


def count_active(sources: Iterable[sa.FromClause], complaints: sa.FromClause) -> sa.Select[tuple[str, int, int]]:
    """Count the customers of each group that any of these rows name.

    Parameters
    ----------
    sources : iterable of sqlalchemy.FromClause
        Rows with ``group`` and ``customer_id`` of what customers do when all goes well.
    complaints : sqlalchemy.FromClause
        Rows of complaints: who complains is a customer too.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``customers``; ``content``, those of them that other rows than complaints name.
    """
    said = [(rows, 1) for rows in sources] + [(complaints, 0)]
    parts = [
        sa.select(rows.c.group, rows.c.customer_id, sa.literal(content, sa.Integer()).label("content")).where(
            rows.c.customer_id.is_not(None)
        )
        for rows, content in said
    ]
    named = sa.union_all(*parts).subquery("named")
    most = sa.func.max(named.c.content, type_=sa.Integer()).label("content")
    each = sa.select(named.c.group, named.c.customer_id, most).group_by(named.c.group, named.c.customer_id)
    people = each.subquery("people")
    content = sql.count_where(people.c.content == 1).label("content")
    return sa.select(people.c.group, sql.count().label("customers"), content).group_by(people.c.group)
