"""Log-rank test of whether groups differ in how long things last."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from crm_core.stats.inputs import Column, FloatArray
from crm_core.stats.life_table import checked_durations, checked_observed, checked_weights


def log_rank(
    duration: Column, observed: Column, group: Column, *, weight: Column | None = None
) -> tuple[float, int, float]:
    r"""Log-rank test of equal curves in two or more groups (Mantel-Haenszel).

    .. math::
        \chi^2 = z^T V^{-1} z, \quad
        z_j = \sum_i \left( d_{ij} - d_i \frac{n_{ij}}{n_i} \right), \quad
        V_{jk} = \sum_i d_i \, \frac{n_i - d_i}{n_i - 1} \, \frac{n_{ij}}{n_i}
        \left( \delta_{jk} - \frac{n_{ik}}{n_i} \right)

    with one group left out of :math:`z` and :math:`V`.

    Parameters
    ----------
    duration : column, shape (rows,)
        Time to the end, or so far for cases without one; at least 0.
    observed : column, shape (rows,)
        Whether the end has happened.
    group : column, shape (rows,)
        Which group the case belongs to; no missing values.
    weight : column, shape (rows,), optional
        How many cases the row stands for.

    Returns
    -------
    chi_square : float
        NaN where there is nothing to compare: fewer than two groups that were open when a case ended.
    degrees : int
        Number of those groups less one (never below 0).
    p_value : float
        Chance of a chi-square at least as large were all curves equal.

    Notes
    -----
    Caution: it is weak where curves cross. A small p-value says that curves differ, not by how much.

    References
    ----------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170.
    Klein & Moeschberger (2003), Survival Analysis, 2nd edition, section 7.3.
    """
    at_risk, events = _counts_by_group(duration, observed, group, weight)
    n, d = at_risk.sum(axis=1), events.sum(axis=1)
    share = at_risk / n[:, None]
    exposed = (d[:, None] * share).sum(axis=0) > 0
    degrees = max(int(exposed.sum()) - 1, 0)
    share, events = share[:, exposed], events[:, exposed]
    excess = (events - d[:, None] * share).sum(axis=0)
    spread = d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag((spread[:, None] * share).sum(axis=0)) - (share * spread[:, None]).T @ share
    if degrees == 0 or not spread.any():
        return np.nan, degrees, np.nan
    chi_square = float(excess[1:] @ np.linalg.solve(covariance[1:, 1:], excess[1:]))
    return chi_square, degrees, float(chdtrc(degrees, chi_square))


def _counts_by_group(
    duration: Column, observed: Column, group: Column, weight: Column | None
) -> tuple[FloatArray, FloatArray]:
    """Cases at risk and ends, shape (distinct durations, groups)."""
    t, ended = checked_durations(duration), checked_observed(observed)
    label, names = pd.factorize(np.asarray(group))
    count = np.ones(t.size) if weight is None else checked_weights(weight)
    if not t.size == ended.size == label.size == count.size:
        raise ValueError("duration, observed, group and weight have different lengths; pass columns of one table")
    if (label < 0).any():
        raise ValueError("group is missing in some rows; leave them out or name them, such as 'unknown'")
    kept = count > 0
    distinct, position = np.unique(t[kept], return_inverse=True)
    shape = (distinct.size, len(names))
    cell, count = position * len(names) + label[kept], count[kept]
    leaving, events = (
        np.bincount(cell, weights=count * which, minlength=shape[0] * shape[1]).astype(np.float64).reshape(shape)
        for which in (1.0, ended[kept])
    )
    return leaving[::-1].cumsum(axis=0)[::-1], events
