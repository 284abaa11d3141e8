"""Is the backlog growing: what was open at the end of each week."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import MONTHS, Line, month_line, number_line
from crm_core.charts.look import END, GHOST, HEIGHT, HOVER, NOW, STRONG, in_role, layered
from crm_core.charts.words import ChartWords

LONGEST_MONTH = 31  # days

TEXTS = ("at", "opened", "ended", "count", "before")


def flow(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the open cases at the end of each week as a line from nought; opened and ended are told on pointing.

    Parameters
    ----------
    table : DataFrame
        ``at`` (Monday, ISO), ``opened``, ``ended``, ``open``; groups are added up.
    before : DataFrame
        The same for the period before, drawn as a thin grey line on the same weeks.
    metric : Metric
        Not needed beside the columns' fixed names.
    words : ChartWords
        Texts and numbers.
    """
    now, ghost = _weeks(table, words), _weeks(before, words)
    ghost["x"] += now["x"].min() - ghost["x"].min() if len(now) and len(ghost) else 0.0
    whole = now["x"].map(int)
    x = month_line(whole.astype("float64"), words)
    x = (
        Line(min(x.low, now["x"].min()), max(x.high, now["x"].max()), x.ticks, x.labels, overlap="greedy")
        if len(now)
        else x
    )
    ghost = ghost[ghost["x"].between(x.low, x.high)]
    highest = max([*now["open"], *ghost["open"], 1.0]) if len(now) else float("nan")
    y = number_line(0.0 if len(now) else float("nan"), highest, words)
    return layered(
        in_role(alt.Chart(ghost).mark_line(strokeWidth=GHOST).encode(x.x(), y.y("open")), "muted"),
        _before(ghost, words, x, y),
        in_role(alt.Chart(now).mark_line(strokeWidth=NOW).encode(x.x(), y.y("open")), "main"),
        *_end(now, x, y),
        _told(now, words, x, y),
        height=HEIGHT,
    )


def _weeks(table: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return one row per week: x (months since year 0), open, and what is told of it."""
    counts = (
        table.dropna(subset=["open"])
        .groupby("at", as_index=False)[["opened", "ended", "open"]]
        .sum()
        .astype({"open": "float64"})
    )
    days = pd.to_datetime(counts["at"])
    place = days.dt.year * MONTHS + days.dt.month - 1 + (days.dt.day - 1) / LONGEST_MONTH
    told: dict[str, Any] = {
        f"told_{name}": [words.number(float(count), 0) for count in counts[name]]
        for name in ("opened", "ended", "open")
    }
    return counts.assign(x=place.astype("float64"), told_at=[words.label(at) for at in counts["at"]], **told)


def _before(ghost: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> alt.Chart:
    first = alt.Chart(ghost.head(1).assign(text=words.text("before")))
    return in_role(first.mark_text(align="left", dy=-9).encode(x.x(), y.y("open"), alt.Text("text:N")), "muted")


def _end(now: pd.DataFrame, x: Line, y: Line) -> list[alt.Chart]:
    last = alt.Chart(now.tail(1))
    dot = last.mark_point(size=END, filled=True, opacity=1).encode(x.x(), y.y("open"))
    value = last.mark_text(align="left", dx=9, fontWeight=STRONG).encode(x.x(), y.y("open"), alt.Text("told_open:N"))
    return [in_role(layer, "main") for layer in (dot, value)]


def _told(now: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> alt.Chart:
    fields = {"told_at": "at", "told_opened": "opened", "told_ended": "ended", "told_open": "count"}
    titles = [alt.Tooltip(f"{field}:N").title(words.text(text)) for field, text in fields.items()]
    points = alt.Chart(now).mark_point(size=HOVER, opacity=0).encode(x.x(), y.y("open"), tooltip=titles)
    return in_role(points, "main")
