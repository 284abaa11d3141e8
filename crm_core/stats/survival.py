"""Kaplan-Meier: how long things last when some of them are still going on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
import pandas as pd

from crm_core.stats.inputs import CONFIDENCE, Column, FloatArray, normal_quantile
from crm_core.stats.life_table import LifeTable, checked_observed, life_table
from crm_core.stats.steps import log_log_limits, quantile, read_at


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """Share still open by age, as :func:`kaplan_meier` gives it.

    Parameters
    ----------
    counts : LifeTable
        Cases at each distinct duration.
    confidence : float
        Share of samples whose interval covers the truth.

    Attributes
    ----------
    table : DataFrame
        One row per distinct duration, ascending; none when there was no case:

        t : float
            Duration, in the unit of the input. The curve is 1 before the first row; there is no row
            for 0 unless a duration is 0.
        survival, low, high : float
            Share that lasts longer than `t`, and its interval. The limits are NaN where the share is 1
            or 0.
        at_risk, events, censored : int
            Cases still open just before `t`, ended at `t`, last seen open at `t`.
    """

    counts: LifeTable
    confidence: float = CONFIDENCE

    @cached_property
    def table(self) -> pd.DataFrame:
        """The curve as a table; see above."""
        low, high = self._limits
        whole = {
            "at_risk": self.counts.at_risk.astype(np.int64),
            "events": self.counts.resolved.astype(np.int64),
            "censored": self.counts.censored.astype(np.int64),
        }
        return pd.DataFrame({"t": self.counts.t, "survival": self._survival, "low": low, "high": high, **whole})

    @cached_property
    def _survival(self) -> FloatArray:
        return np.cumprod((self.counts.at_risk - self.counts.resolved) / self.counts.at_risk)

    @cached_property
    def _limits(self) -> tuple[FloatArray, FloatArray]:
        variance = self._survival**2 * np.cumsum(greenwood_terms(self.counts.at_risk, self.counts.resolved))
        return log_log_limits(self._survival, variance, normal_quantile(self.confidence))

    def quantile(self, p: float) -> tuple[float, float, float]:
        r"""Time by which the share `p` has ended: the smallest `t` with :math:`1 - S(t) \ge p`.

        Parameters
        ----------
        p : float
            Share between 0 and 1; 0.5 for the median.

        Returns
        -------
        value, low, high : float
            In the unit of the durations. NaN what isn't reached: "more than half are still open", "no
            upper limit yet". The limits are where the limits of the curve reach the share (Brookmeyer &
            Crowley 1982, Biometrics 38, 29-41).
        """
        low, high = self._limits
        return quantile(self.counts.t, (1 - self._survival, 1 - high, 1 - low), p)

    @overload
    def at(self, t: float) -> tuple[float, float, float]: ...
    @overload
    def at(self, t: Column) -> tuple[FloatArray, FloatArray, FloatArray]: ...
    def at(self, t: Any) -> tuple[Any, Any, Any]:
        """Share still open at `t`, with its interval.

        Parameters
        ----------
        t : float or column
            In the unit of the durations.

        Returns
        -------
        value, low, high : float or array
            The value is 1 before the first duration, and NaN after the last one as long as cases were
            open then: nobody has been watched that long.
        """
        when = followed(t, self.counts.t, self._survival)
        columns = (self._survival, *self._limits)
        value, low, high = read_at(when, self.counts.t, columns, (1.0, np.nan, np.nan))
        return value, low, high

    def restricted_mean(self, tau: float) -> tuple[float, float]:
        r"""Mean of the durations cut at `tau`: the area under the curve from 0 to `tau`.

        .. math::
            \mu_\tau = \int_0^\tau S(u) \, du, \qquad
            V = \sum_{t_i \le \tau} \left( \int_{t_i}^\tau S(u) \, du \right)^2 \frac{d_i}{n_i (n_i - d_i)}

        Parameters
        ----------
        tau : float
            Where to cut, in the unit of the durations, at least 0.

        Returns
        -------
        value, standard_error : float
            NaN when nobody was watched until `tau`, though cases were open.

        References
        ----------
        Klein & Moeschberger (2003), Survival Analysis, 2nd edition, section 4.5.
        """
        if not tau >= 0:
            raise ValueError(f"tau is {tau}; pass the duration to cut at, at least 0")
        t, survival = self.counts.t, self._survival
        if np.isnan(followed(tau, t, survival)):
            return np.nan, np.nan
        within = t < tau
        widths = np.diff(np.concatenate([t[within], [tau]]))
        remaining = (survival[within] * widths)[::-1].cumsum()[::-1]
        before_first = min(t[0], tau)
        hazard = greenwood_terms(self.counts.at_risk, self.counts.resolved)[within]
        return float(before_first + remaining[:1].sum()), float(np.sqrt((remaining**2 * hazard).sum()))


def kaplan_meier(
    duration: Column, observed: Column, weight: Column | None = None, confidence: float = CONFIDENCE
) -> SurvivalCurve:
    r"""Share still open by age, cases that are still open counted as such.

    .. math::
        S(t) = \prod_{t_i \le t} \frac{n_i - d_i}{n_i}, \qquad
        V(t) = S(t)^2 \sum_{t_i \le t} \frac{d_i}{n_i (n_i - d_i)}

    with :math:`n_i` cases open just before :math:`t_i`, of which :math:`d_i` end there; the interval is
    that of :math:`\log(-\log S)`.

    Parameters
    ----------
    duration : column, shape (rows,)
        Time to the end, or so far for cases without one; in any one unit, at least 0.
    observed : column, shape (rows,)
        Whether the end has happened (true or 1) or the case is still open (false or 0).
    weight : column, shape (rows,), optional
        How many cases the row stands for; equal to repeating it.
    confidence : float
        Share of samples whose interval covers the truth.

    Returns
    -------
    SurvivalCurve
        With an empty table where there is no case.

    Raises
    ------
    ValueError
        On missing, negative or infinite durations and on weights that aren't counts.

    Notes
    -----
    At a tie, ends come before censoring.

    Caution: being still open must say nothing about how long it will take. Withdrawn cases are no
    censoring; they belong in :func:`cumulative_incidence`.

    References
    ----------
    Kaplan & Meier (1958), Journal of the American Statistical Association 53, 457-481.
    Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd edition, 1.4.
    """
    normal_quantile(confidence)  # refuses what is no share
    return SurvivalCurve(life_table(duration, checked_observed(observed), weight), confidence)


def ended_by(duration: Column, observed: Column, weight: Column) -> pd.DataFrame:
    """Share that has ended by each duration, those still open counted as such.

    Parameters
    ----------
    duration, observed, weight
        As for :func:`kaplan_meier`.

    Returns
    -------
    DataFrame
        ``t``, the durations; ``ended_pct``, ``low`` and ``high``, per cent; ``waiting``, how many are open and have
        been watched for at least so long.
    """
    curve = kaplan_meier(duration, observed, weight).table
    known = pd.DataFrame({"t": duration, "observed": observed, "weight": weight}).astype("float64")
    still = known[known["observed"] == 0].sort_values("t")
    earlier = np.concatenate([[0], still["weight"].to_numpy().cumsum()])
    before = earlier[np.searchsorted(still["t"].to_numpy(), curve["t"].to_numpy(), side="left")]
    shares = {"ended_pct": curve["survival"], "low": curve["high"], "high": curve["low"]}
    drawn = {name: 100 * (1 - share) for name, share in shares.items()}
    return pd.DataFrame({"t": curve["t"], **drawn, "waiting": earlier[-1] - before})


def greenwood_terms(at_risk: FloatArray, events: FloatArray) -> FloatArray:
    """Terms d / (n (n - d)) of Greenwood's sum; 0 where nobody is left, for the share is 0 from there on."""
    left = at_risk - events
    return np.where(left > 0, events / (at_risk * np.maximum(left, 1.0)), 0.0)


def followed(times: Any, t: FloatArray, still_open: FloatArray) -> FloatArray:
    """Give `times` back, missing where they lie after the last duration while cases were open."""
    when = np.asarray(times, dtype=np.float64)
    if t.size and still_open[-1] <= 0:
        return when
    last = t[-1] if t.size else -np.inf
    return np.where(when <= last, when, np.nan)
