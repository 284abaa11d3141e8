"""Moments of columns by parts of the customers, and what they say when customers are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd

from crm_core.stats.inputs import CONFIDENCE, FloatArray, upper_share

DRAWS = 1_000
SEED = 20_050_705
"""Of the draws: the same parts give the same intervals."""


@dataclass(frozen=True)
class Moments:
    """Counts, sums and sums of products of some columns: of all rows, and of each draw.

    Attributes
    ----------
    n : array, shape (draws,)
        Rows.
    means : array, shape (draws, columns)
    covariance : array, shape (draws, columns, columns)
        With n - 1 below.
    """

    n: FloatArray
    means: FloatArray
    covariance: FloatArray

    @classmethod
    def of(cls, parts: pd.DataFrame, names: Sequence[str], *, drawn: bool = False) -> Moments:
        """Read the answer of ``relations.moments``.

        Parameters
        ----------
        parts : DataFrame
            One row per part of the customers.
        names : sequence of str
            Columns, in the order wanted.
        drawn : bool
            Draw parts anew a thousand times (a bootstrap of customers, in parts); else all rows once.
        """
        parts = parts.sort_values("part")  # in which order a database gives them is chance
        count = len(parts)
        draws = np.random.default_rng(SEED).multinomial(count, [1 / count] * count, DRAWS) if drawn and count else None
        weights = np.ones((1, count)) if draws is None else draws.astype(np.float64)
        sums = {column: weights @ parts[column].to_numpy(dtype="float64") for column in parts if column != "part"}
        n = sums["rows"]
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.stack([sums[f"sum_{name}"] / n for name in names], axis=-1)
            covariance = np.empty((len(n), len(names), len(names)))
            for (row, one), (column, other) in combinations_with_replacement(enumerate(names), 2):
                product = sums[f"{one}_{other}" if f"{one}_{other}" in sums else f"{other}_{one}"]
                value = (product - n * means[:, row] * means[:, column]) / np.where(n > 1, n - 1, np.nan)
                covariance[:, row, column] = covariance[:, column, row] = value
        return cls(n, means, covariance)

    @property
    def deviations(self) -> FloatArray:
        """Standard deviations, shape (draws, columns)."""
        variance = np.diagonal(self.covariance, axis1=1, axis2=2)
        found: FloatArray = np.sqrt(np.where(variance > 0, variance, np.nan))
        return found

    @property
    def correlation(self) -> FloatArray:
        """Correlations, shape (draws, columns, columns); NaN for a column that never varies."""
        deviations = self.deviations
        found: FloatArray = self.covariance / (deviations[:, :, None] * deviations[:, None, :])
        return found


def percentile_interval(draws: FloatArray, confidence: float = CONFIDENCE) -> tuple[FloatArray, FloatArray]:
    """Return the ends between which the middle 95 % of the draws (first axis) lie; NaN where a draw has no value."""
    ends = 1 - upper_share(confidence), upper_share(confidence)
    low, high = np.quantile(draws, ends, axis=0)
    return low, high
