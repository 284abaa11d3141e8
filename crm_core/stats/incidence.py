"""Aalen-Johansen: the share settled by a time when cases can also be withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd

from crm_core.stats.inputs import CONFIDENCE, Column, FloatArray, normal_quantile
from crm_core.stats.life_table import LifeTable, life_table
from crm_core.stats.steps import log_log_limits, quantile, read_at
from crm_core.stats.survival import followed, greenwood_terms


@dataclass(frozen=True, eq=False)
class CumulativeIncidence:
    """Shares resolved, withdrawn and open by age, as :func:`cumulative_incidence` gives them.

    Parameters
    ----------
    table : DataFrame
        One row per distinct duration, ascending; none when there was no case:

        t : float
            Duration, in the unit of the input. Before the first row all cases are open; there is no row
            for 0 unless a duration is 0.
        resolved, low, high : float
            Share resolved by `t`, F, and its interval. The limits are NaN where the share is 0 or 1.
        withdrawn : float
            Share withdrawn by `t`, G.
        open : float
            Share with no end by `t`, S; F + G + S = 1.
    """

    table: pd.DataFrame

    def quantile(self, p: float) -> tuple[float, float, float]:
        r"""Time by which the share `p` is resolved: the smallest `t` with :math:`F(t) \ge p`.

        Parameters
        ----------
        p : float
            Share between 0 and 1, of all cases, those withdrawn later included; 0.5 for "half are
            settled within".

        Returns
        -------
        value, low, high : float
            In the unit of the durations; NaN what isn't reached, as it never may where many withdraw.
        """
        t, resolved, low, high = (_column(self.table, name) for name in ("t", "resolved", "low", "high"))
        return quantile(t, (resolved, low, high), p)

    @overload
    def at(self, t: float) -> tuple[float, float, float]: ...
    @overload
    def at(self, t: Column) -> tuple[FloatArray, FloatArray, FloatArray]: ...
    def at(self, t: Any) -> tuple[Any, Any, Any]:
        """Share resolved by `t`, with its interval.

        Parameters
        ----------
        t : float or column
            In the unit of the durations.

        Returns
        -------
        value, low, high : float or array
            The value is 0 before the first duration, and NaN after the last one as long as cases were
            open then: nobody has been watched that long.
        """
        columns = tuple(_column(self.table, name) for name in ("resolved", "low", "high"))
        when = followed(t, _column(self.table, "t"), _column(self.table, "open"))
        value, low, high = read_at(when, _column(self.table, "t"), columns, (0.0, np.nan, np.nan))
        return value, low, high


def cumulative_incidence(
    duration: Column, end: Column, weight: Column | None = None, confidence: float = CONFIDENCE
) -> CumulativeIncidence:
    r"""Share of cases resolved by age, with open cases censored and withdrawn ones as a competing end.

    .. math::
        F(t) = \sum_{t_i \le t} S(t_i-) \, \frac{d_{1i}}{n_i}, \qquad
        G(t) = \sum_{t_i \le t} S(t_i-) \, \frac{d_{2i}}{n_i}, \qquad
        S(t) = \prod_{t_i \le t} \frac{n_i - d_{1i} - d_{2i}}{n_i}

    with :math:`n_i` cases open just before :math:`t_i`, :math:`d_{1i}` resolved and :math:`d_{2i}`
    withdrawn there. The interval is that of :math:`\log(-\log(1 - F))`, with the variance of
    :func:`aalen_variance`.

    Parameters
    ----------
    duration : column, shape (rows,)
        Time to the end, or so far for open cases; in any one unit, at least 0.
    end : column, shape (rows,)
        0 open, 1 resolved, 2 withdrawn.
    weight : column, shape (rows,), optional
        How many cases the row stands for; equal to repeating it.
    confidence : float
        Share of samples whose interval covers the truth.

    Returns
    -------
    CumulativeIncidence
        With an empty table where there is no case.

    Raises
    ------
    ValueError
        On missing, negative or infinite durations, on other ends, on weights that aren't counts.

    Notes
    -----
    Without withdrawn cases F is 1 minus the Kaplan-Meier curve and the interval is the same. Leaving the
    withdrawn out would make times look shorter; counting them as open would make the share larger than
    it can ever become.

    At a tie, ends come before censoring.

    References
    ----------
    Aalen & Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd edition, 8.2.
    """
    counts = life_table(duration, end, weight)
    ends = counts.resolved + counts.withdrawn
    still_open = np.cumprod((counts.at_risk - ends) / counts.at_risk)
    withdrawn = np.cumsum(_before(still_open) * counts.withdrawn / counts.at_risk)
    # 1 - F as S + G, so that without withdrawn cases it is the Kaplan-Meier curve to the last bit. Rounding is
    # taken back: 1 - F never rises, and is 1 until the first case is resolved.
    unresolved = np.where(counts.resolved.cumsum() > 0, np.minimum.accumulate(still_open + withdrawn), 1.0)
    variance = aalen_variance(counts, still_open, withdrawn)
    low, high = log_log_limits(unresolved, variance, normal_quantile(confidence))
    columns = {"resolved": 1 - unresolved, "low": 1 - high, "high": 1 - low}
    return CumulativeIncidence(pd.DataFrame({"t": counts.t, **columns, "withdrawn": withdrawn, "open": still_open}))


def aalen_variance(counts: LifeTable, still_open: FloatArray, withdrawn: FloatArray) -> FloatArray:
    r"""Variance of the share resolved (and of its complement) at each duration.

    .. math::
        V(t) = \sum_{t_i \le t} \left[ E_i^2 \frac{d_i}{n_i (n_i - d_i)}
        - 2 E_i \, S(t_i-) \frac{d_{2i}}{n_i^2}
        + S(t_i-)^2 \frac{d_{2i} (n_i - d_{2i})}{n_i^3} \right], \qquad E_i = 1 - F(t) - G(t_i)

    the delta method on the increments of both hazards, which are multinomial shares of :math:`n_i`. In
    this form, around :math:`1 - F`, it is Greenwood's formula term by term where nothing was withdrawn,
    and the binomial variance where nothing was censored.

    Parameters
    ----------
    counts : LifeTable
        Counts at each of m distinct durations.
    still_open, withdrawn : array, shape (m,)
        S and G after each duration.

    Returns
    -------
    array, shape (m,)

    References
    ----------
    Andersen, Borgan, Gill & Keiding (1993), Statistical Models Based on Counting Processes, 4.4.
    Allignol, Schumacher & Beyersmann (2010), Biometrical Journal 52, 126-137.
    """
    n, ends = counts.at_risk, counts.resolved + counts.withdrawn
    share = counts.withdrawn / n
    both = greenwood_terms(n, ends)
    cross = _before(still_open) * share / n
    alone = _before(still_open) ** 2 * share * (1 - share) / n
    rest = still_open + withdrawn
    # E_i differs by pair (t, t_i); its square is multiplied out so that running sums do, and not m * m terms.
    squares = rest**2 * both.cumsum() - 2 * rest * (both * withdrawn).cumsum() + (both * withdrawn**2).cumsum()
    crossed = rest * cross.cumsum() - (cross * withdrawn).cumsum()
    return np.asarray(squares - 2 * crossed + alone.cumsum())


def _before(still_open: FloatArray) -> FloatArray:
    """Give the share just before each duration."""
    return np.concatenate([[1.0], still_open])[:-1]


def _column(table: pd.DataFrame, name: str) -> FloatArray:
    return table[name].to_numpy(dtype=np.float64)
