"""How long it takes: the share settled by age, open cases counted as open."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import Line
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import BAND, BAR, DASHES, END, GHOST, HAIRLINE, HEIGHT, NARROW, NOW, STRONG, in_role, layered
from crm_core.charts.times import HOURS_PER_DAY
from crm_core.charts.words import ChartWords
from crm_core.errors import ChartRefused

BREAKS: tuple[tuple[float, ...], ...] = (
    (0, 0.25, 0.5, 0.75, 1),
    (0, 1, 2, 3),
    (0, 1, 2, 3, 4, 5, 6, 7),
    (0, 1, 3, 7, 10, 14),
    (0, 1, 3, 7, 14, 21, 30),
    (0, 7, 14, 30, 60, 90),
    (0, 30, 60, 90, 120, 150, 180),
    (0, 30, 90, 180, 270, 365),
    (0, 90, 180, 365, 545, 730),
)
"""Days labelled on the axis; the last one is where it ends. The shortest that reaches nine in ten is taken."""

MARKS = ((50.0, "half"), (90.0, "nine_in_ten"))
"""Shares marked, per cent, and the key of their text."""

DIGITS = 4
"""Digits after the point of what is drawn; finer than a pixel, and half the size of a double written out."""

TOLERANCE = 1e-9  # per cent; a half computed as 49.999999999999993 is a half
CROWDED = 0.09
"""Counts along the top keep this part of the axis between them."""

MOST = 0.75
"""Part of the days known that the axis shows where nine in ten are never settled."""

WORD = 0.24
"""Part of the axis that a word in the plot takes."""

FREE_FROM = 18.0
"""Where the line of a promised time begins, per cent: above the words at the foot, raised ones too."""

SHORT = {"settled_pct": "value", "withdrawn_pct": "withdrawn", "days": "x", "low": "low", "high": "high", "open": "n"}

TEXTS = ("group", "value", "low", "high", "n", "missing", "before", "half", "nine_in_ten", "withdrawn", "open") + (
    "per_cent",
    "days",
    "hours",
)


def curve(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the rising share settled with its band, where half and nine in ten are reached, and what is still open.

    Parameters
    ----------
    table : DataFrame
        ``group`` (one group), ``days``, ``settled_pct``, ``low``, ``high``, ``withdrawn_pct``, ``open``.
    before : DataFrame
        The same for the period before, drawn as a thin grey line.
    metric : Metric
        Unused beside the unit: the columns have fixed names.
    words : ChartWords
        Texts; ages below a day are told in hours.

    Raises
    ------
    ChartRefused
        The table holds several groups: their bands would hide each other.
    """
    _one_group(table, before)
    steps, past = _steps(table), _steps(before)
    breaks = _breaks(steps)
    x, y = _day_line(breaks, words), _share_line(words)
    ghost = _up_to(past, x.high)
    now = _told(_up_to(steps, x.high), metric, words)
    band = alt.Chart(now).mark_area(opacity=BAND, interpolate="step-after").encode(alt.Y2("high:Q"))
    line = alt.Chart(now).mark_line(strokeWidth=NOW, interpolate="step-after")
    counted = pointed_at(now, words, x.x(), y.y("value")).transform_filter("isValid(datum.n)")
    return layered(
        *_withdrawn(now, words, x, y),
        in_role(band.encode(x.x(), y.y("low")), "main"),
        *_ghost(ghost, now, words, x, y),
        in_role(line.encode(x.x(), y.y("value")), "main"),
        *_promised(words, x, y),
        *_marks(now, words, x, y),
        _still_open(now.dropna(subset=["n"]), words, x),
        counted,
        height=HEIGHT,
    )


def _one_group(*tables: pd.DataFrame) -> None:
    groups = max(table["group"].nunique() for table in tables)
    if groups > 1:
        raise ChartRefused("chart_groups_many", found=f"{groups} groups", expected="1", todo="draw one group at a time")


def _steps(table: pd.DataFrame) -> pd.DataFrame:
    """Return x, value, low, high, withdrawn, n by day, from day 0 on: before the first ending nothing is settled."""
    steps = table[list(SHORT)].astype("float64").set_axis(list(SHORT.values()), axis=1)
    steps = steps.dropna(subset=["x", "value"]).sort_values("x", kind="stable")
    if steps.empty or steps["x"].iloc[0] <= 0:
        return steps.reset_index(drop=True)
    first = steps.head(1).assign(x=0.0, value=0.0, low=np.nan, high=np.nan, withdrawn=0.0)
    return pd.concat([first, steps], ignore_index=True)


def _reached(steps: pd.DataFrame, share: float) -> float:
    """Return the first day on which this share is settled; missing when it never is."""
    return float(steps.loc[steps["value"] >= share - TOLERANCE, "x"].min())


def _breaks(steps: pd.DataFrame) -> tuple[float, ...]:
    """Choose the axis that reaches nine in ten, or most of the days known where that is not reached."""
    if steps.empty:
        return BREAKS[4]
    tenths = _reached(steps, MARKS[-1][0])
    most = np.nanmax([MOST * steps["x"].iloc[-1], _reached(steps, MARKS[0][0])])
    end = most if np.isnan(tenths) else tenths
    return next((breaks for breaks in BREAKS if breaks[-1] >= end), BREAKS[-1])


def _age(days: float, words: ChartWords) -> str:
    """Write an age as the page's sentences do: whole days without decimals."""
    whole = 0 if days % 1 == 0 else None
    return words.amount(HOURS_PER_DAY * days, "hours") if 0 < days < 1 else words.amount(days, "days", whole)


def _day_line(breaks: tuple[float, ...], words: ChartWords) -> Line:
    """Label the days, the last one with its unit; an axis of one day is labelled in hours."""
    hours = breaks[-1] <= 1
    shown = [HOURS_PER_DAY * days if hours else days for days in breaks]
    labels = [words.number(number, 0) for number in shown[:-1]]
    last = words.amount(shown[-1], "hours" if hours else "days", 0)
    close = [day for left, day in pairwise(breaks) if day - left < CROWDED / 2 * breaks[-1]]
    return Line(0.0, breaks[-1], tuple(float(days) for days in breaks), (*labels, last), narrow=tuple(close))


def _share_line(words: ChartWords) -> Line:
    ticks = (0.0, 25.0, 50.0, 75.0, 100.0)
    return Line(0.0, 100.0, ticks, tuple(words.amount(tick, "per cent", 0) for tick in ticks))


def _up_to(steps: pd.DataFrame, end: float) -> pd.DataFrame:
    """Cut the curve at the axis' end; its last share holds up to there if the data reach so far or nothing is open."""
    kept = steps[steps["x"] <= end].reset_index(drop=True)
    known = len(kept) < len(steps) or (kept["value"] + kept["withdrawn"]).max() > 100 - 1e-6
    if kept.empty or not known or kept["x"].iloc[-1] == end:
        return kept
    return pd.concat([kept, kept.tail(1).assign(x=end, n=np.nan)], ignore_index=True)


def _told(steps: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Add what the layers need besides, in one table that all of them share and the page loads once."""
    named = steps.round(DIGITS).assign(label=[_age(days, words) for days in steps["x"]])
    return told(named, words, metric.unit).assign(floor=100 - named["withdrawn"], top=100.0)


def _at(steps: pd.DataFrame, day: float) -> float:
    """Return the share settled on a day; missing outside the curve."""
    until = steps.loc[steps["x"] <= day, "value"]
    return float(until.iloc[-1]) if len(until) and day <= steps["x"].iloc[-1] else float("nan")


def _withdrawn(now: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the share withdrawn as a band that hangs from the top, named at its end."""
    if now.empty or not now["withdrawn"].max() > 0:
        return []
    hanging = alt.Chart(now)
    last = now.tail(1).assign(middle=lambda end: 100 - end["withdrawn"] / 2, text=words.text("withdrawn"))
    band = hanging.mark_area(opacity=BAR, interpolate="step-after").encode(x.x(), y.y("floor"), alt.Y2("top:Q"))
    word = alt.Chart(last).mark_text(align="left", dx=6).encode(x.x(), y.y("middle"), alt.Text("text:N"))
    return [in_role(band, "muted"), in_role(word, "muted")]


def _ghost(ghost: pd.DataFrame, now: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw the period before in grey, named on the side away from this period."""
    day = x.share(WORD)
    beneath = not _at(ghost, day) > _at(now, day)
    place = pd.DataFrame({"x": [day], "value": [_at(ghost, day)], "text": [words.text("before")]}).dropna()
    name = alt.Chart(place).encode(alt.Text("text:N"))
    word = name.mark_text(align="left", dx=4, dy=14) if beneath else name.mark_text(align="right", dx=-4, dy=-8)
    stroke = alt.Chart(ghost).mark_line(strokeWidth=GHOST, interpolate="step-after")
    return [in_role(layer.encode(x.x(), y.y("value")), "muted") for layer in (stroke, word)]


def _marks(now: pd.DataFrame, words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Drop a line where half and nine in ten are settled, told at its foot, where the plot is always free."""
    layers = []
    for share, key in MARKS:
        day = _reached(now, share)
        place = pd.DataFrame({"x": [day], "value": [_at(now, day)], "foot": [0.0]}).dropna()
        data = alt.Chart(place.assign(text=[words.text(key, time=_age(one, words)) for one in place["x"]]))
        left = day > x.share(1 - WORD) or (key == "half" and x.share(WORD) < day and _near(now, day, x))
        drop = data.mark_rule(strokeDash=DASHES, strokeWidth=HAIRLINE).encode(y.y("foot"), alt.Y2("value:Q"))
        dot = data.mark_point(size=END, filled=True, opacity=1).encode(y.y("value"))
        foot = data.encode(y.y("foot"), alt.Text("text:N"))
        word = _strong(foot, left=left, raised=key == "nine_in_ten")
        layers += [
            in_role(drop.encode(x.x()), "ink"),
            in_role(dot.encode(x.x()), "main"),
            in_role(word.encode(x.x()), "ink"),
        ]
    return layers


def _promised(words: ChartWords, x: Line, y: Line) -> list[alt.Chart]:
    """Draw what was promised as an upright line, named at its foot, above the words of half and nine in ten."""
    layers = []
    for level in (one for one in words.levels if 0 < one.value <= x.high):
        data = alt.Chart(
            pd.DataFrame({"x": [level.value], "foot": [FREE_FROM], "value": [100.0], "text": [level.label]})
        )
        left = level.value > x.share(1 - WORD)
        line = data.mark_rule(strokeDash=DASHES).encode(x.x(), y.y("foot"), alt.Y2("value:Q"))
        name = data.mark_text(align="right" if left else "left", dx=-6 if left else 6, dy=-4)
        layers += [in_role(line, "muted"), in_role(name.encode(x.x(), y.y("foot"), alt.Text("text:N")), "muted")]
    return layers


def _strong(foot: alt.Chart, *, left: bool, raised: bool) -> alt.Chart:
    """Write what stands at the foot of a line on one side of it; raised above the other word where there's no room."""
    up = alt.expr(f"width < {NARROW} ? -20 : -4") if raised else -4
    side: Literal["left", "right"] = "right" if left else "left"
    strong: alt.Chart = foot.mark_text(align=side, baseline="bottom", dx=-6 if left else 6, dy=up, fontWeight=STRONG)
    return strong


def _near(now: pd.DataFrame, day: float, x: Line) -> bool:
    """Whether the next mark would run through a word that starts on this day."""
    return _reached(now, MARKS[-1][0]) - day < x.share(WORD)


def _still_open(now: pd.DataFrame, words: ChartWords, x: Line) -> alt.Chart:
    """Write along the top how many are open and at least that old, at the step nearest to each label of the axis."""
    shown: list[tuple[float, str]] = []
    for tick in x.ticks:
        nearest = now.loc[(now["x"] - tick).abs().nsmallest(1).index]
        for day, count in zip(nearest["x"], nearest["n"], strict=True):
            free = not shown or day - shown[-1][0] >= x.share(CROWDED)
            if free and abs(day - tick) <= x.share(CROWDED / 2):
                number = words.number(count, 0)
                shown.append((day, number if shown else words.text("open", x=number)))
    counts = pd.DataFrame(shown, columns=["x", "text"])
    room = np.where(counts.index == 1, x.share(WORD), x.share(WORD / 2))  # the first one says what is counted
    counts["spare"] = counts["x"].diff() < room
    there = alt.expr(f"width < {NARROW} && datum.spare ? 0 : 1")
    text = alt.Chart(counts).mark_text(baseline="bottom", opacity=there)
    return in_role(text.encode(x.x(), alt.Text("text:N"), y=alt.value(-6)), "muted")
