"""What a customer spends at a time: the gamma-gamma model of mean purchase values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln, psi

from crm_core.errors import FitFailed
from crm_core.stats.fitting import maximised, thinned
from crm_core.stats.inputs import Column, FloatArray, as_counts, as_given, as_numbers

STARTS = ((5.0, 4.0), (1.0, 3.0), (20.0, 2.0))
"""First guesses of p and q; that of v follows from them and the mean value."""


@dataclass(frozen=True)
class GammaGamma:
    r"""A fitted gamma-gamma model.

    What a customer spends at a time is gamma distributed around their own mean, and the means are spread among
    customers; a customer's mean is drawn towards that of all the more, the fewer purchases it rests on.

    Attributes
    ----------
    p, q : float
        Shapes within and among customers.
    v : float
        Scale, in the unit of the values.
    log_likelihood : float
        Of all customers fitted.

    References
    ----------
    Fader & Hardie (2013), "The gamma-gamma model of monetary value", brucehardie.com/notes/025.
    """

    p: float
    q: float
    v: float
    log_likelihood: float

    def expected_value(self, frequency: Column | float, monetary_value: Column | float) -> Any:
        r"""Return the mean value expected of a customer's further purchases.

        .. math:: E(M \mid x, \bar m) = \frac{p \, (v + x \bar m)}{p x + q - 1}

        Parameters
        ----------
        frequency : float or column
            Purchases that the mean is of; 0 for nothing known.
        monetary_value : float or column
            Their mean; not looked at where frequency is 0.

        Returns
        -------
        float or array
            In the unit of the values; NaN where nothing is known and the mean of all does not exist (q up to 1).
        """
        x, mean = as_numbers(frequency, "frequency"), as_numbers(monetary_value, "monetary_value")
        spent = np.where(x > 0, x * mean, 0.0)
        divisor = self.p * x + self.q - 1
        return as_given(self.p * (self.v + spent) / np.where(divisor > 0, divisor, np.nan))[0]


def fit_gamma_gamma(frequency: Column, monetary_value: Column, weight: Column | None = None) -> GammaGamma:
    """Fit the gamma-gamma model by maximum likelihood.

    Parameters
    ----------
    frequency : column, shape (n,)
        Purchases that each customer's mean is of; customers with 0 are left out.
    monetary_value : column, shape (n,)
        Mean value of these purchases, above 0.
    weight : column, shape (n,), optional
        How many customers each row stands for; 1 when not given.

    Returns
    -------
    GammaGamma

    Raises
    ------
    ValueError
        A mean that is not above 0: the model knows no such values.
    FitFailed
        ``fit_no_repeats``: nobody bought; ``fit_not_found``: the likelihood has no maximum within reach, as where all
        values are equal.

    Notes
    -----
    Caution: the model takes value and frequency as independent; look at their correlation.
    """
    x, mean, counts = _values(frequency, monetary_value, weight)
    unit = float(np.average(mean, weights=counts))
    part = thinned(len(x))
    few, everybody = (_Likelihood.of(x[of], mean[of] / unit, counts[of]) for of in (part, slice(None)))
    starts = [np.log([p, q, (q - 1) / p]) for p, q in STARTS]
    logs, value = maximised(everybody.at, starts, rehearsal=few.at)
    p, q, v = (float(parameter) for parameter in np.exp(logs))
    return GammaGamma(p, q, v * unit, float(value - counts.sum() * np.log(unit)))


def _values(frequency: Column, monetary_value: Column, weight: Column | None) -> tuple[FloatArray, ...]:
    """Read the columns, leave out who has not bought, and refuse what can't be."""
    x, mean = as_counts(frequency, "frequency"), as_numbers(monetary_value, "monetary_value")
    counts = np.ones(len(x)) if weight is None else as_counts(weight, "weight")
    if not len(x) == len(mean) == len(counts):
        raise ValueError("frequency, monetary_value and weight must have one row per customer each")
    bought = (x > 0) & (counts > 0)
    x, mean, counts = x[bought], mean[bought], counts[bought]
    if not np.isfinite([x, mean, counts]).all() or (mean <= 0).any():
        raise ValueError("a mean value is missing, endless or not above 0; leave such customers out and count them")
    if len(x) == 0:
        raise FitFailed("fit_no_repeats", found="nobody", expected="customers who bought")
    return x, mean, counts


@dataclass(frozen=True)
class _Likelihood:
    """The likelihood of mean values."""

    x: FloatArray
    mean: FloatArray
    weight: FloatArray
    distinct: FloatArray
    place: Any

    @classmethod
    def of(cls, x: FloatArray, mean: FloatArray, weight: FloatArray) -> _Likelihood:
        return cls(x, mean, weight, *np.unique(x, return_inverse=True))

    def at(self, logs: FloatArray) -> tuple[float, FloatArray]:
        """Return the log-likelihood at the logarithms of p, q and v, and its slope there."""
        p, q, v = np.exp(logs)
        x, n, spent = self.x, self.weight, self.x * self.mean
        of_x, place = self.distinct, self.place
        gammas, digammas = (gammaln(p * of_x + q) - gammaln(p * of_x))[place], psi(p * of_x + q)[place]
        whole = np.log(spent + v)
        terms = gammas - gammaln(q) + q * np.log(v) + p * x * np.log(spent) - np.log(self.mean) - (p * x + q) * whole
        slopes = (
            p * float((n * x * (digammas - psi(p * of_x)[place] + np.log(spent) - whole)).sum()),
            q * float((n * (digammas - psi(q) + np.log(v) - whole)).sum()),
            v * float((n * (q / v - (p * x + q) / (spent + v))).sum()),
        )
        return float((n * terms).sum()), np.array(slopes)
