"""How much each of several drivers that go together has to do with an outcome."""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np

from crm_core.stats.inputs import FloatArray, as_numbers

METHODS = ("lmg", "johnson")
MOST_DRIVERS = 12
"""Most drivers of the first method, which looks at every set of them: 4,096 sets."""

AT_ONCE = 128
"""Matrices worked on at a time, so that what is kept of every set stays small."""


def relative_importance(correlation: Any, target: int = -1, method: str = "lmg") -> Any:
    r"""Share of an outcome's variance that goes with each driver.

    .. math:: \mathrm{LMG}_j = \sum_{S \not\ni j} \frac{|S|! \, (p - |S| - 1)!}{p!} \, (R^2_{S \cup j} - R^2_S)

    Parameters
    ----------
    correlation : array, shape (p + 1, p + 1) or (samples, p + 1, p + 1)
        Correlations of drivers and outcome; several matrices at once for a bootstrap.
    target : int
        Place of the outcome, the last one when not given.
    method : str
        ``lmg``: the mean gain over all orders in which drivers may enter (also: Shapley value), up to 12 drivers.
        ``johnson``: the drivers' nearest uncorrelated stand-ins share it out, for any number of drivers.

    Returns
    -------
    array, shape (p,) or (samples, p)
        Parts of the whole :math:`R^2`, to which they add up, in the order of the drivers. NaN where a matrix has a
        missing value or drivers of which one follows exactly from the others.

    Raises
    ------
    ValueError
        Another method, another shape, or too many drivers for ``lmg``.

    Notes
    -----
    Caution: an association. Drivers that always go together share what either of them might do.

    References
    ----------
    Grömping (2006), "Relative importance for linear regression in R", Journal of Statistical Software 17(1);
    Johnson (2000), "A heuristic method for estimating the relative weight of predictor variables", Multivariate
    Behavioral Research 35, 1-19.
    """
    given = as_numbers(correlation, "correlation")
    if given.ndim not in (2, 3) or given.shape[-1] != given.shape[-2] or given.shape[-1] < 2:
        raise ValueError("correlation must be square, with at least one driver and the outcome")
    if method not in METHODS:
        raise ValueError(f"method is {method}; pass one of {', '.join(METHODS)}")
    matrices = _outcome_last(given[None] if given.ndim == 2 else given, target)
    if method == "lmg" and matrices.shape[-1] - 1 > MOST_DRIVERS:
        raise ValueError(f"lmg looks at every set of drivers: at most {MOST_DRIVERS}, more by johnson")
    share = _lmg if method == "lmg" else _johnson
    usable = _usable(matrices)
    shares = np.full((len(matrices), matrices.shape[-1] - 1), np.nan)
    for start in range(0, len(matrices), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        shares[part][usable[part]] = share(matrices[part][usable[part]])
    return shares[0] if given.ndim == 2 else shares


def _outcome_last(matrices: FloatArray, target: int) -> FloatArray:
    order = np.delete(np.arange(matrices.shape[-1]), target)
    order = np.append(order, np.arange(matrices.shape[-1])[target])
    return matrices[:, order][:, :, order]


def _usable(matrices: FloatArray) -> Any:
    """Whether each matrix is whole and no driver of it follows from the others."""
    whole: Any = np.isfinite(matrices).all(axis=(1, 2))
    drivers = np.where(whole[:, None, None], matrices, np.eye(matrices.shape[-1]))[:, :-1, :-1]
    smallest = np.linalg.eigvalsh(drivers)[:, 0]
    return whole & (smallest > np.finfo(np.float64).eps * matrices.shape[-1])


def _lmg(matrices: FloatArray) -> FloatArray:
    drivers = matrices.shape[-1] - 1
    explained = np.empty((2**drivers, len(matrices)))
    _explain(matrices, 0, 0, explained)
    sets = np.arange(2**drivers)
    sizes = np.array([int(one).bit_count() for one in sets])
    weights = np.array([factorial(k) * factorial(drivers - k - 1) / factorial(drivers) for k in range(drivers)])
    shares = np.empty((len(matrices), drivers))
    for driver in range(drivers):
        without = sets[sets & (1 << driver) == 0]
        shares[:, driver] = weights[sizes[without]] @ (explained[without | (1 << driver)] - explained[without])
    return shares


def _explain(matrices: FloatArray, first: int, taken: int, explained: FloatArray) -> None:
    """Write down what each set explains that has the drivers taken and any of those that are left.

    `matrices` hold what is left of drivers and outcome once those taken are known: the first driver left is either
    not taken, and goes, or taken, and what it tells of the others goes with it.
    """
    if matrices.shape[-1] == 1:
        explained[taken] = 1 - matrices[:, 0, 0]
        return
    rest = matrices[:, 1:, 1:]
    _explain(rest, first + 1, taken, explained)
    told = matrices[:, 1:, 0]
    known = rest - told[:, :, None] * (told / matrices[:, :1, 0])[:, None, :]
    _explain(known, first + 1, taken | (1 << first), explained)


def _johnson(matrices: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(matrices[:, :-1, :-1])
    root = np.sqrt(values)[:, None, :] * vectors
    near = root @ vectors.transpose(0, 2, 1)
    beta = np.linalg.solve(near, matrices[:, :-1, -1:])[:, :, 0]
    shares: FloatArray = np.einsum("sjk,sk->sj", near**2, beta**2)
    return shares
