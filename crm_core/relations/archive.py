"""The archive about itself: how many rows, how full, how far they reach, and what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import schema, sql

LOADED_TABLES: tuple[str, ...] = tuple(schema.LOADED)
"""Names of the tables that users load."""

REFERRED = {name: contract.key[0] for name, contract in schema.LOADED.items() if len(contract.key) == 1}
"""Tables that other rows may name by one key, and that key's column."""


def row_counts(tables: Mapping[str, sa.FromClause]) -> sa.CompoundSelect[Any]:
    """Count the rows of several tables: columns ``table``, ``rows``."""
    return sa.union_all(*(_counted(name, sql.count(), "rows", rows) for name, rows in tables.items()))


def coverage() -> sa.Subquery:
    """Return what the imports in force say of each table.

    Columns ``table``; ``data_from``, ``data_until``, ``last_import``, instants; ``good``, ``quarantined``, records.
    """
    imports = schema.table("imports").c
    name: sa.ColumnElement[Any] = imports.table_name.label("table")
    columns: list[sa.ColumnElement[Any]] = [
        sa.func.min(imports.data_from, type_=sql.INSTANT).label("data_from"),
        sa.func.max(imports.data_until, type_=sql.INSTANT).label("data_until"),
        sa.func.max(imports.imported_at, type_=sql.INSTANT).label("last_import"),
        _sum(imports.records_good).label("good"),
        _sum(imports.records_quarantined).label("quarantined"),
    ]
    in_force = sa.select(name, *columns).where(imports.state == "committed")
    return in_force.group_by(imports.table_name).subquery("coverage")


def imports_in_force() -> sa.Subquery:
    """Return the imports that were not taken back."""
    imports = schema.table("imports")
    return sa.select(*imports.c).where(imports.c.state == "committed").subquery("imports_in_force")


def columns_of(name: str, sensitive: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of a table that may be told of: sensitive ones only where they are switched on."""
    contract = schema.TABLES[name]
    return tuple(one.name for one in contract.columns if one.privacy != "sensitive" or one.name in sensitive)


def fullness(rows: sa.FromClause, columns: tuple[str, ...]) -> sa.Select[Any]:
    """Count the filled cells of each column in one pass: one row, a column each."""
    counts: list[sa.ColumnElement[Any]] = [
        sa.func.count(rows.c[name], type_=sa.BigInteger()).label(name) for name in columns
    ]
    return sa.select(*counts).select_from(rows)


def orphans(name: str, rows: sa.FromClause) -> list[sa.Select[Any]]:
    """Count, for each column that refers to another table, the rows whose key has no row of its own there.

    A row made up because something referred to it is none of its own.
    """
    found = []
    for column in schema.TABLES[name].columns:
        if column.references not in REFERRED:
            continue
        other = schema.table(column.references)
        key = other.c[REFERRED[column.references]]
        own = sa.select(key).where(other.c.line.is_not(None), other.c.line > 0, key.is_not(None))
        lost = sa.and_(rows.c[column.name].is_not(None), rows.c[column.name].not_in(own))
        found.append(_counted(column.name, sql.count_where(lost), "orphans", rows, label="column"))
    return found


def out_of_order(name: str, rows: sa.FromClause) -> list[sa.Select[Any]]:
    """Count, for each later instant, the rows in which it lies before the earlier one."""
    return [
        _counted(later, sql.count_where(rows.c[later] < rows.c[earlier]), "out_of_order", rows, label="column")
        for earlier, later in schema.TABLES[name].ordered
    ]


def set_aside() -> sa.Subquery:
    """Count the records set aside by table and column at fault: columns ``table``, ``column``, ``quarantined``."""
    imports, rejected = schema.table("imports").c, schema.table("rejected_rows").c
    faults = (
        sa.select(imports.table_name, rejected.column_name, rejected.import_id, rejected.record)
        .join_from(schema.table("rejected_rows"), schema.table("imports"), rejected.import_id == imports.import_id)
        .where(imports.state == "committed", rejected.column_name.is_not(None))
        .distinct()
        .subquery("faults")
    )
    table: sa.ColumnElement[Any] = faults.c.table_name.label("table")
    column: sa.ColumnElement[Any] = faults.c.column_name.label("column")
    counted = sa.select(table, column, sql.count().label("quarantined"))
    return counted.group_by(faults.c.table_name, faults.c.column_name).subquery("set_aside")


def _counted(
    code: str, count: sa.ColumnElement[int], name: str, rows: sa.FromClause, *, label: str = "table"
) -> sa.Select[Any]:
    columns: list[sa.ColumnElement[Any]] = [sa.literal(code, sa.String()).label(label), count.label(name)]
    return sa.select(*columns).select_from(rows)


def _sum(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(column), sa.BigInteger())
