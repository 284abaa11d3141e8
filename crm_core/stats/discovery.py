"""Many comparisons at once: which of them are more than chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crm_core.stats.inputs import Column


def false_discoveries(p_values: Column, rate: float = 0.05) -> NDArray[np.bool_]:
    r"""Say which of many differences to believe, so that about `rate` of these are chance (Benjamini-Hochberg).

    .. math:: \text{believe } p_{(1)}, \ldots, p_{(k)}, \quad k = \max \{ i : p_{(i)} \le i \, q / m \}

    Parameters
    ----------
    p_values : column, shape (tests,)
        Chance of each difference, or a larger one, were there none; a missing one is not believed and not counted.
    rate : float
        Share of chance among those believed, `q`.

    Returns
    -------
    array of bool, shape (tests,)
        Whether to believe each difference.

    Notes
    -----
    Caution: for tests that are independent or lean the same way.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    p = np.asarray(p_values, dtype="float64")
    known = np.sort(p[~np.isnan(p)])
    below = known <= rate * np.arange(1, known.size + 1) / max(known.size, 1)
    threshold = known[below].max() if below.any() else -np.inf
    believed: NDArray[np.bool_] = p <= threshold
    return believed
