"""Shares of units with different cases, as they would be with everybody's: indirect standardisation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core.stats.inputs import CONFIDENCE, FloatArray, normal_quantile

TRIMMED = 0.1
"""Part of the units at either end that is pulled in before the spread between units is measured."""


LEAST_UNITS = 10
"""Units from which their spread can be told from chance."""


def standardised_share(
    units: pd.DataFrame, *, design: float = 1.0, judged: pd.Series[bool] | None = None
) -> pd.DataFrame:
    r"""Return each unit's share as it would be with the cases of all.

    .. math:: \bar p \, \frac{O}{E} \pm 1.96 \, \bar p \, \frac{\sqrt{d \varphi V}}{E}

    Parameters
    ----------
    units : DataFrame
        One row per unit: ``cases``; ``observed`` outcomes :math:`O`; ``expected`` ones :math:`E` with everybody's share
        in each stratum; ``variance``, :math:`V = \sum n p (1 - p)`.
    design : float
        By how much several cases of one customer widen chance, :math:`d`.
    judged : column of bool, optional
        Units that are large enough to say how units spread; by default all.

    Returns
    -------
    DataFrame
        ``share``, 0 to 1, ``low`` and ``high``, its 95 % interval; ``ratio``, :math:`O / E`; ``size``: so many
        independent cases would leave as much to chance as the unit's do. NaN without cases.

    Notes
    -----
    The limits are those of the score, not of the logarithm of the ratio: near a share of 1 these would leave the scale.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    cases = units["cases"].to_numpy("float64").sum()
    mean = units["observed"].to_numpy("float64").sum() / cases if cases else np.nan
    table = standardised(units, spread=float(np.sqrt(mean * (1 - mean))), highest=1.0, design=design, judged=judged)
    return table.rename(columns={"value": "share"})


def standardised(
    units: pd.DataFrame,
    *,
    spread: float,
    highest: float = np.inf,
    design: float = 1.0,
    judged: pd.Series[bool] | None = None,
) -> pd.DataFrame:
    r"""Return each unit's mean as it would be with the cases of all: of shares, of scores, or of events per exposure.

    The formula and the columns are those of `standardised_share`, with ``value`` for the share.

    Parameters
    ----------
    units : DataFrame
        ``cases`` (or exposure), ``observed`` sum, ``expected`` sum, ``variance`` of the sum by chance.
    spread : float
        Standard deviation of a single case, in which ``size`` is told: so many independent cases would leave as much
        to chance, :math:`(s / \text{deviation})^2`.
    highest : float
        End of the scale, which begins at 0.
    design, judged
        As there.
    """
    observed, expected = (units[name].to_numpy("float64") for name in ("observed", "expected"))
    cases = units["cases"].to_numpy("float64").sum()
    mean = observed.sum() / cases if cases else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = observed / expected
        deviation = np.sqrt(design * units["variance"].to_numpy("float64")) / expected
        z = (ratio - 1) / deviation
        kept = np.isfinite(z) if judged is None else np.isfinite(z) & judged.to_numpy(dtype="bool")
        deviation = deviation * np.sqrt(over_dispersion(z[kept]))
        size = (spread / (mean * deviation)) ** 2
    reach = normal_quantile(CONFIDENCE) * mean * deviation
    ends = {"low": np.clip(mean * ratio - reach, 0, highest), "high": np.clip(mean * ratio + reach, 0, highest)}
    table = pd.DataFrame({"value": mean * ratio, **ends, "ratio": ratio, "size": size}, index=units.index)
    return table.replace([np.inf, -np.inf], np.nan)


def over_dispersion(z: FloatArray) -> float:
    r"""Return by how much units spread more than chance, :math:`\varphi = \overline{z^2}` of winsorised scores.

    It is 1 unless it is above :math:`1 + 2 \sqrt{2 / k}` for :math:`k` units, of which there must be ten: below, the
    spread could be chance, or a single unit that should be seen.

    References
    ----------
    Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351.
    """
    if z.size < LEAST_UNITS:
        return 1.0
    low, high = np.quantile(z, (TRIMMED, 1 - TRIMMED))
    spread = float((np.clip(z, low, high) ** 2).mean())
    return spread if spread > 1 + 2 * np.sqrt(2 / z.size) else 1.0
