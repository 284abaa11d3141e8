"""Durations counted: who was still open at each moment, and how many left it which way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crm_core.stats.inputs import Column, FloatArray, as_numbers

OPEN, RESOLVED, WITHDRAWN = 0, 1, 2
"""How a case left observation: not at all so far, by the end that is asked for, by a competing one."""

SPREAD = 4
"""Whole durations up to so many times the number of rows are counted without sorting."""


@dataclass(frozen=True, eq=False)
class LifeTable:
    """Counts at each distinct duration; all arrays are float64, whole numbers too, of shape (durations,).

    Parameters
    ----------
    t : array
        Distinct durations, ascending.
    at_risk : array
        Cases whose duration is at least `t`: those censored at `t` are among them, for at a tie the
        ends come first.
    resolved, withdrawn, censored : array
        Cases that left at `t`, by how.
    """

    t: FloatArray
    at_risk: FloatArray
    resolved: FloatArray
    withdrawn: FloatArray
    censored: FloatArray


def life_table(duration: Column, end: Column, weight: Column | None) -> LifeTable:
    """Count `weight` cases per row by distinct duration and end; rows of weight 0 don't exist.

    Raises
    ------
    ValueError
        On durations that are missing, negative or infinite, on other ends than 0, 1 and 2, on weights
        that aren't whole numbers of at least 0, and on columns of different lengths.
    """
    t, code = checked_durations(duration), checked_ends(end)
    count = None if weight is None else checked_weights(weight)
    if not t.size == code.size == (t.size if count is None else count.size):
        sizes = f"{t.size}, {code.size} and {t.size if count is None else count.size}"
        raise ValueError(f"durations, ends and weights have {sizes} rows; pass columns of one table")
    values, place = _places(t)
    kinds = (_counted(place, code == kind, count, values.size) for kind in (OPEN, RESOLVED, WITHDRAWN))
    censored, resolved, withdrawn = kinds
    leaving = censored + resolved + withdrawn
    there = leaving > 0
    at_risk = leaving[::-1].cumsum()[::-1]
    return LifeTable(values[there], at_risk[there], resolved[there], withdrawn[there], censored[there])


def _places(t: FloatArray) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Return values that hold all durations, ascending, and the place of each row's among them.

    Whole numbers that lie close together are places by themselves: a million minutes need no sorting.
    """
    if t.size and t.max() <= SPREAD * t.size:
        whole = t.astype(np.int64)
        if (whole == t).all():
            return np.arange(whole.max() + 1, dtype=np.float64), whole
    values, place = np.unique(t, return_inverse=True)
    return values, place


def _counted(
    place: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_], count: FloatArray | None, size: int
) -> FloatArray:
    weights = None if count is None else count[chosen]
    return np.bincount(place[chosen], weights=weights, minlength=size).astype(np.float64)


def checked_durations(duration: Column) -> FloatArray:
    """Refuse durations that no case can have."""
    t = as_numbers(duration, "duration")
    missing = int(np.isnan(t).sum())
    if missing:
        raise ValueError(
            f"duration is missing in {missing} of {t.size} rows; give open cases their age so far,"
            " leave out cases that can't be dated and count them in left_out"
        )
    if t.ndim != 1 or (t < 0).any() or np.isinf(t).any():
        raise ValueError("duration must be a column of finite numbers of at least 0; leave out impossible rows")
    return t


def checked_ends(end: Column) -> FloatArray:
    """Refuse ends other than open, resolved and withdrawn."""
    code = as_numbers(end, "end")
    if not np.isin(code, (OPEN, RESOLVED, WITHDRAWN)).all():
        raise ValueError("the end of a case must be 0 (open), 1 (resolved) or 2 (withdrawn); none may be missing")
    return code


def checked_observed(observed: Column) -> FloatArray:
    """Refuse anything but yes and no."""
    code = as_numbers(observed, "observed")
    if not np.isin(code, (OPEN, RESOLVED)).all():
        raise ValueError("observed must be true or false; for withdrawn cases use cumulative_incidence")
    return code


def checked_weights(weight: Column) -> FloatArray:
    """Refuse weights that aren't counts; the variance of other weights is another one."""
    count = as_numbers(weight, "weight")
    if not (np.isfinite(count) & (count >= 0) & (count == np.floor(count))).all():
        raise ValueError("weight must hold whole numbers of at least 0: how many cases share the duration and end")
    return count
