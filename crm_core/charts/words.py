"""Everything a chart says: made by the caller in the reader's language, never by the chart."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WITH_UNIT = {
    "per cent": "per_cent",
    "days": "days",
    "hours": "hours",
    "minutes": "minutes",
    "seconds": "seconds",
    "workspace currency": "money",
}
"""Units that are written beside the number, and the key of their template with the place ``{x}``."""


@dataclass(frozen=True)
class Level:
    """A value to compare with, drawn as a dashed line with its name on it: across a trend, upright in a curve of ages.

    Parameters
    ----------
    value : float
        In the unit of the metric; in days for a curve.
    label : str
        As shown, number included.
    """

    value: float
    label: str


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, drawn as a thin upright line with its name above."""

    day: dt.date
    label: str


@dataclass(frozen=True)
class ChartWords:
    """Labels, texts and number formats of one chart in one language.

    Parameters
    ----------
    labels : mapping of str to str
        Code to label, for groups and bands; a code without one is shown as it is.
    texts : mapping of str to str
        Texts used inside charts by key, with named places; ``crm_core.charts.TEXTS`` lists the keys of each kind.
    months : tuple of str
        The twelve short month names, January first.
    minimum_n : int
        Groups with a smaller n are drawn in grey, without a claim.
    decimals : int
        Digits after the point of the metric's value.
    locale : mapping, optional
        Number format as d3 writes it: ``decimal``, ``thousands``, ``numerals``, ``minus``. Groups have three digits.
    levels : tuple of Level
        Benchmarks and targets, for trends; promised times, for curves.
    events : tuple of Event
        Notes, for trends.
    late : tuple of str
        Codes of the age bands that lie beyond the promise; drawn as bad.
    accented : tuple of str
        Codes that a finding is about: a group drawn apart from the others, the company whose line it is.
    order : tuple of str
        Codes of groups that have an order of their own, such as spans of time: drawn in it, the first one on top.
    shift_months : int, optional
        Months from the period before to this one; by default the distance of the two tables' first months.
    """

    labels: Mapping[str, str]
    texts: Mapping[str, str]
    months: tuple[str, ...]
    minimum_n: int
    decimals: int = 1
    locale: Mapping[str, Any] | None = None
    levels: tuple[Level, ...] = ()
    events: tuple[Event, ...] = ()
    late: tuple[str, ...] = ()
    shift_months: int | None = None
    accented: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def label(self, code: str) -> str:
        """Return the label of a code on one line, without the control characters that a picture can't hold."""
        return "".join(" " if unicodedata.category(one).startswith("C") else one for one in self.labels.get(code, code))

    def text(self, key: str, **places: str) -> str:
        """Return the text of a key with its places filled."""
        return self.texts[key].format(**places)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Write a number as the language does; a missing one as the text ``missing``."""
        if not math.isfinite(value):
            return self.text("missing")
        written = f"{value:,.{self.decimals if decimals is None else decimals}f}"
        negative = written.startswith("-") and any(digit in written for digit in "123456789")
        locale = self.locale or {}
        sign = str(locale.get("minus", "\N{MINUS SIGN}")) if negative else ""
        signs: dict[str, str | int | None] = {
            ",": str(locale.get("thousands", ",")),
            ".": str(locale.get("decimal", ".")),
        }
        return sign + self.digits(written.lstrip("-").translate(str.maketrans(signs)))

    def digits(self, written: str) -> str:
        """Write digits in the numerals of the language, as of a year."""
        numerals = (self.locale or {}).get("numerals") or "0123456789"
        return written.translate({ord("0") + place: str(numeral) for place, numeral in enumerate(numerals)})

    def amount(self, value: float, unit: str, decimals: int | None = None) -> str:
        """Write a number with its unit, where the unit is one that is written beside the number."""
        number = self.number(value, decimals)
        known = unit in WITH_UNIT and math.isfinite(value)
        return self.text(WITH_UNIT[unit], x=number) if known else number
