"""Working hours as seconds of days in UTC: what a database needs to measure time on a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.settings.rules import SECONDS_PER_DAY, Calendar, Hours

EPOCH = dt.date(1970, 1, 1)
MARGIN = 2
"""Days added on both sides, so that every day in UTC has all hours of the local days it touches."""

LONGEST = 3
"""Days in UTC that one interval of a local day can touch: where a clock is set back a day has up to 25 hours."""

Seconds = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WorkingDays:
    """The days of several calendars, in UTC.

    Attributes
    ----------
    calendar : list of str, one per row
        The calendar.
    day : array, shape (rows,)
        Days since 1970-01-01 in UTC.
    before : array, shape (rows,)
        Seconds of work from the first day given until this day's midnight.
    starts, lengths : list of arrays, shape (rows,)
        The day's first interval, its second, ...: its start after midnight and its length, in seconds; 0 and 0 where
        the day has fewer.
    """

    calendar: list[str]
    day: Seconds
    before: Seconds
    starts: list[Seconds]
    lengths: list[Seconds]


def working_days(calendars: Iterable[Calendar], first: dt.date, last: dt.date) -> WorkingDays:
    """Return all days of calendars from the first day in UTC to the last, both included."""
    named = [(one.name, _days(one, first, last)) for one in calendars]
    most = max((len(days.starts) for _, days in named), default=0)
    empty = np.zeros((last - first).days + 1, dtype=np.int64)
    return WorkingDays(
        calendar=[name for name, days in named for _ in days.day],
        day=_joined([days.day for _, days in named]),
        before=_joined([days.before for _, days in named]),
        starts=[_joined([[*days.starts, *[empty] * most][place] for _, days in named]) for place in range(most)],
        lengths=[_joined([[*days.lengths, *[empty] * most][place] for _, days in named]) for place in range(most)],
    )


def _joined(parts: list[Seconds]) -> Seconds:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


@lru_cache(maxsize=200)
def _days(calendar: Calendar, first: dt.date, last: dt.date) -> WorkingDays:
    opens, closes = _intervals(calendar, first, last)
    pieces = _cut_at_midnight(opens, closes)
    low, high = (first - EPOCH).days, (last - EPOCH).days
    pieces = pieces[pieces["day"].between(low, high)]
    place = pieces.groupby("day").cumcount().to_numpy()
    day = np.arange(low, high + 1)
    starts, lengths = (np.zeros((int(place.max(initial=0)) + 1, len(day)), dtype=np.int64) for _ in range(2))
    starts[place, pieces["day"] - low] = pieces["start"]
    lengths[place, pieces["day"] - low] = pieces["length"]
    worked = lengths.sum(axis=0)
    return WorkingDays([], day, worked.cumsum() - worked, list(starts), list(lengths))


def _intervals(calendar: Calendar, first: dt.date, last: dt.date) -> tuple[Seconds, Seconds]:
    """Return starts and ends of all intervals in seconds since 1970, sorted, none reaching into the next."""
    days = pd.date_range(first - dt.timedelta(days=MARGIN), last + dt.timedelta(days=MARGIN))
    days = days[~days.isin(pd.to_datetime(list(calendar.holidays)))]
    begins = (dt.date.min, *calendar.eras[1:], dt.date.max)
    spans = zip(calendar.eras, begins, begins[1:], strict=False)
    held = {era: days[(days.date >= start) & (days.date < end)] for era, start, end in spans}
    parts = [_on_the_clock(held[hours.valid_from], hours, calendar.time_zone) for hours in calendar.hours]
    opens, closes = (_joined([part[side] for part in parts]) for side in (0, 1))
    order = np.argsort(opens, kind="stable")
    closes = np.maximum.accumulate(closes[order]) if len(order) else closes
    opens = opens[order]
    opens[1:] = np.maximum(opens[1:], closes[:-1])
    return opens, closes


def _on_the_clock(days: pd.DatetimeIndex, hours: Hours, zone: str) -> tuple[Seconds, Seconds]:
    """Return one interval of a weekday on all its days.

    A time that the clock leaves out is the next there is; of a time that comes twice, work starts with the first and
    ends with the second.
    """
    own = days[days.isocalendar().day.to_numpy() == hours.weekday]
    ends = []
    for seconds, first in ((hours.opens, True), (hours.closes, False)):
        wall = own + pd.Timedelta(seconds=seconds)
        twice = np.full(len(wall), first)
        instants = wall.tz_localize(zone, ambiguous=twice, nonexistent="shift_forward").tz_convert("UTC")
        ends.append(instants.as_unit("s").asi8)
    return ends[0], ends[1]


def _cut_at_midnight(opens: Seconds, closes: Seconds) -> pd.DataFrame:
    """Return the pieces of intervals in each day in UTC, sorted: day, start and length."""
    parts = []
    for later in range(LONGEST):
        day = opens // SECONDS_PER_DAY + later
        start, end = np.maximum(opens, day * SECONDS_PER_DAY), np.minimum(closes, (day + 1) * SECONDS_PER_DAY)
        parts.append(pd.DataFrame({"day": day, "start": start - day * SECONDS_PER_DAY, "length": end - start}))
    pieces = pd.concat(parts)
    return pieces[pieces["length"] > 0].sort_values(["day", "start"], ignore_index=True)


def worked(calendar: Calendar, start: dt.datetime, ends: Iterable[dt.datetime]) -> list[int]:
    """Return the seconds of work from an instant to each of several later ones, rounded down."""
    moments = [start.timestamp(), *(end.timestamp() for end in ends)]
    first, last = (EPOCH + dt.timedelta(days=int(moment // SECONDS_PER_DAY)) for moment in (min(moments), max(moments)))
    days = _days(calendar, first, last)
    readings = [_reading(days, moment) for moment in moments]
    return [int(reading - readings[0]) for reading in readings[1:]]


def _reading(days: WorkingDays, moment: float) -> float:
    place = int(moment // SECONDS_PER_DAY) - int(days.day[0])
    inside = [
        min(max(moment % SECONDS_PER_DAY - start[place], 0), length[place])
        for start, length in zip(days.starts, days.lengths, strict=True)
    ]
    return float(days.before[place] + sum(inside))
