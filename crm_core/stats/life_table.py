"""Durations counted: who was still open at each moment, and how many left it which way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

from crm_core.stats.inputs import Column, FloatArray, as_numbers

OPEN, RESOLVED, WITHDRAWN = 0, 1, 2
"""How a case left observation: not at all so far, by the end that is asked for, by a competing one."""

ENDS = 3
"""How many ways there are to leave."""

NEAR = 8
"""Whole durations up to a so-many-th of the number of rows are counted in place; the rest is sorted."""

PIECE = 1 << 16
"""Rows that are looked at together."""


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
    values, (censored, resolved, withdrawn) = _counted(t, code, count)
    at_risk = (censored + resolved + withdrawn)[::-1].cumsum()[::-1]
    return LifeTable(values, at_risk, resolved, withdrawn, censored)


def _counted(t: FloatArray, kind: npt.NDArray[Any], count: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """Return the distinct durations, ascending, and how many left at each by which end, shape (ENDS, durations).

    Whole numbers that are not large are places by themselves: a million minutes need no sorting. The rows that are
    none meet in one more place, and are counted apart.
    """
    size = t.size // NEAR
    place, far = _places(t, size)
    whole, near = _there(_tally(place, kind, count, size + 2)[:, :-1])
    values, seat = np.unique(t[far], return_inverse=True)
    some, rest = _there(_tally(seat, kind[far], None if count is None else count[far], values.size))
    durations = np.concatenate([whole, values[some]])
    order = np.argsort(durations, kind="stable")
    return durations[order], np.concatenate([near, rest], axis=1).take(order, axis=1)


def _places(t: FloatArray, size: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Return each row's place, `size` + 1 for all that are no whole number up to `size`, and the numbers of those rows.

    Piece by piece, so that what lies between stays in the processor's cache.
    """
    place = np.empty(t.size, dtype=np.int32)
    far = [np.empty(0, dtype=np.int64)]
    for start in range(0, t.size, PIECE):
        piece = t[start : start + PIECE]
        whole = np.trunc(np.minimum(piece, size))
        other = np.flatnonzero(whole != piece)
        whole[other] = size + 1
        place[start : start + PIECE] = whole
        far.append(other + start)
    return place, np.concatenate(far)


def _tally(place: npt.NDArray[Any], kind: npt.NDArray[Any], count: FloatArray | None, size: int) -> npt.NDArray[Any]:
    """Count rows by end and place, shape (ENDS, size)."""
    each = np.ones(place.size, dtype=np.int32) if count is None else count
    places = kind.astype(np.int32), place.astype(np.int32, copy=False)
    counts: npt.NDArray[Any] = coo_array((each, places), shape=(ENDS, size)).toarray()
    return counts


def _there(counts: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Keep the places where a case left: their numbers and counts."""
    places = np.flatnonzero(counts.any(axis=0))
    return places, counts.take(places, axis=1).astype(np.float64)


def checked_durations(duration: Column) -> FloatArray:
    """Refuse durations that no case can have."""
    t = as_numbers(duration, "duration")
    if t.ndim == 1 and (t.size == 0 or (t.min() >= 0 and t.max() < np.inf)):
        return t
    missing = int(np.isnan(t).sum())
    if missing:
        raise ValueError(
            f"duration is missing in {missing} of {t.size} rows; give open cases their age so far,"
            " leave out cases that can't be dated and count them in left_out"
        )
    raise ValueError("duration must be a column of finite numbers of at least 0; leave out impossible rows")


def checked_ends(end: Column) -> npt.NDArray[Any]:
    """Refuse ends other than open, resolved and withdrawn; yes and no are given back as they are."""
    code = _codes(end, "end")
    if not _among(code, (OPEN, RESOLVED, WITHDRAWN)):
        raise ValueError("the end of a case must be 0 (open), 1 (resolved) or 2 (withdrawn); none may be missing")
    return code


def checked_observed(observed: Column) -> npt.NDArray[Any]:
    """Refuse anything but yes and no."""
    code = _codes(observed, "observed")
    if not _among(code, (OPEN, RESOLVED)):
        raise ValueError("observed must be true or false; for withdrawn cases use cumulative_incidence")
    return code


def _codes(values: Column, name: str) -> npt.NDArray[Any]:
    given = np.asarray(values)
    return given if given.dtype == np.bool_ else as_numbers(values, name)


def _among(code: npt.NDArray[Any], allowed: tuple[int, ...]) -> bool:
    if code.dtype == np.bool_:
        return True
    one = code == allowed[0]
    for other in allowed[1:]:
        one |= code == other
    return bool(one.all())


def checked_weights(weight: Column) -> FloatArray:
    """Refuse weights that aren't counts; the variance of other weights is another one."""
    count = as_numbers(weight, "weight")
    if not (np.isfinite(count) & (count >= 0) & (count == np.floor(count))).all():
        raise ValueError("weight must hold whole numbers of at least 0: how many cases share the duration and end")
    return count
