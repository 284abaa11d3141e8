"""How much of each: one bar per row from nought, its number at the end."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import TEXTS as TEXT_UNITS
from crm_core.catalogue import Metric
from crm_core.charts.axes import row_axis, row_names
from crm_core.charts.look import LEAST_HEIGHT, MOST_HEIGHT, STRONG, in_role, layered
from crm_core.charts.words import ChartWords

MOST_BARS = 20
"""Most bars drawn, the first ones of the table; its rows are in the caller's order."""

MONEY = "workspace currency"

BAR = 14  # pixels
ROW_HEIGHT, MARGIN = 22, 30  # pixels

TEXTS = ("group", "value", "missing", "per_cent", "days", "hours", "money")


def bars(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the first twenty rows in their order.

    Parameters
    ----------
    table : DataFrame
        The metric's value column, and codes; the last column of codes before the numbers names the row.
    before : DataFrame
        Not drawn.
    metric : Metric
        Names the columns and the unit.
    words : ChartWords
        Labels of the codes.
    """
    rows = _rows(table, metric, words)
    longest = max(1.0, rows["value"].max()) if len(rows) else 1.0
    x = alt.X("value:Q").title(None).axis(None).scale(domain=[0, longest])
    y = row_axis(len(rows))
    told = [alt.Tooltip("label:N").title(words.text("group")), alt.Tooltip("told:N").title(words.text("value"))]
    ends = alt.Chart(rows).mark_text(align="left", dx=6, fontWeight=STRONG)
    return layered(
        row_names(rows),
        in_role(alt.Chart(rows).mark_bar(size=BAR).encode(x, y, tooltip=told), "main"),
        in_role(ends.encode(x, y, alt.Text("told:N")), "ink"),
        height=max(LEAST_HEIGHT, min(2 * MOST_HEIGHT, MARGIN + ROW_HEIGHT * len(rows))),
    )


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return the rows drawn: label, value, told, row."""
    numbers = table[metric.value].astype("float64")
    shown = table[numbers.notna()].head(MOST_BARS)
    values = shown[metric.value].astype("float64")
    return pd.DataFrame(
        {
            "label": [words.label(str(code)) for code in shown[_named_by(metric)]],
            "value": values.to_numpy(),
            "told": [words.amount(value, metric.unit, 0 if metric.unit == MONEY else None) for value in values],
            "row": range(len(shown)),
        }
    )


def _named_by(metric: Metric) -> str:
    """Return the column that tells rows apart: the last of the codes that stand before the first number."""
    codes = []
    for column, unit in metric.columns.items():
        if unit not in TEXT_UNITS:
            break
        codes.append(column)
    return codes[-1]
