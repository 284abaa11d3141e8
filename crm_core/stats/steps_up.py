"""Since when something happens more often than before."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, xlogy

from crm_core.stats.inputs import FloatArray, as_counts


def step_up(counts: Any, exposure: Any) -> tuple[NDArray[np.int64], FloatArray]:
    r"""Find the period from which each row's share of the whole is higher, and how likely chance alone does as much.

    .. math::
        k^* = \arg\max_k \sum_{s} n_s \log \frac{n_s}{N q_s}, \qquad
        p = \min \left( 1, (m - 1) \, P(B(N, q_{k^*}) \ge n_{k^*}) \right)

    Parameters
    ----------
    counts : array, shape (rows, periods)
        How often each happened in each period.
    exposure : array, shape (periods,)
        How often anything did: the same share in every period is no step.

    Returns
    -------
    place : array of int, shape (rows,)
        The first period of the step, 1 or later; of the steps up the one that fits best. 0 where there is none.
    chance : array, shape (rows,)
        Chance of a step as large were the shares those of the whole, for all places it might have been at
        (Bonferroni); NaN for a row without any.

    References
    ----------
    Worsley (1983), Biometrika 70, 455-464 (the place of a change in a sequence of binomials).
    """
    n, whole = as_counts(counts, "counts"), as_counts(exposure, "exposure")
    total = n.sum(axis=1, keepdims=True)
    after = total - n.cumsum(axis=1)[:, :-1]
    share = 1 - whole.cumsum()[:-1] / max(whole.sum(), 1.0)
    before = total - after
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = xlogy(after, after / (total * share)) + xlogy(before, before / (total * (1 - share)))
        up = (after > total * share) & (share > 0) & (share < 1)
    found = up.any(axis=1)
    rows = np.arange(len(n))
    if not found.any():
        return np.zeros(len(n), dtype=np.int64), np.where(total[:, 0] > 0, 1.0, np.nan)
    last_first = np.where(up, gain, -np.inf)[:, ::-1]  # of equal ones the last: nothing happened in between
    best = share.size - 1 - last_first.argmax(axis=1)
    many = np.maximum(after[rows, best], 1)
    tail = betainc(many, total[:, 0] - many + 1, share[best])  # the binomial's upper tail
    chance = np.where(found, np.minimum(1.0, tail * share.size), 1.0)
    return np.where(found, best + 1, 0), np.where(total[:, 0] > 0, chance, np.nan)
