"""Axes of numbers, of months and of named rows, all labels written in Python so that every language has its own."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from crm_core.charts.look import NARROW, in_role
from crm_core.charts.words import ChartWords

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Distances between grid lines that are easy to read, times a power of ten."""

MOST_STEPS = 5
NEAR_ZERO = 0.35
"""An axis of positive numbers starts at 0 when its smallest is below this share of its largest."""

MONTHS = 12
MONTH_STEPS = ((13, 1), (40, 3), (61, 6), (math.inf, 12))
"""Up to so many months shown, a label every so many months."""

Label = str | list[str]


@dataclass(frozen=True)
class Line:
    """Places of an axis: its ends, its grid lines and their labels (several lines of text as a list)."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[Label, ...]
    narrow: tuple[float, ...] = ()
    """Ticks that lose their label where the plot is narrow, as on a phone."""
    overlap: Literal["greedy", False] = False
    """Whether labels that meet others give way; False where each one matters."""

    @property
    def scale(self) -> alt.Scale:
        """The scale that every layer on this axis must have, else a layer drags the axis back to 0."""
        return alt.Scale(domain=[self.low, self.high], nice=False, zero=False)

    def axis(self, *, grid: bool) -> alt.Axis:
        """Draw the labels at the ticks, found by their place."""
        places, labels = json.dumps(self.ticks), json.dumps(self.labels, ensure_ascii=False)
        spared = f"width < {NARROW} && indexof({json.dumps(self.narrow)}, datum.value) >= 0"
        label = f"{labels}[indexof({places}, datum.value)]"
        shown = f"{spared} ? '' : {label}" if self.narrow else label
        return alt.Axis(values=list(self.ticks), labelExpr=shown, grid=grid, labelOverlap=self.overlap)

    def x(self, field: str = "x", *, grid: bool = False) -> alt.X:
        """Encode a field along this line from left to right."""
        return alt.X(f"{field}:Q").title(None).scale(self.scale).axis(self.axis(grid=grid))

    def y(self, field: str, *, grid: bool = True) -> alt.Y:
        """Encode a field along this line from the foot to the top."""
        return alt.Y(f"{field}:Q").title(None).scale(self.scale).axis(self.axis(grid=grid))

    def share(self, part: float) -> float:
        """Return the distance on the axis that is this part of its length."""
        return part * (self.high - self.low)


def extent(*columns: pd.Series[float] | Sequence[float]) -> tuple[float, float]:
    """Return the smallest and largest number there is, from 0 where that is near; nan and nan without any."""
    numbers = np.concatenate([np.asarray(column, dtype="float64") for column in columns])
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return math.nan, math.nan
    low, high = float(numbers.min()), float(numbers.max())
    return (0.0 if 0 <= low < NEAR_ZERO * high else low), high


def number_line(low: float, high: float, words: ChartWords, unit: str = "") -> Line:
    """Cut a range into at most five steps that are easy to read; times carry their unit at the last label only."""
    if math.isnan(low):
        return Line(0.0, 1.0, (), ())
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - 1, high + 1
    step = _step(high - low)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(place * step, 10) for place in range(first, last + 1))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) + (1 if _halves(step) else 0)
    time = unit in ("seconds", "minutes", "hours", "days")
    labels = [words.amount(tick, "" if time else unit, decimals) for tick in ticks]
    labels[-1] = words.amount(ticks[-1], unit, decimals)
    return Line(ticks[0], ticks[-1], ticks, tuple(labels), narrow=ticks[-2:-1] if time else ())


def _step(span: float) -> float:
    """Return the smallest easy step of which at most five fill the span."""
    power = 10.0 ** math.floor(math.log10(span / MOST_STEPS))
    return next(step * power for step in STEPS if span / (step * power) <= MOST_STEPS + 1e-9)


def _halves(step: float) -> bool:
    """Whether a step needs one digit more than its size says: 2.5, 0.25."""
    return math.isclose(step / 10.0 ** math.floor(math.log10(step) + 1e-9), 2.5) and step < 10


def month_number(days: pd.Series[str]) -> pd.Series[float]:
    """Count months from year 0, by ISO dates; what is no date is missing.

    A number and no instant, because a browser shows an instant in its own zone, and a month before for half the world.
    """
    when = pd.to_datetime(days.astype("str"), format="%Y-%m-%d", errors="coerce")
    return (when.dt.year * MONTHS + when.dt.month - 1).astype("float64")


def month_line(months: pd.Series[float], words: ChartWords, *, margin: float = 0.0) -> Line:
    """Label months by name, with the year under the first label and under each January."""
    if months.empty:
        return Line(0.0, 1.0, (), ())
    first, last = int(months.min()), int(months.max())
    margin = margin or (0.0 if last > first else 0.5)
    every = next(step for most, step in MONTH_STEPS if last - first < most)
    ticks = [month for month in range(first, last + 1) if month % every == 0] or [first]
    labels = [_month(month, words, dated=month == ticks[0] or month % MONTHS == 0) for month in ticks]
    return Line(first - margin, last + margin, tuple(float(month) for month in ticks), tuple(labels), overlap="greedy")


def _month(month: int, words: ChartWords, *, dated: bool) -> Label:
    year, place = divmod(month, MONTHS)
    return [words.months[place], words.digits(str(year))] if dated else words.months[place]


def row_axis(count: int) -> alt.Y:
    """Encode the field ``row``, places 0, 1, ... from the top, without an axis: `row_names` writes the names."""
    return alt.Y("row:O").title(None).axis(None).scale(domain=list(range(count)))


def row_names(rows: pd.DataFrame) -> alt.Chart:
    """Write the field ``label`` left of each row: a mark, because an axis would need the names as its values."""
    names = alt.Chart(rows).mark_text(align="right", dx=-10, limit=170)
    return in_role(names.encode(alt.Text("label:N"), row_axis(len(rows)), x=alt.value(0)), "muted")
