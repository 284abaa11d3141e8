"""Two sides of pairs that were alike before: how alike they were, and how far they are apart afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.stats.inputs import FloatArray
from crm_core.stats.intervals import change_interval, wilson_interval
from crm_core.stats.matching import matched_pairs, mean_by_draws, standardised_difference

Known = Mapping[str, FloatArray]
"""What was known of each row before: one number, or one column of 0 and 1 for each value that it can have."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows, of which one is on the chosen side.

    Attributes
    ----------
    chosen : array of bool, shape (rows,)
        Which side a row is on.
    ours, others : array of int, shape (pairs,)
        Places of the rows of each pair.
    """

    chosen: NDArray[np.bool_]
    ours: NDArray[np.int64]
    others: NDArray[np.int64]

    @classmethod
    def of(cls, chosen: Any, exact: Any, known: Known, owner: Any = None) -> Pairs:
        """Pair rows that have `exact` in common and are nearest in what was known, see `matched_pairs`."""
        side = np.asarray(chosen, dtype=bool)
        # Two of the columns of a choice differ where the choices do: together they count as one characteristic.
        scaled = [column if column.ndim == 1 else column / np.sqrt(2) for column in known.values()]
        return cls(side, *matched_pairs(side, exact, np.column_stack([*scaled]), owner))

    def balance(self, known: Known) -> dict[str, float]:
        """Return how far the sides are apart in each characteristic, of all rows and of the pairs, in deviations."""
        both, half = np.concatenate([self.ours, self.others]), np.repeat([True, False], len(self.ours))
        apart = {f"{name}_unmatched": _apart(column, self.chosen) for name, column in known.items()}
        return apart | {f"{name}_matched": _apart(column[both], half) for name, column in known.items()}

    def outcomes(self, again: Any, spent: Any) -> pd.DataFrame:
        """Return what became of both sides, the chosen one first, and how far they are apart.

        Parameters
        ----------
        again : array of bool, shape (rows,)
            Whether a row had the outcome.
        spent : array, shape (rows,)
            What it spent.

        Returns
        -------
        DataFrame
            ``again_pct`` with ``low`` and ``high`` (Wilson), ``spent``, ``n`` pairs, ``left_out`` rows of the side
            without a partner; in both rows alike ``difference_points`` with ``difference_low`` and
            ``difference_high`` (Newcombe), ``spent_difference`` with ``spent_low`` and ``spent_high`` (bootstrap).
        """
        had, money = np.asarray(again, dtype=bool), np.asarray(spent, dtype=np.float64)
        sides = ((self.ours, self.chosen), (self.others, ~self.chosen))
        table = pd.DataFrame([_side(had[rows], money[rows], int(side.sum())) for rows, side in sides])
        now, then = table[["again_pct", "low", "high"]].to_numpy(dtype="float64")
        points = dict(zip(("points", "low", "high"), change_interval(*now, *then), strict=True))
        apart = mean_by_draws(money[self.ours] - money[self.others])
        spends = dict(zip(("spent_difference", "spent_low", "spent_high"), apart, strict=True))
        return table.assign(**{f"difference_{name}": value for name, value in points.items()}, **spends)


def _apart(column: FloatArray, side: NDArray[np.bool_]) -> float:
    if column.ndim == 1:
        return standardised_difference(column[side], column[~side])
    return max((abs(standardised_difference(one[side], one[~side])) for one in column.T), default=np.nan)


def _side(again: NDArray[np.bool_], spent: FloatArray, there: int) -> dict[str, float]:
    n, had = len(again), int(again.sum())
    low, high = wilson_interval(had, n)
    rates = {"again_pct": 100 * had / n if n else np.nan, "low": 100 * low, "high": 100 * high}
    return rates | {"spent": float(spent.mean()) if n else np.nan, "n": n, "left_out": there - n}
