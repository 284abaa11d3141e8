"""Bring the kept months up to date after a commit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.kept import marks
from crm_core.kept.active import refresh_active
from crm_core.kept.months import end_of, last_months, missing, reach
from crm_core.kept.tiers import asked, scheme
from crm_core.relations.tiers import Asked, Kept, month_rows
from crm_core.settings import Settings

MONTHS_BACK = 36
"""How many months are kept where the rules remember nothing: two years, and the year before to compare with."""


SOURCES = ("purchases", "points")
"""Tables that a tier comes from and that reach to a moment."""


def refresh(store: Store, *, until: dt.datetime | None = None) -> int:
    """Work out the months that are missing or stale: the tiers of customers, and how likely they still buy.

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
        How many months of tiers were worked out.
    """
    worked_out = _refresh_tiers(store, until)
    refresh_active(store, until)
    return worked_out


def _refresh_tiers(store: Store, until: dt.datetime | None) -> int:
    if not store.has_rows("tier_rules"):
        return 0
    until = until or reach(store, SOURCES)
    settings = store.settings(until) if until else None
    tiers = scheme(settings) if settings else None
    if until is None or settings is None or tiers is None:
        return 0
    rules = marks.fingerprint(tiers, settings)
    with store.write("keeping the tiers of customers") as connection:
        first = _first_month(connection, settings)
        most = None if tiers.remembers else MONTHS_BACK
        months = last_months(first, until, settings, most) if first else []
        run = marks.run(connection)
        todo = missing(months, run if run and run.rules == rules else None, until, settings)
        if not months or not todo:
            return 0
        _forget(connection, months[0], todo[0])
        for month in todo:
            _keep(store, connection, asked(store, settings, min(until, end_of(month, settings)), tiers), months[0])
        marks.enter(connection, rules, months[0], until)
    store.checkpoint()
    return len(todo)


def _first_month(connection: sa.Connection, settings: Settings) -> dt.date | None:
    """Return the first month with anything that a tier can come from."""
    places = (("purchases", "bought_at"), ("points", "happened_at"))
    firsts = [connection.scalar(sa.select(sa.func.min(schema.table(table).c[column]))) for table, column in places]
    days = [first.astimezone(ZoneInfo(settings.zone)).date() for first in firsts if first is not None]
    locked = connection.scalar(sa.select(sa.func.min(schema.table("tier_locks").c.locked_from)))
    days += [locked] if locked else []
    return min(days).replace(day=1) if days else None


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
