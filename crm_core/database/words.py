"""The words by which each customer is found, folded: kept, because folding those of a million takes seconds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.folding import digits_of, folded

TABLE = "customer_words"


def keep_words(connection: sa.Connection, changed: sa.FromClause | None = None) -> None:
    """Bring the words of customers in line with their rows.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction.
    changed : sqlalchemy.FromClause, optional
        A table with the column ``customer_id``: who may have other words now, or be gone. Whoever has none gets them.
    """
    words, rows = schema.table(TABLE), schema.table("customers")
    if changed is not None:
        connection.execute(sa.delete(words).where(words.c.customer_id.in_(sa.select(changed.c.customer_id))))
    known = sa.exists().where(words.c.customer_id == rows.c.customer_id)
    found = sa.select(rows.c.customer_id, _words(rows).label("words"), rows.c.birth_date, rows.c.joined_on)
    names = [column.name for column in words.c]
    connection.execute(
        sa.insert(words).from_select(names, found.where(rows.c.customer_id.is_not(None), sa.not_(known)))
    )


def _words(rows: sa.FromClause) -> sa.ColumnElement[str]:
    """Return number, name, address and telephone number as words, each with a space before it."""
    parts: list[sa.ColumnElement[Any]] = [folded(rows.c[name]) for name in ("customer_id", "name", "email")]
    space: sa.ColumnElement[str] = sa.literal(" ", sa.String())
    text = space
    for part in (*parts, digits_of(rows.c.phone)):
        text = text + sa.func.coalesce(part, "", type_=sa.String()) + space
    return text
