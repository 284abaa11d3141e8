"""Working hours of a day as people write them: 08:00-12:00, 13:00-18:00."""

from __future__ import annotations

import re

from crm_core.errors import SettingsError
from crm_core.settings.checks import clock
from crm_core.settings.rules import Hours

INTERVAL = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-\N{EN DASH}]\s*(\d{1,2})(?::(\d\d))?")


def read(text: str, weekday: int) -> tuple[Hours, ...]:
    """Return the intervals of one day; an empty text is a day without work.

    Raises
    ------
    SettingsError
        Code ``hours_unreadable``.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(_interval(part, weekday) for part in parts)


def written(hours: tuple[Hours, ...], weekday: int) -> str:
    """Write the intervals of one day."""
    return ", ".join(f"{clock(one.opens)}-{clock(one.closes)}" for one in hours if one.weekday == weekday)


def _interval(text: str, weekday: int) -> Hours:
    found = INTERVAL.fullmatch(text)
    if found is None:
        raise SettingsError("hours_unreadable", found=text, expected="hours such as 08:00-12:00, 13:00-18:00")
    numbers = [int(one or 0) for one in found.groups()]
    return Hours(weekday, _seconds(*numbers[:2]), _seconds(*numbers[2:]))


def _seconds(hour: int, minute: int) -> int:
    return hour * 3_600 + minute * 60
