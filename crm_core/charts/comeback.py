"""Do they buy again: the share back by age, those not yet back counted as such."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts import curve as _curve
from crm_core.charts.words import ChartWords

NAMES = {"back_pct": "settled_pct", "waiting": "open"}

TEXTS = tuple(text for text in _curve.TEXTS if text != "withdrawn")


def comeback(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the rising share who are back with its band, where half of them are, and how many are not yet.

    Parameters
    ----------
    table : DataFrame
        ``group`` (one group), ``days``, ``back_pct``, ``low``, ``high``, ``waiting``.
    before : DataFrame
        The same for those who came before, drawn as a thin grey line.
    metric : Metric
        Names the unit.
    words : ChartWords
        Texts.

    Raises
    ------
    ChartRefused
        The table holds several groups: their bands would hide each other.
    """
    now, past = (one.rename(columns=NAMES).assign(withdrawn_pct=0.0) for one in (table, before))
    return _curve.curve(now, past, metric, words)
