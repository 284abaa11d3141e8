"""How fast groups with different cases bring them to an end, against everybody with the same kind of case."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core.stats.incidence import cumulative_incidence
from crm_core.stats.inputs import CONFIDENCE, FloatArray, normal_quantile
from crm_core.stats.standards import over_dispersion
from crm_core.stats.steps import first_reaching

SETTLED = 1
"""How a case ended that is counted: 0 is open, 2 withdrawn."""


def pace(cases: pd.DataFrame, judged: pd.Series[bool] | None = None) -> pd.DataFrame:
    r"""Return how many cases each group has settled, and how many everybody would have by then.

    .. math:: E_g = \sum_{s, t} d_{st} \frac{n_{gst}}{n_{st}}, \qquad O_g / E_g \pm 1.96 \sqrt{\varphi V_g} / E_g

    Parameters
    ----------
    cases : DataFrame
        ``group``, ``stratum`` (which kind of case), ``seconds`` (until it ended, or so far), ``ending`` (0 open, 1
        settled, 2 withdrawn) and ``cases``, how many a row stands for.
    judged : column of bool, optional
        By group: those large enough to say how groups spread; by default all.

    Returns
    -------
    DataFrame
        By group, sorted: ``observed``, ``expected``; ``variance`` of their difference by chance (hypergeometric);
        ``ratio``, above 1 where the group is faster than everybody with its cases, and ``low``, ``high``, its 95 %
        interval, wider where groups spread more than chance explains.

    Notes
    -----
    At each age :math:`t` the cases of a stratum :math:`s` that are settled then, :math:`d`, are given to the groups by
    their cases still open, :math:`n`: the terms of the log-rank test with strata, so that open cases count as open.

    References
    ----------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; Breslow (1975), International Statistical Review 43, 45-57.
    """
    names, place = np.unique(cases["group"].to_numpy(dtype=object), return_inverse=True)
    sums = np.zeros((3, len(names)))
    for _, part in cases.assign(place=place).groupby("stratum", sort=False):
        sums += _of_stratum(part, len(names))
    observed, expected, variance = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (observed - expected) / np.sqrt(variance)
        deviation, ratio = np.sqrt(variance) / expected, observed / expected
    kept = np.isfinite(z) if judged is None else np.isfinite(z) & judged.reindex(names).to_numpy(dtype="bool")
    reach = normal_quantile(CONFIDENCE) * deviation * np.sqrt(over_dispersion(z[kept]))
    ends = {"low": np.maximum(ratio - reach, 0.0), "high": ratio + reach}
    sums_of = {"observed": observed, "expected": expected, "variance": variance}
    table = pd.DataFrame({**sums_of, "ratio": ratio, **ends}, index=pd.Index(names, name="group"))
    return table.replace([np.inf, -np.inf], np.nan)


def _of_stratum(part: pd.DataFrame, groups: int) -> FloatArray:
    """Return settled and expected cases of each group in one stratum, and the variance of their difference."""
    ages, row = np.unique(part["seconds"].to_numpy("float64"), return_inverse=True)
    left, settled = np.zeros((len(ages), groups)), np.zeros((len(ages), groups))
    number = part["cases"].to_numpy("float64")
    np.add.at(left, (row, part["place"].to_numpy()), number)
    done = (part["ending"] == SETTLED).to_numpy(dtype="bool")
    np.add.at(settled, (row[done], part["place"].to_numpy()[done]), number[done])
    still_open = left[::-1].cumsum(axis=0)[::-1]
    all_open, ended = still_open.sum(axis=1, keepdims=True), settled.sum(axis=1, keepdims=True)
    share = still_open / all_open
    others = (all_open - ended) / np.maximum(all_open - 1, 1)
    return np.stack(
        [settled.sum(axis=0), (ended * share).sum(axis=0), (ended * share * (1 - share) * others).sum(axis=0)]
    )


def expected_half(cases: pd.DataFrame) -> pd.Series[float]:
    """Return by group within which time half of its cases would be settled if each took as long as everybody's do.

    Parameters
    ----------
    cases : DataFrame
        As for `pace`.

    Returns
    -------
    Series
        By group, sorted, in the unit of ``seconds``; NaN where half is not reached. The curve is that of the strata of
        everybody, each with the weight it has among the group's cases.
    """
    ages = np.unique(cases["seconds"].to_numpy("float64"))
    weights = cases.pivot_table("cases", "group", "stratum", aggfunc="sum", fill_value=0)
    shares = weights.div(weights.sum(axis=1), axis=0).to_numpy("float64")
    curves = np.zeros((len(weights), len(ages)))
    for place, stratum in enumerate(weights.columns):
        part = cases[cases["stratum"] == stratum]
        found = cumulative_incidence(part["seconds"], part["ending"].astype("int64"), part["cases"]).table
        row = np.searchsorted(found["t"].to_numpy(), ages, side="right")
        curves += np.outer(shares[:, place], np.concatenate([[0.0], found["resolved"].to_numpy()])[row])
    return pd.Series([first_reaching(ages, curve, 0.5) for curve in curves], index=weights.index, dtype="float64")
