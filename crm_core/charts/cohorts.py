"""Do they come back: a triangle of shares, one row per month of the first purchase."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import MONTHS, month_number, row_axis, row_names
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import LEAST_HEIGHT, apart_in_colour, by_role, layered
from crm_core.charts.words import ChartWords

MOST_ROWS = 13
"""Most months drawn, the newest ones."""

HEADROOM = 1.4
"""The ramp ends so many times beyond the largest share, so that dark text stays readable on every cell."""

ROW_HEIGHT, MARGIN = 22, 40  # pixels
GAP = 0.06
"""Between two cells, as part of a step."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "cohort", "per_cent")


def cohorts(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw a cell per month of the first purchase (rows, with its customers) and month since (columns), in per cent.

    Parameters
    ----------
    table : DataFrame
        ``first_bought`` (day, ISO), ``month`` (code that sorts and is a number), the metric's value, ``low``, ``high``,
        ``customers``. Cells that are not over are not there. Rows under the minimum n are written in grey.
    before : DataFrame
        Not drawn: the rows above are what was before.
    metric : Metric
        Names the value column and its unit.
    words : ChartWords
        Texts and names of months.
    """
    cells = _cells(table, metric, words)
    rows = cells.drop_duplicates("row").sort_values("row").assign(label=lambda part: part["row_label"])
    last = int(cells["place"].max()) if len(cells) else 1
    names = json.dumps([words.number(place, 0) for place in range(1, last + 1)], ensure_ascii=False)
    axis = alt.Axis(orient="top", labelExpr=f"{names}[datum.value - 1]", labelAngle=0, grid=False)
    step = alt.Scale(domain=list(range(1, last + 1)), paddingInner=GAP)
    x = alt.X("place:O").title(None).axis(axis).scale(step)
    y = row_axis(len(rows)).scale(domain=list(range(len(rows))), paddingInner=GAP)
    highest = HEADROOM * max(1.0, cells["value"].max()) if len(cells) else HEADROOM
    shade = alt.Color("value:Q").scale(domain=[0, highest]).legend(None)
    squares: Any = alt.Chart(cells).mark_rect(cornerRadius=2).encode(x, y, shade)
    numbers = by_role(alt.Chart(cells).mark_text().encode(x, y, alt.Text("text:N")))
    height = max(LEAST_HEIGHT, MARGIN + ROW_HEIGHT * len(rows))
    picture = layered(squares, row_names(rows), numbers, pointed_at(cells, words, x, y), height=height)
    return apart_in_colour(picture)


def _cells(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return row, place, value, low, high, n, text, role, row_label and what a pointer tells."""
    columns = {metric.value: "value", "low": "low", "high": "high", "customers": "n"}
    cells = table[list(columns)].astype("float64").set_axis(list(columns.values()), axis=1)
    place = pd.to_numeric(table["month"], errors="coerce")
    cells = cells.assign(at=month_number(table["first_bought"]), place=place).dropna(subset=["at", "place", "value"])
    newest = np.sort(cells["at"].unique())[-MOST_ROWS:]
    cells = cells[cells["at"].isin(newest)]
    names = [_month(at, words) for at in cells["at"]]
    counts = [words.number(n, 0) for n in cells["n"]]
    cells = cells.assign(
        row=np.searchsorted(newest, cells["at"]),
        place=cells["place"].astype("int64"),
        text=[words.number(value, 0) for value in cells["value"]],
        role=np.where(cells["n"] < words.minimum_n, "muted", "ink"),
        row_label=[f"{name} {count}" for name, count in zip(names, counts, strict=True)],
    )
    labels = [
        words.text("cohort", month=name, x=words.number(place, 0))
        for name, place in zip(names, cells["place"], strict=True)
    ]
    return told(cells.assign(label=labels), words, metric.unit)


def _month(at: float, words: ChartWords) -> str:
    year, place = divmod(int(at), MONTHS)
    return f"{words.months[place]} {words.digits(str(year))}"
