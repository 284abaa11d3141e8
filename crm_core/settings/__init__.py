"""Business rules as one frozen value: what a workspace may decide for itself.

Single values live in the table ``settings`` (key, value as JSON, valid_from), the others in tables of their own;
``Store.settings(as_of)`` reads what was valid at a moment into a `Settings`. A metric takes such a value as an
argument, so that a changed rule can be tried out before it is switched on.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_core.errors import SettingsError
from crm_core.settings.rules import Calendar, EventNote, Hours, SensitiveColumn, SlaTarget, Target, TierRule

__all__ = [
    "RULES",
    "VALUES",
    "Calendar",
    "EventNote",
    "Hours",
    "SensitiveColumn",
    "Settings",
    "SlaTarget",
    "Target",
    "TierRule",
]

RULES = ("calendars", "sla_targets", "tier_rules", "targets", "event_notes", "sensitive_columns")
"""Attributes of `Settings` that are rows of a table of this name; the others are values in the table ``settings``."""

AT_LEAST_ONE = (
    "minimum_n", "minimum_people", "minimum_people_personal", "response_window_days", "loyalty_window_days",
    "answer_within_seconds", "late_minutes", "late_count", "late_months",
)  # fmt: skip
"""Settings that are whole numbers from 1."""

CURRENCY_LETTERS = 3
"""Length of an ISO 4217 currency code."""


@dataclass(frozen=True)
class Settings:
    """The rules that numbers depend on.

    Attributes
    ----------
    zone : str
        IANA name of the workspace's time zone: days and months are counted there.
    currency : str
        ISO 4217 code of every amount of money.
    minimum_n : int
        Below it a figure is greyed, never ranked (noise), in units of the figure's own n.
    minimum_people : int
        Below it a group is hidden (privacy), in persons.
    minimum_people_personal : int
        The same for groups by a personal attribute or a member of staff, in persons.
    index_weights : tuple of float
        Weights of the three index items: overall satisfaction, expectations met, closeness to the ideal.
    sensitive_columns : tuple of str
        Names of sensitive columns that are switched on that day.
    response_window_days : int
        Days a customer has to answer an invitation before it counts as unanswered.
    loyalty_window_days : int
        Days of purchases that recency, frequency and money are read from.
    answer_within_seconds : int
        Seconds within which a call or chat is to be answered.
    staff_data : bool
        Whether anything about a single member of staff may be shown: off unless the workspace switches it on.
    staff_managers : tuple of str
        Who may see it beside the person, by name; without one the switch has no effect.
    punctuality, training_first, conduct : bool
        Whether the team's standards on lateness, on training before the floor and on conduct are in use.
    late_minutes : int
        Minutes after the planned start up to which an arrival is on time.
    late_count : int
        Late arrivals from which the standard counts as reached, excused ones never counting.
    late_months : int
        Months in which they count, and after which they are deleted.
    calendars : tuple of Calendar
        Working hours by name; a team or store without one works by the clock.
    sla_targets : tuple of SlaTarget
        Promised times, those no longer in force included: a case keeps the one valid when it was opened.
    tier_rules : tuple of TierRule
        Rules of the tier schemes in force, the lowest tier first.
    targets : tuple of Target
        Targets in force.
    event_notes : tuple of EventNote
        What happened, by day.
    """

    zone: str = "UTC"
    currency: str = "USD"
    minimum_n: int = 30
    minimum_people: int = 5
    minimum_people_personal: int = 10
    index_weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    sensitive_columns: tuple[str, ...] = ()
    response_window_days: int = 14
    loyalty_window_days: int = 730
    answer_within_seconds: int = 20
    staff_data: bool = False
    staff_managers: tuple[str, ...] = ()
    punctuality: bool = False
    training_first: bool = False
    conduct: bool = False
    late_minutes: int = 6
    late_count: int = 3
    late_months: int = 6
    calendars: tuple[Calendar, ...] = ()
    sla_targets: tuple[SlaTarget, ...] = ()
    tier_rules: tuple[TierRule, ...] = ()
    targets: tuple[Target, ...] = ()
    event_notes: tuple[EventNote, ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        _check_weights(self.index_weights)
        if len(self.currency) != CURRENCY_LETTERS or not self.currency.isalpha() or not self.currency.isupper():
            raise SettingsError("currency_unknown", found=self.currency, expected="three capital letters such as USD")
        for name in AT_LEAST_ONE:
            if getattr(self, name) < 1:
                raise SettingsError("minimum_too_small", found=f"{name} = {getattr(self, name)}", expected="at least 1")

    @property
    def shows_staff(self) -> bool:
        """Whether anything about a single member of staff may be shown: switched on, and somebody answers for it."""
        return self.staff_data and bool(self.staff_managers)

    def with_rows(self, rows: Mapping[str, str]) -> Settings:
        """Return these settings changed by database rows (key to JSON text)."""
        for key in rows:
            if key not in VALUES:
                close = difflib.get_close_matches(key, VALUES, n=1)
                raise SettingsError("setting_unknown", found=key, expected=close[0] if close else ", ".join(VALUES))
        changes: dict[str, Any] = {key: _value(text) for key, text in rows.items()}
        return replace(self, **changes)


VALUES = tuple(field.name for field in fields(Settings) if field.name not in RULES)
"""Attributes of `Settings` that are values of the table ``settings``."""


def _value(text: str) -> object:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError("zone_unknown", found=zone, expected="an IANA name such as Europe/Berlin") from error


def _check_weights(weights: tuple[float, ...]) -> None:
    if len(weights) != len(Settings.index_weights) or min(weights) < 0 or sum(weights) <= 0:
        raise SettingsError("weights_invalid", found=str(weights), expected="three numbers, none negative, not all 0")
