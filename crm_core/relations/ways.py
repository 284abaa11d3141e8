"""From a row of a fact to the value of a dimension, as semi-joins."""

from __future__ import annotations

import sqlalchemy as sa

from crm_core import schema
from crm_core.schema.dimensions import Path

MISSING = "(none)"
"""Code of rows that have no value for a dimension."""


def reaches(rows: sa.FromClause, paths: tuple[Path, ...], codes: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Whether a row's first known value along the paths is one of the codes; every row where there is no path."""
    if not paths:
        return sa.true()
    first, *others = paths
    known = _value_is_known(rows, first)
    if not others:
        return sa.or_(_holds(rows, first, codes), sa.not_(known)) if MISSING in codes else _holds(rows, first, codes)
    return sa.or_(_holds(rows, first, codes), sa.and_(sa.not_(known), reaches(rows, tuple(others), codes)))


def _holds(rows: sa.FromClause, path: Path, codes: tuple[str, ...]) -> sa.ColumnElement[bool]:
    if not path.table:
        return sa.and_(rows.c[path.column].is_not(None), rows.c[path.column].in_(codes))
    other = schema.table(path.table)
    keys = sa.select(other.c[path.table_key]).where(other.c[path.column].in_(codes))
    return sa.and_(rows.c[path.key].is_not(None), rows.c[path.key].in_(keys))


def _value_is_known(rows: sa.FromClause, path: Path) -> sa.ColumnElement[bool]:
    if not path.table:
        return rows.c[path.column].is_not(None)
    other = schema.table(path.table)
    # A single missing key among them would make every comparison unknown.
    keys = sa.select(other.c[path.table_key]).where(
        other.c[path.column].is_not(None), other.c[path.table_key].is_not(None)
    )
    return sa.and_(rows.c[path.key].is_not(None), rows.c[path.key].in_(keys))
