"""The business rules that were valid at a moment, read from their tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.settings import Calendar, EventNote, Hours, SensitiveColumn, Settings, SlaTarget, Target, TierRule


def read(connection: sa.Connection, as_of: dt.datetime) -> Settings:
    """Return the rules valid at a moment.

    Days are those of the workspace's zone at that moment. Of a tier scheme the rules of its newest day in force count,
    of a target its newest value; of promised times all that ever held, since a case keeps that of its first day.
    """
    values = Settings().with_rows(_values(connection, as_of))
    day = as_of.astimezone(ZoneInfo(values.zone)).date()
    notes = [EventNote(**row) for row in _rows(connection, "event_notes")]
    promised = [SlaTarget(**row) for row in _rows(connection, "sla_targets") if row["valid_from"] <= day]
    return replace(
        values,
        calendars=_calendars(connection),
        sla_targets=tuple(sorted(promised, key=lambda one: (one.valid_from, one.severity or "", one.category or ""))),
        tier_rules=_tier_rules(connection, day),
        targets=_targets(connection, day),
        sensitive_columns=_sensitive_columns(connection, day),
        event_notes=tuple(sorted(notes, key=lambda one: (one.date, one.text))),
    )


def _values(connection: sa.Connection, as_of: dt.datetime) -> dict[str, str]:
    rows = schema.table("settings")
    known = sa.select(rows.c.key, rows.c.value).where(rows.c.valid_from <= sql.instant(as_of))
    return {str(key): str(value) for key, value in connection.execute(known.order_by(rows.c.valid_from))}


def _rows(connection: sa.Connection, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table; what is missing in a row is left to the record's default."""
    found = connection.execute(sa.select(schema.table(name))).mappings()
    return [{str(key): value for key, value in row.items() if value is not None} for row in found]


def _calendars(connection: sa.Connection) -> tuple[Calendar, ...]:
    hours, holidays = defaultdict(list), defaultdict(list)
    for row in _rows(connection, "calendar_hours"):
        hours[row.pop("calendar")].append(Hours(**row))
    for row in _rows(connection, "holidays"):
        holidays[row["calendar"]].append(row["day"])
    named = {row["name"]: row["time_zone"] for row in _rows(connection, "calendars")}
    return tuple(
        Calendar(name, named[name], tuple(sorted(hours[name])), tuple(sorted(holidays[name]))) for name in sorted(named)
    )


def _tier_rules(connection: sa.Connection, day: dt.date) -> tuple[TierRule, ...]:
    rules = [TierRule(**row) for row in _rows(connection, "tier_rules") if row["valid_from"] <= day]
    newest: dict[str, dt.date] = {}
    for rule in rules:
        newest[rule.scheme] = max(rule.valid_from, newest.get(rule.scheme, rule.valid_from))
    in_force = [rule for rule in rules if rule.valid_from == newest[rule.scheme]]
    return tuple(sorted(in_force, key=lambda one: (one.scheme, one.threshold, one.tier, one.basis)))


def _sensitive_columns(connection: sa.Connection, day: dt.date) -> tuple[str, ...]:
    known = [SensitiveColumn(**row) for row in _rows(connection, "sensitive_columns")]
    return tuple(sorted({one.column_name for one in known if one.valid_from <= day <= one.valid_until}))


def _targets(connection: sa.Connection, day: dt.date) -> tuple[Target, ...]:
    rows = [{"group": ""} | row for row in _rows(connection, "targets") if row["valid_from"] <= day]
    ordered = sorted((Target(**row) for row in rows), key=lambda one: (one.metric, one.group, one.valid_from))
    return tuple({(one.metric, one.group): one for one in ordered}.values())
