"""Who leads: one company's published scores year by year, among all others and against its industry."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line, extent, number_line
from crm_core.charts.look import (
    BAND,
    DASHES,
    END,
    GHOST,
    HEIGHT,
    HOVER,
    NOW,
    RING,
    STRONG,
    in_role,
    layered,
)
from crm_core.charts.words import ChartWords

MARGIN = 0.3  # years of room beside the first and the last
APART = 0.07
"""Names at the end of the lines keep this part of the axis between each other."""

TEXTS = ("group", "value", "low", "high", "place", "industry", "missing")


def standing(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the leader of the newest year, or the company the caller accents, as a line with the published margin.

    The other companies are grey dots, the industry is a dashed grey line. A year without a figure is a gap: no line
    crosses it.

    Parameters
    ----------
    table : DataFrame
        ``period`` (first day of the year, ISO), ``company``, the metric's value column, ``low``, ``high``, ``place``
        and ``industry_points``.
    before : DataFrame
        Not drawn.
    metric : Metric
        Names the value column.
    words : ChartWords
        Its first accented code is the company of the line.
    """
    rows = _rows(table, metric, words)
    who = next(iter(words.accented), None) or _leader(rows)
    own, others = rows[rows["company"] == who], rows[rows["company"] != who]
    line, industry = _by_year(own, ["value", "low", "high"], rows), _by_year(rows, ["industry"], rows)
    x = _years(rows, words)
    y = number_line(*extent(rows["value"], own["low"], own["high"], rows["industry"]), words)
    return layered(
        in_role(alt.Chart(line).mark_area(opacity=BAND, clip=True).encode(x.x(), y.y("low"), alt.Y2("high:Q")), "main"),
        in_role(
            alt.Chart(industry)
            .mark_line(strokeDash=DASHES, strokeWidth=GHOST, point=False)
            .encode(x.x(), y.y("industry")),
            "muted",
        ),
        in_role(
            alt.Chart(others).mark_point(size=RING, filled=True, opacity=0.75).encode(x.x(), y.y("value")), "muted"
        ),
        in_role(alt.Chart(line).mark_line(strokeWidth=NOW).encode(x.x(), y.y("value")), "main"),
        in_role(alt.Chart(own).mark_point(size=END, filled=True, opacity=1).encode(x.x(), y.y("value")), "main"),
        *_names(rows, who, words, x, y),
        _pointed_at(rows, words, x, y),
        height=HEIGHT,
    )


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return one row per year and company: x, company, label, value, low, high, place, industry."""
    columns = {metric.value: "value", "low": "low", "high": "high", "place": "place", "industry_points": "industry"}
    rows = table[list(columns)].astype("float64").set_axis(list(columns.values()), axis=1)
    years = pd.to_datetime(table["period"].astype("str"), format="%Y-%m-%d", errors="coerce").dt.year
    companies = table["company"].astype("str")
    named = rows.assign(x=years.astype("float64"), company=companies, label=[words.label(one) for one in companies])
    return named.replace([np.inf, -np.inf], np.nan).dropna(subset=["x", "value"]).sort_values(["x", "place"])


def _leader(rows: pd.DataFrame) -> str | None:
    newest = rows[rows["x"] == rows["x"].max()]
    return str(newest["company"].iloc[0]) if len(newest) else None


def _by_year(part: pd.DataFrame, columns: list[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Return every year from the first to the last, empty where none was published: a line breaks there."""
    known = part.groupby("x")[columns].first()
    years = np.arange(rows["x"].min(), rows["x"].max() + 1) if len(rows) else np.array([])
    return known.reindex(years).rename_axis("x").reset_index()


def _years(rows: pd.DataFrame, words: ChartWords) -> Line:
    if rows.empty:
        return Line(0.0, 1.0, (), ())
    first, last = float(rows["x"].min()), float(rows["x"].max())
    ticks = tuple(np.arange(first, last + 1))
    labels = tuple(words.digits(str(int(year))) for year in ticks)
    return Line(first - MARGIN, last + MARGIN, ticks, labels, overlap="greedy")


def _names(rows: pd.DataFrame, who: str | None, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Name the line, the best of the others and the industry at the last year, out of each other's way."""
    last = rows[rows["x"] == rows["x"].max()]
    best = last[last["company"] != who].head(1)
    named = pd.concat([last[last["company"] == who].assign(strong=True), best.assign(strong=False)])
    industry = last.dropna(subset=["industry"]).head(1)
    named = pd.concat([named, industry.assign(label=words.text("industry"), value=industry["industry"], strong=False)])
    named = named.sort_values("value", ascending=False).reset_index(drop=True)
    places = named["value"].to_numpy(copy=True)
    for place in range(1, len(places)):
        places[place] = min(places[place], places[place - 1] - y.share(APART))
    text = [f"{label} {_score(value, words)}" for label, value in zip(named["label"], named["value"], strict=True)]
    shown = named.assign(text=text, at=places)
    layers = []
    for strong, role in ((True, "main"), (False, "muted")):
        part = alt.Chart(shown[shown["strong"].astype("bool") == strong])
        mark = part.mark_text(align="left", dx=9, fontWeight=STRONG if strong else 400)
        layers.append(in_role(mark.encode(x.x(), y.y("at"), alt.Text("text:N")), role))
    return layers


def _score(value: float, words: ChartWords) -> str:
    """Write a score as it was published: most are whole."""
    return words.number(value, 0 if value == round(value) else None)


def _pointed_at(rows: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> alt.Chart:
    """Return invisible points that tell each company's score, its margin and its place."""
    fields = ("value", "low", "high")
    written = {f"told_{field}": [_score(value, words) for value in rows[field]] for field in fields}
    told = rows.assign(**written, told_place=[words.number(place, 0) for place in rows["place"]])
    titles = [alt.Tooltip("label:N").title(words.text("group"))]
    titles += [alt.Tooltip(f"told_{field}:N").title(words.text(field)) for field in (*fields, "place")]
    points = alt.Chart(told).mark_point(size=HOVER, opacity=0).encode(x.x(), y.y("value"), tooltip=titles)
    return in_role(points, "main")
