"""Small tables become pictures: one function per kind, with the same colours, intervals and words everywhere.

A chart knows roles, not colours: the page's theme gives them. `to_standalone`, `to_png` and `to_svg` are for
where there is no page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts import ageing as _ageing
from crm_core.charts import bars as _bars
from crm_core.charts import changes as _changes
from crm_core.charts import cohorts as _cohorts
from crm_core.charts import comeback as _comeback
from crm_core.charts import curve as _curve
from crm_core.charts import dumbbell as _dumbbell
from crm_core.charts import flow as _flow
from crm_core.charts import funnel as _funnel
from crm_core.charts import importance as _importance
from crm_core.charts import lorenz as _lorenz
from crm_core.charts import migration as _migration
from crm_core.charts import paths as _paths
from crm_core.charts import quadrants as _quadrants
from crm_core.charts import scorecard as _scorecard
from crm_core.charts import standing as _standing
from crm_core.charts import tenths as _tenths
from crm_core.charts import tenure as _tenure
from crm_core.charts import tiers as _tiers
from crm_core.charts import tornado as _tornado
from crm_core.charts import trend as _trend
from crm_core.charts import updown as _updown
from crm_core.charts import week as _week
from crm_core.charts.dumbbell import MOST_GROUPS
from crm_core.charts.export import captioned, check_letters, to_png, to_standalone, to_svg
from crm_core.charts.look import ROLES, Theme, configured
from crm_core.charts.words import ChartWords, Event, Level
from crm_core.errors import ChartRefused, TooManyRows

__all__ = [
    "CHARTS",
    "MOST_GROUPS",
    "MOST_ROWS",
    "ROLES",
    "TEXTS",
    "ChartRefused",
    "ChartWords",
    "Event",
    "Level",
    "Theme",
    "captioned",
    "check_letters",
    "draw",
    "to_png",
    "to_standalone",
    "to_svg",
]

MOST_ROWS = 5_000
"""Most rows of one chart, those of the period before included: a browser draws them at once and without delay."""

Kind = Callable[[pd.DataFrame, pd.DataFrame, Metric, ChartWords], alt.LayerChart]

CHARTS: Mapping[str, Kind] = {
    "trend": _trend.trend,
    "dumbbell": _dumbbell.dumbbell,
    "curve": _curve.curve,
    "comeback": _comeback.comeback,
    "ageing": _ageing.ageing,
    "backlog": _ageing.backlog,
    "changes": _changes.changes,
    "scorecard": _scorecard.scorecard,
    "standing": _standing.standing,
    "bars": _bars.bars,
    "importance": _importance.importance,
    "lorenz": _lorenz.lorenz,
    "tenths": _tenths.tenths,
    "tenure": _tenure.tenure,
    "flow": _flow.flow,
    "funnel": _funnel.funnel,
    "cohorts": _cohorts.cohorts,
    "paths": _paths.paths,
    "quadrants": _quadrants.quadrants,
    "migration": _migration.migration,
    "updown": _updown.updown,
    "tiers": _tiers.tiers,
    "tornado": _tornado.tornado,
    "week": _week.week,
}
"""Kinds of pictures by name."""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "trend": _trend.TEXTS,
    "dumbbell": _dumbbell.TEXTS,
    "curve": _curve.TEXTS,
    "comeback": _comeback.TEXTS,
    "ageing": _ageing.AGEING_TEXTS,
    "backlog": _ageing.BACKLOG_TEXTS,
    "changes": _changes.TEXTS,
    "scorecard": _scorecard.TEXTS,
    "standing": _standing.TEXTS,
    "bars": _bars.TEXTS,
    "importance": _importance.TEXTS,
    "lorenz": _lorenz.TEXTS,
    "tenths": _tenths.TEXTS,
    "tenure": _tenure.TEXTS,
    "flow": _flow.TEXTS,
    "funnel": _funnel.TEXTS,
    "cohorts": _cohorts.TEXTS,
    "paths": _paths.TEXTS,
    "quadrants": _quadrants.TEXTS,
    "migration": _migration.TEXTS,
    "updown": _updown.TEXTS,
    "tiers": _tiers.TEXTS,
    "tornado": _tornado.TEXTS,
    "week": _week.TEXTS,
}
"""Keys of the texts that each kind may ask for."""


def draw(
    kind: str,
    table: pd.DataFrame,
    metric: Metric,
    words: ChartWords,
    before: pd.DataFrame | None = None,
    theme: Theme = "light",
) -> alt.LayerChart:
    """Draw what a metric answered.

    Parameters
    ----------
    kind : str
        One of `CHARTS`.
    table : DataFrame
        The metric's answer; empty gives an empty chart.
    metric : Metric
        Whose answer it is.
    words : ChartWords
        Everything the chart says.
    before : DataFrame, optional
        The answer for the period compared with.
    theme : {"light", "dark"}
        Colours axis labels alone; the page's theme colours the rest.

    Raises
    ------
    ChartRefused
        There is no such kind, or this table can't be drawn as it.
    TooManyRows
        Table and period before have more than 5,000 rows together.
    """
    if kind not in CHARTS:
        raise ChartRefused("chart_unknown", found=kind, expected=", ".join(CHARTS))
    before = table.iloc[:0] if before is None else before
    rows = len(table) + len(before)
    if rows > MOST_ROWS:
        raise TooManyRows(
            "chart_rows_many", found=f"{rows:,}", expected=f"at most {MOST_ROWS:,}", todo="narrow it down"
        )
    chart = configured(CHARTS[kind](table, before, metric, words), theme)
    return chart.properties(description=words.texts["alt"]) if "alt" in words.texts else chart
