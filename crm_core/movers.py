"""Which segments moved beyond chance, when very many are looked at."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from crm_core import stats
from crm_core.filters import MISSING

CONFIDENCE = 0.95
"""That of every interval."""

RATE = 0.05
"""Share of the segments told of that may be chance."""

MOST = 5
"""Most segments told of."""

JUDGED = ("better", "worse", "moved", "noise")
"""Verdicts on a change that could be compared."""

COLUMNS = (
    "metric", "by", "group", "value", "before", "change", "change_low", "change_high", "n", "verdict", "p_value",
)  # fmt: skip


def movers(
    compared: Mapping[tuple[str, str], pd.DataFrame], values: Mapping[str, str], *, rate: float = RATE, most: int = MOST
) -> pd.DataFrame:
    """Return the segments whose change is more than chance although many were looked at.

    Parameters
    ----------
    compared : mapping of (metric, dimension) to DataFrame
        Answers of `crm_core.comparison.compare` by that dimension.
    values : mapping of str to str
        The column of each metric that is its number.
    rate : float
        Share of the segments returned that may be chance.
    most : int
        Most segments returned, those with the smallest chance.

    Returns
    -------
    pandas.DataFrame
        One row per segment, the surest first: ``metric``, ``by``, ``group``, ``value``, ``before``, ``change``,
        ``change_low``, ``change_high`` (the metric's unit), ``n``, ``verdict``, ``p_value``.

    Notes
    -----
    The chance is read from the interval of the change, as if it were normal on the side of no change. Segments that are
    too small or have nothing before them are not looked at.
    """
    tables = [
        table.assign(metric=name, by=by, value=table[values[name]])
        for (name, by), table in compared.items()
        if len(table)
    ]
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    every = pd.concat([table.reindex(columns=COLUMNS[:-1]) for table in tables], ignore_index=True)
    judged = every[every["verdict"].isin(JUDGED) & (every["group"] != MISSING)]
    judged = judged.assign(p_value=_chances(judged))
    believed = judged[stats.false_discoveries(judged["p_value"], rate)]
    return believed.sort_values("p_value", kind="stable").head(most).reset_index(drop=True)


def _chances(changes: pd.DataFrame) -> pd.Series[float]:
    """Return the two-sided chance of each change, from the end of its interval that is nearer to no change."""
    change = changes["change"].astype("float64")
    nearer = changes["change_low"].where(change > 0, changes["change_high"]).astype("float64")
    distance = (change - nearer).abs().replace(0.0, np.nan)
    error = distance / ndtri((1 + CONFIDENCE) / 2)
    return pd.Series(2 * ndtr(-(change.abs() / error)), index=changes.index)
