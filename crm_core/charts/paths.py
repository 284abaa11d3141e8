"""What leads to what: constructs in their places, and lines between them as wide as the one goes with the other."""

from __future__ import annotations

from typing import Literal

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAR, STRONG, by_role, in_role, layered
from crm_core.charts.words import ChartWords

PLACES: dict[str, tuple[float, float]] = {
    "image": (0.0, 0.4),
    "expectation": (0.22, 0.84),
    "quality": (0.36, 0.14),
    "value": (0.52, 0.68),
    "satisfaction": (0.7, 0.26),
    "complaints": (0.86, 0.8),
    "loyalty": (1.0, 0.46),
}
"""Where a construct stands, from the left and from the bottom; paths lead from left to right."""

HEIGHT = 330  # pixels
NODE = 320  # square pixels, area of a construct's point
WIDTH = 14.0  # pixels, of a line of strength 1
LEAST_WIDTH = 1.0  # pixels
ALONG, EARLY, LONG = 0.52, 0.2, 0.45
"""Part of the way along a line at which its number stands: earlier on a long line, which others cross."""

LOW = 0.35
"""Part of the height up to which a name stands under its construct: lines come from above."""

ABOVE, BELOW, SECOND = -17, 21, 16
"""Pixels from a construct to its name, above or below, and from the name to what is said beyond it."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "per_cent", "explained")


def paths(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw constructs as points and direct effects as lines; an effect that could be chance is grey.

    Parameters
    ----------
    table : DataFrame
        ``start``, ``end``, ``direct``, ``direct_low``, ``direct_high``, ``explained_pct``, ``n``.
    before : DataFrame
        Not drawn.
    metric : Metric
        Not asked: its value adds all ways, the lines are the single ones.
    words : ChartWords
        Labels of the constructs.
    """
    x, y = Line(-0.06, 1.06, (), ()), Line(0.0, 1.0, (), ())
    lines = _lines(table, words)
    rule = alt.Chart(lines).mark_rule(opacity=2 * BAR, strokeCap="round")
    drawn = rule.encode(
        x.x(), y.y("y", grid=False), alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.StrokeWidth("width:Q").scale(None)
    )
    number = alt.Chart(lines).mark_text(fontWeight=STRONG)
    numbers = number.encode(x.x("label_x"), y.y("label_y", grid=False), alt.Text("number:N"))
    tips = told(lines.assign(x=lines["label_x"], y=lines["label_y"]), words, metric.unit)
    return layered(
        by_role(drawn),
        *_constructs(table, words, x, y),
        in_role(numbers, "ink"),
        pointed_at(tips, words, x.x(), y.y("y", grid=False)),
        height=HEIGHT,
    )


def _lines(table: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return the ends, width, role, number and tooltip of each direct effect between known constructs."""
    known = table["start"].isin(PLACES) & table["end"].isin(PLACES) & table["direct"].notna()
    rows = table.loc[known, ["start", "end", "direct", "direct_low", "direct_high", "n"]].reset_index(drop=True)
    rows = rows.rename(columns={"direct": "value", "direct_low": "low", "direct_high": "high"})
    ends = {
        name: [PLACES[code][axis] for code in rows[side]]
        for name, side, axis in (("x", "start", 0), ("y", "start", 1), ("x2", "end", 0), ("y2", "end", 1))
    }
    rows = rows.astype({"value": "float64", "low": "float64", "high": "float64", "n": "float64"}).assign(**ends)
    chance = (rows["low"] <= 0) & (rows["high"] >= 0)
    pairs = zip(rows["start"], rows["end"], strict=True)
    names = [f"{words.label(start)} \N{RIGHTWARDS ARROW} {words.label(end)}" for start, end in pairs]
    along = (rows["x2"] - rows["x"] > LONG).map({True: EARLY, False: ALONG}).astype("float64")
    return rows.assign(
        label=pd.Series(names, dtype="str"),
        role=chance.map({True: "muted", False: "main"}).astype("str"),
        width=(WIDTH * rows["value"].abs()).clip(lower=LEAST_WIDTH),
        number=pd.Series([words.number(value, 2) for value in rows["value"]], dtype="str"),
        label_x=rows["x"] + along * (rows["x2"] - rows["x"]),
        label_y=rows["y"] + along * (rows["y2"] - rows["y"]),
    )


def _constructs(table: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw a point for each construct, its name above, and below how much of it is explained."""
    known = [code for code in PLACES if code in {*table["start"], *table["end"]}]
    explained = table.groupby("end")["explained_pct"].first()
    rows = pd.DataFrame(
        {
            "x": [PLACES[code][0] for code in known],
            "y": [PLACES[code][1] for code in known],
            "name": [words.label(code) for code in known],
            "said": [_said(float(explained.get(code, float("nan"))), words) for code in known],
        }
    ).astype({"x": "float64", "y": "float64", "name": "str", "said": "str"})
    point = alt.Chart(rows).mark_point(size=NODE, filled=True, opacity=1).encode(x.x(), y.y("y", grid=False))
    layers = [in_role(point, "main")]
    sides: tuple[tuple[pd.DataFrame, Literal["left", "center", "right"], int], ...] = (
        (rows[rows["x"] == 0], "left", -8),
        (rows[(rows["x"] > 0) & (rows["x"] < 1)], "center", 0),
        (rows[rows["x"] == 1], "right", 8),
    )
    for side, align, dx in sides:
        for low, dy, away in ((False, ABOVE, -SECOND), (True, BELOW, SECOND)):
            placed = alt.Chart(side[(side["y"] < LOW) == low])
            name = placed.mark_text(align=align, dx=dx, dy=dy, fontWeight=STRONG).encode(alt.Text("name:N"))
            said = placed.mark_text(align=align, dx=dx, dy=dy + away).encode(alt.Text("said:N"))
            layers += [in_role(name.encode(x.x(), y.y("y", grid=False)), "ink")]
            layers += [in_role(said.encode(x.x(), y.y("y", grid=False)), "muted")]
    return layers


def _said(explained: float, words: ChartWords) -> str:
    """Say how much of a construct is explained; nothing of one that no path leads to."""
    return words.text("explained", x=words.amount(explained, "per cent", 0)) if pd.notna(explained) else ""
