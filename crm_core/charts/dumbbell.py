"""Which group: the interval as a pale bar, now as a dot, before as a ring."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line, extent, number_line, row_axis, row_names
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import (
    BAR,
    DOT,
    HAIRLINE,
    INTERVAL,
    LEAST_HEIGHT,
    MOST_HEIGHT,
    RING,
    by_role,
    in_role,
    layered,
)
from crm_core.charts.times import in_readable_unit
from crm_core.charts.words import ChartWords

MOST_GROUPS = 12
"""Most groups drawn, those with the largest n; the caller says how many more there are."""

TIMES = ("seconds", "minutes", "hours", "days")
"""Units of a time until half have come to an end."""

ROW_HEIGHT, MARGIN = 30, 40  # pixels

MONEY = "workspace currency"

TEXTS = ("group", "value", "low", "high", "n", "missing", "not_reached", "too_few_settled", "not_half") + (
    "per_cent",
    "days",
    "hours",
    "minutes",
    "seconds",
    "money",
)


def dumbbell(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw at most twelve groups, highest value on top, those under the minimum n last and in grey.

    Groups with an order of their own (`words.order`) stand in that.

    Parameters
    ----------
    table : DataFrame
        ``group``, the metric's value column, low, high and n. A missing value is told in words; a missing `high`
        beside a known `low` is an interval without an end and drawn to the edge.
    before : DataFrame
        The same for the period before; groups under the minimum n there have no ring.
    metric : Metric
        Names the value column and its unit; hours above two days are drawn as days.
    words : ChartWords
        Labels of the groups.
    """
    unit, (rows,) = in_readable_unit(
        metric.unit, _rows(table, before, metric, words), columns=("value", "low", "high", "before")
    )
    x = _line(rows, words, unit)
    height = max(LEAST_HEIGHT, min(MOST_HEIGHT, MARGIN + ROW_HEIGHT * len(rows)))
    return layered(
        row_names(rows),
        *_intervals(rows, x),
        *_before(rows, x),
        by_role(
            alt.Chart(rows)
            .mark_point(size=DOT, filled=True, opacity=1)
            .encode(x.x("value", grid=True), row_axis(len(rows)))
        ),
        _in_words(rows),
        pointed_at(told(rows, words, unit), words, x.x("value", grid=True), row_axis(len(rows))),
        height=height,
    )


def _rows(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return the groups drawn, in their order: group, label, value, low, high, n, before, few, role, row."""
    columns = {metric.value: "value", "low": "low", "high": "high", "n": "n"}
    numbers = table[list(columns)].astype("float64").set_axis(list(columns.values()), axis=1)
    why = _why_unknown(table, numbers["n"], metric, words)
    rows = numbers.replace([np.inf, -np.inf], np.nan).assign(group=table["group"].astype("str"), why=why)
    rows = rows.dropna(subset=["n"])  # hidden: too few people to be told of
    rows = rows.sort_values("n", ascending=False, kind="stable").head(MOST_GROUPS)
    earlier = before[before["n"].astype("float64") >= words.minimum_n].drop_duplicates("group")
    known = dict(zip(earlier["group"].astype("str"), earlier[metric.value].astype("float64"), strict=True))
    rows = rows.assign(
        before=rows["group"].map(known).astype("float64"),
        label=[words.label(code) for code in rows["group"]],
        few=rows["n"] < words.minimum_n,
        unknown=rows["value"].isna(),
    )
    rows["role"] = np.select([rows["few"], rows["group"].isin(words.accented)], ["muted", "second"], "main")
    own = {code: place for place, code in enumerate(words.order)}
    rows["place"] = rows["group"].map(own).fillna(len(own))
    order = {"place": True, "few": True, "unknown": True, "value": False, "group": True}
    ordered = rows.sort_values(list(order), ascending=list(order.values())).reset_index(drop=True)
    return ordered.drop(columns="place").assign(row=range(len(rows)))


def _why_unknown(table: pd.DataFrame, n: pd.Series[float], metric: Metric, words: ChartWords) -> list[str]:
    """Say of each group why it has no value, should it have none: a time that half have not reached, or no data."""
    timed = "not_half" if metric.unit in TIMES else "missing"
    if "open" not in table:
        return [words.text(timed if counted > 0 else "missing") for counted in n]
    half_open = 2 * table["open"].astype("float64") > n
    keys = np.select([n == 0, half_open], ["missing", "not_reached"], "too_few_settled")
    return [words.text(str(key)) for key in keys]


def _line(rows: pd.DataFrame, words: ChartWords, unit: str) -> Line:
    """Span the intervals of the groups with enough n; those of small groups would squeeze the rest and are cut."""
    wide = rows if rows["few"].all() else rows[~rows["few"]]
    line = number_line(*extent(wide["low"], wide["high"], rows["value"], rows["before"]), words, unit)
    return replace(line, narrow=line.ticks[1::2]) if unit == MONEY else line  # sums are long


def _intervals(rows: pd.DataFrame, x: Line) -> list[alt.Chart]:
    """Draw bars, and a pointer at the edge where an interval has no upper end."""
    known = rows[rows["low"].notna() & rows["value"].notna()].assign(end=lambda part: part["high"].fillna(x.high))
    endless = known[known["high"].isna()]
    bars = alt.Chart(known).mark_rule(strokeWidth=INTERVAL, opacity=BAR, clip=True)
    pointers = alt.Chart(endless).mark_point(shape="triangle-right", size=DOT, filled=True, opacity=2 * BAR)
    return [
        by_role(bars.encode(x.x("low", grid=True), alt.X2("end:Q"), row_axis(len(rows)))),
        by_role(pointers.encode(x.x("end", grid=True), row_axis(len(rows)))),
    ]


def _before(rows: pd.DataFrame, x: Line) -> list[alt.Chart]:
    earlier = rows[rows["before"].notna()]
    hairline = alt.Chart(earlier[earlier["value"].notna()]).mark_rule(strokeWidth=HAIRLINE)
    ring = alt.Chart(earlier).mark_point(size=RING, filled=False, opacity=1)
    return [
        in_role(hairline.encode(x.x("before", grid=True), alt.X2("value:Q"), row_axis(len(rows))), "muted"),
        in_role(ring.encode(x.x("before", grid=True), row_axis(len(rows))), "muted"),
    ]


def _in_words(rows: pd.DataFrame) -> alt.Chart:
    """Tell in words why a group has no value."""
    unknown = rows[rows["value"].isna()]
    said = alt.Chart(unknown).mark_text(align="left", dx=4)
    return in_role(said.encode(row_axis(len(rows)), alt.Text("why:N"), x=alt.value(0)), "muted")
