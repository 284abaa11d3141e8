"""The words by which each customer is found, folded: kept, because folding those of a million takes seconds.

What tells those apart who are found is kept beside them, so that a search reads this table alone.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn
from sqlalchemy.sql.compiler import DDLCompiler

from crm_core import schema
from crm_core.folding import digits_of, folded

TABLE, WORDS = "customer_words", "words"


@compiles(CreateColumn, "duckdb")
def _column(element: CreateColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Spell a column of a new table; that of the words is not packed: each search reads the whole of it."""
    text: str = compiler.visit_create_column(element, **kw)  # type: ignore[no-untyped-call]
    searched = element.element is schema.table(TABLE).c[WORDS]
    return f"{text} USING COMPRESSION uncompressed" if searched else text


def make_anew(connection: sa.Connection) -> None:
    """Make the table and fill it: an older one may lack columns, or hold what was folded otherwise."""
    words = schema.table(TABLE)
    words.drop(connection, checkfirst=True)
    words.create(connection)
    keep_words(connection)


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
    names = [column.name for column in words.c]
    found = sa.select(*(_words(rows).label(name) if name == WORDS else rows.c[name] for name in names))
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
