"""Customers, staff, stores and products that are only known by being referred to: a row with a name and no more.

A complaint of an unknown customer is kept; when the customer's own row arrives it takes the stub's place.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.ingest.rowkeys import STUB_LINE
from crm_core.ingest.scratch import copy_rows
from crm_core.schema import LOADED, Table

STUBBED = ("customers", "staff", "stores", "products")
"""Tables whose missing rows are made up from references."""


def add_stubs(connection: sa.Connection, contract: Table, rows: sa.FromClause) -> set[str]:
    """Make a row for everything that these rows refer to and that has none.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction.
    contract : Table
        The rows' contract.
    rows : sqlalchemy.FromClause
        Rows with the contract's columns, ``source`` and ``import_id``.

    Returns
    -------
    set of str
        Tables that got rows.
    """
    touched = set()
    for target in STUBBED:
        named = [_references(rows, column.name) for column in contract.columns if column.references == target]
        if named and _fill(connection, target, named):
            touched.add(target)
    return touched


def stubs_for(connection: sa.Connection, target: str, keys: sa.FromClause) -> bool:
    """Make stubs for those of some keys of `target` that rows still refer to; tell whether any was made.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction.
    target : str
        One of `STUBBED`.
    keys : sqlalchemy.FromClause
        A table with the key column of `target`.
    """
    (key,) = LOADED[target].key
    named = [
        _references(schema.table(name), column.name).where(
            schema.table(name).c[column.name].in_(sa.select(keys.c[key]))
        )
        for name, contract in LOADED.items()
        for column in contract.columns
        if column.references == target
    ]
    return _fill(connection, target, named)


def _references(rows: sa.FromClause, column: str) -> sa.Select[Any]:
    """What one column refers to, with the source and the first import that does."""
    chosen = sa.select(rows.c[column].label("key"), sa.func.min(rows.c.source).label("source"), _first(rows))
    return chosen.where(rows.c[column].is_not(None)).group_by(rows.c[column])


def _first(rows: sa.FromClause) -> sa.ColumnElement[str]:
    return sa.func.min(rows.c.import_id).label("import_id")


def _fill(connection: sa.Connection, target: str, named: list[sa.Select[Any]]) -> bool:
    (key,) = LOADED[target].key
    table = schema.table(target)
    every = sa.union_all(*named).subquery()
    known = sa.exists().where(table.c[key] == every.c.key)
    stub = sa.select(
        every.c.key.label(key),
        _name(every.c.key, sa.func.min(every.c.source)).label("name"),
        sa.func.min(every.c.source).label("source"),
        _first(every),
        sa.literal(STUB_LINE, sa.BigInteger()).label("line"),
    )
    return copy_rows(connection, table, stub.where(sa.not_(known)).group_by(every.c.key)) > 0


def _name(key: sa.ColumnElement[str], source: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Return the key as its source wrote it: without the "source:" in front."""
    length = sa.func.length(source, type_=sa.Integer()) + 1
    prefixed = sa.func.substr(key, 1, length, type_=sa.String()) == source + sa.literal(":", sa.String())
    return sa.case((prefixed, sa.func.substr(key, length + 1, type_=sa.String())), else_=key)
