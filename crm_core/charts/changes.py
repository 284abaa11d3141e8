"""What changed: each figure's change with its interval, against a line at no change."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line, number_line, row_axis, row_names
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAR, DOT, HAIRLINE, INTERVAL, LEAST_HEIGHT, STRONG, by_role, in_role, layered
from crm_core.charts.words import ChartWords

ROLES_OF = {"better": "good", "worse": "bad", "moved": "ink"}
"""Colour only for what is more than chance; everything else is grey."""

QUIETER = 0.3
"""Least length of the side with the smaller changes, as part of the other."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "per_cent", "better", "worse", "moved")


def changes(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw one row per figure: a dot for its change, a pale bar for the interval, grey where it could be chance.

    Parameters
    ----------
    table : DataFrame
        ``group``, ``change_pct``, ``low``, ``high`` (per cent of the value before), ``n``, ``verdict``.
    before : DataFrame
        Not drawn: the change is against it already.
    metric : Metric
        Not needed beside the columns' fixed names.
    words : ChartWords
        Labels of the figures, and a word per verdict.
    """
    rows = _rows(table, words)
    x = _line(rows, words)
    y = row_axis(len(rows))
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(strokeWidth=HAIRLINE)
    bars = alt.Chart(rows[rows["low"].notna() & rows["high"].notna()]).mark_rule(
        strokeWidth=INTERVAL, opacity=BAR, clip=True
    )
    dots = alt.Chart(rows).mark_point(size=DOT, filled=True, opacity=1)
    said = alt.Chart(rows).mark_text(dy=-14, fontWeight=STRONG)
    return layered(
        row_names(rows),
        in_role(zero.encode(x.x("x", grid=True)), "ink"),
        by_role(bars.encode(x.x("low", grid=True), alt.X2("high:Q"), y)),
        by_role(dots.encode(x.x("value", grid=True), y)),
        by_role(said.encode(x.x("value", grid=True), y, alt.Text("said:N"))),
        pointed_at(told(rows, words, "per cent"), words, x.x("value", grid=True), y),
        height=LEAST_HEIGHT,
    )


def _rows(table: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return the figures that have a change: label, value, low, high, n, role, said, row."""
    numbers = table[["low", "high", "n"]].astype("float64").assign(value=table["change_pct"].astype("float64"))
    rows = numbers.replace([np.inf, -np.inf], np.nan).assign(group=table["group"], verdict=table["verdict"])
    rows = rows.dropna(subset=["value"]).reset_index(drop=True)
    verdicts = [str(verdict) for verdict in rows["verdict"]]
    return rows.assign(
        label=[words.label(str(code)) for code in rows["group"]],
        role=[ROLES_OF.get(verdict, "muted") for verdict in verdicts],
        said=[_said(value, verdict, words) for value, verdict in zip(rows["value"], verdicts, strict=True)],
        row=range(len(rows)),
    )


def _said(value: float, verdict: str, words: ChartWords) -> str:
    """Write the change with its sign, and whether it is good where it is more than chance."""
    change = ("+" if value > 0 else "") + words.amount(value, "per cent", 1)
    return f"{change} {words.text(verdict)}" if verdict in ROLES_OF else change


def _line(rows: pd.DataFrame, words: ChartWords) -> Line:
    """Span what is drawn, and on the quieter side of no change a part of it, so that the direction is plain to see."""
    if rows.empty:
        return replace(number_line(np.nan, np.nan, words), overlap="greedy")
    ends = rows[["value", "low", "high"]]
    low, high = float(ends.min().min()), float(ends.max().max())
    line = number_line(min(low, -QUIETER * high, 0.0), max(high, -QUIETER * low, 0.0), words, "per cent")
    return replace(line, overlap="greedy")
