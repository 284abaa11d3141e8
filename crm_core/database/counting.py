"""Durations counted in the database, as finely as can be read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import sql
from crm_core.database.store import Store

MAXIMUM_DURATIONS = 50_000
"""Most distinct durations read to the second; above it they are read to the minute."""

MAXIMUM_COUNTS = 150_000
"""Most combinations of group, ending and duration read; above it durations are read to the hour, then to the day."""

ROUNDINGS = (60, 3600, sql.SECONDS_PER_DAY)
"""Coarser durations, in seconds, each a multiple of the one before."""


def count_durations(store: Store, rows: sa.FromClause, *, upward: bool = False) -> pd.DataFrame:
    """Count rows by group, ending and duration, more coarsely where there are too many.

    Parameters
    ----------
    store : Store
        Where the rows are.
    rows : sqlalchemy.FromClause
        With ``group``, ``ending`` and ``duration_seconds``.
    upward : bool, default False
        Whether coarser durations are rounded up: then a duration lies within a limit of whole days exactly when the
        rounded one does.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``ending``, ``seconds`` and ``cases``, how many there are.
    """
    seconds: sa.ColumnElement[int] = rows.c.duration_seconds
    question = _counted(rows, seconds)
    distinct = sa.select(sa.func.count(sa.distinct(seconds), type_=sa.BigInteger()).label("n"))
    if _answer(store, distinct) > MAXIMUM_DURATIONS:
        for coarse in ROUNDINGS:
            question = _counted(rows, _rounded(seconds, coarse, upward=upward))
            if _answer(store, sa.select(sql.count().label("n")).select_from(question.subquery())) <= MAXIMUM_COUNTS:
                break
    return store.read(question)


def _rounded(seconds: sa.ColumnElement[int], coarse: int, *, upward: bool) -> sa.ColumnElement[int]:
    moved = seconds + sql.whole(coarse - 1) if upward else seconds
    return moved - moved % sql.whole(coarse)


def _counted(rows: sa.FromClause, seconds: sa.ColumnElement[int]) -> sa.Select[Any]:
    counted = sa.select(rows.c.group, rows.c.ending, seconds.label("seconds")).subquery("counted")
    return sa.select(*counted.c, sql.count().label("cases")).group_by(*counted.c)


def _answer(store: Store, question: sa.Select[Any]) -> int:
    return int(store.read(question)["n"].iloc[0])
