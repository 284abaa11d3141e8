"""Headlines: whole sentences chosen by what the numbers allow, never glued from parts."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crm_core.catalogue import Metric
from crm_core.text import formats, has_word, word

LAST_MONTH = 12


@dataclass(frozen=True)
class Spoken:
    """What a sentence has to know besides the numbers.

    Attributes
    ----------
    language : str
        Code of the language.
    name : str
        Code of the period.
    start, end : date or None
        First and last day of the period.
    comparison : str
        year_before, days_before, target, saved or none.
    minimum_n : int
        Below it there is no claim.
    against : str
        Name of the saved selection that is compared with, safe to be shown.
    """

    language: str
    name: str
    start: dt.date | None
    end: dt.date | None
    comparison: str
    minimum_n: int
    against: str = ""

    @property
    def period(self) -> str:
        """The period inside a sentence: in October 2026, in 2025, from one day to another, so far."""
        if self.start is None or self.end is None:
            return word("period.in_all", self.language)
        if has_word(f"period.in_{self.name}", self.language):
            return word(f"period.in_{self.name}", self.language)
        next_day = self.end + dt.timedelta(days=1)
        whole = self.start.day == 1 and next_day.day == 1
        if whole and (self.start.year, self.start.month) == (self.end.year, self.end.month):
            return word("period.in_month", self.language, month=formats.month(self.start, self.language))
        if whole and self.start.month == 1 and self.end.month == LAST_MONTH and self.start.year == self.end.year:
            return word("period.in_year", self.language, year=self.start.year)
        days = {"start": formats.day(self.start, self.language), "end": formats.day(self.end, self.language)}
        return word("period.in_days", self.language, **days)


def change(row: pd.Series[Any], metric: Metric, spoken: Spoken) -> str:
    """Say how a number differs from what it is compared with, with a direction only when it is more than chance."""
    language = spoken.language
    if row["verdict"] == "none" or spoken.comparison == "none":
        return word(_special("change.none", spoken), language)
    before_period = word(f"change.before_{spoken.comparison}", language, name=spoken.against)
    if row["verdict"] == "too_few":
        return word(_special("change.too_few", spoken), language, before_period=before_period)
    if row["verdict"] == "noise":
        before = formats.quantity(row["before"], metric.unit, language)
        return word(_special("change.noise", spoken), language, before_period=before_period, before=before)
    in_points = in_points_of(metric.unit)
    write = formats.points if in_points else formats.quantity
    moved = write(abs(row["change"]), metric.unit, language)
    key = _direction(row["change"], metric.unit) + ("_points" if in_points else "")
    return word(_special(key, spoken), language, change=moved, before_period=before_period)


def in_points_of(unit: str) -> bool:
    """Whether a change of this unit is told in points: of an index, a score, or a percentage."""
    return unit.startswith("points") or unit == "per cent"


def _special(key: str, spoken: Spoken) -> str:
    """Return the key of the words for this comparison, where it has words of its own."""
    special = f"{key}_{spoken.comparison}"
    return special if has_word(special, spoken.language) else key


def _direction(by: float, unit: str) -> str:
    if unit in formats.TIMES:
        return "change.longer" if by > 0 else "change.shorter"
    return f"change.{'up' if by > 0 else 'down'}"


def counted(n: int, unit: str, language: str) -> str:
    """Write a count with its noun: 1 answer, 2,310 answers."""
    number = formats.number(n, language)
    form = "one" if n == 1 else "many"
    key = f"figure.{unit}_{form}"
    return word(key, language, n=number) if has_word(key, language) else number


def index(
    table: pd.DataFrame,
    metric: Metric,
    spoken: Spoken,
    *,
    page: str = "satisfaction.",
    answered_pct: float = math.nan,
) -> list[str]:
    """Return the headline about the satisfaction index, with the share of those asked where it is known."""
    row, language = table.iloc[0], spoken.language
    n = counted(row["n"], "customers", language)
    keys = ("index_sentence", "index_thin", "index_none") if page == "overview." else ("sentence", "thin", "none")
    if row["n"] == 0:
        return [word(page + keys[2], language, period=spoken.period)]
    if row["n"] < spoken.minimum_n:
        return [word(page + keys[1], language, n=n, period=spoken.period)]
    value = formats.quantity(row["index_points"], metric.unit, language)
    around = formats.interval(row["low"], row["high"], metric.unit, language)
    places = {"value": value, "interval": around, "n": n, "change": change(row, metric, spoken)}
    if page == "overview." and not formats.missing(answered_pct):
        return [word("overview.index_asked", language, share=formats.share(answered_pct, language), **places)]
    return [word(page + keys[0], language, **places)]


def csat(table: pd.DataFrame, metric: Metric, spoken: Spoken) -> list[str]:
    """Return the headline about satisfied customers on one scale, which it names: where there is no index."""
    row, language = table.iloc[0], spoken.language
    n = counted(row["n"], "customers", language)
    if row["n"] == 0:
        return [word("satisfaction.none", language, period=spoken.period)]
    if row["n"] < spoken.minimum_n:
        return [word("satisfaction.thin", language, n=n, period=spoken.period)]
    value = formats.quantity(row["csat_pct"], metric.unit, language)
    around = formats.interval(row["low"], row["high"], metric.unit, language)
    places = {"value": value, "interval": around, "n": n, "scale": row["scale"]}
    return [word("satisfaction.csat_sentence", language, **places, change=change(row, metric, spoken))]


def nps(table: pd.DataFrame, metric: Metric, spoken: Spoken) -> list[str]:
    """Return the sentence about recommending; none for too few."""
    row, language = table.iloc[0], spoken.language
    if row["n"] < spoken.minimum_n:
        return []
    key = "satisfaction.nps_sentence" if row["nps_points"] >= 0 else "satisfaction.nps_negative"
    lean = formats.quantity(abs(row["nps_points"]), metric.unit, language)
    around = formats.interval(row["low"], row["high"], metric.unit, language)
    return [word(key, language, promoters=lean, interval=around)]


def resolution_time(table: pd.DataFrame, metric: Metric, spoken: Spoken) -> list[str]:
    """Return the headline about how long complaints take, and what closed cases alone would say."""
    row, language = table.iloc[0], spoken.language
    n = counted(row["n"], "complaints", language)
    if row["n"] == 0:
        return [word("complaints.none", language, period=spoken.period)]
    if row["n"] < spoken.minimum_n:
        return [word("complaints.one" if row["n"] == 1 else "complaints.thin", language, n=n, period=spoken.period)]
    still_open = formats.number(row["open"], language)
    naive = _naive(row, language)
    if formats.missing(row["median_hours"]):
        return [_not_half(row, "complaints.half_open", spoken), *naive]
    half = formats.quantity(row["median_hours"], "hours", language)
    around = formats.interval(row["low"], row["high"], "hours", language)
    first = word("complaints.sentence", language, period=spoken.period, half=half, interval=around, open=still_open)
    return [first, *naive]


def _not_half(row: pd.Series[Any], still_waiting: str, spoken: Spoken) -> str:
    """Say why half were never settled: most are still open, or else many were withdrawn."""
    language, n = spoken.language, counted(row["n"], "complaints", spoken.language)
    key = still_waiting if 2 * row["open"] > row["n"] else "complaints.not_settled"
    return word(key, language, open=formats.number(row["open"], language), n=n, period=spoken.period)


def _naive(row: pd.Series[Any], language: str) -> list[str]:
    if formats.missing(row["naive_median_hours"]):
        return []
    naive = formats.quantity(row["naive_median_hours"], "hours", language)
    if row["open"] and row["naive_median_hours"] != row["median_hours"]:
        still_open = formats.number(row["open"], language)
        return [word("complaints.naive_difference", language, naive=naive, open=still_open)]
    return [word("complaints.naive", language, naive=naive)]


def rate(table: pd.DataFrame, metric: Metric, spoken: Spoken) -> list[str]:
    """Return the sentence about complaints per 1,000 orders; none where there are no orders or too few complaints."""
    row, language = table.iloc[0], spoken.language
    if formats.missing(row["per_1000_orders"]) or row["n"] < spoken.minimum_n:
        return []
    value = formats.quantity(row["per_1000_orders"], metric.unit, language)
    around = formats.interval(row["low"], row["high"], metric.unit, language)
    return [word("complaints.rate_sentence", language, rate=value, interval=around, change=change(row, metric, spoken))]


def overview_of_complaints(
    rates: pd.DataFrame, times: pd.DataFrame, rate_metric: Metric, spoken: Spoken, *, late: int = 0
) -> list[str]:
    """Return the Overview's sentence about complaints: how often, how long, how many are waiting, how many too long."""
    rated, timed, language = rates.iloc[0], times.iloc[0], spoken.language
    n = counted(timed["n"], "complaints", language)
    still_open = formats.number(timed["open"], language)
    if timed["n"] == 0:
        return [word("overview.complaints_none", language, period=spoken.period)]
    if timed["n"] < spoken.minimum_n:
        thin = "overview.complaints_one" if timed["n"] == 1 else "overview.complaints_thin"
        return [word(thin, language, n=n, period=spoken.period)]
    if formats.missing(timed["median_hours"]):
        return [_not_half(timed, "overview.complaints_half_open", spoken)]
    half = formats.quantity(timed["median_hours"], "hours", language)
    places = {"half": half, "open": still_open, "late": formats.number(late, language)}
    if formats.missing(rated["per_1000_orders"]):
        around = formats.interval(timed["low"], timed["high"], "hours", language)
        key = "overview.complaints_no_rate_late" if late else "overview.complaints_no_rate"
        return [word(key, language, interval=around, **places)]
    value = formats.quantity(rated["per_1000_orders"], rate_metric.unit, language)
    around = formats.interval(rated["low"], rated["high"], rate_metric.unit, language)
    moved = change(rated, rate_metric, spoken)
    key = "overview.complaints_sentence_late" if late else "overview.complaints_sentence"
    return [word(key, language, rate=value, interval=around, change=moved, **places)]


SENTENCES: dict[str, Callable[[pd.DataFrame, Metric, Spoken], list[str]]] = {
    "satisfaction.index": index,
    "satisfaction.nps": nps,
    "satisfaction.csat": csat,
    "complaints.resolution_time": resolution_time,
    "complaints.rate": rate,
}
"""The sentences about a metric, by its name; the first of a page is its headline."""
