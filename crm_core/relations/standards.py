"""What a unit's own outcomes are against those that anybody has with the same kind of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import sql


def against_all(rows: sa.FromClause, strata: Sequence[str], outcome: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Count the outcomes of each group, and those expected if it had everybody's share or mean in each stratum.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        The cases of all groups, with ``group``.
    strata : sequence of str
        Columns whose values make a stratum; a missing value is one of its own.
    outcome : ColumnElement
        Whether a case had it, or a number that it has.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``cases``, ``observed``, ``expected``, and ``variance`` of the outcomes by chance alone; ``shared``,
        the cases in strata that another group has cases in too: the others are held against nothing but themselves.
    """
    keys = [rows.c[name] for name in strata]
    number = sql.to_double(sql.count()).label("cases")
    cell = sa.select(rows.c.group, *keys, number, *_sums(outcome)).group_by(rows.c.group, *keys).subquery("cell")
    stratum = [cell.c[name] for name in strata]
    observed, squares, cases = (
        sa.func.sum(cell.c[name], type_=sa.Double()).over(partition_by=stratum)
        for name in ("observed", "squares", "cases")
    )
    share, square = (observed / cases).label("share"), (squares / cases).label("square")
    shared = sa.case((cases > cell.c.cases, cell.c.cases), else_=sa.literal(0.0, sa.Double())).label("shared")
    each = sa.select(cell.c.group, cell.c.cases, cell.c.observed, share, square, shared).subquery("each")
    nought: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())
    apart: sa.ColumnElement[float] = sa.func.greatest(
        each.c.square - each.c.share * each.c.share, nought, type_=sa.Double()
    )
    sums = {
        "cases": each.c.cases,
        "observed": each.c.observed,
        "expected": each.c.cases * each.c.share,
        "shared": each.c.shared,
        "variance": each.c.cases * apart,
    }
    totals = [sa.func.sum(value, type_=sa.Double()).label(name) for name, value in sums.items()]
    return sa.select(each.c.group, *totals).group_by(each.c.group)


def _sums(outcome: sa.ColumnElement[Any]) -> tuple[sa.Label[float], sa.Label[float]]:
    """Return the sum of the outcomes and that of their squares; one that is had or not counts 1 or 0."""
    if isinstance(outcome.type, sa.Boolean):
        had = sql.to_double(sql.count_where(outcome))
        return had.label("observed"), had.label("squares")
    value = sql.to_double(outcome)
    return (
        sql.to_double(sa.func.sum(value)).label("observed"),
        sql.to_double(sa.func.sum(value * value)).label("squares"),
    )
