"""Months that a kept table has, and which of them have to be worked out again."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.database import Store
from crm_core.kept import marks
from crm_core.settings import Settings


def last_months(first: dt.date, until: dt.datetime, settings: Settings, most: int | None) -> list[dt.date]:
    """Return the first days of the months from the first one to a moment; only so many before the last, if told."""
    last = until.astimezone(ZoneInfo(settings.zone)).date().replace(day=1)
    place = last.year * 12 + last.month - 1
    back = (last.year - first.year) * 12 + last.month - first.month
    count = back if most is None else min(back, most)
    return [dt.date((place - ago) // 12, (place - ago) % 12 + 1, 1) for ago in range(count, -1, -1)]


def missing(months: list[dt.date], run: marks.Run | None, until: dt.datetime, settings: Settings) -> list[dt.date]:
    """Return the months from the first that is not kept or not true any more; the last one may have gone on."""
    if run is None or not months or months[0] < run.first_month:
        return months
    starts = [run.stale_from] if run.stale_from else []
    if run.known_until != until:
        starts.append(min(until, run.known_until).astimezone(ZoneInfo(settings.zone)).date().replace(day=1))
    return [month for month in months if month >= min(starts)] if starts else []


def end_of(month: dt.date, settings: Settings) -> dt.datetime:
    """Return the last microsecond of a month."""
    after = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    midnight = dt.datetime.combine(after, dt.time(), tzinfo=ZoneInfo(settings.zone))
    return midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)


def reach(store: Store, tables: tuple[str, ...]) -> dt.datetime | None:
    """Return how far all of these tables are known: the moment that a question about them is of by default."""
    imports = schema.table("imports").c
    each = (
        sa.select(sa.func.max(imports.data_until, type_=sql.INSTANT).label("until"))
        .where(imports.table_name.in_(tables), imports.state == "committed", imports.records_good > 0)
        .group_by(imports.table_name)
        .subquery("reaches")
    )
    with store.engine.connect() as connection:
        found = connection.scalar(sa.select(sa.func.min(each.c.until, type_=sql.INSTANT)))
    return found.astimezone(dt.UTC) if found else None
