"""The contracts as database tables, one definition for every engine."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core.schema.contract import BOOKKEEPING, Column, Type
from crm_core.schema.subjects import TABLES

METADATA = sa.MetaData()
"""All tables without constraints: keys on fact tables slow loading down, references are checked by questions."""

_REPLACED_BY = Column("replaced_by", "key", "The import whose row took this row's place.", references="imports")

_SQL_TYPES: dict[Type, sa.types.TypeEngine[Any]] = {
    "key": sa.String(),
    "text": sa.String(),
    "choice": sa.String(),
    "several": sa.String(),
    "integer": sa.BigInteger(),
    "seconds": sa.BigInteger(),
    "real": sa.Double(),
    "money": sa.Numeric(18, 2),
    "boolean": sa.Boolean(),
    "instant": sa.DateTime(timezone=True),
    "day": sa.Date(),
}


def sql_type(column: Column) -> sa.types.TypeEngine[Any]:
    """Return the database type of a contract's column, the same on every engine."""
    return _SQL_TYPES[column.type]


def table(name: str) -> sa.Table:
    """Return the database table called `name`; KeyError if there is none."""
    return METADATA.tables[name]


def replaced(name: str) -> sa.Table:
    """Return the twin of a loaded table: rows a newer import took the place of, kept so that undo brings them back."""
    return METADATA.tables[f"replaced_{name}"]


def _build(name: str, columns: tuple[Column, ...]) -> None:
    sa.Table(name, METADATA, *(sa.Column(c.name, sql_type(c)) for c in columns))


def _build_all() -> None:
    for contract in TABLES.values():
        loaded = contract.origin == "loaded"
        _build(contract.name, (*contract.columns, *BOOKKEEPING) if loaded else contract.columns)
        if loaded:
            _build(f"replaced_{contract.name}", (*contract.columns, *BOOKKEEPING, _REPLACED_BY))


_build_all()
