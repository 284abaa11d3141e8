"""Which group is really different: shares against how many stand behind them, with the limits of chance."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.apart import apart
from crm_core.charts.axes import Line, number_line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAND, DASHES, DOT, HAIRLINE, HEIGHT, RING, STRONG, by_role, in_role, layered
from crm_core.charts.words import ChartWords

LIMITS = ((1.96, BAND), (3.09, BAND / 2))
"""Deviations within which 95 and 99.8 of 100 groups lie by chance alone, and the opacity of the band."""

ROOM = 0.7
"""Beyond this part of the axis a name stands left of its dot."""

STEPS = 60
"""Points of a limit's curve."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "mean", "counted", "per_cent", "days", "hours")


def funnel(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw each group as a dot between the limits; a name, a colour and a triangle have only those outside 99.8 %.

    Parameters
    ----------
    table : DataFrame
        ``group``, the metric's value column, low, high and n. Groups under the minimum n, and those
        that a column ``untraceable`` marks, are grey rings without a claim. Where the groups' cases differ, ``size``
        says how many alike cases would leave as much to chance, and ``weight`` is theirs in the mean. Where the
        number is no share, ``spread`` is the standard deviation of a single case.
    before : DataFrame
        Not drawn: a group that moved is no question of a funnel.
    metric : Metric
        Names the value column, and whether higher or lower is good.
    words : ChartWords
        Labels of the groups.
    """
    rows, mean, spread = _judged(table, metric, words.minimum_n)
    rows = rows.assign(label=[words.label(str(code)) for code in rows["group"]])
    x = number_line(0.0 if len(rows) else np.nan, float(rows["size"].max()) if len(rows) else np.nan, words)
    limits = _limits(mean, spread, x, 100.0 if metric.unit == "per cent" else np.inf)
    shown = pd.concat([rows["value"], limits.loc[limits["n"] > x.share(0.1), "low_1"]])
    y = number_line(float(shown.min()), float(max(shown.max(), rows["value"].max())), words, metric.unit)
    return layered(
        *_bands(limits, x, y),
        *_mean(mean, words, metric, x, y),
        *_dots(rows, x, y),
        *_outside(rows, x, y),
        pointed_at(told(rows, words, metric.unit), words, x.x("size"), y.y("value")),
        height=HEIGHT,
    )


def outside(table: pd.DataFrame, metric: Metric, minimum_n: int) -> list[str]:
    """Return the codes of the groups that chance does not explain: those that `funnel` names, in their order."""
    rows, _, _ = _judged(table, metric, minimum_n)
    return [str(code) for code in rows.loc[rows["outside"], "group"]]


def _judged(table: pd.DataFrame, metric: Metric, minimum_n: int) -> tuple[pd.DataFrame, float, float]:
    """Return the groups with a value, each with its verdict, the middle of all, and the spread of a single case."""
    rows = _rows(table, metric, minimum_n)
    mean = float(np.average(rows["value"], weights=rows["weight"])) if len(rows) else np.nan
    spread = _apart(table, mean)
    return rows.assign(**_verdicts(rows, mean, spread, metric)), mean, spread


def _rows(table: pd.DataFrame, metric: Metric, minimum_n: int) -> pd.DataFrame:
    """Return group, value, low, high, n, size, weight and few of the groups with a value."""
    names = {metric.value: "value", "low": "low", "high": "high", "n": "n"}
    rows = table[list(names)].astype("float64").set_axis(list(names.values()), axis=1)
    rows["size"], rows["weight"] = (_column(table, name, rows["n"]) for name in ("size", "weight"))
    rows = rows.assign(group=table["group"], few=rows["n"] < minimum_n)
    if "untraceable" in table:
        rows["few"] |= table["untraceable"].to_numpy(dtype="bool")
    rows = rows.dropna(subset=["value", "n", "size"])
    return rows[rows["n"] > 0].reset_index(drop=True)


def _column(table: pd.DataFrame, name: str, otherwise: pd.Series[float]) -> pd.Series[float]:
    return table[name].astype("float64") if name in table else otherwise


def _apart(table: pd.DataFrame, mean: float) -> float:
    """Return the standard deviation of a single case: that of a share, unless the table tells another one."""
    return float(table["spread"].max()) if "spread" in table else (mean * (100 - mean)) ** 0.5


def _verdicts(rows: pd.DataFrame, mean: float, spread: float, metric: Metric) -> dict[str, Any]:
    """Say of each group on which side of the outer limits it lies, and whether that side is the good one."""
    reach = LIMITS[-1][0] * spread / rows["size"] ** 0.5
    above, below = rows["value"] > mean + reach, rows["value"] < mean - reach
    outside = (above | below) & ~rows["few"]
    good = below if metric.better == "lower" else above
    return {"outside": outside, "above": above, "role": np.where(good, "good", "bad")}


def _limits(mean: float, spread: float, x: Line, highest: float) -> pd.DataFrame:
    n = pd.Series(np.linspace(1.0, np.sqrt(max(x.high, 1.0)), STEPS) ** 2)
    limits = pd.DataFrame({"n": n})
    for place, (z, _) in enumerate(LIMITS):
        reach = z * spread / n**0.5
        limits[f"low_{place}"] = (mean - reach).clip(lower=0.0)
        limits[f"high_{place}"] = (mean + reach).clip(upper=highest)
    return limits.dropna()


def _bands(limits: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    layers = []
    for place, (_, opacity) in enumerate(LIMITS):
        band = alt.Chart(limits).mark_area(opacity=opacity, clip=True)
        layers.append(in_role(band.encode(x.x("n"), y.y(f"low_{place}"), alt.Y2(f"high_{place}:Q")), "muted"))
    return layers


def _mean(mean: float, words: ChartWords, metric: Metric, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the mean of all as a dashed line with its number, and say what lies along the foot."""
    if np.isnan(mean):
        return []
    texts = {"text": [words.text("mean", x=words.amount(mean, metric.unit))], "counted": [words.text("counted")]}
    data = alt.Chart(pd.DataFrame({"n": [x.high], "mean": [mean], "foot": [y.low], **texts}))
    rule = data.mark_rule(strokeDash=DASHES, strokeWidth=HAIRLINE).encode(y.y("mean"))
    name = data.mark_text(align="right", dy=-8).encode(x.x("n"), y.y("mean"), alt.Text("text:N"))
    foot = data.mark_text(align="right", dy=-8).encode(x.x("n"), y.y("foot"), alt.Text("counted:N"))
    return [in_role(layer, "muted") for layer in (rule, name, foot)]


def _dots(rows: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    within = rows[~rows["outside"]]
    few = alt.Chart(within[within["few"]]).mark_point(size=RING, filled=False, opacity=1)
    enough = alt.Chart(within[~within["few"]]).mark_point(size=DOT, filled=True, opacity=1)
    return [
        in_role(few.encode(x.x("size"), y.y("value")), "muted"),
        in_role(enough.encode(x.x("size"), y.y("value")), "main"),
    ]


def _outside(rows: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    """Draw what chance does not explain: a triangle that points its way, with its name beside it."""
    layers = []
    for above, shape in ((True, "triangle-up"), (False, "triangle-down")):
        part = rows[rows["outside"] & (rows["above"] == above)]
        dots = alt.Chart(part).mark_point(shape=shape, size=DOT, filled=True, opacity=1)
        part = part.assign(dy=apart(part, x, y, along="size"))
        right, dy = part["size"] > x.share(ROOM), alt.expr("datum.dy")
        names = (
            alt.Chart(part[right]).mark_text(align="right", dx=-9, dy=dy, fontWeight=STRONG),
            alt.Chart(part[~right]).mark_text(align="left", dx=9, dy=dy, fontWeight=STRONG),
        )
        for text in names:
            layers.append(in_role(text.encode(x.x("size"), y.y("value"), alt.Text("label:N")), "ink"))
        layers.append(by_role(dots.encode(x.x("size"), y.y("value"))))
    return layers
