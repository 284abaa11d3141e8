"""What an answer hangs on: one bar per assumption, from the answer with less of it to that with more, widest on top."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import row_axis, row_names
from crm_core.charts.look import HAIRLINE, LEAST_HEIGHT, NARROW, in_role, layered
from crm_core.charts.words import ChartWords

UNITS = {"points": "points", "yearly": "workspace currency", "kept": "per cent", "discount": "per cent"}
"""Unit of what is assumed."""

ROOM = 0.75
"""Part of the span that is left free on both sides for what stands at the ends."""

ROW, BAR = 46, 18  # pixels
DECIMALS = {"points": 1, "yearly": 0, "kept": 0, "discount": 0}

TEXTS = ("group", "value", "n", "missing", "money", "per_cent", "points")


def tornado(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw each assumption's bar around the answer, with what is assumed and what comes out at both ends.

    Parameters
    ----------
    table : DataFrame
        ``group`` (the assumption), ``assumed_low``, ``assumed_high``, ``gain_at_low``, ``gain_at_high``, ``gain``.
    before : DataFrame
        Not drawn.
    metric : Metric
        Names the unit of the answer.
    words : ChartWords
        Labels of the assumptions.
    """
    rows = _rows(table, metric, words)
    low, high = (float(rows["left"].min()), float(rows["right"].max())) if len(rows) else (0.0, 1.0)
    margin = ROOM * max(high - low, 1e-9)
    span = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
    y = row_axis(len(rows))
    answer = alt.Chart(rows.head(1)).mark_rule(strokeWidth=HAIRLINE).encode(_at("gain", span))
    bars = alt.Chart(rows)
    less = bars.mark_bar(height=BAR).encode(_at("left", span), alt.X2("gain:Q"), y)
    more = bars.mark_bar(height=BAR).encode(_at("gain", span), alt.X2("right:Q"), y)
    return layered(
        row_names(rows),
        in_role(less, "second"),
        in_role(more, "main"),
        in_role(answer, "ink"),
        *(in_role(words_there, "ink") for words_there in _ends(bars, span, y)),
        height=max(LEAST_HEIGHT, ROW * len(rows)),
    )


def _ends(bars: alt.Chart, span: alt.Scale, y: alt.Y) -> list[alt.Chart]:
    """Write what stands at both ends; on a phone only what is assumed there."""
    left, right = (alt.expr(f"width < {NARROW} ? datum.{end}_short : datum.{end}_text") for end in ("left", "right"))
    return [
        bars.mark_text(align="right", dx=-6, text=left).encode(_at("left", span), y),
        bars.mark_text(align="left", dx=6, text=right).encode(_at("right", span), y),
    ]


def _at(field: str, span: alt.Scale) -> alt.X:
    return alt.X(f"{field}:Q").title(None).scale(span).axis(alt.Axis(labels=False, grid=False))


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return label, gain, left and right end with their texts, the widest first."""
    names = ["assumed_low", "assumed_high", "gain_at_low", "gain_at_high", "gain"]
    rows = table[names].astype("float64").assign(code=table["group"]).dropna(subset=["gain_at_low", "gain_at_high"])
    turned = rows["gain_at_low"] > rows["gain_at_high"]
    said = {end: [_said(row, end, metric, words) for _, row in rows.iterrows()] for end in ("low", "high")}
    short, whole = (
        {end: np.array([one[part] for one in texts], dtype=object) for end, texts in said.items()} for part in (0, 1)
    )
    rows = rows.assign(
        label=[words.label(str(code)) for code in rows["code"]],
        left=rows[["gain_at_low", "gain_at_high"]].min(axis=1),
        right=rows[["gain_at_low", "gain_at_high"]].max(axis=1),
        left_text=np.where(turned, whole["high"], whole["low"]),
        right_text=np.where(turned, whole["low"], whole["high"]),
        left_short=np.where(turned, short["high"], short["low"]),
        right_short=np.where(turned, short["low"], short["high"]),
    )
    widest = (rows["right"] - rows["left"]).sort_values(ascending=False, kind="stable").index
    return rows.loc[widest].reset_index(drop=True).assign(row=range(len(rows)))


def _said(row: pd.Series[Any], end: str, metric: Metric, words: ChartWords) -> tuple[str, str]:
    """Write what is assumed at an end, and the same with what comes out."""
    code, unit = str(row["code"]), UNITS.get(str(row["code"]), "")
    number = words.amount(row[f"assumed_{end}"], "" if unit == "points" else unit, DECIMALS.get(code))
    assumed = words.text("points", x=number) if unit == "points" else number
    return assumed, f"{assumed}: {words.amount(row[f'gain_at_{end}'], metric.unit, 0)}"
