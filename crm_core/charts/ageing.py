"""Who is waiting: open complaints by age, now and at the end of each month."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line, month_line, month_number, number_line, row_axis, row_names
from crm_core.charts.look import GHOST, HEIGHT, LEAST_HEIGHT, STRONG, apart_in_colour, by_role, in_role, layered
from crm_core.charts.words import ChartWords

HALF_COLUMN = 0.36  # months
FEWEST_COLUMNS = 6
"""Room for so many columns is kept: one month alone is no wall."""

BAR = 18  # pixels
BETWEEN = 0.075
"""Least distance between two labels, as part of the axis."""

PALEST = -2.0
"""Where the ramp starts, in bands below the youngest: the first shades are too near the page."""

AGEING_TEXTS = ("at", "band", "count")
BACKLOG_TEXTS = ("at", "band", "count", "before")


def ageing(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the last moment: one bar per age band, youngest on top, its number at the end.

    Parameters
    ----------
    table : DataFrame
        ``at`` (day, ISO), ``band`` (code that starts with its first day of age), ``open``; groups are added up.
    before : DataFrame
        Not drawn: beside six bars a second six would say less than the backlog does.
    metric : Metric
        Not needed beside the columns' fixed names.
    words : ChartWords
        Labels of the bands; those in `late` are drawn as bad.
    """
    counted = _counted(table, words)
    bars = counted[counted["at"] == counted["at"].max()].reset_index(drop=True)
    bars = bars.assign(row=range(len(bars)), role=np.where(bars["band"].isin(words.late), "bad", "main"))
    x = alt.X("open:Q").title(None).axis(None).scale(domain=[0, max(1.0, bars["open"].max())] if len(bars) else [0, 1])
    y = row_axis(len(bars))
    tooltip = _tooltip(words)
    return layered(
        row_names(bars),
        by_role(alt.Chart(bars).mark_bar(size=BAR).encode(x, y, tooltip=tooltip)),
        in_role(
            alt.Chart(bars).mark_text(align="left", dx=6, fontWeight=STRONG).encode(x, y, alt.Text("told_count:N")),
            "ink",
        ),
        height=LEAST_HEIGHT,
    )


def backlog(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw each month's end as a column of age bands, youngest at the foot, named beside the last column.

    Parameters
    ----------
    table, before, metric, words
        As for `ageing`; the period before is a thin grey line of its totals on the same months.
    """
    columns, ghost = _stacked(_counted(table, words)), _totals(_counted(before, words))
    totals = _totals(columns)
    shift = words.shift_months if words.shift_months is not None else totals["x"].min() - ghost["x"].min()
    margin = max(1.0, FEWEST_COLUMNS - len(totals)) / 2
    x = month_line(totals["x"], words, margin=margin)
    ghost = ghost.assign(x=ghost["x"] + shift)
    ghost = ghost[ghost["x"].between(x.low, x.high)]
    highest = max([*totals["open"], *ghost["open"], 1.0]) if len(totals) else np.nan
    y = number_line(0.0 if len(totals) else np.nan, highest, words)
    picture = layered(
        _columns(columns, words, x, y),
        *_ghost(ghost, words, x, y),
        _band_names(columns, x, y),
        _last_total(totals, words, x, y),
        height=HEIGHT,
    )
    return apart_in_colour(picture)


def _first_day(band: str) -> float:
    """Return the age at which a band starts; a band that doesn't say comes last."""
    start = band.partition("_")[0]
    return float(start) if start.isdecimal() else np.inf


def _counted(table: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return one row per moment and band over all groups, by age: at, band, open, x, rank, label, told_*."""
    counted = table.astype({"at": "str", "band": "str", "open": "float64"})
    counted = counted.groupby(["at", "band"], as_index=False).agg({"open": "sum"})
    order = sorted(counted["band"].unique(), key=lambda band: (_first_day(band), band))
    ranks = {band: float(rank) for rank, band in enumerate(order)}
    labels = [words.label(band) for band in counted["band"]]
    counted = counted.assign(
        x=month_number(counted["at"]),
        rank=counted["band"].map(ranks).astype("float64"),
        label=labels,
        told_at=[words.label(at) for at in counted["at"]],
        told_band=labels,
        told_count=[words.number(count, 0) for count in counted["open"]],
    )
    return counted.sort_values(["at", "rank"]).reset_index(drop=True)


def _stacked(counted: pd.DataFrame) -> pd.DataFrame:
    """Keep the last moment of each month and give each band its foot and its top."""
    dated = counted.dropna(subset=["x"])
    last = dated[dated["at"] == dated.groupby("x")["at"].transform("max")] if len(dated) else dated
    top = last.groupby("x")["open"].cumsum()
    return last.assign(foot=top - last["open"], top=top, left=last["x"] - HALF_COLUMN, right=last["x"] + HALF_COLUMN)


def _totals(counted: pd.DataFrame) -> pd.DataFrame:
    """Return x and open, one row per month."""
    last = counted if "top" in counted else _stacked(counted)
    return last.groupby("x", as_index=False).agg({"open": "sum"})


def _tooltip(words: ChartWords) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"told_{field}:N").title(words.text(field)) for field in ("at", "band", "count")]


def _columns(columns: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> alt.Chart:
    """Draw the stack; the shade is a number on the theme's ramp, because an ordered code would not take the theme's."""
    oldest = max(1.0, columns["rank"].max()) if len(columns) else 1.0
    shade = alt.Color("rank:Q").scale(domain=[PALEST, oldest]).legend(None)
    bars: Any = alt.Chart(columns[columns["open"] > 0]).mark_bar()
    drawn: alt.Chart = bars.encode(
        x.x("left"), alt.X2("right:Q"), y.y("foot"), alt.Y2("top:Q"), shade, tooltip=_tooltip(words)
    )
    return drawn


def _ghost(ghost: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    first = alt.Chart(ghost.head(1).assign(text=words.text("before")))
    stroke = alt.Chart(ghost).mark_line(strokeWidth=GHOST)
    word = first.mark_text(align="left", dy=-9).encode(alt.Text("text:N"))
    return [in_role(layer.encode(x.x(), y.y("open")), "muted") for layer in (stroke, word)]


def _band_names(columns: pd.DataFrame, x: Line, y: Line) -> alt.Chart:
    """Name each band of the last column at its middle, moved apart where bands are thin."""
    last = columns[columns["x"] == columns["x"].max()]
    last = last[last["open"] > 0]
    names = last.assign(place=_apart(list((last["foot"] + last["top"]) / 2), y.share(BETWEEN), y.high))
    words = alt.Chart(names).mark_text(align="left", dx=6)
    return in_role(words.encode(x.x("right"), y.y("place"), alt.Text("label:N")), "muted")


def _apart(places: list[float], distance: float, top: float) -> list[float]:
    """Move rising places up until they keep the distance, then down again where they would leave the top."""
    for above in range(1, len(places)):
        places[above] = max(places[above], places[above - 1] + distance)
    ceiling = top
    for place in reversed(range(len(places))):
        places[place] = min(places[place], ceiling)
        ceiling = places[place] - distance
    return places


def _last_total(totals: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> alt.Chart:
    last = totals.tail(1)
    last = last.assign(text=[words.number(count, 0) for count in last["open"]])
    total = alt.Chart(last).mark_text(baseline="bottom", dy=-4, fontWeight=STRONG)
    return in_role(total.encode(x.x(), y.y("open"), alt.Text("text:N")), "ink")
