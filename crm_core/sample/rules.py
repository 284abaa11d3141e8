"""The sample retailer's own rules: working hours, promised times, tiers, a target, and what happened.

They come with its files and go with them. What a visitor has changed in the meantime is the visitor's and stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.settings import holidays

Row = Mapping[str, Any]

START = dt.date(2023, 11, 1)
"""First day of the sample."""

YEARS = range(START.year, START.year + 5)
"""Years whose holidays are known."""

HOUR = 3_600  # seconds
WORKING_DAY = 10 * HOUR
"""A care team's whole day, 08:00 to 18:00."""

TEAMS = (
    ("Care North", "Europe/Paris", "FR"),
    ("Care South", "Asia/Dubai", "AE"),
    ("Care West", "America/New_York", "US"),
)
"""The teams that answer complaints, where they sit, and whose holidays they keep."""

PROMISED = (("critical", 1, 1), ("high", 2, 4), ("normal", 4, 7), ("low", 8, 14))
"""By severity: working hours to a first answer, working days to the end."""

WHOLE = {"calendars": ("name",), "calendar_hours": ("calendar",), "holidays": ("calendar",)}
"""Tables whose rows belong together by this column: a workspace's own hours are never mixed with the sample's."""

TIERS = (("Base", 0), ("Silver", 2_000), ("Gold", 5_000), ("Platinum", 10_000))
"""Net spend of 365 days that reaches a tier, in US dollars: some 60, 25, 10 and 5 % of active customers."""


def add_rules(store: Store) -> None:
    """Write the sample's rules; where the workspace has a rule under the same key, that one stays."""
    _change(store, "the sample's rules", lambda name, found: [*found, *_missing(name, found)])


def remove_rules(store: Store) -> None:
    """Take the sample's rules out; those that were changed or added stay."""
    _change(store, "taking the sample's rules back", lambda name, found: [r for r in found if not _ours(name, r)])


def rows() -> dict[str, list[Row]]:
    """Return the sample's rules as rows by table, calendars before what belongs to them."""
    return {
        "calendars": [{"name": name, "time_zone": zone} for name, zone, _ in TEAMS],
        "calendar_hours": list(_hours()),
        "holidays": list(_holidays()),
        "sla_targets": [
            {"severity": severity, "first_response_seconds": hours * HOUR, "resolution_seconds": days * WORKING_DAY,
                "valid_from": START}
            for severity, hours, days in PROMISED
        ],
        "tier_rules": [
            {"scheme": "club", "tier": tier, "basis": "net_spend", "threshold": float(threshold), "window": "rolling",
                "window_days": 365, "downgrade": "at_once", "valid_from": START}
            for tier, threshold in TIERS
        ],
        "targets": [{"metric": "satisfaction.index", "group": "", "value": 80.0, "valid_from": START}],
        "event_notes": [
            {"date": dt.date(2026, 4, 20), "text": "Aria Speaker revised"},
            {"date": dt.date(2025, 11, 1), "text": "Chat put before the telephone", "scope": "satisfaction.csat"},
        ],
    }  # fmt: skip


def _hours() -> Iterator[Row]:
    """Monday to Friday; in Dubai Friday ends at noon."""
    for team, zone, _ in TEAMS:
        for weekday in range(1, 6):
            noon = zone == "Asia/Dubai" and weekday == 5  # noqa: PLR2004 -- Friday
            yield {"calendar": team, "weekday": weekday, "opens": 8 * HOUR, "closes": (12 if noon else 18) * HOUR}


def _holidays() -> Iterator[Row]:
    for team, _, country in TEAMS:
        for day, name in holidays.suggested(country, YEARS).items():
            yield {"calendar": team, "day": day, "name": name}


def _missing(name: str, found: Iterable[Row]) -> list[Row]:
    known = {_identity(name, row) for row in found}
    return [row for row in rows()[name] if _identity(name, row) not in known]


def _ours(name: str, row: Row) -> bool:
    """Whether a row is the sample's as it was written; the calendars of its teams go whole."""
    if name in WHOLE:
        return _identity(name, row) in {(team,) for team, _, _ in TEAMS}
    return row in [_whole(name, one) for one in rows()[name]]


def _identity(name: str, row: Row) -> tuple[object, ...]:
    return tuple(row.get(column) for column in WHOLE.get(name) or schema.TABLES[name].key)


def _whole(name: str, row: Row) -> dict[str, Any]:
    return dict.fromkeys(schema.TABLES[name].column_names) | dict(row)


def _change(store: Store, purpose: str, change: Callable[[str, list[Row]], list[Row]]) -> None:
    """Replace the rows of each table by what `change` makes of them, in one transaction."""
    with store.write(purpose) as connection:
        touched = {name for name in rows() if _replace(connection, name, change)}
        store.raise_versions(connection, touched | {"settings"} if touched else touched)


def _replace(connection: sa.Connection, name: str, change: Callable[[str, list[Row]], list[Row]]) -> bool:
    table = schema.table(name)
    found: list[Row] = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    wanted = change(name, found)
    if wanted == found:
        return False
    connection.execute(sa.delete(table))
    if wanted:
        connection.execute(sa.insert(table).values([_whole(name, row) for row in wanted]))
    return True
