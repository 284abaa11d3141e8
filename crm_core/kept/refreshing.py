"""Bring the kept months up to date after a commit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.database import Store
from crm_core.kept import marks
from crm_core.kept.tiers import asked, scheme
from crm_core.relations.tiers import Asked, Kept, month_rows
from crm_core.settings import Settings
from crm_core.settings.schemes import Scheme

MONTHS_BACK = 36
"""How many months are kept where the rules remember nothing: two years, and the year before to compare with."""


SOURCES = ("purchases", "points")
"""Tables that a tier comes from and that reach to a moment."""


def refresh(store: Store, *, until: dt.datetime | None = None) -> int:
    """Work out the months of customer_month that are missing or stale.

    Parameters
    ----------
    store : Store
        The workspace.
    until : datetime, optional
        Up to which moment; by default how far purchases and points reach, whichever ends first. The rules are those
        valid then.

    Returns
    -------
    int
        How many months were worked out.
    """
    if not store.has_rows("tier_rules"):
        return 0
    until = until or _reach(store)
    settings = store.settings(until) if until else None
    tiers = scheme(settings) if settings else None
    if until is None or settings is None or tiers is None:
        return 0
    rules = marks.fingerprint(tiers, settings)
    with store.write("keeping the tiers of customers") as connection:
        first = _first_month(connection, settings)
        months = _months(first, until, settings, tiers) if first else []
        run = marks.run(connection)
        todo = _missing(months, run if run and run.rules == rules else None, until, settings)
        if not months or not todo:
            return 0
        _forget(connection, months[0], todo[0])
        for month in todo:
            _keep(store, connection, asked(store, settings, min(until, _end_of(month, settings)), tiers), months[0])
        marks.enter(connection, rules, months[0], until)
    store.checkpoint()
    return len(todo)


def _reach(store: Store) -> dt.datetime | None:
    """Return how far all that tiers come from is known: the moment that a question about tiers is of by default."""
    imports = schema.table("imports").c
    each = (
        sa.select(sa.func.max(imports.data_until, type_=sql.INSTANT).label("until"))
        .where(imports.table_name.in_(SOURCES), imports.state == "committed", imports.records_good > 0)
        .group_by(imports.table_name)
        .subquery("reaches")
    )
    with store.engine.connect() as connection:
        found = connection.scalar(sa.select(sa.func.min(each.c.until, type_=sql.INSTANT)))
    return found.astimezone(dt.UTC) if found else None


def _first_month(connection: sa.Connection, settings: Settings) -> dt.date | None:
    """Return the first month with anything that a tier can come from."""
    places = (("purchases", "bought_at"), ("points", "happened_at"))
    firsts = [connection.scalar(sa.select(sa.func.min(schema.table(table).c[column]))) for table, column in places]
    days = [first.astimezone(ZoneInfo(settings.zone)).date() for first in firsts if first is not None]
    locked = connection.scalar(sa.select(sa.func.min(schema.table("tier_locks").c.locked_from)))
    days += [locked] if locked else []
    return min(days).replace(day=1) if days else None


def _months(first: dt.date, until: dt.datetime, settings: Settings, tiers: Scheme) -> list[dt.date]:
    last = until.astimezone(ZoneInfo(settings.zone)).date().replace(day=1)
    place = last.year * 12 + last.month - 1
    back = (last.year - first.year) * 12 + last.month - first.month
    count = back if tiers.remembers else min(back, MONTHS_BACK)
    return [dt.date((place - ago) // 12, (place - ago) % 12 + 1, 1) for ago in range(count, -1, -1)]


def _missing(months: list[dt.date], run: marks.Run | None, until: dt.datetime, settings: Settings) -> list[dt.date]:
    """Return the months from the first that is not kept or not true any more; the last one may have gone on."""
    if run is None or not months or months[0] < run.first_month:
        return months
    starts = [run.stale_from] if run.stale_from else []
    if run.known_until != until:
        starts.append(min(until, run.known_until).astimezone(ZoneInfo(settings.zone)).date().replace(day=1))
    return [month for month in months if month >= min(starts)] if starts else []


def _forget(connection: sa.Connection, first: dt.date, stale: dt.date) -> None:
    rows = schema.table(marks.CUSTOMER_MONTH)
    connection.execute(sa.delete(rows).where(sa.or_(rows.c.month >= stale, rows.c.month < first)))


def _keep(store: Store, connection: sa.Connection, question: Asked, first: dt.date) -> None:
    """Work out one month from the one before."""
    rows = schema.table(marks.CUSTOMER_MONTH)
    month = question.day.replace(day=1)
    before = (month - dt.timedelta(days=1)).replace(day=1)
    if before >= first:
        question = replace(question, kept=Kept(rows, before))
    found = month_rows(question)
    mark = sa.literal(month, sa.Date()).label("month")
    names = [column.name for column in found.c]
    connection.execute(sa.insert(rows).from_select(["month", *names], sa.select(mark, *found.c)))


def _end_of(month: dt.date, settings: Settings) -> dt.datetime:
    after = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    midnight = dt.datetime.combine(after, dt.time(), tzinfo=ZoneInfo(settings.zone))
    return midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
