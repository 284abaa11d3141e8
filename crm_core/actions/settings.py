"""Changing a business rule: checked whole, dated, written with its versions, noted in the audit log, undoable.

Each function returns the moment under which the change is noted, which `crm_core.actions.undo` takes, and raises a
`SettingsError` that names all problems of the change; then nothing is written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import schema
from crm_core.actions.changes import Author, Part, apply
from crm_core.catalogue import all_metrics
from crm_core.database import Store
from crm_core.errors import SettingsError
from crm_core.settings import VALUES, Calendar, EventNote, SensitiveColumn, SlaTarget, Target, TierRule, checks

PREFIX = "settings."
"""Beginning of the codes of these changes in the audit log."""


def set_values(
    store: Store, values: Mapping[str, Any], valid_from: dt.date, author: Author | None = None
) -> dt.datetime:
    """Set single values from the midnight that begins a day.

    Parameters
    ----------
    store : Store
        The workspace.
    values : mapping of str to value
        By name of `crm_core.settings.VALUES`.
    valid_from : date
        Since when, in the workspace's zone; in the new one where that is what changes.
    author : Author, optional
        By whom and why.
    """
    known = {name: value for name, value in values.items() if name in VALUES}
    unknown = [SettingsError("setting_unknown", found=one, expected=", ".join(VALUES)) for one in {*values} - {*known}]
    checks.refuse([*unknown, *checks.of_values(known), *_of_currency(store, known), *of_staff(store, known, author)])
    zone = known.get("zone") or store.settings(store.now()).zone
    since = dt.datetime.combine(valid_from, dt.time(), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    return apply(store, "settings.values", [_value(name, value, since) for name, value in known.items()], author)


def _value(name: str, value: Any, since: dt.datetime) -> Part:
    key = {"key": name, "valid_from": since}
    return Part("settings", key, (key | {"value": json.dumps(value)},))


def _of_currency(store: Store, values: Mapping[str, Any]) -> Iterable[SettingsError]:
    """Refuse to call amounts that are in the store another currency: nothing here converts money."""
    bought = schema.table("purchases").c.currency
    if "currency" in values:
        others = sa.select(bought).where(bought != values["currency"]).distinct().limit(3)
        if found := sorted(store.read(others)["currency"]):
            todo = "take these purchases back first: amounts are not converted"
            yield SettingsError("currency_in_use", found=", ".join(found), expected=str(values["currency"]), todo=todo)


def of_staff(store: Store, values: Mapping[str, Any], author: Author | None = None) -> Iterable[SettingsError]:
    """Say what is wrong with switches on staff data, taken together with those in force; nothing for other values.

    Whoever switches something on about single people says who they are and why.
    """
    switches = {name: value for name, value in values.items() if name in checks.ABOUT_STAFF}
    if not switches or switches.get("staff_data") is False:
        return  # off is off, whatever else is ticked
    yield from checks.of_staff_data(replace(store.settings(store.now()), **switches))
    named = author or Author()
    if any(switches.values()) and not (named.who.strip() and named.reason.strip()):
        yield SettingsError("author_missing", expected="who switches it on, and why")


def put_scheme(
    store: Store, rules: Sequence[TierRule], valid_from: dt.date, author: Author | None = None
) -> dt.datetime:
    """Replace a tier scheme whole from a day on.

    Parameters
    ----------
    store : Store
        The workspace.
    rules : sequence of TierRule
        All rules of one scheme, the lowest tier first.
    valid_from : date
        Since when; it takes the place of the rules' own.
    author : Author, optional
        By whom and why.
    """
    names = {rule.scheme for rule in rules}
    several = [SettingsError("schemes_mixed", found=", ".join(sorted(names)), expected="one")] if len(names) > 1 else []
    checks.refuse([*several, *checks.of_scheme(rules)])
    dated = tuple(asdict(replace(rule, valid_from=valid_from)) for rule in rules)
    scope = {"scheme": rules[0].scheme, "valid_from": valid_from}
    return apply(store, "settings.tiers", [Part("tier_rules", scope, dated)], author)


def put_promises(store: Store, promises: Sequence[SlaTarget], author: Author | None = None) -> dt.datetime:
    """Set promised times for cases opened since a day; one without times promises nothing from then on.

    Parameters
    ----------
    store : Store
        The workspace.
    promises : sequence of SlaTarget
        Each with its own day, severity and category.
    author : Author, optional
        By whom and why.
    """
    calendars = [one.name for one in store.settings(store.now()).calendars]
    checks.refuse(problem for one in promises for problem in checks.of_promise(one, calendars))
    keys = ("severity", "category", "valid_from")
    rows = [asdict(one) for one in promises]
    parts = [Part("sla_targets", {key: row[key] for key in keys}, (row,)) for row in rows]
    return apply(store, "settings.promises", parts, author)


def put_calendar(
    store: Store,
    calendar: Calendar,
    names: Mapping[dt.date, str] | None = None,
    author: Author | None = None,
    *,
    since: dt.date | None = None,
) -> dt.datetime:
    """Set a calendar's zone, hours and holidays.

    Parameters
    ----------
    store : Store
        The workspace.
    calendar : Calendar
        A team or store of its name works by it.
    names : mapping of date to str, optional
        What is celebrated on its holidays.
    author : Author, optional
        By whom and why.
    since : date, optional
        First day of the hours, which stand in the place of those that begin on the same day; without it they hold on
        all days, those behind us too, and no other hours are left. Zone and holidays always hold on all days.
    """
    dated = replace(calendar, hours=tuple(replace(one, valid_from=since or dt.date.min) for one in calendar.hours))
    checks.refuse([*checks.of_calendar(dated), *checks.of_new_hours(dated, since)])
    of = {"calendar": calendar.name}
    hours = tuple(of | asdict(one) | {"valid_from": since} for one in dated.hours)
    celebrated = names or {}
    days = tuple({"calendar": calendar.name, "day": day, "name": celebrated.get(day)} for day in calendar.holidays)
    own = {"name": calendar.name}
    parts = [
        Part("calendars", own, (own | {"time_zone": calendar.time_zone},)),
        Part("calendar_hours", of if since is None else of | {"valid_from": since}, hours),
        Part("holidays", of, days),
    ]
    return apply(store, "settings.calendar", parts, author)


def remove_calendar(store: Store, name: str, author: Author | None = None) -> dt.datetime:
    """Take a calendar away: its team works by the clock again. One that a promise names stays."""
    promises = store.settings(store.now()).sla_targets
    if any(one.calendar == name for one in promises):
        raise SettingsError("calendar_in_use", found=name, todo="give the promised times another calendar first")
    of = {"calendar": name}
    parts = [Part("calendars", {"name": name}), Part("calendar_hours", of), Part("holidays", of)]
    return apply(store, "settings.calendar", parts, author)


def put_target(store: Store, target: Target, author: Author | None = None) -> dt.datetime:
    """Set the target of a number from a day on."""
    checks.refuse(checks.of_target(target, all_metrics()))
    row = asdict(target)
    scope = {key: row[key] for key in ("metric", "group", "valid_from")}
    return apply(store, "settings.target", [Part("targets", scope, (row,))], author)


def remove_target(store: Store, metric: str, group: str = "", author: Author | None = None) -> dt.datetime:
    """Take a number's target away, those of earlier days too."""
    return apply(store, "settings.target", [Part("targets", {"metric": metric, "group": group})], author)


def put_note(store: Store, note: EventNote, author: Author | None = None) -> dt.datetime:
    """Note what happened on a day."""
    checks.refuse(checks.of_note(note))
    row = asdict(replace(note, text=note.text.strip()))
    return apply(store, "settings.note", [_note(row["date"], row["text"], (row,))], author)


def remove_note(store: Store, note: EventNote, author: Author | None = None) -> dt.datetime:
    """Take a note away."""
    return apply(store, "settings.note", [_note(note.date, note.text)], author)


def _note(date: dt.date, text: str, rows: tuple[Mapping[str, Any], ...] = ()) -> Part:
    return Part("event_notes", {"date": date, "text": text}, rows)


def switch_on(store: Store, column: SensitiveColumn, author: Author | None = None) -> dt.datetime:
    """Switch a sensitive column on from a day to a day; its purpose and who answers for it are written down."""
    checks.refuse(checks.of_sensitive(column, today(store)))
    scope = {"column_name": column.column_name, "valid_from": column.valid_from}
    noted = author or Author(column.person, column.purpose)
    return apply(store, "settings.sensitive", [Part("sensitive_columns", scope, (asdict(column),))], noted)


def switch_off(store: Store, column_name: str, author: Author | None = None) -> dt.datetime:
    """Switch a sensitive column off from today on; what it was on for stays written down."""
    day = today(store)
    known = [one for one in switched_on(store) if one.column_name == column_name and one.valid_from < day]
    kept = (replace(one, valid_until=min(one.valid_until, day - dt.timedelta(days=1))) for one in known)
    part = Part("sensitive_columns", {"column_name": column_name}, tuple(asdict(one) for one in kept))
    return apply(store, "settings.sensitive", [part], author)


def switched_on(store: Store) -> tuple[SensitiveColumn, ...]:
    """Return every time a sensitive column was, is or will be switched on, the newest first."""
    rows = schema.table("sensitive_columns")
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(rows).order_by(rows.c.valid_from.desc())).mappings()
        return tuple(SensitiveColumn(**{str(name): value for name, value in row.items()}) for row in found)


def today(store: Store) -> dt.date:
    """Return the present day in the workspace's zone."""
    now = store.now()
    return now.astimezone(ZoneInfo(store.settings(now).zone)).date()


def values_by_day(store: Store) -> dict[str, tuple[tuple[dt.datetime, Any], ...]]:
    """Return the values that were ever set by name, each with the moment since when, the newest first."""
    rows = schema.table("settings")
    question = sa.select(rows.c.key, rows.c.valid_from, rows.c.value).order_by(rows.c.valid_from.desc())
    with store.engine.connect() as connection:
        found = connection.execute(question).all()
    names = dict.fromkeys(row.key for row in found)
    read = {name: tuple((row.valid_from, json.loads(row.value)) for row in found if row.key == name) for name in names}
    return {str(name): values for name, values in read.items()}
