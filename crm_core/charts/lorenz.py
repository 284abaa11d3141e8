"""How concentrated: the share of the whole by share of the customers, the most valuable first."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line, number_line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAND, DASHES, END, HAIRLINE, MOST_HEIGHT, NOW, STRONG, in_role, layered
from crm_core.charts.words import ChartWords

MARKED = (20.0, 50.0)
"""Shares of customers, per cent, whose share of the whole is written beside a dot."""

STEP = 20
EQUAL_AT = 72.0
"""Where the dashed line is named, per cent of the customers."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "top", "if_equal", "most_valuable_first", "per_cent")


def lorenz(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the curve with its band, the dashed line of equality, and what the top 20 and 50 % bring.

    Parameters
    ----------
    table : DataFrame
        ``customers_pct``, ``value_pct``, ``low``, ``high``, ``customers``; one group.
    before : DataFrame
        Not drawn: two such curves lie on each other.
    metric : Metric
        Names the unit.
    words : ChartWords
        Texts.
    """
    rows = _rows(table, metric, words)
    x, y = _share_line(100.0, words), _share_line(max(100.0, rows["value"].max()) if len(rows) else 100.0, words)
    band = alt.Chart(rows).mark_area(opacity=BAND, clip=True).encode(x.x(), y.y("low"), alt.Y2("high:Q"))
    line = alt.Chart(rows).mark_line(strokeWidth=NOW).encode(x.x(), y.y("value"))
    return layered(
        in_role(band, "main"),
        *_equality(x, y, words),
        in_role(line, "main"),
        *_marked(rows, x, y),
        pointed_at(rows.iloc[1:], words, x.x(), y.y("value")),
        height=MOST_HEIGHT,
    )


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return x, value, low, high, n, label and what a pointer tells; nobody brings nothing."""
    columns = {"customers_pct": "x", metric.value: "value", "low": "low", "high": "high", "customers": "n"}
    rows = table[list(columns)].astype("float64").set_axis(list(columns.values()), axis=1)
    rows = rows.dropna(subset=["x", "value"]).sort_values("x").round(3)
    if len(rows):
        rows = pd.concat([rows.head(1).assign(x=0.0, value=0.0, low=0.0, high=0.0), rows], ignore_index=True)
    labels = [words.text("top", x=words.amount(x, "per cent", 0)) for x in rows["x"]]
    return told(rows.assign(label=labels), words, metric.unit)


def _share_line(high: float, words: ChartWords) -> Line:
    if high > 100:
        return number_line(0.0, high, words, "per cent")
    ticks = tuple(float(place) for place in range(0, 101, STEP))
    return Line(0.0, 100.0, ticks, tuple(words.amount(tick, "per cent", 0) for tick in ticks))


def _equality(x: Line, y: Line, words: ChartWords) -> list[alt.Chart]:
    ends = pd.DataFrame({"x": [0.0, 100.0], "value": [0.0, 100.0]})
    dashed = alt.Chart(ends).mark_line(strokeDash=DASHES, strokeWidth=HAIRLINE).encode(x.x(), y.y("value"))
    name = pd.DataFrame({"x": [EQUAL_AT], "value": [EQUAL_AT], "text": [words.text("if_equal")]})
    named = alt.Chart(name).mark_text(align="left", baseline="top", dx=6, dy=6)
    order = pd.DataFrame({"text": [words.text("most_valuable_first")]})
    said = alt.Chart(order).mark_text(align="right", baseline="bottom", dx=-4, dy=-6)
    return [
        in_role(dashed, "muted"),
        in_role(named.encode(x.x(), y.y("value"), alt.Text("text:N")), "muted"),
        in_role(said.encode(alt.Text("text:N"), x=alt.value("width"), y=alt.value("height")), "muted"),
    ]


def _marked(rows: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    """Write what the top so many per cent bring, on the curve's free side: beneath a steep one, above a flat one."""
    marked = rows[rows["x"].isin(MARKED)]
    texts = [f"{label}: {told}" for label, told in zip(marked["label"], marked["told_value"], strict=True)]
    dots = alt.Chart(marked.assign(text=texts)).encode(x.x(), y.y("value"))
    said = dots.mark_text(align="left", baseline="top", dx=8, dy=4, fontWeight=STRONG).encode(alt.Text("text:N"))
    return [in_role(dots.mark_point(size=END, filled=True, opacity=1), "main"), in_role(said, "ink")]
