"""Intervals for shares, rates, means and changes.

All take single numbers or columns, answer in kind, and give NaN where there is nothing to go by:
empty is not zero. They cover chance among the units counted, nothing else.
"""

from __future__ import annotations

from typing import Any, overload

import numpy as np
from scipy.special import gammainccinv, gammaincinv, stdtrit

from crm_core.stats.inputs import (
    CONFIDENCE,
    Column,
    FloatArray,
    as_counts,
    as_given,
    as_numbers,
    normal_quantile,
    upper_share,
)


@overload
def wilson_interval(successes: float, n: float, confidence: float = ...) -> tuple[float, float]: ...
@overload
def wilson_interval(successes: Column, n: Column | float, confidence: float = ...) -> tuple[FloatArray, FloatArray]: ...
def wilson_interval(successes: Any, n: Any, confidence: float = CONFIDENCE) -> Any:
    r"""Wilson's score interval of a share.

    .. math:: \frac{x + z^2/2}{n + z^2} \pm \frac{z}{n + z^2} \sqrt{\frac{x (n - x)}{n} + \frac{z^2}{4}}

    Parameters
    ----------
    successes : float or column
        Units that have the property, :math:`x`.
    n : float or column
        Units in all; `successes` of them at most.
    confidence : float
        Share of samples whose interval covers the truth.

    Returns
    -------
    low, high : float or array
        Limits of the share, 0 to 1 (not per cent). NaN where `n` is 0 or a count is missing.

    Notes
    -----
    Caution: the units must be independent; where a customer can count more than once, count customers.
    No continuity correction.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; recommended by
    Newcombe (1998), Statistics in Medicine 17, 857-872.
    """
    x, total = np.broadcast_arrays(as_counts(successes, "successes"), as_counts(n, "n"))
    if (x > total).any():
        raise ValueError("there are more successes than n; count both over the same rows, with the same filter")
    z = normal_quantile(confidence)
    total = np.where(total > 0, total, np.nan)
    centre = (x + z**2 / 2) / (total + z**2)
    half = z / (total + z**2) * np.sqrt(x * (total - x) / total + z**2 / 4)
    # At 0 of n and n of n one limit is the share itself; rounding must not move it.
    return as_given(
        np.where(x / total == 0, 0.0, centre - half),
        np.where(x / total == 1, 1.0, centre + half),
    )


@overload
def garwood_interval(
    events: float, exposure: float, per: float = ..., confidence: float = ...
) -> tuple[float, float]: ...
@overload
def garwood_interval(
    events: Column, exposure: Column | float, per: float = ..., confidence: float = ...
) -> tuple[FloatArray, FloatArray]: ...
def garwood_interval(events: Any, exposure: Any, per: float = 1000.0, confidence: float = CONFIDENCE) -> Any:
    r"""Exact interval of a Poisson rate, such as complaints per 1,000 orders.

    .. math:: \tfrac{1}{2} \chi^2_{\alpha/2;\, 2k} \quad\text{to}\quad \tfrac{1}{2} \chi^2_{1-\alpha/2;\, 2k+2}

    for :math:`k` events, divided by the exposure. Half a chi-square quantile is a quantile of the gamma
    distribution, which is what is computed.

    Parameters
    ----------
    events : float or column
        Number of events, :math:`k`.
    exposure : float or column
        What they are counted against, in its own unit (orders, customers, days).
    per : float
        The rate is given per so many units of exposure.
    confidence : float
        Share of samples whose interval covers the truth, at least.

    Returns
    -------
    low, high : float or array
        Limits of ``per * events / exposure``. NaN where the exposure is 0 or a number is missing.

    Notes
    -----
    Caution: events of one customer that cause each other make the true interval wider.

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442.
    """
    count, units = np.broadcast_arrays(as_counts(events, "events"), as_counts(exposure, "exposure"))
    scale = per / np.where(units > 0, units, np.nan)
    tail = 1 - upper_share(confidence)
    # No gamma distribution has shape 0; the lower limit of no event is 0.
    low = np.where(count == 0, 0.0, gammaincinv(np.where(count == 0, 1.0, count), tail))
    return as_given(low * scale, gammainccinv(count + 1, tail) * scale)


@overload
def mean_interval(
    mean: float, sd: float, n: float, low: float | None = ..., high: float | None = ...
) -> tuple[float, float]: ...
@overload
def mean_interval(
    mean: Column, sd: Column, n: Column, low: float | None = ..., high: float | None = ...
) -> tuple[FloatArray, FloatArray]: ...
def mean_interval(mean: Any, sd: Any, n: Any, low: float | None = None, high: float | None = None) -> Any:
    r"""95 % interval of a mean, from Student's t.

    .. math:: \bar x \pm t_{n-1} \, s / \sqrt{n}

    Parameters
    ----------
    mean, sd : float or column
        Mean and standard deviation (divisor n - 1), in one unit.
    n : float or column
        Independent units: customers, where one can answer more than once.
    low, high : float, optional
        Ends of the scale, in the same unit; limits beyond them are cut.

    Returns
    -------
    low, high : float or array
        In the unit of `mean`. NaN where `n` is below 2: one value says nothing about the spread.

    Notes
    -----
    Caution: where all values are equal the interval has no width, which few answers don't justify.

    References
    ----------
    Student (1908), Biometrika 6, 1-25.
    """
    centre, size = as_numbers(mean, "mean"), as_counts(n, "n")
    degrees = np.where(size >= 2, size - 1, np.nan)
    half = stdtrit(degrees, upper_share(CONFIDENCE)) * as_counts(sd, "sd") / np.sqrt(degrees + 1)
    return as_given(np.clip(centre - half, low, high), np.clip(centre + half, low, high))


@overload
def change_interval(
    value: float, low: float, high: float, before: float, before_low: float, before_high: float,
    correlation: float = 0.0,
) -> tuple[float, float, float]: ...  # fmt: skip
@overload
def change_interval(
    value: Column, low: Column, high: Column, before: Column, before_low: Column, before_high: Column,
    correlation: Column | float = 0.0,
) -> tuple[FloatArray, FloatArray, FloatArray]: ...  # fmt: skip
def change_interval(
    value: Any, low: Any, high: Any, before: Any, before_low: Any, before_high: Any, correlation: Any = 0.0
) -> Any:
    r"""Change between two numbers, from the interval of each (MOVER).

    .. math::
        L = \theta_1 - \theta_0 - \sqrt{(\theta_1 - l_1)^2 + (u_0 - \theta_0)^2
            - 2 \rho (\theta_1 - l_1)(u_0 - \theta_0)}, \qquad
        U = \theta_1 - \theta_0 + \sqrt{(u_1 - \theta_1)^2 + (\theta_0 - l_0)^2
            - 2 \rho (u_1 - \theta_1)(\theta_0 - l_0)}

    Parameters
    ----------
    value, low, high : float or column
        The number now, :math:`\theta_1`, and its interval.
    before, before_low, before_high : float or column
        The number before, :math:`\theta_0`, and its interval at the same confidence, in the same unit.
    correlation : float or column, default 0
        How the two numbers go together, :math:`\rho`, -1 to 1: 0 where they share no customers.

    Returns
    -------
    change, low, high : float or array
        ``value - before`` and its interval, in the same unit (points, where the unit is per cent).
        All three are NaN where any of the six is missing: a change without interval can't be judged.

    Notes
    -----
    An interval that contains 0 means that the change could be chance. With Wilson intervals of two
    shares this is Newcombe's method 10.

    Caution: where the two share customers, their correlation must be given, else the interval is too wide.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.
    Newcombe (1998), Statistics in Medicine 17, 873-890.
    """
    now, now_low, now_high = as_numbers(value, "value"), as_numbers(low, "low"), as_numbers(high, "high")
    then = as_numbers(before, "before")
    then_low, then_high = as_numbers(before_low, "before_low"), as_numbers(before_high, "before_high")
    whole = np.where(np.isnan(now + now_low + now_high + then + then_low + then_high), np.nan, 0.0)
    change = now - then + whole
    together = np.asarray(correlation, dtype=np.float64)
    return as_given(
        change,
        change - _third_side(now - now_low, then_high - then, together),
        change + _third_side(now_high - now, then - then_low, together),
    )


def _third_side(one: FloatArray, other: FloatArray, correlation: FloatArray) -> FloatArray:
    """Return the half width of a difference; an end that nothing limits stays so."""
    apart = np.hypot(one, other)
    endless = ~np.isfinite(apart) | (correlation == 0)
    first, second = (np.where(endless, 0.0, each) for each in (one, other))
    squared = first**2 + second**2 - 2 * correlation * first * second
    side: FloatArray = np.where(endless, apart, np.sqrt(np.maximum(squared, 0.0)))
    return side
