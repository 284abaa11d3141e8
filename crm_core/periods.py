"""Named periods: which days "the last twelve months" are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

PERIODS = ("last_12_months", "last_90_days", "last_28_days", "last_month", "this_year", "last_year", "all", "dates")
"""Codes of the periods a page offers; ``dates`` means two days chosen by hand."""


def days_of(period: str, last: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of a named period.

    Parameters
    ----------
    period : str
        One of `PERIODS`, but for ``dates``.
    last : date
        The last day the data reach.

    Returns
    -------
    tuple of two dates
        Both included; (None, None) for everything there is.

    Raises
    ------
    ValueError
        No such period.
    """
    first_of_year = last.replace(month=1, day=1)
    day_before = dt.timedelta(days=1)
    if period in ("last_90_days", "last_28_days"):
        length = int(period.split("_")[1])
        return last - dt.timedelta(days=length - 1), last
    if period == "last_12_months":
        return same_day_a_year_before(last) + day_before, last
    if period == "last_month":
        end = last.replace(day=1) - day_before
        return end.replace(day=1), end
    if period == "this_year":
        return first_of_year, last
    if period == "last_year":
        return first_of_year.replace(year=last.year - 1), first_of_year - day_before
    if period == "all":
        return None, None
    raise ValueError(f"{period!r} is no period: use one of {', '.join(PERIODS)}")


def months_back(day: dt.date, months: int) -> dt.date:
    """Return the first day of the month that lies so many months before the month of `day`."""
    place = day.year * 12 + day.month - 1 - months
    return dt.date(place // 12, place % 12 + 1, 1)


def same_day_a_year_before(day: dt.date) -> dt.date:
    """Return the same day of the year before; 28 February for a leap day."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def end_of_day(day: dt.date, zone: str) -> dt.datetime:
    """Return the last instant of a calendar day in a time zone."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
