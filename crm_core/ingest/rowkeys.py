"""When two rows have the same key, and which of them is newer: the same words on every engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from crm_core.schema import Table

STUB_LINE = 0
"""The line of a row that no file brought: a customer, a store ... that is known by being referred to."""

_NO_VALUE = ""


def same_key(left: sa.FromClause, right: sa.FromClause, contract: Table) -> sa.ColumnElement[bool]:
    """Whether two rows have the same key.

    A part of a key that may be missing is compared as text: no engine joins quickly on IS NOT DISTINCT FROM.
    """
    return sa.and_(*(_part(left.c[name], contract) == _part(right.c[name], contract) for name in contract.key))


def same_content(left: sa.FromClause, right: sa.FromClause, columns: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether two rows say the same in all of these columns."""
    return sa.and_(sa.true(), *(left.c[name].is_not_distinct_from(right.c[name]) for name in columns))


def own_time(row: sa.FromClause, contract: Table) -> sa.ColumnElement[Any]:
    """Return a row's own time: the first filled column of the contract's ``newest_by``; missing without one."""
    columns = [row.c[name] for name in contract.newest_by]
    if not columns:
        return sa.cast(sa.null(), sa.DateTime(timezone=True))
    return sa.func.coalesce(*columns) if len(columns) > 1 else columns[0]


def _part(column: sa.ColumnElement[Any], contract: Table) -> sa.ColumnElement[Any]:
    if len(contract.key) == 1 or contract.column(str(column.key)).required:
        return column
    return sa.func.coalesce(sa.cast(column, sa.String()), _NO_VALUE)
