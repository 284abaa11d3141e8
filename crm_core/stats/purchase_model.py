"""How often a customer buys and whether they are still there: the BG/NBD model of purchases without a contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, gammaln, hyp2f1, psi

from crm_core.errors import FitFailed
from crm_core.stats.fitting import maximised, thinned
from crm_core.stats.inputs import Column, FloatArray, as_counts, as_given, as_numbers

LEAVING_ALIKE = 3
"""Place of b, which is endless where all customers are equally likely to leave."""

STARTS = ((0.3, 1.0, 2.5), (1.0, 0.3, 2.0), (0.3, 3.0, 3.0))
"""First guesses of r, a and b; that of alpha follows from r and the mean rate."""

SINGULAR = 1e-7
"""Distance kept from a = 1, where the formulas divide nought by nought; the result is smooth there."""


@dataclass(frozen=True)
class BgNbd:
    r"""A fitted BG/NBD model.

    While alive a customer buys at random at a rate that is gamma distributed among customers; after each purchase
    they may leave for good with a probability that is beta distributed.

    Attributes
    ----------
    r, alpha : float
        Shape and scale of the rates of purchase; `alpha` in the unit of time of the data.
    a, b : float
        Of the beta distribution of leaving.
    log_likelihood : float
        Of all customers fitted.

    References
    ----------
    Fader, Hardie & Lee (2005), "Counting your customers the easy way", Marketing Science 24, 275-284.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected_purchases(self, t: Column | float) -> Any:
        r"""Return the purchases expected of a new customer after their first one, within time `t`.

        Parameters
        ----------
        t : float or column
            Time since the first purchase, in the unit of the data.

        Returns
        -------
        float or array
            Equation 9 of the paper.
        """
        zero = np.zeros(np.shape(t))
        return self.expected_future_purchases(t, zero, zero, zero)

    def expected_future_purchases(
        self, t: Column | float, frequency: Column | float, recency: Column | float, age: Column | float
    ) -> Any:
        r"""Return the purchases expected of customers with this history in the next time `t`.

        Parameters
        ----------
        t : float or column
            Time to look ahead.
        frequency, recency, age : float or column
            Repeat purchases, time from the first to the last one, time from the first one until now.

        Returns
        -------
        float or array
            Equation 10 of the paper; for customers who buy often after Euler's transformation of the hypergeometric
            function, which keeps its arguments small.
        """
        ahead, x, t_x, until = (as_numbers(values, "times") for values in (t, frequency, recency, age))
        a = self.a if abs(self.a - 1) > SINGULAR else 1 + SINGULAR
        z = ahead / (self.alpha + until + ahead)
        c, power = a + self.b + x - 1, self.r + x
        turned = power > a - 1  # of the two equal forms the one with the smaller growth, which can't overflow
        first, second = np.where(turned, c - power, power), np.where(turned, a - 1, self.b + x)
        left = np.exp(np.where(turned, a - 1, power) * np.log1p(-z)) * hyp2f1(first, second, c, z)
        return as_given(c / (a - 1) * (1 - left) * self._alive(x, t_x, until))[0]

    def probability_active(self, frequency: Column | float, recency: Column | float, age: Column | float) -> Any:
        """Return the probability that customers with this history have not left.

        Parameters
        ----------
        frequency, recency, age : float or column
            As for `expected_future_purchases`.

        Returns
        -------
        float or array
            0 to 1; by this model 1 for everybody without a repeat purchase, who had no occasion to leave.
        """
        x, t_x, until = (as_numbers(values, "times") for values in (frequency, recency, age))
        return as_given(self._alive(x, t_x, until))[0]

    def _alive(self, x: FloatArray, t_x: FloatArray, until: FloatArray) -> FloatArray:
        repeated = np.maximum(x, 1.0)
        odds = np.log(self.a) - np.log(self.b + repeated - 1)
        odds = odds + (self.r + x) * (np.log(self.alpha + until) - np.log(self.alpha + t_x))
        alive: FloatArray = np.where(x > 0, expit(-odds), 1.0)
        return alive


def fit_bg_nbd(frequency: Column, recency: Column, age: Column, weight: Column | None = None) -> BgNbd:
    r"""Fit the BG/NBD model by maximum likelihood.

    Parameters
    ----------
    frequency : column, shape (n,)
        Repeat purchases of each customer, at most one a day: the first purchase is not counted.
    recency : column, shape (n,)
        Time from the first to the last purchase, any unit; 0 for customers without a repeat purchase.
    age : column, shape (n,)
        Time from the first purchase until now, the same unit.
    weight : column, shape (n,), optional
        How many customers each row stands for; 1 when not given.

    Returns
    -------
    BgNbd

    Raises
    ------
    ValueError
        A history that can't be: purchases after now, or a repeat purchase on the first day.
    FitFailed
        ``fit_no_repeats``: nobody bought again; ``fit_not_found``: the likelihood has no maximum within reach, as
        where all customers are alike.

    Notes
    -----
    The gradient is analytic; the gamma functions are worked out once per distinct frequency. Several starts are tried
    on a part of the customers, the best goes on with all.
    """
    x, t_x, until, counts = _histories(frequency, recency, age, weight)
    unit = float(np.average(until, weights=counts))
    part = thinned(len(x))
    few, everybody = (_Likelihood.of(x[of], t_x[of] / unit, until[of] / unit, counts[of]) for of in (part, slice(None)))
    rate = float(np.average(x, weights=counts))
    starts = [np.log([r, r / rate, a, b]) for r, a, b in STARTS]
    logs, value = maximised(everybody.at, starts, rehearsal=few.at, endless=(LEAVING_ALIKE,))
    r, alpha, a, b = (float(parameter) for parameter in np.exp(logs))
    return BgNbd(r, alpha * unit, a, b, float(value - (counts * x).sum() * np.log(unit)))


def _histories(frequency: Column, recency: Column, age: Column, weight: Column | None) -> tuple[FloatArray, ...]:
    """Read the columns and refuse what can't be."""
    x, t_x, until = as_counts(frequency, "frequency"), as_counts(recency, "recency"), as_counts(age, "age")
    counts = np.ones(len(x)) if weight is None else as_counts(weight, "weight")
    if not len(x) == len(t_x) == len(until) == len(counts):
        raise ValueError("frequency, recency, age and weight must have one row per customer each")
    if not np.isfinite([x, t_x, until, counts]).all():
        raise ValueError("a history holds a missing or an endless number; leave such customers out and count them")
    if (t_x > until).any():
        raise ValueError("a last purchase lies after now; look for another end of the data")
    if ((x > 0) != (t_x > 0)).any():
        raise ValueError("recency is 0 exactly where frequency is 0: count at most one purchase a day")
    kept = counts > 0
    if not (x[kept] > 0).any():
        raise FitFailed("fit_no_repeats", found=f"{counts.sum():g} customers", expected="customers who bought again")
    return x[kept], t_x[kept], until[kept], counts[kept]


@dataclass(frozen=True)
class _Likelihood:
    """The likelihood of histories, in parts that the same special functions serve."""

    distinct: FloatArray
    customers: FloatArray
    x: FloatArray
    recency: FloatArray
    age: FloatArray
    weight: FloatArray
    once_age: FloatArray
    once_weight: FloatArray

    @classmethod
    def of(cls, x: FloatArray, recency: FloatArray, age: FloatArray, weight: FloatArray) -> _Likelihood:
        distinct, place = np.unique(x, return_inverse=True)
        customers: FloatArray = np.bincount(place, weights=weight, minlength=len(distinct)).astype(np.float64)
        again = x > 0
        return cls(
            distinct, customers, x[again], recency[again], age[again], weight[again], age[~again], weight[~again]
        )

    def at(self, logs: FloatArray) -> tuple[float, FloatArray]:
        """Return the log-likelihood at the logarithms of r, alpha, a and b, and its slope there."""
        r, alpha, a, b = np.exp(logs)
        value, slope = self._of_counts(r, alpha, a, b)
        for part in (self._of_repeaters(r, alpha, a, b), self._of_others(r, alpha)):
            value, slope = value + part[0], slope + part[1]
        return value, slope * np.array([r, alpha, a, b])

    def _of_counts(self, r: float, alpha: float, a: float, b: float) -> tuple[float, FloatArray]:
        """What depends on the number of purchases alone."""
        x, n = self.distinct, self.customers
        all_of_them = _total(n)
        rates = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        leaving = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        both = psi(a + b) - psi(a + b + x)
        slopes = (
            _total(n * psi(r + x)) + all_of_them * (np.log(alpha) - psi(r)),
            all_of_them * r / alpha,
            _total(n * both),
            _total(n * (both + psi(b + x))) - all_of_them * psi(b),
        )
        return _total(n * (rates + leaving)), np.array(slopes)

    def _of_repeaters(self, r: float, alpha: float, a: float, b: float) -> tuple[float, FloatArray]:
        """The mixture of still being there and of having left after the last purchase."""
        power, still, left = r + self.x, np.log(alpha + self.age), np.log(alpha + self.recency)
        leaves = np.log(a) - np.log(b + self.x - 1) + power * (still - left)
        gone = self.weight * expit(leaves)
        stays = self.weight - gone
        value = _total(self.weight * (np.logaddexp(0.0, leaves) - power * still))
        slopes = (
            -_total(stays * still + gone * left),
            -_total(power * (stays / (alpha + self.age) + gone / (alpha + self.recency))),
            _total(gone) / a,
            -_total(gone / (b + self.x - 1)),
        )
        return value, np.array(slopes)

    def _of_others(self, r: float, alpha: float) -> tuple[float, FloatArray]:
        """Customers of one purchase, who are all still there by this model."""
        still = _total(self.once_weight * np.log(alpha + self.once_age))
        slope = -r * _total(self.once_weight / (alpha + self.once_age))
        return -r * still, np.array([-still, slope, 0.0, 0.0])


def _total(values: FloatArray) -> float:
    """Add up; a product of vectors would wake all threads of the linear algebra for a moment's work."""
    return float(values.sum())
