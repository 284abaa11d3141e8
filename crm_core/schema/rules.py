"""Business rules that are tables: working hours, promised times and tiers."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table

_CALENDARS = Table(
    "calendars",
    "One row is one calendar of working hours.",
    (
        Column("name", "text", "Its name; a team or store of this name works by it.", True),
        Column("time_zone", "text", "Its zone, such as Europe/Berlin.", True),
    ),
    ("name",),
    origin="settings",
)
_CALENDAR_HOURS = Table(
    "calendar_hours",
    "One row is one interval of work on one day of the week; a day may have several or none.",
    (
        Column("calendar", "text", "The calendar.", True, references="calendars"),
        Column("weekday", "integer", "Day of the week, 1 Monday to 7 Sunday.", True, "weekday", low=1, high=7),
        Column("opens", "seconds", "Start, in seconds after midnight on the wall clock.", True, "seconds", low=0,
            high=86_400),
        Column("closes", "seconds", "End, in seconds after midnight on the wall clock.", True, "seconds", low=0,
            high=86_400),
        Column("valid_from", "day", "First day of the week's hours it belongs to; empty: always."),
    ),
    ("calendar", "weekday", "opens", "valid_from"),
    origin="settings",
)  # fmt: skip
_HOLIDAYS = Table(
    "holidays",
    "One row is one day without work.",
    (
        Column("calendar", "text", "The calendar.", True, references="calendars"),
        Column("day", "day", "The day.", True),
        Column("name", "text", "What is celebrated."),
    ),
    ("calendar", "day"),
    origin="settings",
)
_SLA_TARGETS = Table(
    "sla_targets",
    "One row is one promised time, valid for cases opened since a day.",
    (
        Column("severity", "choice", "For cases of this severity; empty for all.", choices=("low", "normal", "high",
            "critical")),
        Column("category", "text", "For cases of this category; empty for all."),
        Column("first_response_seconds", "seconds", "Promised time to a first answer.", unit="seconds", low=0),
        Column("resolution_seconds", "seconds", "Promised time to the end.", unit="seconds", low=0),
        Column("calendar", "text", "Working hours that the clock keeps; empty: the team's, else the clock's.",
            references="calendars"),
        Column("valid_from", "day", "For cases opened on this day or later.", True),
    ),
    ("severity", "category", "valid_from"),
    origin="settings",
)  # fmt: skip
_TIER_RULES = Table(
    "tier_rules",
    "One row is one threshold of one tier, valid since a day; several rows of a tier are joined by `join`.",
    (
        Column("scheme", "text", "Name of the tier scheme.", True),
        Column("tier", "text", "The tier.", True),
        Column("basis", "choice", "What is measured.", True, choices=("net_spend", "visits", "qualifying_points")),
        Column("threshold", "real", "At least this much reaches the tier; 0 for the first.", True, "as basis says",
            low=0),
        Column("window_days", "integer", "Length of a rolling window.", unit="days", low=1),
        Column("downgrade", "choice", "When a tier is lost.", True, choices=("none", "at_once", "at_end")),
        Column("window", "choice", "Kind of window; empty: rolling.", choices=("rolling", "calendar_year",
            "membership_year")),
        Column("keep_threshold", "real", "At least this much keeps the tier; empty: the threshold.",
            unit="as basis says", low=0),
        Column("join", "choice", "How several bases of one tier are joined; empty: and.", choices=("and", "or")),
        Column("validity", "choice", "How long a tier reached is held.", choices=("at_once", "days",
            "end_of_next_year")),
        Column("valid_days", "integer", "Days a tier is held where validity is days.", unit="days", low=0),
        Column("soft_landing", "boolean", "Whether at most one tier is lost at a time."),
        Column("grace_days", "integer", "Days of grace before a loss.", unit="days", low=0),
        Column("valid_from", "day", "Since when the rule holds.", True),
    ),
    ("scheme", "tier", "basis", "valid_from"),
    origin="settings",
)  # fmt: skip
_SENSITIVE_COLUMNS = Table(
    "sensitive_columns",
    "One row is one sensitive column that is switched on from a day to a day.",
    (
        Column("column_name", "text", "The column, such as belief.", True),
        Column("purpose", "text", "What it is used for.", True, privacy="free_text"),
        Column("person", "text", "Who answers for it.", True, privacy="staff"),
        Column("valid_from", "day", "First day it is on.", True),
        Column("valid_until", "day", "Last day it is on; afterwards it is off again.", True),
    ),
    ("column_name", "valid_from"),
    origin="settings",
)

TABLES: tuple[Table, ...] = (
    _CALENDARS, _CALENDAR_HOURS, _HOLIDAYS, _SLA_TARGETS, _TIER_RULES, _SENSITIVE_COLUMNS,
)  # fmt: skip
"""Tables that the settings page fills."""
