"""What a customer brings, by tenth of the customers from the most valuable down."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import extent
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import HAIRLINE, LEAST_HEIGHT, STRONG, in_role, layered
from crm_core.charts.words import ChartWords

HEADROOM = 1.12
"""How far the axis goes beyond the highest bar, so that its number has room."""

WHOLE_FROM = 10
"""From here on numbers are written whole: ten of them have to stand side by side on a phone."""

BAR = 0.72
"""Width of a bar, as part of its step."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "tenth", "money")


def tenths(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw one bar per tenth with its number above and a thin interval; no axis, since every bar has its number.

    Parameters
    ----------
    table : DataFrame
        ``tenth`` (code that sorts), the metric's value, ``low``, ``high``, ``customers``; one group.
    before : DataFrame
        Not drawn: nobody stays in their tenth.
    metric : Metric
        Names the value column and its unit.
    words : ChartWords
        Texts.
    """
    rows = _rows(table, metric, words)
    low, high = extent(rows["low"], rows["high"], rows["value"], [0.0])
    scale = alt.Scale(domain=[min(0.0, low) * HEADROOM, max(high, 1e-9) * HEADROOM], nice=False, zero=False)
    places = list(range(len(rows)))
    names = json.dumps([words.number(place + 1, 0) for place in places], ensure_ascii=False)
    axis = alt.Axis(labelExpr=f"{names}[datum.value]", labelAngle=0, grid=False)
    step = alt.Scale(domain=places, paddingInner=1 - BAR, paddingOuter=(1 - BAR) / 2)
    x = alt.X("place:O").title(None).axis(axis).scale(step)
    y = alt.Y("value:Q").title(None).axis(None).scale(scale)
    ends = alt.Y("low:Q").title(None).axis(None).scale(scale)
    top = alt.Y("top:Q").title(None).axis(None).scale(scale)
    number = alt.Chart(rows).mark_text(baseline="bottom", dy=-4, fontWeight=STRONG).encode(x, top, alt.Text("text:N"))
    return layered(
        in_role(alt.Chart(rows).mark_bar().encode(x, y), "main"),
        in_role(alt.Chart(rows).mark_rule(strokeWidth=HAIRLINE).encode(x, ends, alt.Y2("high:Q")), "ink"),
        in_role(number, "ink"),
        pointed_at(rows, words, x, y),
        height=LEAST_HEIGHT,
    )


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return place, value, low, high, n, top (where the number stands), text and what a pointer tells."""
    columns = {metric.value: "value", "low": "low", "high": "high", "customers": "n"}
    rows = table.sort_values("tenth")[list(columns)].astype("float64").set_axis(list(columns.values()), axis=1)
    rows = rows.reset_index(drop=True)
    rows = rows.assign(place=range(len(rows)))[rows["value"].notna()]
    texts = [words.amount(value, metric.unit, 0 if abs(value) >= WHOLE_FROM else 2) for value in rows["value"]]
    labels = [words.text("tenth", x=words.number(place + 1, 0)) for place in rows["place"]]
    top = rows[["value", "high"]].max(axis=1).clip(lower=0)
    return told(rows.assign(text=texts, label=labels, top=top), words, metric.unit)
