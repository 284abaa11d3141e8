"""What of the kept tables is still true: marks of commits, and what the last run has worked out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.relations.tiers import NEEDED
from crm_core.settings import Settings
from crm_core.settings.schemes import Scheme

CUSTOMER_MONTH, CUSTOMER_ACTIVE = "customer_month", "customer_active"
NEEDS = {CUSTOMER_MONTH: NEEDED, CUSTOMER_ACTIVE: ("purchases",)}
"""Kept tables, and the tables each of them depends on."""

EVERYTHING = dt.date(1900, 1, 1)
"""A month before every record: nothing kept is true."""

WHEN = {"purchases": "bought_at", "points": "happened_at"}
"""The first moment a row of a table can matter; a row of the others can matter at any time."""


@dataclass(frozen=True)
class Run:
    """What the kept table holds.

    Attributes
    ----------
    rules : str
        Fingerprint of the rules it was made by.
    first_month : date
        First day of its first month.
    known_until : datetime
        The moment of its last month, which may not be over then.
    stale_from : date or None
        First day of the first month that a commit has made stale since.
    """

    rules: str
    first_month: dt.date
    known_until: dt.datetime
    stale_from: dt.date | None


def fingerprint(scheme: Scheme | None, settings: Settings) -> str:
    """Return a text that is another one for other rules or another zone."""
    return hashlib.sha256(repr((scheme, settings.zone)).encode()).hexdigest()


def run(connection: sa.Connection, table: str = CUSTOMER_MONTH) -> Run | None:
    """Return what a kept table holds; None before the first run."""
    runs, marks = schema.table("kept_runs"), schema.table("kept_months")
    question = sa.select(runs.c.rules, runs.c.first_month, runs.c.known_until)
    row = connection.execute(question.where(runs.c.table_name == table)).first()
    if row is None:
        return None
    stale = sa.select(sa.func.min(marks.c.month)).where(marks.c.table_name == table)
    return Run(row.rules, row.first_month, row.known_until.astimezone(dt.UTC), connection.scalar(stale))


def enter(
    connection: sa.Connection,
    rules: str,
    first_month: dt.date,
    known_until: dt.datetime,
    table: str = CUSTOMER_MONTH,
) -> None:
    """Write down what a kept table holds now; nothing of it is stale."""
    runs, marks = schema.table("kept_runs"), schema.table("kept_months")
    for told in (runs, marks):
        connection.execute(sa.delete(told).where(told.c.table_name == table))
    row = {"rules": rules, "first_month": first_month, "known_until": known_until}
    connection.execute(sa.insert(runs).values(table_name=table, **row))


def mark_import(connection: sa.Connection, table: str, import_id: str) -> None:
    """Mark the months that an import touches as stale, in the transaction that brings it or takes it back.

    Rows that it hides or brings back count with its own.
    """
    touched = [one for one, needed in NEEDS.items() if table in needed and run(connection, one) is not None]
    if not touched:
        return
    month = EVERYTHING if table not in WHEN else _first_month(connection, table, import_id)
    for one in touched if month is not None else ():
        _mark(connection, one, month)


def mark_change(connection: sa.Connection, tables: Iterable[str]) -> None:
    """Mark all months as stale, in the transaction that changes what a kept table depends on by hand.

    Changed rules need no mark: a kept table knows by which it was made.
    """
    changed = {*tables}
    for one, needed in NEEDS.items():
        if {*needed, "customer_identity"} & changed and run(connection, one) is not None:
            _mark(connection, one, EVERYTHING)


def _mark(connection: sa.Connection, table: str, month: dt.date | None) -> None:
    """Write a mark down; the same month may be marked several times before it is brought up to date."""
    marks = schema.table("kept_months").c
    there = sa.select(sa.func.count()).where(marks.table_name == table, marks.month == month)
    if not connection.scalar(there):
        connection.execute(sa.insert(schema.table("kept_months")).values(table_name=table, month=month))


def _first_month(connection: sa.Connection, table: str, import_id: str) -> dt.date | None:
    """Return the first month, in any zone, that a row of the import or one behind it lies in."""
    rows, behind = schema.table(table), schema.replaced(table)
    places = (
        (rows, rows.c.import_id == import_id),
        (behind, sa.or_(behind.c.import_id == import_id, behind.c.replaced_by == import_id)),
    )
    firsts = [
        connection.scalar(sa.select(sa.func.min(one.c[WHEN[table]], type_=sql.INSTANT)).where(condition))
        for one, condition in places
    ]
    found = [first for first in firsts if first is not None]
    return (min(found).astimezone(dt.UTC).date() - dt.timedelta(days=1)).replace(day=1) if found else None
