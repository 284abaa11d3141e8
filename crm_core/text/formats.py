"""Numbers, times and dates as a language writes them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

import pandas as pd
from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import format_compact_currency, format_decimal, format_percent, get_currency_symbol

from crm_core.text import word

SIGNIFICANT = 3
"""Digits of a number that matter to a reader."""

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
HOURS_PER_DAY = 24
COMPACT_FROM = 100_000
"""Amounts of money from here on are written in thousands or millions."""
MINUTES_PER_HOUR = 60
SECONDS_PER_MINUTE = 60
MOST_SECONDS = 120
"""Up to here a time known by the second is written in seconds."""
TIMES = ("hours", "seconds")
"""Units of times, which are written in the unit that suits them."""

DECIMALS = {
    "points": 0,
    "points of 100": 1,
    "points -100 to 100": 0,
    "per cent": 1,
    "complaints per 1,000 orders": 1,
    "complaints per 1,000 customers": 1,
    "contacts an hour": 1,
    "tone -1 to 1": 2,
    "standard deviations": 2,
}
"""Decimals shown of a unit; a unit that isn't here shows three digits that matter."""


def missing(value: object) -> bool:
    """Whether there is no value."""
    return bool(pd.isna(value))  # type: ignore[call-overload]


def number(value: float, language: str = "en", *, decimals: int | None = None) -> str:
    """Write a number with so many decimals, or with three digits that matter."""
    if decimals is None:
        size = math.floor(math.log10(abs(value))) + 1 if value else 1
        decimals = max(0, SIGNIFICANT - size) if value % 1 else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(round(value, decimals) + 0.0, format=pattern, locale=language).replace("-", MINUS)


def points(value: float, unit: str, language: str = "en") -> str:
    """Write a difference in points, without its sign: 4, or 2.5."""
    decimals = DECIMALS.get(unit, 1)
    return number(abs(value), language, decimals=0 if round(value, decimals) % 1 == 0 else decimals)


def share(value: float, language: str = "en") -> str:
    """Write a percentage (12.5 for 12.5 %) with one decimal."""
    return format_percent(value / 100, format="#,##0.0%", locale=language)


def money_template(currency: str, language: str = "en") -> str:
    """Return how a language writes an amount of a currency, with the place ``{x}`` for the number."""
    locale = Locale.parse(language)
    pattern = re.sub(r"[#0,.]+", "{x}", locale.currency_formats["standard"].pattern.split(";")[0])
    return pattern.replace("\N{CURRENCY SIGN}", get_currency_symbol(currency, locale))


def money(value: float, currency: str, language: str = "en") -> str:
    """Write an amount of money: three digits that matter below a hundred thousand, thousands and millions above."""
    if abs(value) >= COMPACT_FROM:
        short = format_compact_currency(value, currency, locale=language, fraction_digits=1)
        return short.replace("-", MINUS)
    return money_template(currency, language).format(x=number(value, language))


def whole_share(value: float, language: str = "en") -> str:
    """Write a percentage (31.4 for 31.4 %) without decimals, where it is said in passing."""
    return format_percent(round(value) / 100, format="#,##0%", locale=language)


def duration(hours: float, language: str = "en", *, like: float | None = None) -> tuple[str, str]:
    """Write a time in the unit that suits it: (number, unit), minutes under an hour, days from two days on.

    Whole days stay days: 24 hours of a file that knows days only are "1 day". With `like`, the unit is the one that
    suits that other time, so that a change stands in the unit of what changed.
    """
    suited = hours if like is None else like
    if suited % HOURS_PER_DAY == 0 or suited >= 2 * HOURS_PER_DAY:
        return _counted(hours / HOURS_PER_DAY, "day", language)
    if suited < 1:
        return _counted(hours * MINUTES_PER_HOUR, "minute", language)
    return _counted(hours, "hour", language)


def time(value: float, unit: str, language: str = "en", *, like: float | None = None) -> tuple[str, str]:
    """Write a time as `duration` does; one known by the second in seconds up to two minutes, then in minutes."""
    if unit == "hours":
        return duration(value, language, like=like)
    suited = value if like is None else like
    if suited < MOST_SECONDS:
        return _counted(value, "second", language)
    minutes = value / SECONDS_PER_MINUTE
    if suited < MINUTES_PER_HOUR * SECONDS_PER_MINUTE:
        return _written(minutes, "minute", language, decimals=0 if minutes % 1 == 0 else 1)
    longer = None if like is None else like / SECONDS_PER_MINUTE / MINUTES_PER_HOUR
    return duration(minutes / MINUTES_PER_HOUR, language, like=longer)


def _counted(value: float, unit: str, language: str) -> tuple[str, str]:
    return _written(value, unit, language, decimals=0 if value % 1 == 0 or unit in ("minute", "second") else 1)


def _written(value: float, unit: str, language: str, *, decimals: int) -> tuple[str, str]:
    written = number(value, language, decimals=decimals)
    return written, word(f"unit.{unit}_one" if written == "1" else f"unit.{unit}_many", language)


def quantity(value: float, unit: str, language: str = "en") -> str:
    """Write a value with its unit as one unbreakable piece; units said in the sentence around it are left out."""
    if unit in TIMES:
        return NO_BREAK.join(time(value, unit, language))
    if unit == "per cent":
        return share(value, language)
    if unit == "times":
        return word("unit.times", language, value=number(value, language))
    return number(value, language, decimals=DECIMALS.get(unit))


def interval(low: float, high: float, unit: str, language: str = "en") -> str:
    """Write an interval without breaks; an end that is not known is said to be open."""
    if missing(low) and missing(high):
        return word("interval.unknown", language)
    if missing(high):
        return word("interval.no_end", language, low=quantity(low, unit, language)).replace(" ", NO_BREAK)
    if unit in TIMES:
        return _interval_of_times(low, high, unit, language)
    ends = {"low": quantity(low, unit, language), "high": quantity(high, unit, language)}
    return word("interval.both", language, **ends).replace(" ", NO_BREAK)


def _interval_of_times(low: float, high: float, unit: str, language: str) -> str:
    """Name the unit once where both ends have the same."""
    (low_number, low_unit), (high_number, high_unit) = (time(end, unit, language) for end in (low, high))
    same = low_unit.rstrip("s") == high_unit.rstrip("s")
    ends = {"low": low_number if same else f"{low_number} {low_unit}", "high": f"{high_number} {high_unit}"}
    return word("interval.both", language, **ends).replace(" ", NO_BREAK)


def listed(parts: Sequence[str], language: str = "en") -> str:
    """Write several words as a list: a, b, and c."""
    return format_list(parts, locale=language)


def day(value: dt.date, language: str = "en") -> str:
    """Write a day: 8 March 2024."""
    if language == "en":
        return f"{value.day} {format_date(value, 'MMMM y', locale='en')}"
    return format_date(value, "long", locale=language)


def short_day(value: dt.date, language: str = "en") -> str:
    """Write a day in little room: 8 Mar 2024."""
    return (
        f"{value.day} {format_date(value, 'MMM y', locale='en')}"
        if language == "en"
        else format_date(value, "medium", locale=language)
    )


def month(value: dt.date, language: str = "en") -> str:
    """Write a month: October 2026."""
    return format_skeleton("yMMMM", value, locale=language)


def month_names(language: str = "en") -> tuple[str, ...]:
    """Return the twelve short names of the months, January first."""
    names = get_month_names("abbreviated", context="stand-alone", locale=language)
    return tuple(names[place] for place in range(1, 13))


def weekday_names(language: str = "en") -> tuple[str, ...]:
    """Return the seven short names of the days of the week, Monday first."""
    names = get_day_names("abbreviated", context="stand-alone", locale=language)
    return tuple(names[place] for place in range(7))
