"""Maximum likelihood: several starts on a part of the rows, the best of them goes on with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from crm_core.errors import FitFailed
from crm_core.stats.inputs import FloatArray

Likelihood = Callable[[FloatArray], tuple[float, FloatArray]]
"""Takes logarithms of parameters; gives the log-likelihood and its slope."""

FARTHEST = 7.0
"""Largest logarithm of a parameter that is looked at: beyond it the likelihood is flat."""

REHEARSED = 4_000
"""Rows that the starts are tried on."""

MOST_STEPS = 500
FLAT = 1e-4
"""Largest slope, as part of the likelihood, at what is taken for a maximum."""


def thinned(rows: int) -> slice:
    """Return every how-manieth row is taken to try the starts on."""
    return slice(None, None, max(1, rows // REHEARSED))


def maximised(
    likelihood: Likelihood, starts: Sequence[FloatArray], *, rehearsal: Likelihood, endless: Sequence[int] = ()
) -> tuple[FloatArray, float]:
    """Find the parameters of the largest likelihood.

    Parameters
    ----------
    likelihood : callable
        Of all rows.
    starts : sequence of arrays
        Logarithms of the parameters to start from.
    rehearsal : callable
        The likelihood of a part of the rows, on which the starts are compared.
    endless : sequence of int
        Places of parameters that may be as large as is looked at: the likelihood is flat there and the model sensible.

    Returns
    -------
    tuple of array and float
        Logarithms of the parameters, and the likelihood there.

    Raises
    ------
    FitFailed
        ``fit_not_found``: there is no maximum within reach.
    """
    with threadpool_limits(1, "blas"):  # its matrices are tiny: more threads only wait for each other
        tried = [_climb(rehearsal, start) for start in starts]
        logs, value, slope = _climb(likelihood, max(tried, key=lambda end: end[1])[0])
    free = np.ones(len(logs), dtype=bool)
    free[[place for place in endless if logs[place] >= FARTHEST]] = False
    inside = np.abs(logs[free]).max() < FARTHEST and np.isfinite(value)
    if not inside or np.abs(slope[free]).max() > FLAT * max(1.0, abs(value)):
        raise FitFailed("fit_not_found")
    return logs, value


def _climb(likelihood: Likelihood, start: FloatArray) -> tuple[FloatArray, float, FloatArray]:
    scale = max(1.0, abs(likelihood(start)[0]))

    def downhill(logs: Any) -> tuple[float, Any]:
        value, slope = likelihood(logs)
        return -value / scale, -slope / scale

    bounds = [(-FARTHEST, FARTHEST)] * len(start)
    options: Any = {"maxiter": MOST_STEPS, "ftol": 1e-14, "gtol": 1e-9}
    begin: Any = start
    found = minimize(downhill, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    value, slope = likelihood(found.x)
    return found.x, value, slope
