"""How far an import's data reach: instants in UTC, days to their end in the file's zone."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from crm_core.ingest.stage import Staged
from crm_core.schema import Table

ONE_SECOND = dt.timedelta(seconds=1)


class Covered(NamedTuple):
    """First and last instant that a file covers, None where nothing says so."""

    data_from: dt.datetime | None
    data_until: dt.datetime | None


def covered(staged: Staged, contract: Table) -> Covered:
    """Return what a staged file covers.

    A file of days covers its last day whole: until 23:59:59 in its zone. The day on which the user says it was
    exported stands as given.
    """
    counts, profile = staged.counts, staged.profile
    until = _moment(counts["data_until"])
    if until and counts["precision"] == "day" and profile.exported_at is None:
        until = _end_of_day(until, ZoneInfo(profile.time_zone), of_days=not _has_instants(profile.mapping, contract))
    return Covered(_moment(counts["data_from"]), until)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _has_instants(mapping: Any, contract: Table) -> bool:
    targets = {target for target in (mapping or {}).values() if target}
    return any(column.type == "instant" for column in contract.columns if column.name in targets)


def _end_of_day(moment: dt.datetime, zone: ZoneInfo, *, of_days: bool) -> dt.datetime:
    """Return the last second of the day; a plain day comes as midnight in UTC, an instant as midnight in its zone."""
    day = (moment if of_days else moment.astimezone(zone)).date()
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return following.astimezone(dt.UTC) - ONE_SECOND
