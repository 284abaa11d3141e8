"""What a customer brings year by year since the first purchase."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts import tenths as _tenths
from crm_core.charts.words import ChartWords

NAMES = {"group": "tenth", "n": "customers"}

TEXTS = _tenths.TEXTS


def tenure(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw one bar per year, the first one left, as tenths are drawn.

    Parameters
    ----------
    table : DataFrame
        ``group`` (code of the year that sorts), the metric's value, ``low``, ``high``, ``n``.
    before : DataFrame
        Not drawn.
    metric : Metric
        Names the value column and its unit.
    words : ChartWords
        Texts.
    """
    return _tenths.tenths(table.rename(columns=NAMES), before, metric, words)
