"""How much groups really differ, beside what chance makes of groups that don't."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from crm_core.stats.inputs import CONFIDENCE, Column, FloatArray

LEAST_GROUPS = 3
"""Groups below which their spread says nothing."""

WIDEST = 1e6
"""Times the plain variance of the values: no spread between groups is sought beyond it."""


def between_groups(values: Column, variances: Column) -> tuple[float, float, float]:
    r"""Return the standard deviation of the groups' true values, with its 95 % interval.

    .. math:: Q(\tau^2) = \sum_i \frac{(y_i - \bar y_w)^2}{v_i + \tau^2}, \qquad Q(\hat\tau^2) = k - 1

    Parameters
    ----------
    values : column, shape (groups,)
        What is seen of each group, :math:`y_i`.
    variances : column, shape (groups,)
        Variance of each by chance alone, :math:`v_i`, above 0.

    Returns
    -------
    deviation, low, high : float
        In the unit of the values. 0 where groups differ no more than chance alone would make them (:math:`Q(0)` at
        most :math:`k - 1`); an interval from 0 on could be chance. NaN for fewer than three groups.

    References
    ----------
    Paule and Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385; interval: Viechtbauer
    (2007), Statistics in Medicine 26, 37-52.
    """
    y, v = (np.asarray(one, dtype=np.float64) for one in (values, variances))
    if len(y) < LEAST_GROUPS:
        return np.nan, np.nan, np.nan
    degrees, tail = len(y) - 1, (1 - CONFIDENCE) / 2
    levels = (degrees, chdtri(degrees, tail), chdtri(degrees, 1 - tail))
    deviation, low, high = (np.sqrt(_where(y, v, float(level))) for level in levels)
    return float(deviation), float(low), float(high)


def _where(y: FloatArray, v: FloatArray, level: float) -> float:
    """Return the variance between groups at which they spread as much as a level says; 0 where they do at none."""
    if _spread(0.0, y, v) <= level:
        return 0.0
    highest = WIDEST * float(y.var() + v.max())
    found: Any = brentq(lambda tau: _spread(tau, y, v) - level, 0.0, highest, xtol=1e-14 * highest, rtol=1e-12)
    return float(found)


def _spread(tau: float, y: FloatArray, v: FloatArray) -> float:
    weight = 1 / (v + tau)
    middle = (weight * y).sum() / weight.sum()
    return float((weight * (y - middle) ** 2).sum())
