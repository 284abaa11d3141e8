"""How many of several chances come true."""

from __future__ import annotations

import numpy as np

from crm_core.stats.inputs import Column, FloatArray, as_counts, as_numbers, upper_share

DEVIATIONS, SPARE = 12, 40
"""Numbers looked at on each side of the mean: so many standard deviations, and so many more for small means; what
lies beyond has a chance below 1e-12."""

AT_ONCE = 256
"""Chances taken at once, so that memory stays small."""

ROUNDING = 1e-12


def poisson_binomial(
    chances: Column, counts: Column | None = None, confidence: float = 0.8
) -> tuple[float, float, float]:
    r"""Say how many of several independent chances are expected to come true, and between which numbers.

    .. math::
        P(K = k) = \frac{1}{m} \sum_{l=0}^{m-1} e^{-i \omega_l k}
            \prod_j \left( 1 - p_j + p_j e^{i \omega_l} \right)^{c_j}, \qquad \omega_l = \frac{2 \pi l}{m}

    Parameters
    ----------
    chances : column, shape (rows,)
        Chance of each, :math:`p_j`, 0 to 1; no missing values.
    counts : column, shape (rows,), optional
        How many have that chance, :math:`c_j`; one each unless given.
    confidence : float, default 0.8
        Chance that the number lies in the range, at least.

    Returns
    -------
    expected, low, high : float
        The sum of the chances, and the ends of the range: below it and above it lies at most half of what
        `confidence` leaves. All 0 without any chance.

    Notes
    -----
    The distribution is exact (Poisson-binomial) but for what lies more than 12 standard deviations from the mean.

    References
    ----------
    Hong (2013), Computational Statistics & Data Analysis 59, 41-51.
    """
    chance = as_numbers(chances, "chances")
    count = np.ones(chance.size) if counts is None else as_counts(counts, "counts")
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("chances holds what is no chance; pass numbers from 0 to 1 and leave missing ones out")
    chance, count = chance[count > 0], count[count > 0]
    number = int(count.sum())
    if number == 0:
        return 0.0, 0.0, 0.0
    first, share = _distribution(chance, count, number)
    reached = share.cumsum()
    upper = upper_share(confidence)
    low, high = (first + int(np.searchsorted(reached, tail - ROUNDING)) for tail in (1 - upper, upper))
    return float(chance @ count), float(low), float(high)


def _distribution(chance: FloatArray, count: FloatArray, number: int) -> tuple[int, FloatArray]:
    """Return the first number looked at, and the chance of it and of each that follows."""
    mean, deviation = float(chance @ count), float(np.sqrt((chance * (1 - chance)) @ count))
    half = int(np.ceil(DEVIATIONS * deviation)) + SPARE
    size = min(number + 1, 2 * half)
    first = max(0, min(int(mean) - half, number + 1 - size))
    turn = np.exp(2j * np.pi * np.arange(size) / size)
    strength, angle = np.zeros(size), np.zeros(size)
    for start in range(0, chance.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        factor = 1 - chance[part, None] + chance[part, None] * turn
        with np.errstate(divide="ignore"):
            strength += count[part] @ np.log(np.abs(factor))
        angle += count[part] @ np.angle(factor)
    wrapped = np.fft.fft(np.exp(strength + 1j * angle)).real / size
    numbers = np.arange(first, first + size)
    found: FloatArray = wrapped[numbers % size].clip(min=0)
    return first, found
