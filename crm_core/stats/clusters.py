"""Means and shares over units of which several belong to one customer: the customers are what chance has drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.stats.inputs import Column, FloatArray, as_counts, as_given, as_numbers
from crm_core.stats.intervals import mean_interval, wilson_interval


@dataclass(frozen=True)
class ClusterSums:
    r"""What is to be known of customers with :math:`m_i` units whose values add up to :math:`y_i`.

    Attributes
    ----------
    clusters : float or column
        Customers with at least one unit, :math:`k`.
    units : float or column
        :math:`\sum m_i`.
    total : float or column
        :math:`\sum y_i`.
    squares, cross, unit_squares : float or column
        :math:`\sum y_i^2`, :math:`\sum y_i m_i` and :math:`\sum m_i^2`.
    """

    clusters: float | Column
    units: float | Column
    total: float | Column
    squares: float | Column
    cross: float | Column
    unit_squares: float | Column

    @classmethod
    def of(cls, table: pd.DataFrame, unit: str, value: str) -> ClusterSums:
        """Take the sums from a table's columns ``<unit>_clusters``, ``<unit>_units``, ``<value>_total`` and so on."""
        of_unit = {name: table[f"{unit}_{name}"] for name in ("clusters", "units", "unit_squares")}
        return cls(**of_unit, **{name: table[f"{value}_{name}"] for name in ("total", "squares", "cross")})

    @property
    def ratio(self) -> FloatArray:
        """Value per unit, :math:`r`; NaN without units."""
        units = as_counts(self.units, "units")
        ratio: FloatArray = as_numbers(self.total, "total") / np.where(units > 0, units, np.nan)
        return ratio

    @property
    def residual(self) -> FloatArray:
        r"""How far the customers lie from the ratio, :math:`\sum (y_i - r m_i)^2`."""
        r = self.ratio
        squares = as_numbers(self.squares, "squares") - 2 * r * as_numbers(self.cross, "cross")
        residual: FloatArray = np.maximum(squares + r**2 * as_numbers(self.unit_squares, "unit_squares"), 0.0)
        return residual


def clustered_mean(sums: ClusterSums, low: float | None = None, high: float | None = None) -> Any:
    r"""Mean over all units with the interval that the customers' spread gives.

    .. math:: r \pm t_{k-1} \, \frac{\sqrt{\tfrac{k}{k-1} \sum (y_i - r m_i)^2}}{\sum m_i}

    Parameters
    ----------
    sums : ClusterSums
        Of the customers.
    low, high : float, optional
        Ends of the scale; limits beyond them are cut.

    Returns
    -------
    mean, low, high : float or array
        In the unit of the values. The interval is NaN for fewer than two customers. With one unit each it is that of
        `mean_interval`.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, section 9.5.
    """
    k, mean = as_counts(sums.clusters, "clusters"), sums.ratio
    degrees = np.where(k > 1, k - 1, np.nan)
    deviation = k * np.sqrt(sums.residual / degrees) / as_counts(sums.units, "units")
    limits = mean_interval(mean.reshape(-1), deviation.reshape(-1), k.reshape(-1), low, high)
    return as_given(mean, *(np.asarray(limit).reshape(mean.shape) for limit in limits))


def clustered_share(sums: ClusterSums) -> Any:
    r"""Share of units that have a property, with Wilson's interval at the size that the customers' spread is worth.

    .. math:: n_e = \frac{r (1 - r) (\sum m_i)^2}{\sum (y_i - r m_i)^2}

    independent units would leave as much to chance; no more than there are. Where the spread says nothing, because
    all units or none have the property or all customers are alike, it is the number of customers.

    Parameters
    ----------
    sums : ClusterSums
        Of the customers, a unit's value being 1 or 0.

    Returns
    -------
    share, low, high : float or array
        0 to 1. NaN without units. With one unit each the interval is that of `wilson_interval`.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; effective size as in Korn and
    Graubard (1998), Survey Methodology 24, 193-201.
    """
    k, units, share = as_counts(sums.clusters, "clusters"), as_counts(sums.units, "units"), sums.ratio
    residual = np.where(sums.residual > 1e-9, sums.residual, np.nan)
    worth = np.fmin(share * (1 - share) * units**2 / residual, units)
    size = np.where(np.isnan(residual), k, worth)
    low, high = wilson_interval(np.nan_to_num(share) * size, size)
    return as_given(share, np.asarray(low), np.asarray(high))


def design_effect(sums: ClusterSums) -> float:
    r"""By how much several units of one customer widen chance, over all groups together; never below 1.

    .. math:: \frac{\sum (y_i - r m_i)^2}{\sum r (1 - r) m_i}

    Parameters
    ----------
    sums : ClusterSums
        Of the customers of each group, a unit's value being 1 or 0.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201.
    """
    alone = float(np.nansum(sums.ratio * (1 - sums.ratio) * as_counts(sums.units, "units")))
    return max(1.0, float(np.nansum(sums.residual)) / alone) if alone > 0 else 1.0


def share_of_sum(part: Column, part_squares: Column, total: Column, squares: Column, customers: Column) -> Any:
    r"""Share of a sum that some of the customers bring, with Wilson's interval at the size that the sum is worth.

    .. math:: n_e = \frac{r (1 - r) (\sum x_i)^2}{(1 - r)^2 \sum_{A} x_i^2 + r^2 \sum_{\bar A} x_i^2}

    Parameters
    ----------
    part, part_squares : column
        :math:`\sum_A x_i` and :math:`\sum_A x_i^2` over the customers of the part.
    total, squares : column
        The same over all customers.
    customers : column
        How many they are: :math:`n_e` is no more, and as many where all or none are of the part.

    Returns
    -------
    share, low, high : array
        NaN where nothing was brought. A share outside 0 to 1, which returns can make, has no interval.

    References
    ----------
    As for `clustered_share`, of which it is the case of a customer's units being money.
    """
    x, theirs = as_numbers(total, "total"), as_numbers(part, "part")
    share = theirs / np.where(x > 0, x, np.nan)
    inside, outside = as_numbers(part_squares, "squares"), as_numbers(squares, "squares")
    residual = (1 - share) ** 2 * inside + share**2 * np.maximum(outside - inside, 0.0)
    k = as_counts(customers, "customers")
    worth = np.fmin(share * (1 - share) * x**2 / np.where(residual > 0, residual, np.nan), k)
    mixed = (share > 0) & (share < 1)
    within = (share >= 0) & (share <= 1)
    size = np.where(within, np.where(mixed, worth, k), 0.0)
    low, high = wilson_interval(np.where(within, share, 0.0) * size, size)
    known = within & (size > 0)
    return share, np.where(known, low, np.nan), np.where(known, high, np.nan)
