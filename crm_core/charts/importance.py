"""What to fix first: how much goes with each driver against how well it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.apart import apart
from crm_core.charts.axes import Line, extent, number_line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAR, DOT, HAIRLINE, HEIGHT, INTERVAL, by_role, in_role, layered
from crm_core.charts.words import ChartWords

PERFORMANCE = "mean_points"
"""Column of how well a driver is done."""

MARGIN = 0.12
"""Part of the range of performance that is left free on both sides, where names stand."""

FOOT = 0.1
"""Part of the axis that is left free under nought for the words there."""

CORNERS = (("improve_first", "left", "top"), ("keep_up", "right", "top")) + (
    ("low_priority", "left", "bottom"),
    ("overdone", "right", "bottom"),
)

TEXTS = ("group", "value", "low", "high", "n", "missing", "per_cent", "performance", *(name for name, _, _ in CORNERS))


def importance(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw each driver as a dot: to the right what is done well, high up what matters; lines cross at the means.

    Parameters
    ----------
    table : DataFrame
        ``group`` (the driver), ``mean_points``, the metric's value column (per cent), low, high, n.
    before : DataFrame
        Not drawn.
    metric : Metric
        Names the value column.
    words : ChartWords
        Labels of the drivers. What matters more than the mean and is done worse than the mean has a colour of its own.
    """
    rows = _rows(table, metric, words)
    low, high = float(rows["x"].min()), float(rows["x"].max())
    margin = MARGIN * max(high - low, 0.1)
    x = number_line(low - margin, high + margin, words)
    y = number_line(*extent([0.0] * bool(len(rows)), rows["high"].fillna(rows["value"])), words, metric.unit)
    y = replace(y, low=y.low - y.share(FOOT))
    bars = alt.Chart(rows).mark_rule(strokeWidth=INTERVAL, opacity=BAR, clip=True)
    dots = alt.Chart(rows).mark_point(size=DOT, filled=True, opacity=1)
    return layered(
        *_cross(rows, words, x, y),
        by_role(bars.encode(x.x(), y.y("low", grid=False), alt.Y2("high:Q"))),
        by_role(dots.encode(x.x(), y.y("value", grid=False))),
        *_names(rows, x, y),
        pointed_at(told(rows, words, metric.unit), words, x.x(), y.y("value", grid=False)),
        height=HEIGHT,
    )


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return x, value, low, high, n, label and role of the drivers about which something is known."""
    names = {PERFORMANCE: "x", metric.value: "value", "low": "low", "high": "high", "n": "n"}
    rows = table[list(names)].astype("float64").set_axis(list(names.values()), axis=1)
    rows = rows.assign(label=[words.label(str(code)) for code in table["group"]]).dropna(subset=["x", "value"])
    first = (rows["x"] < rows["x"].mean()) & (rows["value"] > rows["value"].mean())
    return rows.assign(role=first.map({True: "second", False: "main"})).reset_index(drop=True)


def _names(rows: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    """Write each name beside its dot, on the side away from the middle."""
    layers = []
    right = rows["x"] > rows["x"].mean()
    sides: tuple[tuple[pd.DataFrame, Literal["left", "right"], int], ...] = (
        (rows[~right], "right", -9),
        (rows[right], "left", 9),
    )
    for side, align, dx in sides:
        moved = side.assign(dy=apart(side, x, y, along="x"))
        text = alt.Chart(moved).mark_text(align=align, dx=dx, dy=alt.expr("datum.dy"))
        layers.append(by_role(text.encode(x.x(), y.y("value", grid=False), alt.Text("label:N"))))
    return layers


def _cross(rows: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the means as two thin lines, and say in each corner what to do about it."""
    if rows.empty:
        return []
    means = alt.Chart(pd.DataFrame({"x": [rows["x"].mean()], "value": [rows["value"].mean()]}))
    upright = means.mark_rule(strokeWidth=HAIRLINE).encode(x.x())
    level = means.mark_rule(strokeWidth=HAIRLINE).encode(y.y("value", grid=False))
    said = [_corner(words.text(name), side, end) for name, side, end in CORNERS]
    foot = alt.Chart(pd.DataFrame({"text": [words.text("performance")]})).mark_text(align="right", dy=38)
    below = foot.encode(alt.Text("text:N"), x=alt.value("width"), y=alt.value("height"))
    return [in_role(layer, "muted") for layer in (upright, level, *said, below)]


def _corner(text: str, side: str, end: str) -> alt.Chart:
    left, top = side == "left", end == "top"
    word = alt.Chart(pd.DataFrame({"text": [text]})).mark_text(
        align="left" if left else "right", baseline="top" if top else "bottom", dx=4 if left else -4
    )
    placed: alt.Chart = word.encode(
        alt.Text("text:N"), x=alt.value(0 if left else "width"), y=alt.value(0 if top else "height")
    )
    return placed
