"""Pairs of people who were alike before, of whom one had something the other had not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from crm_core.stats.inputs import CONFIDENCE, FloatArray, upper_share

NEAREST = 20
"""Nearest others looked at for each."""

EQUAL = 1e-9
"""Distances, in standard deviations, that differ by less are the same."""

DRAWS, AT_ONCE = 1_000, 20
SEED = 20_050_705


def matched_pairs(
    chosen: Any, exact: Any, values: Any, owner: Any = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair each member of the smaller side with the most alike member of the larger one, each used once.

    Parameters
    ----------
    chosen : array of bool, shape (rows,)
        Which side a row is on.
    exact : array, shape (rows,)
        Code that both of a pair have in common.
    values : array, shape (rows, characteristics)
        What should be alike: numbers without missing ones. Each is measured in its standard deviations.
    owner : array, shape (rows,), optional
        Whose row it is, where somebody has several: one of them is used at most. By default each has one.

    Returns
    -------
    chosen, others : two arrays of int, shape (pairs,)
        Places of the rows of each pair. The nearest pairs of all are made first; of the twenty nearest others of a row
        one must be free, else it stays without a partner; where more are equally near, each row looks at twenty other
        ones of them.

    Notes
    -----
    The same rows in the same order give the same pairs.

    References
    ----------
    Rubin (1973), Biometrics 29, 159-183; Stuart (2010), Statistical Science 25, 1-21.
    """
    side, scaled = np.asarray(chosen, dtype=bool), _in_deviations(np.asarray(values, dtype=np.float64))
    codes, pairs = np.unique(np.asarray(exact), return_inverse=True)[1], []
    owners = np.arange(len(side)) if owner is None else np.unique(np.asarray(owner), return_inverse=True)[1]
    free = np.ones(owners.max() + 1 if owners.size else 0, dtype=bool)
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        one, other = rows[side[rows]], rows[~side[rows]]
        if one.size and other.size:
            few, many = (one, other) if one.size <= other.size else (other, one)
            left, right = _nearest_first(scaled[few], scaled[many], owners[few], owners[many], free)
            found = np.column_stack([few[left], many[right]])
            pairs.append(found if few is one else found[:, ::-1])
    both = np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)
    return both[:, 0], both[:, 1]


def _in_deviations(values: FloatArray) -> FloatArray:
    spread = values.std(axis=0) if len(values) else np.ones(values.shape[1])
    found: FloatArray = values / np.where(spread > 0, spread, 1.0)
    return found


def _nearest_first(
    few: FloatArray, many: FloatArray, ours: NDArray[np.int64], theirs: NDArray[np.int64], free: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Make pairs greedily, the nearest first, of rows whose owners are `free`; they no longer are afterwards."""
    distance, place = _neighbours(few, many)
    count = place.shape[1]
    row = np.repeat(np.arange(len(few)), count)
    order = np.lexsort((place.ravel(), row, distance.ravel()))
    made: list[tuple[int, int]] = []
    for one, other in zip(row[order].tolist(), place.ravel()[order].tolist(), strict=True):
        if free[ours[one]] and free[theirs[other]]:
            free[ours[one]] = free[theirs[other]] = False
            made.append((one, other))
    pairs = np.array(sorted(made), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _neighbours(few: FloatArray, many: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return how far the nearest others of each row are and which they are."""
    tree, count = cKDTree(many), min(NEAREST, len(many))
    distance, place = (np.asarray(one) for one in tree.query(few, k=range(1, count + 1)))
    known: dict[bytes, NDArray[np.int64]] = {}
    for turn, row in enumerate(np.flatnonzero(distance[:, -1] <= distance[:, 0] + EQUAL)):
        key = few[row].tobytes()
        if key not in known:
            reach = float(distance[row, -1]) + EQUAL
            known[key] = np.sort(np.asarray(tree.query_ball_point(few[row], reach), dtype=np.int64))
        place[row] = known[key].take(np.arange(turn, turn + count), mode="wrap")
    return distance, place


def standardised_difference(chosen: Any, others: Any) -> float:
    r"""Difference of two means in standard deviations: :math:`(\bar a - \bar b) / \sqrt{(s_a^2 + s_b^2) / 2}`.

    Parameters
    ----------
    chosen, others : array
        The same characteristic on both sides.

    Returns
    -------
    float
        Below 0.1 on either side of 0 counts as alike; 0 where neither varies and both are equal, NaN without rows.

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107.
    """
    one, other = np.asarray(chosen, dtype=np.float64), np.asarray(others, dtype=np.float64)
    if not one.size or not other.size:
        return np.nan
    apart, spread = one.mean() - other.mean(), np.sqrt((one.var() + other.var()) / 2)
    return float(apart / spread) if spread > 0 else (0.0 if apart == 0 else float(np.copysign(np.inf, apart)))


def mean_by_draws(values: Any, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Return the mean of some values with the interval of a thousand draws of as many of them (bootstrap).

    Parameters
    ----------
    values : array, shape (rows,)
        One of each customer, or the difference of each pair.
    confidence : float
        Share of draws in the interval.

    Returns
    -------
    mean, low, high : float
        NaN without values. The same values in the same order give the same interval.
    """
    given = np.asarray(values, dtype=np.float64)
    if not given.size:
        return np.nan, np.nan, np.nan
    random, means = np.random.default_rng(SEED), []
    for _ in range(DRAWS // AT_ONCE):
        means.append(given[random.integers(given.size, size=(AT_ONCE, given.size))].mean(axis=1))
    upper = upper_share(confidence)
    low, high = np.quantile(np.concatenate(means), (1 - upper, upper))
    return float(given.mean()), float(low), float(high)
