"""When they ask: a cell for each hour of the week, darker where more is going on."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import row_axis, row_names
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import LEAST_HEIGHT, STRONG, apart_in_colour, by_role, layered
from crm_core.charts.words import ChartWords

HEADROOM = 1.4
"""The ramp ends so many times beyond the largest mean, so that dark text stays readable on every cell."""

WEEKDAYS = 7
GAP = 0.06
"""Between two cells, as part of a step."""

EVERY = 3
"""Hours from one label to the next."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "hour_of_week", "of_day")


def week(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw weekdays as rows, Monday on top, and hours as columns, from the first to the last in which anything comes.

    Parameters
    ----------
    table : DataFrame
        ``weekday`` (1 for Monday), ``hour`` (00 to 23), the metric's value, ``low``, ``high``, ``contacts``. One group.
        The busiest hour has its number.
    before : DataFrame
        Not drawn.
    metric : Metric
        Names the value column and its unit.
    words : ChartWords
        Labels of the weekdays.
    """
    cells = _cells(table, metric, words)
    busy = cells[cells["value"] > 0]
    hours = busy["hour"] if len(busy) else cells["hour"]
    first, last = (int(hours.min()), int(hours.max())) if len(hours) else (0, 0)
    cells = cells[cells["hour"].between(first, last)]
    x = _hours(first, last, words)
    y = row_axis(WEEKDAYS).scale(domain=list(range(WEEKDAYS)), paddingInner=GAP)
    highest = HEADROOM * cells["value"].max() if len(busy) else 1.0
    shade = alt.Color("value:Q").scale(domain=[0, highest]).legend(None)
    squares: Any = alt.Chart(cells).mark_rect(cornerRadius=2).encode(x, y, shade)
    names = pd.DataFrame({"row": range(WEEKDAYS), "label": [words.label(str(day + 1)) for day in range(WEEKDAYS)]})
    top = cells[(cells["value"] == cells["value"].max()) & (cells["value"] > 0)].head(1)
    numbers = by_role(alt.Chart(top).mark_text(fontWeight=STRONG, fontSize=11).encode(x, y, alt.Text("text:N")))
    picture = layered(squares, row_names(names), numbers, pointed_at(cells, words, x, y), height=LEAST_HEIGHT)
    return apart_in_colour(picture)


def _hours(first: int, last: int, words: ChartWords) -> alt.X:
    """Encode the hours, every third one labelled under its beginning."""
    hours = list(range(first, last + 1))
    names = json.dumps({str(hour): words.text("of_day", x=words.digits(f"{hour:02}")) for hour in hours[::EVERY]})
    axis = alt.Axis(
        values=hours[::EVERY],
        labelExpr=f"{names}[datum.value]",
        labelAngle=0,
        labelOverlap="parity",  # on a phone every other one
        labelSeparation=8,
        grid=False,
    )
    return alt.X("hour:O").title(None).axis(axis).scale(domain=hours, paddingInner=GAP)


def _cells(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return row, hour, value, low, high, n, text, role and what a pointer tells."""
    columns = {metric.value: "value", "low": "low", "high": "high", "contacts": "n"}
    cells = table[list(columns)].astype("float64").set_axis(list(columns.values()), axis=1)
    weekday, hour = (pd.to_numeric(table[name], errors="coerce") for name in ("weekday", "hour"))
    cells = cells.assign(row=weekday - 1, hour=hour).dropna(subset=["row", "hour", "value"])
    cells = cells.astype({"row": "int64", "hour": "int64"})
    labels = [
        words.text("hour_of_week", day=words.label(str(row + 1)), x=words.text("of_day", x=words.digits(f"{hour:02}")))
        for row, hour in zip(cells["row"], cells["hour"], strict=True)
    ]
    texts = [words.number(value) for value in cells["value"]]
    return told(cells.assign(label=labels, text=texts, role="ink"), words, metric.unit)
