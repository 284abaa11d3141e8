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
        ``group``; ``cases``, ``observed``, ``expected``, and ``variance`` of the outcomes by chance alone.
    """
    keys = [rows.c[name] for name in strata]
    number = sql.to_double(sql.count()).label("cases")
    had = sql.to_double(sql.count_where(outcome)).label("observed")
    cell = sa.select(rows.c.group, *keys, number, had).group_by(rows.c.group, *keys).subquery("cell")
    stratum = [cell.c[name] for name in strata]
    of_all = [sa.func.sum(cell.c[name], type_=sa.Double()).over(partition_by=stratum) for name in ("observed", "cases")]
    share = (of_all[0] / of_all[1]).label("share")
    each = sa.select(cell.c.group, cell.c.cases, cell.c.observed, share).subquery("each")
    expected = each.c.cases * each.c.share
    sums = {
        "cases": each.c.cases,
        "observed": each.c.observed,
        "expected": expected,
        "variance": expected * (sa.literal(1.0, sa.Double()) - each.c.share),
    }
    totals = [sa.func.sum(value, type_=sa.Double()).label(name) for name, value in sums.items()]
    return sa.select(each.c.group, *totals).group_by(each.c.group)
