"""Names beside dots, kept from running into each other."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from crm_core.charts.axes import Line

NEAR, HIGH = 0.3, 0.06
"""Names of points nearer than these parts of the axes would meet."""

MOVE = 9  # pixels


def apart(points: pd.DataFrame, x: Line, y: Line, *, along: str) -> list[int]:
    """Return how far each name is moved, in pixels: of two that would meet the higher goes up, the lower down.

    `along` is the column of places on `x`; those on `y` are in ``value``.
    """
    moved: dict[object, int] = dict.fromkeys(points.index, 0)
    ordered = points.sort_values("value")
    for (lower, one), (upper, other) in pairwise(ordered.iterrows()):
        close = abs(one[along] - other[along]) < x.share(NEAR) and other["value"] - one["value"] < y.share(HIGH)
        if close:
            moved[lower], moved[upper] = moved[lower] or MOVE, -MOVE if moved[lower] >= 0 else MOVE
    return list(moved.values())
