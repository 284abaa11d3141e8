"""The data model: every table and column, once."""

from __future__ import annotations

from crm_core.schema.contract import BOOKKEEPING, Column, Origin, Privacy, Table, Type
from crm_core.schema.subjects import LOADED, TABLES
from crm_core.schema.tables import METADATA, replaced, sql_type, table

__all__ = [
    "BOOKKEEPING",
    "LOADED",
    "METADATA",
    "TABLES",
    "Column",
    "Origin",
    "Privacy",
    "Table",
    "Type",
    "replaced",
    "sql_type",
    "table",
]
