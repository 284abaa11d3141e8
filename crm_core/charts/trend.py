"""Is it getting better: a line over months with its interval."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line, extent, month_line, month_number, number_line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import (
    BAND,
    DASHES,
    END,
    GHOST,
    HAIRLINE,
    HEIGHT,
    INTERVAL,
    NOW,
    RING,
    STRONG,
    in_role,
    layered,
)
from crm_core.charts.times import factor, in_readable_unit
from crm_core.charts.words import ChartWords, Level

NUMBERS = ["value", "low", "high"]
PERIODS = (12, 3, 1)
"""Months in a year, a quarter, a month: the longest that fits is the distance of neighbours."""

CROWDED = 0.08
"""Two labels nearer than this part of the axis are moved apart."""

CROWDED_EVENTS = 0.3
"""Names of events nearer than this part of the time shown would meet."""

NAMES_ABOVE = 6
"""Pixels from the top of the chart to the names of events."""

CLOSED_ONLY = "naive_median_hours"
"""Column of what closed cases alone would say: drawn as hollow dots where a table has it."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "before", "closed_only") + (
    "per_cent",
    "days",
    "hours",
    "minutes",
    "seconds",
)


def trend(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw one series by month.

    Months under the minimum n are grey rings without an interval, and the line is broken there, as it is where a month
    is missing.

    Parameters
    ----------
    table : DataFrame
        ``group`` (first day of the month, quarter or year, ISO), the metric's value column, low, high and n, the last
        three only where it is an estimate.
    before : DataFrame
        The same for the period before, drawn as a thin grey line on the same months.
    metric : Metric
        Names the value column and its unit. A column ``naive_median_hours`` is drawn as hollow dots.
    words : ChartWords
        Its levels and events are drawn too.
    """
    points = _points(table, metric, words), _points(before, metric, words)
    unit, (now, ghost) = in_readable_unit(metric.unit, *points, columns=("value", "low", "high", "closed"))
    words = replace(words, levels=_in_unit(words.levels, metric.unit, unit))
    ghost["x"] += _shift(now, ghost, words)
    x = month_line(now["x"], words)
    ghost = ghost[ghost["x"].between(x.low, x.high)]
    line, past = _unbroken(now), _unbroken(ghost)
    levels = [level.value for level in words.levels]
    y = number_line(*extent(line["low"], line["high"], now["value"], now["closed"], past["value"], levels), words, unit)
    return layered(
        *_band(line, x, y),
        *_levels(line, words, x, y),
        *_ghost(past, line, words, x, y),
        *_events(words, x),
        *_closed_only(now[~now["few"]], words, x, y),
        *_line(line, x, y),
        in_role(alt.Chart(now[now["few"]]).mark_point(size=RING).encode(x.x(), y.y("value")), "muted"),
        *_end(line, unit, words, x, y),
        pointed_at(told(now, words, unit), words, x.x(), y.y("value")),
        height=HEIGHT,
    )


def _in_unit(levels: tuple[Level, ...], given: str, drawn: str) -> tuple[Level, ...]:
    """Return the levels in the unit of the axis; their labels say the number already."""
    by = factor(given, drawn)
    return tuple(replace(one, value=one.value / by) for one in levels)


def _points(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return one row per month: x, value, low, high, n, few, label; without what is no month or has no value."""
    known = table.reindex(columns=[metric.value, "low", "high", "n"])  # a count has no interval, and needs none
    numbers = known.astype("float64").set_axis([*NUMBERS, "n"], axis=1)
    points = numbers.replace([np.inf, -np.inf], np.nan).assign(
        x=month_number(table["group"]),
        few=numbers["n"] < words.minimum_n,
        closed=table[CLOSED_ONLY].astype("float64") if CLOSED_ONLY in table else np.nan,
        label=[words.label(str(code)) for code in table["group"]],
    )
    points.loc[points[["low", "high"]].isna().any(axis=1), ["low", "high"]] = np.nan
    return points.dropna(subset=["x", "value"]).sort_values("x").reset_index(drop=True)


def _shift(now: pd.DataFrame, ghost: pd.DataFrame, words: ChartWords) -> float:
    if words.shift_months is not None:
        return words.shift_months
    return 0.0 if now.empty or ghost.empty else float(now["x"].min() - ghost["x"].min())


def _unbroken(points: pd.DataFrame) -> pd.DataFrame:
    """Return every month from the first to the last, empty where it has too few or no row: a line breaks there."""
    steps = points["x"].diff().dropna()
    every = next(months for months in PERIODS if (steps % months == 0).all())
    first, last = (float(points["x"].min()), float(points["x"].max())) if len(points) else (0.0, -1.0)
    line = points.loc[~points["few"], ["x", *NUMBERS]].set_index("x").reindex(np.arange(first, last + every / 2, every))
    return line.rename_axis("x").reset_index()


def _alone(numbers: pd.Series[float]) -> pd.Series[bool]:
    """Whether a number has no neighbour to draw a line to."""
    return numbers.notna() & numbers.shift(1).isna() & numbers.shift(-1).isna()


def _band(line: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the interval: an area, and a bar for a month that stands alone."""
    area = alt.Chart(line).mark_area(opacity=BAND, clip=True)
    bars = alt.Chart(line[_alone(line["low"])]).mark_rule(opacity=BAND, clip=True, strokeWidth=INTERVAL)
    return [in_role(layer.encode(x.x(), y.y("low"), alt.Y2("high:Q")), "main") for layer in (area, bars)]


def _line(line: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    stroke = alt.Chart(line).mark_line(strokeWidth=NOW)
    dots = alt.Chart(line[_alone(line["value"])]).mark_point(size=RING, filled=True, opacity=1)
    return [in_role(layer.encode(x.x(), y.y("value")), "main") for layer in (stroke, dots)]


def _closed_only(points: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw what closed cases alone would say as hollow dots, named beneath the last one."""
    known = points.dropna(subset=["closed"])
    if known.empty:
        return []
    dots = alt.Chart(known).mark_point(size=RING, filled=False, opacity=1)
    name = alt.Chart(known.tail(1).assign(text=words.text("closed_only"))).mark_text(align="right", dx=4, dy=14)
    layers = (dots.encode(x.x(), y.y("closed")), name.encode(x.x(), y.y("closed"), alt.Text("text:N")))
    return [in_role(layer, "muted") for layer in layers]


def _levels(line: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw each level with its name on the line, beneath it where the series or another name is just above."""
    layers = []
    beneath: dict[float, bool] = {}
    start = line["value"].dropna().head(3)
    for level in words.levels:
        near = [side for value, side in beneath.items() if abs(value - level.value) < y.share(CROWDED)]
        above = ((start - level.value) / (y.high - y.low)).between(0, CROWDED).any()
        beneath[level.value] = not near[0] if near else bool(above)
        data = alt.Chart(pd.DataFrame({"x": [x.low], "value": [level.value], "text": [level.label]}))
        layers.append(in_role(data.mark_rule(strokeDash=DASHES, strokeWidth=HAIRLINE).encode(y.y("value")), "muted"))
        name = data.mark_text(align="left", dx=2, dy=11 if beneath[level.value] else -8)
        layers.append(in_role(name.encode(x.x(), y.y("value"), alt.Text("text:N")), "muted"))
    return layers


def _ghost(past: pd.DataFrame, line: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the period before in grey, named at its end, out of the way of this period's last value."""
    last, now = past.dropna(subset=["value"]).tail(1), line["value"].dropna().tail(1)
    distance = float(last["value"].sum() - now.sum())
    near = len(last) and len(now) and abs(distance) < y.share(CROWDED)
    name = alt.Chart(last.assign(text=words.text("before")))
    away = (14 if distance < 0 else -14) if near else 0
    stroke = alt.Chart(past).mark_line(strokeWidth=GHOST).encode(x.x(), y.y("value"))
    word = name.mark_text(align="left", dx=9, dy=away).encode(x.x(), y.y("value"), alt.Text("text:N"))
    return [in_role(stroke, "muted"), in_role(word, "muted")]


def _events(words: ChartWords, x: Line) -> list[alt.Chart]:
    """Draw each event with its name above; where names would meet, every second one stands higher."""
    days = [
        (event.day.year * 12 + event.day.month - 1 + (event.day.day - 1) / 31, event.label) for event in words.events
    ]
    shown = pd.DataFrame(sorted(day for day in days if x.low <= day[0] <= x.high), columns=["x", "text"])
    beside = shown["x"].diff() < CROWDED_EVENTS * (x.high - x.low)
    lifted = beside.groupby((~beside).cumsum()).cumcount() % 2 == 1
    rule = alt.Chart(shown).mark_rule(strokeWidth=HAIRLINE, opacity=0.6).encode(x.x())
    rows = [(shown[~lifted], NAMES_ABOVE), (shown[lifted], 3 * NAMES_ABOVE)]
    named = [_named(part, above, x) for part, above in rows if len(part)]
    return [in_role(layer, "muted") for layer in (rule, *named)] if len(shown) else []


def _named(events: pd.DataFrame, above: int, x: Line) -> alt.Chart:
    text = alt.Chart(events).mark_text(baseline="bottom")
    named: alt.Chart = text.encode(x.x(), alt.Text("text:N"), y=alt.value(-above))
    return named


def _end(line: pd.DataFrame, unit: str, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the last month with enough behind it as a dot with its value."""
    last = line.dropna(subset=["value"]).tail(1)
    last = last.assign(text=[words.amount(value, unit) for value in last["value"]])
    dot = alt.Chart(last).mark_point(size=END, filled=True, opacity=1)
    value = alt.Chart(last).mark_text(align="left", dx=9, fontWeight=STRONG).encode(alt.Text("text:N"))
    return [in_role(layer.encode(x.x(), y.y("value")), "main") for layer in (dot, value)]
