"""How unequally something is spread: shares of the most valuable, the Lorenz curve, Gini's coefficient, tenths.

Values are put in order, the largest first. For a million of them the database gives 100 equal parts of that order with
a few sums each (`Ranking`); everything here follows from those, intervals included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from crm_core.stats.inputs import CONFIDENCE, Column, FloatArray, as_numbers, normal_quantile

PARTS = 100
"""Equal parts that an order of values is cut into."""

TENTHS = 10
NOISE = 1e-12
"""A variance below this part of the mean square is rounding: all values are equal."""

Estimate = tuple[FloatArray, FloatArray, FloatArray]
"""A value, and the low and high end of its interval."""


def gini(values: Column) -> float:
    r"""Gini's coefficient of inequality.

    .. math:: G = \frac{n + 1}{n} - \frac{2 \sum_r r x_r}{n \sum_r x_r}, \qquad x_1 \ge x_2 \ge \dots

    Parameters
    ----------
    values : column, shape (n,)
        One value per customer, in any unit.

    Returns
    -------
    float
        0 where all are equal, near 1 where one has everything; NaN without values or where their sum is not positive.

    Notes
    -----
    Caution: with negative values it can exceed 1. Divisor n, not n - 1.

    References
    ----------
    Gini (1912), Variabilità e mutabilità.
    """
    ordered = _descending(values)
    if not ordered.sum() > 0:
        return float("nan")
    n, ranks = ordered.size, np.arange(1, ordered.size + 1)
    return float((n + 1) / n - 2 * (ranks * ordered).sum() / (n * ordered.sum()))


def top_share(values: Column, share: float) -> float:
    """Part of the sum that the largest values bring.

    Parameters
    ----------
    values : column, shape (n,)
        One value per customer, in any unit.
    share : float
        Which part of the customers, 0 to 1; a customer at the border counts in part.

    Returns
    -------
    float
        0 to 1; above 1 where others bring losses. NaN without values or where their sum is not positive.
    """
    ordered = _descending(values)
    if not ordered.sum() > 0:
        return float("nan")
    reached = np.concatenate([[0.0], ordered.cumsum()])
    return float(np.interp(share * ordered.size, np.arange(ordered.size + 1), reached) / ordered.sum())


def _descending(values: Column) -> FloatArray:
    numbers = as_numbers(values, "values")
    return np.sort(numbers[~np.isnan(numbers)])[::-1]


@dataclass(frozen=True, eq=False)
class Ranking:
    """Sums over equal parts of values in descending order; all arrays have shape (100,), 0 for an empty part.

    The value of rank r of n lies in part floor(100 (r - 1) / n).

    Parameters
    ----------
    n, total, squares : array
        Values of each part: how many, their sum, the sum of their squares.
    least : array
        The smallest value of each part.
    inner, inner_squares, inner_times_value : array
        The sum of :math:`a_r = x_r (1 - (2 r - 1) / n) + (2 c_r - x_r) / n`, of its square, and of its product with
        the value, where :math:`c_r` is the sum of the values up to rank r: what each value adds to Gini's coefficient.
    """

    n: FloatArray
    total: FloatArray
    squares: FloatArray
    least: FloatArray
    inner: FloatArray
    inner_squares: FloatArray
    inner_times_value: FloatArray

    @property
    def size(self) -> float:
        """How many values there are."""
        return float(self.n.sum())

    @property
    def mean(self) -> float:
        """Their mean; NaN without any."""
        return float(self.total.sum() / self.size) if self.size else float("nan")

    def top_shares(self, confidence: float = CONFIDENCE) -> Estimate:
        r"""Part of the sum that the top 1, 2, ..., 100 % bring: the Lorenz curve, most valuable first.

        .. math:: T = N / \mu, \qquad \psi(x) = \frac{(x - \xi)^+ + p \xi - T x}{\mu}

        with the mean :math:`\mu`, the part :math:`N` of it that lies in the top :math:`p`, the smallest value
        :math:`\xi` in there and the influence :math:`\psi` of one customer; the variance of :math:`T` is that of
        :math:`\psi` over n, which is what a bootstrap of customers tends to.

        Returns
        -------
        value, low, high : array, shape (100,)
            Shares, 0 to 1 unless there are losses; NaN where the sum is not positive.
        """
        n, top, squares, least = self._cumulated()
        shares = self._reached() / self.mean if self.mean > 0 else np.full(PARTS, np.nan)
        rest = self.squares.sum() - squares
        sums = top - n * least - shares * self.total.sum()
        products = (1 - shares) ** 2 * squares - 2 * (1 - shares) * least * top + n * least**2 + shares**2 * rest
        half = normal_quantile(confidence) * self._error(sums, products) / self.mean
        return shares, shares - half, shares + half

    def gini(self, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
        """Gini's coefficient with its interval, from the influence of each customer."""
        if not self.mean > 0:
            return np.nan, np.nan, np.nan
        total = self.total.sum()
        value = (self.inner.sum() / total - 1) / 2  # the a of all values sum up to (2 G + 1) times the total
        sums = self.inner.sum() - value * total
        products = self.inner_squares.sum() - 2 * value * self.inner_times_value.sum()
        error = self._error(sums, products + value**2 * self.squares.sum())
        half = normal_quantile(confidence) * float(error) / self.mean
        return float(value), float(value - half), float(value + half)

    def tenths(self, confidence: float = CONFIDENCE) -> Estimate:
        r"""Mean value in each tenth of the order, the most valuable first.

        The influence of a value on the mean of a tenth between the borders :math:`\xi_{j-1}` and :math:`\xi_j` is
        :math:`10 ((x - \xi_j)^+ - (x - \xi_{j-1})^+)`: a value above moves the borders, a value below does nothing.

        Returns
        -------
        value, low, high : array, shape (10,)
            In the unit of the values; NaN without any.
        """
        if not self.size:
            return (np.full(TENTHS, np.nan),) * 3
        above, inside = self._influence_of_tenths()
        sums = above[0] + inside[0]
        half = normal_quantile(confidence) * TENTHS * self._error(sums, above[1] + inside[1])
        means = self._means_of_tenths()
        return means, means - half, means + half

    def times_last(self, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
        """How many times the mean of the last tenth the first tenth has; NaN where the last one is not positive.

        The interval is that of the logarithm, from the influence of each value on both means.
        """
        means = self._means_of_tenths()
        if not means[-1] > 0:
            return np.nan, np.nan, np.nan
        ratio = means[0] / means[-1]
        sums, products = self._influence_of_ratio(ratio)
        error = TENTHS * float(self._error(sums, products)) / means[0]
        spread = np.exp(normal_quantile(confidence) * error)
        return float(ratio), float(ratio / spread), float(ratio * spread)

    def _influence_of_tenths(self) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
        """Sum and sum of squares of each tenth's influence, over the values above it and over those inside."""
        n, top, squares, border = self._at_tenths()
        shift = np.concatenate([[0.0], border[:-1] - border[1:]])  # what each value above adds
        before = np.concatenate([[0.0], n[:-1]])
        inside_n, inside, inside_squares = (np.diff(one, prepend=0.0) for one in (n, top, squares))
        above = (before * shift, before * shift**2)
        return above, (inside - inside_n * border, inside_squares - 2 * border * inside + inside_n * border**2)

    def _influence_of_ratio(self, ratio: float) -> tuple[float, float]:
        """Sum and sum of squares of the influence on the first tenth less `ratio` times that on the last one."""
        n, top, squares, border = self._at_tenths()
        above, inside = self._influence_of_tenths()
        shift = ratio * (border[-2] - border[-1])
        first = border[0] + shift
        sums = top[0] - n[0] * first - (n[-2] - n[0]) * shift - ratio * inside[0][-1]
        products = squares[0] - 2 * first * top[0] + n[0] * first**2 + (n[-2] - n[0]) * shift**2
        return float(sums), float(products + ratio**2 * inside[1][-1])

    def _means_of_tenths(self) -> FloatArray:
        edges = np.concatenate([[0.0], self._reached()[PARTS // TENTHS - 1 :: PARTS // TENTHS]])
        return TENTHS * np.diff(edges)

    def _at_tenths(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        every = slice(PARTS // TENTHS - 1, None, PARTS // TENTHS)
        n, top, squares, border = (one[every] for one in self._cumulated())
        return n, top, squares, border

    def _cumulated(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Numbers, sums and squares from the top to the end of each part, and the smallest value up to there."""
        last = np.maximum.accumulate(np.where(self.n > 0, np.arange(PARTS), 0))
        return self.n.cumsum(), self.total.cumsum(), self.squares.cumsum(), self.least[last]

    def _reached(self) -> FloatArray:
        """Return the part of the mean that lies in the top 1, 2, ..., 100 %; a value at a border counts in part."""
        n, top, _, least = self._cumulated()
        exact = self.size * np.arange(1, PARTS + 1) / PARTS
        reached: FloatArray = (top - (n - exact) * least) / (self.size or np.nan)
        return reached

    def _error(self, sums: Any, products: Any) -> Any:
        """Standard error of the mean of something whose sum and sum of squares over all values are given."""
        if self.size < 2:
            return np.full_like(products, np.nan)
        mean_square = products / self.size
        variance = mean_square - (sums / self.size) ** 2
        variance = np.where(variance < NOISE * mean_square, 0.0, variance)
        return np.sqrt(variance / (self.size - 1))
