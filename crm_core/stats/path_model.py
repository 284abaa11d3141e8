"""How constructs that no question asks directly lead to each other: partial least squares path modelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.errors import FitFailed
from crm_core.stats.inputs import Column, FloatArray, as_numbers

SCHEMES = ("centroid", "factorial", "path")
"""How the weight between two constructs that touch is chosen: by sign, by correlation, by direction."""

SETTLED = 1e-12
"""Largest change of an outer weight at which the iteration ends."""

MOST_ROUNDS = 1_000

Paths = Sequence[tuple[str, str]]

ECSI: Paths = (
    ("image", "expectation"),
    ("image", "satisfaction"),
    ("image", "loyalty"),
    ("expectation", "quality"),
    ("expectation", "value"),
    ("expectation", "satisfaction"),
    ("quality", "value"),
    ("quality", "satisfaction"),
    ("value", "satisfaction"),
    ("satisfaction", "complaints"),
    ("satisfaction", "loyalty"),
    ("complaints", "loyalty"),
)
"""Paths of the European customer satisfaction index (Tenenhaus et al. 2005, figure 1)."""


@dataclass(frozen=True)
class PathModel:
    """A fitted path model of standardised constructs.

    Attributes
    ----------
    outer_weights : DataFrame
        ``construct``, ``item``, ``weight`` (of the standardised item), ``loading`` (correlation of item and construct)
        and ``share``: the unstandardised weight as a part of its construct's, NaN without deviations.
    path_coefficients : DataFrame
        ``start``, ``end``, ``coefficient``: standardised regression coefficients.
    r_squared : Series
        By construct that any path leads to.
    total_effects : DataFrame
        ``start``, ``end``, ``effect``: of all ways from one construct to another.
    rounds : int
        Rounds until the outer weights were settled.
    """

    outer_weights: pd.DataFrame
    path_coefficients: pd.DataFrame
    r_squared: pd.Series[float]
    total_effects: pd.DataFrame
    rounds: int


def path_model(
    correlation: pd.DataFrame,
    blocks: Mapping[str, Sequence[str]],
    paths: Paths,
    scheme: str = "path",
    deviations: Column | None = None,
) -> PathModel:
    r"""Fit a path model from the correlations of its items (all blocks reflective, mode A).

    Parameters
    ----------
    correlation : DataFrame, shape (items, items)
        Correlations of the items, which name its rows and columns.
    blocks : mapping of str to sequence of str
        The items of each construct, in the order of the paths: no path leads back.
    paths : sequence of tuple of two str
        Start and end of each path.
    scheme : str
        ``centroid``, ``factorial`` or ``path``.
    deviations : column, shape (items,), optional
        Standard deviations of the items, in the order of `correlation`.

    Returns
    -------
    PathModel
        The sign of a construct is that of most of its items' loadings.

    Raises
    ------
    ValueError
        An unknown scheme or construct, an item without correlations, paths that lead in a circle, or a matrix that no
        items have.
    FitFailed
        ``fit_not_found``: the weights don't settle, or items of a construct cancel each other out.

    Notes
    -----
    One pass over the rows gives the correlations; nothing here looks at a row again. The covariance of an item with
    any composite is a product of the matrix and the weights, so the iteration costs the same for a hundred answers and
    for a million.

    References
    ----------
    Tenenhaus, Esposito Vinzi, Chatelin & Lauro (2005), "PLS path modeling", Computational Statistics & Data Analysis
    48, 159-205.
    """
    problem = _Problem.of(correlation, blocks, paths, scheme)
    weights, rounds = problem.settled()
    constructs = weights.T @ problem.items @ weights
    coefficients = problem.regressions(constructs)
    return PathModel(
        _outer(problem, blocks, weights, None if deviations is None else as_numbers(deviations, "deviations")),
        _paths(problem.names, coefficients, problem.leads, "coefficient"),
        _explained(problem, constructs, coefficients),
        _paths(problem.names, effects := _total(coefficients), effects != 0, "effect"),
        rounds,
    )


@dataclass(frozen=True)
class _Problem:
    """Matrices of a model: items by items, items by constructs, constructs by constructs."""

    names: list[str]
    labels: list[str]
    items: FloatArray
    belongs: Any
    leads: Any
    scheme: str

    @classmethod
    def of(cls, correlation: pd.DataFrame, blocks: Mapping[str, Sequence[str]], paths: Paths, scheme: str) -> _Problem:
        names, labels = list(blocks), [item for items in blocks.values() for item in items]
        _check(correlation, names, labels, paths, scheme)
        items = correlation.loc[labels, labels].to_numpy(dtype="float64")
        if not (np.isfinite(items).all() and np.allclose(items, items.T) and np.allclose(np.diag(items), 1)):
            raise ValueError("correlation must be symmetric and whole, with ones on its diagonal; leave constants out")
        belongs = np.array([[item in blocks[name] for name in names] for item in labels])
        leads = np.zeros((len(names), len(names)), dtype=bool)
        for start, end in paths:
            leads[names.index(start), names.index(end)] = True
        return cls(names, labels, items, belongs, leads, scheme)

    def settled(self) -> tuple[FloatArray, int]:
        """Return the outer weights, items by constructs, and the rounds they took."""
        weights = self._scaled(self.belongs.astype(np.float64))
        for rounds in range(1, MOST_ROUNDS + 1):
            composites = self.items @ weights
            inner = self._inner(weights.T @ composites)
            after = self._scaled(np.where(self.belongs, composites @ inner, 0.0))
            if np.abs(np.abs(after) - np.abs(weights)).max() < SETTLED:
                return self._turned(after), rounds
            weights = after
        raise FitFailed("fit_not_found")

    def _scaled(self, weights: FloatArray) -> FloatArray:
        """Give every construct a variance of 1."""
        variance = np.einsum("ik,ij,jk->k", weights, self.items, weights)
        if not (variance > 0).all():
            raise FitFailed("fit_not_found")
        scaled: FloatArray = weights / np.sqrt(variance)
        return scaled

    def _inner(self, constructs: FloatArray) -> FloatArray:
        """Return the weight of each construct (row) in what stands for another (column)."""
        touch = self.leads | self.leads.T
        if self.scheme == "centroid":
            return np.where(touch, np.sign(constructs), 0.0)
        after = np.where(touch, constructs, 0.0)
        if self.scheme == "path":
            after = np.where(self.leads, self.regressions(constructs), after)
        return after

    def regressions(self, constructs: FloatArray) -> FloatArray:
        """Return the coefficient of each construct (row) in the regression of another (column)."""
        found = np.zeros_like(constructs)
        for end in np.flatnonzero(self.leads.any(axis=0)):
            starts = np.flatnonzero(self.leads[:, end])
            found[starts, end] = np.linalg.lstsq(constructs[np.ix_(starts, starts)], constructs[starts, end])[0]
        return found

    def _turned(self, weights: FloatArray) -> FloatArray:
        """Turn each construct so that it rises with most of its items."""
        loadings = np.where(self.belongs, self.items @ weights, 0.0)
        turned: FloatArray = weights * np.where(np.sign(loadings).sum(axis=0) < 0, -1.0, 1.0)
        return turned


def _check(correlation: pd.DataFrame, names: list[str], labels: list[str], paths: Paths, scheme: str) -> None:
    if scheme not in SCHEMES:
        raise ValueError(f"scheme is {scheme}; pass one of {', '.join(SCHEMES)}")
    if unknown := {name for path in paths for name in path} - {*names}:
        raise ValueError(f"paths name {', '.join(sorted(unknown))}, which have no items")
    if alone := {*names} - {name for path in paths for name in path}:
        raise ValueError(f"no path touches {', '.join(sorted(alone))}; leave such constructs out")
    if missing := {*labels} - ({*correlation.index} & {*correlation.columns}):
        raise ValueError(f"correlation has no {', '.join(sorted(missing))}")
    if len({*labels}) < len(labels):
        raise ValueError("an item belongs to one construct")
    if any(names.index(start) >= names.index(end) for start, end in paths):
        raise ValueError("a path leads back; order the constructs so that every path leads on")


def _outer(
    problem: _Problem, blocks: Mapping[str, Sequence[str]], weights: FloatArray, deviations: FloatArray | None
) -> pd.DataFrame:
    own = weights.sum(axis=1)  # an item has a weight in its own construct alone
    loadings = np.where(problem.belongs, problem.items @ weights, 0.0).sum(axis=1)
    raw = np.full(len(own), np.nan) if deviations is None else own / deviations
    all_of_construct = np.where(problem.belongs, raw[:, None], 0.0).sum(axis=0)
    return pd.DataFrame(
        {
            "construct": [name for name, items in blocks.items() for _ in items],
            "item": problem.labels,
            "weight": own,
            "loading": loadings,
            "share": raw / np.where(problem.belongs, all_of_construct, 0.0).sum(axis=1),
        }
    )


def _paths(names: list[str], values: FloatArray, there: Any, column: str) -> pd.DataFrame:
    starts, ends = np.nonzero(there)
    return pd.DataFrame(
        {
            "start": pd.array([names[place] for place in starts], dtype="str"),
            "end": pd.array([names[place] for place in ends], dtype="str"),
            column: values[starts, ends],
        }
    )


def _explained(problem: _Problem, constructs: FloatArray, coefficients: FloatArray) -> pd.Series[float]:
    ends = np.flatnonzero(problem.leads.any(axis=0))
    values = [float(coefficients[:, end] @ constructs[:, end]) for end in ends]
    return pd.Series(values, index=[problem.names[end] for end in ends], dtype="float64", name="r_squared")


def _total(coefficients: FloatArray) -> FloatArray:
    """Return the effects along all ways: no path leads back, so the powers end."""
    one = np.eye(len(coefficients))
    total: FloatArray = np.linalg.inv(one - coefficients) - one
    return total
