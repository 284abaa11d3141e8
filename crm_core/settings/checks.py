"""What a rule has to be: each check names everything that is wrong with it, not only the first thing."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from crm_core import schema
from crm_core.errors import SettingsError
from crm_core.settings import Calendar, EventNote, Hours, SensitiveColumn, Settings, SlaTarget, Target, TierRule
from crm_core.settings.rules import SECONDS_PER_DAY

LAST_WEEKDAY = 7
LONGEST_NOTE = 60
"""Letters of an event note: it stands on charts."""

STANDARDS = ("punctuality", "training_first", "conduct")
"""Standards of a team; each is about single people."""

ABOUT_STAFF = ("staff_data", "staff_managers", *STANDARDS)
"""Values that switch on what is shown of single members of staff; they are checked together."""

SENSITIVE = tuple(
    column.name for table in schema.LOADED.values() for column in table.columns if column.privacy == "sensitive"
)
"""Columns that stay out unless they are switched on."""

Problems = Iterator[SettingsError]


def refuse(problems: Iterable[SettingsError]) -> None:
    """Raise one error for all problems, where there are any."""
    if found := list(problems):
        raise SettingsError.of(found)


def of_values(values: Mapping[str, Any]) -> Problems:
    """Check single values by name, each on its own."""
    default = Settings()
    for name, value in values.items():
        try:
            wanted = getattr(default, name, value)
            if not _alike(value, wanted):
                yield SettingsError("value_type", found=f"{name} = {value!r}", expected=type(wanted).__name__)
            else:
                replace(default, **{name: value})
        except SettingsError as error:
            yield error


def _alike(value: object, wanted: object) -> bool:
    """Whether a value is of the kind of another; a number may be written without its point."""
    if isinstance(wanted, tuple):
        fits = _number if wanted else _name
        return isinstance(value, tuple) and all(fits(one) for one in value)
    return type(value) is type(wanted)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def of_staff_data(settings: Settings) -> Problems:
    """Check the rules on staff: nothing about a person is switched on without somebody who answers for it."""
    if settings.staff_data and not settings.staff_managers:
        yield SettingsError("manager_missing", expected="the name of the manager who may see it")
    standards = [one for one in STANDARDS if getattr(settings, one)]
    if standards and not settings.staff_data:
        yield SettingsError("staff_data_off", found=", ".join(standards), todo="switch staff data on first")


def of_calendar(calendar: Calendar) -> Problems:
    """Check working hours: a name, a zone, intervals that end after they begin and don't overlap."""
    if not calendar.name.strip():
        yield SettingsError("name_missing", expected="the name of a team or store")
    yield from of_values({"zone": calendar.time_zone})
    for one in calendar.hours:
        yield from _of_interval(one)
    for earlier, later in pairwise(sorted(calendar.hours, key=lambda one: (one.valid_from, one))):
        same = (earlier.valid_from, earlier.weekday) == (later.valid_from, later.weekday)
        if same and later.opens < earlier.closes:
            found = f"{clock(earlier.opens)}-{clock(earlier.closes)} and {clock(later.opens)}-{clock(later.closes)}"
            yield SettingsError(
                "hours_overlap", found=f"day {earlier.weekday}: {found}", expected="one after the other"
            )


def of_new_hours(calendar: Calendar, since: dt.date | None) -> Problems:
    """Check hours that begin on a day: without any nothing would say that the former ones have ended."""
    if since is not None and not calendar.hours:
        yield SettingsError("hours_missing", found=calendar.name, expected="hours of at least one day of the week")


def _of_interval(one: Hours) -> Problems:
    if not 1 <= one.weekday <= LAST_WEEKDAY:
        yield SettingsError("weekday_unknown", found=str(one.weekday), expected="1 Monday to 7 Sunday")
    if not 0 <= one.opens < one.closes <= SECONDS_PER_DAY:
        found = f"day {one.weekday}: {clock(one.opens)}-{clock(one.closes)}"
        yield SettingsError("hours_backwards", found=found, expected="an end after the start, 24:00 at the latest")


def clock(seconds: int) -> str:
    """Write seconds after midnight as a time of the day: 08:30."""
    minutes = seconds // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def of_scheme(rules: Sequence[TierRule]) -> Problems:
    """Check the tiers of one scheme: the first starts at 0, thresholds rise, windows have their length."""
    if not rules:
        yield SettingsError("tiers_missing", expected="at least one tier that starts at 0")
        return
    for rule in rules:
        yield from _of_rule(rule)
    by_basis = defaultdict(list)
    for rule in rules:
        by_basis[rule.basis].append(rule)
    for basis, of_basis in by_basis.items():
        yield from _rising(basis, of_basis)
    if not any(rule.threshold == 0 for rule in rules):
        lowest = min(rules, key=lambda one: one.threshold)
        yield SettingsError("tier_first_not_zero", found=f"{lowest.tier}: {lowest.threshold:g}", expected="0")


def _rising(basis: str, rules: Sequence[TierRule]) -> Problems:
    tiers = [rule.tier for rule in rules]
    for tier in sorted({one for one in tiers if tiers.count(one) > 1}):
        yield SettingsError("tier_twice", found=f"{tier} ({basis})", expected="one threshold of each tier and basis")
    for lower, higher in pairwise(rules):
        if higher.threshold <= lower.threshold:
            found = f"{lower.tier} {lower.threshold:g}, {higher.tier} {higher.threshold:g} ({basis})"
            yield SettingsError("tiers_not_rising", found=found, expected="a higher threshold for the higher tier")


def _of_rule(rule: TierRule) -> Problems:
    if not (rule.scheme.strip() and rule.tier.strip()):
        yield SettingsError("name_missing", expected="the name of a scheme and of each tier")
    yield from _of_choices("tier_rules", rule)
    if not (_number(rule.threshold) and rule.threshold >= 0):
        yield SettingsError("tier_negative", found=f"{rule.tier}: {rule.threshold}", expected="a number from 0")
    if rule.keep_threshold is not None and not 0 <= rule.keep_threshold <= rule.threshold:
        found = f"{rule.tier}: keeps at {rule.keep_threshold:g}, reached at {rule.threshold:g}"
        yield SettingsError("tier_keep_too_high", found=found, expected="to keep a tier at most what reaches it")
    if (rule.window or "rolling") == "rolling" and not (rule.window_days or 0) >= 1:
        yield SettingsError("tier_window_missing", found=rule.tier, expected="the days of a rolling window, from 1")
    if rule.validity == "days" and not (rule.valid_days or 0) >= 1:
        yield SettingsError("tier_days_missing", found=rule.tier, expected="the days a tier is held, from 1")


def _of_choices(table: str, record: object) -> Problems:
    """Check every column that holds one of some codes."""
    for column in schema.TABLES[table].columns:
        value = getattr(record, column.name)
        if column.choices and value is not None and value not in column.choices:
            yield SettingsError("choice_unknown", found=f"{column.name} {value}", expected=", ".join(column.choices))


def of_promise(target: SlaTarget, calendars: Collection[str]) -> Problems:
    """Check a promised time: positive, the answer before the end, by a calendar that exists; without times, none."""
    yield from _of_choices("sla_targets", target)
    first, end = target.first_response_seconds, target.resolution_seconds
    for seconds in (first, end):
        if seconds is not None and seconds <= 0:
            yield SettingsError("promise_not_positive", found=f"{seconds} seconds", expected="more than 0")
    if first is not None and end is not None and first > end:
        yield SettingsError("promise_order", found=f"answer {first} s, end {end} s", expected="the answer first")
    if target.calendar is not None and target.calendar not in calendars:
        yield SettingsError("calendar_unknown", found=target.calendar, expected=", ".join(sorted(calendars)))


def of_target(target: Target, metrics: Collection[str]) -> Problems:
    """Check a target: of a number that exists, and a number itself."""
    if target.metric not in metrics:
        yield SettingsError("target_unknown", found=target.metric, expected=", ".join(sorted(metrics)))
    if not _number(target.value):
        yield SettingsError("target_no_number", found=str(target.value), expected="a number")


def of_note(note: EventNote) -> Problems:
    """Check an event note: it says something, in few letters."""
    if not 0 < len(note.text.strip()) <= LONGEST_NOTE:
        found = f"{len(note.text.strip())} letters"
        yield SettingsError("note_length", found=found, expected=f"1 to {LONGEST_NOTE} letters")


def of_sensitive(one: SensitiveColumn, today: dt.date) -> Problems:
    """Check what switches a sensitive column on: a purpose, a person, and an end that is still to come."""
    if one.column_name not in SENSITIVE:
        yield SettingsError("column_not_sensitive", found=one.column_name, expected=", ".join(SENSITIVE))
    if not one.purpose.strip():
        yield SettingsError("purpose_missing", expected="what the column is used for")
    if not one.person.strip():
        yield SettingsError("person_missing", expected="the name of who answers for it")
    if one.valid_until < max(one.valid_from, today):
        days = f"{one.valid_from:%Y-%m-%d} to {one.valid_until:%Y-%m-%d}"
        yield SettingsError("end_too_early", found=days, expected="an end after the start, today or later")
