"""Business rules that are rows of a table: working hours, promised times, tiers, targets and event notes.

Each record has the columns of its table (``crm_core.schema``), so that a row becomes a record without translation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, order=True)
class Hours:
    """One interval of work on one day of the week.

    Attributes
    ----------
    weekday : int
        1 Monday to 7 Sunday.
    opens, closes : int
        Seconds after midnight on the wall clock; `closes` may be 86,400.
    valid_from : date
        First day of the week's hours that it belongs to: they hold until the next ones begin.
    """

    weekday: int
    opens: int
    closes: int
    valid_from: dt.date = dt.date.min


@dataclass(frozen=True)
class Calendar:
    """Working hours; a team or store of this name works by it.

    Attributes
    ----------
    name : str
        Its name.
    time_zone : str
        IANA name of the zone of its wall clock.
    hours : tuple of Hours
        Intervals of work, sorted; a day may have several or none. Of a day those count whose `valid_from` is the newest
        by then; the first hours known hold before their day too.
    holidays : tuple of date
        Days without work, sorted.
    """

    name: str
    time_zone: str
    hours: tuple[Hours, ...] = ()
    holidays: tuple[dt.date, ...] = ()

    @property
    def eras(self) -> tuple[dt.date, ...]:
        """First days on which other hours begin, the earliest first."""
        return tuple(sorted({one.valid_from for one in self.hours}))

    def hours_on(self, day: dt.date) -> tuple[Hours, ...]:
        """Return the week's hours that hold on a day."""
        begun = [era for era in self.eras if era <= day] or list(self.eras[:1])
        return tuple(one for one in self.hours if one.valid_from == begun[-1])


@dataclass(frozen=True)
class SlaTarget:
    """A promised time for cases opened since a day; the most special one that fits a case counts.

    Attributes
    ----------
    valid_from : date
        For cases opened on this day or later, in the workspace's zone.
    severity, category : str or None
        For cases of this severity and category; None for all.
    first_response_seconds, resolution_seconds : int or None
        Promised times, in seconds of the clock that `calendar` names.
    calendar : str or None
        Working hours the clock keeps; None: those of the case's team, else its store's, else all hours.
    """

    valid_from: dt.date
    severity: str | None = None
    category: str | None = None
    first_response_seconds: int | None = None
    resolution_seconds: int | None = None
    calendar: str | None = None


@dataclass(frozen=True)
class TierRule:
    """One threshold of one tier since a day; several rows of a tier are joined by `join`.

    Attributes
    ----------
    scheme, tier : str
        The scheme and the tier.
    basis : str
        ``net_spend`` (workspace currency), ``visits`` (days with a purchase) or ``qualifying_points``.
    threshold : float
        At least this much reaches the tier, in the unit of `basis`; 0 for the first.
    downgrade : str
        When a tier is lost: ``none``, ``at_once`` or ``at_end``.
    valid_from : date
        Since when the rule holds.
    window : str or None
        ``rolling`` (None means it), ``calendar_year`` or ``membership_year``.
    window_days : int or None
        Length of a rolling window, in days.
    keep_threshold : float or None
        At least this much keeps the tier; None: the threshold.
    join : str or None
        ``and`` (None means it) or ``or``.
    validity : str or None
        How long a tier reached is held: ``at_once``, ``days`` or ``end_of_next_year``.
    valid_days : int or None
        Days a tier is held where validity is ``days``.
    soft_landing : bool or None
        Whether at most one tier is lost at a time.
    grace_days : int or None
        Days of grace before a loss.
    """

    scheme: str
    tier: str
    basis: str
    threshold: float
    downgrade: str
    valid_from: dt.date
    window: str | None = None
    window_days: int | None = None
    keep_threshold: float | None = None
    join: str | None = None
    validity: str | None = None
    valid_days: int | None = None
    soft_landing: bool | None = None
    grace_days: int | None = None


@dataclass(frozen=True)
class Target:
    """A target for one number.

    Attributes
    ----------
    metric : str
        The metric's name.
    group : str
        The group it holds for; empty for the whole.
    value : float
        In the unit of the metric's value.
    valid_from : date
        Since when.
    """

    metric: str
    group: str
    value: float
    valid_from: dt.date


@dataclass(frozen=True)
class EventNote:
    """Something that happened on a day, drawn on every chart over time.

    Attributes
    ----------
    date : date
        The day.
    text : str
        What happened.
    scope : str or None
        The page or metric it belongs to; None for everywhere.
    """

    date: dt.date
    text: str
    scope: str | None = None


@dataclass(frozen=True)
class SensitiveColumn:
    """A sensitive column that is switched on from a day to a day.

    Attributes
    ----------
    column_name : str
        Its name.
    purpose : str
        What it is used for.
    person : str
        Who answers for it.
    valid_from, valid_until : date
        First and last day, in the workspace's zone.
    """

    column_name: str
    purpose: str
    person: str
    valid_from: dt.date
    valid_until: dt.date
