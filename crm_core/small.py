"""Which groups, cells and lists are so small that they would tell of single people, and which would give them away."""

from __future__ import annotations

from typing import Any

import pandas as pd

CUSTOMER, LIST = "customer", "what"
"""Columns of a list of single customers, and of which of several lists a row stands in."""


def without_short_lists(answer: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away lists of so few customers of a segment that they would tell what single ones are like."""
    lists = answer[LIST] if LIST in answer else answer["group"]
    return answer[answer.groupby(lists)[CUSTOMER].transform("nunique") >= minimum].reset_index(drop=True)


def small_groups(sizes: pd.Series[Any], minimum: int) -> pd.Series[bool]:
    """Return which groups of a whole are so small that they are hidden, or are the next smallest beside them."""
    some = sizes[sizes > 0].astype("int64").sort_values(kind="stable")
    hidden = int((some < minimum).sum())
    while 0 < hidden < len(some) and (hidden == 1 or some.iloc[:hidden].sum() < minimum):
        hidden += 1
    return pd.Series(sizes.index.isin(some.index[:hidden]), index=sizes.index)


def small_cells(sizes: pd.Series[Any], *sides: Any, minimum: int) -> pd.Series[bool]:
    """Return which cells of a table are hidden among those of the same row, and of the same column: its sides."""
    few = pd.Series(data=False, index=sizes.index)
    for side in sides:
        for _, cells in sizes.groupby(side):
            few[cells.index] |= small_groups(cells, minimum)
    return few
