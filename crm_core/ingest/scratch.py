"""Temporary tables of one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def temporary(connection: sa.Connection, name: str, select: sa.Select[Any]) -> Iterator[sa.Table]:
    """Keep the rows of a select in a temporary table and drop it afterwards.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        A connection of `Store.write`; when the transaction fails, the table goes with it.
    name : str
        The table's name.
    select : sqlalchemy.Select
        Its rows; every column must have a type.
    """
    columns = [sa.Column(column.key, column.type) for column in select.selected_columns]
    table = sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    table.create(connection, checkfirst=False)
    connection.execute(sa.insert(table).from_select([column.name for column in columns], select))
    yield table
    table.drop(connection, checkfirst=False)


def copy_rows(connection: sa.Connection, target: sa.Table, select: sa.Select[Any]) -> int:
    """Insert a select whose columns are called as the target's; return the number of rows."""
    names = [str(column.key) for column in select.selected_columns]
    counted = {"preserve_rowcount": True}
    return int(connection.execute(sa.insert(target).from_select(names, select), execution_options=counted).rowcount)
