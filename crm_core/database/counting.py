"""Durations counted in the database, as finely as can be read, in one pass."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import sql
from crm_core.database.store import Store
from crm_core.errors import TooManyRows

MAXIMUM_COUNTS = 150_000
"""Most combinations of group, ending and duration read; a table of no more rows is read to the second."""

MINUTE, HOUR, DAY = 60, 3600, sql.SECONDS_PER_DAY

Grades = tuple[tuple[int, int], ...]
"""Pairs of a duration and the step to which shorter ones are read, both in seconds; the last step is for all longer."""

FINE: Grades = ((6 * HOUR, 1), (30 * DAY, MINUTE), (0, HOUR))
COARSE: Grades = ((10 * MINUTE, 1), (6 * HOUR, MINUTE), (3 * DAY, 10 * MINUTE), (30 * DAY, HOUR), (0, DAY))
BY_HOUR: Grades = ((3 * DAY, HOUR), (30 * DAY, 6 * HOUR), (0, DAY))
BY_DAY: Grades = ((0, DAY),)
"""Steps for the whole, for groups, for kinds of case in groups, and for more than these can be read of. Each step
divides a day."""


def count_durations(
    store: Store, rows: sa.FromClause, table: str, *, grouped: bool, upward: bool = False
) -> pd.DataFrame:
    """Count rows by group, ending and duration, more coarsely where there are too many.

    Parameters
    ----------
    store : Store
        Where the rows are.
    rows : sqlalchemy.FromClause
        With ``group``, ``ending`` and ``duration_seconds``.
    table : str
        The table they come from: its size tells how finely they can be read before they are counted.
    grouped : bool
        Whether there is more than one group.
    upward : bool, default False
        Whether coarser durations are rounded up: then a duration lies within a limit of whole days exactly when the
        rounded one does.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``ending``, ``seconds`` and ``cases``, how many there are.
    """
    seconds: sa.ColumnElement[int] = rows.c.duration_seconds
    if _size(store, table) <= MAXIMUM_COUNTS:
        return store.read(_counted(rows, seconds))
    for grades in (COARSE,) if grouped else (FINE, COARSE):
        try:
            return store.read(_counted(rows, _graded(seconds, grades, upward=upward)), limit=MAXIMUM_COUNTS)
        except TooManyRows:
            continue
    return store.read(_counted(rows, _graded(seconds, BY_DAY, upward=upward)))


def count_kinds(store: Store, rows: sa.FromClause, table: str, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Count rows by group, kind, ending and duration, more coarsely where there are too many.

    Parameters
    ----------
    store, rows, table
        As for `count_durations`.
    kinds : tuple of str
        Columns whose values together make a kind; a missing value is one of its own.

    Returns
    -------
    pandas.DataFrame
        ``group``, the columns of `kinds`, ``ending``, ``seconds`` and ``cases``.
    """
    seconds: sa.ColumnElement[int] = rows.c.duration_seconds
    if _size(store, table) <= MAXIMUM_COUNTS:
        return store.read(_counted(rows, seconds, kinds))
    for grades in (COARSE, BY_HOUR):
        try:
            return store.read(_counted(rows, _graded(seconds, grades, upward=False), kinds), limit=MAXIMUM_COUNTS)
        except TooManyRows:
            continue
    return store.read(_counted(rows, _graded(seconds, BY_DAY, upward=False), kinds))


def _graded(seconds: sa.ColumnElement[int], grades: Grades, *, upward: bool) -> sa.ColumnElement[int]:
    *shorter, (_, last) = grades
    cases = [(seconds < sql.whole(end), _rounded(seconds, step, upward=upward)) for end, step in shorter]
    coarsest = _rounded(seconds, last, upward=upward)
    return sa.type_coerce(sa.case(*cases, else_=coarsest), sa.BigInteger()) if cases else coarsest


def _rounded(seconds: sa.ColumnElement[int], step: int, *, upward: bool) -> sa.ColumnElement[int]:
    if step == 1:
        return seconds
    moved = seconds + sql.whole(step - 1) if upward else seconds
    return moved - moved % sql.whole(step)


def _counted(rows: sa.FromClause, seconds: sa.ColumnElement[int], kinds: tuple[str, ...] = ()) -> sa.Select[Any]:
    of_kind = (rows.c[name] for name in kinds)
    counted = sa.select(rows.c.group, *of_kind, rows.c.ending, seconds.label("seconds")).subquery("counted")
    return sa.select(*counted.c, sql.count().label("cases")).group_by(*counted.c)


def _size(store: Store, table: str) -> int:
    """Return the rows of a table; the embedded engine knows them without looking."""
    return int(store.read(sa.select(sql.count().label("n")).select_from(store.table(table)))["n"].iloc[0])
