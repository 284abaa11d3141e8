"""What a unit's own outcomes are against those that anybody has with the same kind of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import sql


def against_all(rows: sa.FromClause, strata: Sequence[str], outcome: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Count the outcomes of each group, and those expected if it had everybody's share of them in each stratum.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        The cases of all groups, with ``group``.
    strata : sequence of str
        Columns whose values make a stratum; a missing value is one of its own.
    outcome : ColumnElement
        Whether a case had it.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``cases``, ``observed``, ``expected``, and ``variance`` of the outcomes by chance alone; ``shared``,
        the cases in strata that another group has cases in too: the others are held against nothing but themselves.
    """
    keys = [rows.c[name] for name in strata]
    number = sql.to_double(sql.count()).label("cases")
    had = sql.to_double(sql.count_where(outcome)).label("observed")
    cell = sa.select(rows.c.group, *keys, number, had).group_by(rows.c.group, *keys).subquery("cell")
    stratum = [cell.c[name] for name in strata]
    of_all = [sa.func.sum(cell.c[name], type_=sa.Double()).over(partition_by=stratum) for name in ("observed", "cases")]
    share = (of_all[0] / of_all[1]).label("share")
    shared = sa.case((of_all[1] > cell.c.cases, cell.c.cases), else_=sa.literal(0.0, sa.Double())).label("shared")
    each = sa.select(cell.c.group, cell.c.cases, cell.c.observed, share, shared).subquery("each")
    expected = each.c.cases * each.c.share
    sums = {
        "cases": each.c.cases,
        "observed": each.c.observed,
        "expected": expected,
        "shared": each.c.shared,
        "variance": expected * (sa.literal(1.0, sa.Double()) - each.c.share),
    }
    totals = [sa.func.sum(value, type_=sa.Double()).label(name) for name, value in sums.items()]
    return sa.select(each.c.group, *totals).group_by(each.c.group)
