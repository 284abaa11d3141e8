"""How customers spread over the tiers, month by month: a line per tier with its name at its end."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import extent, month_line, month_number, number_line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAND, END, HEIGHT, NOW, STRONG, by_role, layered
from crm_core.charts.words import ChartWords

TEXTS = ("group", "value", "low", "high", "n", "missing", "per_cent")

LINES = ("main", "second", "third", "fourth")
"""Roles of the lines, the lowest tier first; of more tiers than these the lower ones are grey."""


def tiers(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw one line per tier with its band, and its name and last value at its end.

    Parameters
    ----------
    table : DataFrame
        ``at``, ``tier``, ``place``, ``share_pct``, ``low``, ``high``, ``customers``.
    before : DataFrame
        Not drawn: the line itself shows what was before.
    metric : Metric
        Names the unit.
    words : ChartWords
        Texts.
    """
    rows = _rows(table, metric, words)
    months = month_line(rows["month"], words)
    shares = number_line(*extent(rows["low"], rows["high"], rows["value"]), words, metric.unit)
    x, y = months.x("month"), shares.y("value")
    ends = shares.y("low")
    base = alt.Chart(rows)
    last = alt.Chart(rows.sort_values("month").drop_duplicates("place", keep="last"))
    bands = base.mark_area(opacity=BAND, clip=True).encode(x, ends, alt.Y2("high:Q"), alt.Detail("place:O"))
    lines = base.mark_line(strokeWidth=NOW).encode(x, y, alt.Detail("place:O"))
    dots = last.mark_point(size=END, filled=True, opacity=1).encode(x, y)
    names = last.mark_text(align="right", dx=4, dy=-14, fontWeight=STRONG).encode(x, y, alt.Text("name:N"))
    layers = [by_role(layer) for layer in (bands, lines, dots, names)]
    return layered(*layers, pointed_at(rows, words, x, y), height=HEIGHT)


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    columns = {"at": "at", "place": "place", metric.value: "value", "low": "low", "high": "high", "customers": "n"}
    rows = table[list(columns)].set_axis(list(columns.values()), axis=1).assign(tier=table["tier"])
    numbers = ["place", "value", "low", "high", "n"]
    rows = rows[rows["value"].notna()].astype(dict.fromkeys(numbers, "float64")).reset_index(drop=True)
    top = int(rows["place"].max()) if len(rows) else 0
    over = max(0, top + 1 - len(LINES))
    role = [LINES[int(place) - over] if place >= over else "muted" for place in rows["place"]]
    number = [words.amount(value, metric.unit) for value in rows["value"]]
    name = [f"{words.label(tier)} {text}" for tier, text in zip(rows["tier"], number, strict=True)]
    rows = rows.assign(role=role, name=name, label=[words.label(tier) for tier in rows["tier"]])
    return told(rows.assign(month=month_number(rows["at"])), words, metric.unit)
