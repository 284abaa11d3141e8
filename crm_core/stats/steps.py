"""Step functions of time with an interval: read at a time, and at which time they reach a share."""

from __future__ import annotations

from typing import Any

import numpy as np

from crm_core.stats.inputs import FloatArray, as_given, as_numbers

TOLERANCE = 1e-9
"""How far below a share still counts as reaching it: sums of many steps end a few 1e-12 short."""


def log_log_limits(share: FloatArray, variance: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    r"""Limits :math:`S^{\exp(\pm z \sigma)}`, :math:`\sigma = \sqrt{V} / (S |\log S|)`, of a share `S`.

    They stay between 0 and 1. At a share of 0 or 1 the transformation doesn't exist: NaN.
    """
    inside = np.where((share > 0) & (share < 1), share, np.nan)
    spread = np.exp(z * np.sqrt(np.maximum(variance, 0.0)) / (inside * np.abs(np.log(inside))))
    return inside**spread, inside ** (1 / spread)


def first_reaching(t: FloatArray, share: FloatArray, level: float) -> float:
    """Smallest `t` whose `share` is at least `level`; NaN when none is. Missing shares reach nothing."""
    reached = np.flatnonzero(share >= level - TOLERANCE)
    return float(t[reached[0]]) if reached.size else np.nan


def quantile(t: FloatArray, ended: tuple[FloatArray, FloatArray, FloatArray], p: float) -> tuple[float, float, float]:
    """Time by which the share `p` has ended, with its interval, from (share, low, high) of those ended."""
    if not 0 < p < 1:
        raise ValueError(f"p is {p}; pass a share between 0 and 1, such as 0.5 for the median")
    share, low, high = ended
    # The upper limit of the share reaches p first: it gives the lower limit of the time.
    return first_reaching(t, share, p), first_reaching(t, high, p), first_reaching(t, low, p)


def read_at(times: Any, t: FloatArray, columns: tuple[FloatArray, ...], start: tuple[float, ...]) -> Any:
    """Read the steps `columns`, worth `start` before the first `t`, at `times`; NaN at missing times."""
    when = as_numbers(times, "t")
    row = np.searchsorted(t, when, side="right")
    read = (np.concatenate([[first], column])[row] for first, column in zip(start, columns, strict=True))
    return as_given(*(np.where(np.isnan(when), np.nan, values) for values in read))
