"""Complaints as cases, and how long each took."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.settings import Settings


def complaints_only(rows: sa.FromClause) -> sa.Subquery:
    """Keep what counts as a complaint: no other kind of ticket, no duplicate of another case."""
    kind = sa.func.coalesce(rows.c.kind, "complaint", type_=sa.String())
    status = sa.func.coalesce(rows.c.status, "", type_=sa.String())
    counted = sa.and_(kind == "complaint", status != "duplicate", rows.c.duplicate_of.is_(None))
    return sa.select(*rows.c).where(counted).subquery("cases")


def duplicates_only(rows: sa.FromClause) -> sa.Subquery:
    """Keep the complaints that repeat another case."""
    kind = sa.func.coalesce(rows.c.kind, "complaint", type_=sa.String())
    repeated = sa.or_(rows.c.status == "duplicate", rows.c.duplicate_of.is_not(None))
    return sa.select(*rows.c).where(kind == "complaint", repeated).subquery("duplicates")


def case_durations(rows: sa.FromClause, as_of: dt.datetime, settings: Settings) -> sa.Subquery:
    """Add to each complaint how long it took, or has taken so far.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        Complaints as known at `as_of`, with ``ended_at`` and ``ending``.
    as_of : datetime
        Open cases are as old as this moment makes them.
    settings : Settings
        Its zone says where a day begins.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of those `rows` that are complaints, and ``duration_seconds``: whole seconds from opened_at to
        ended_at or `as_of`; for a case known to the day only, whole calendar days, 0 for the same day.
    """
    cases = complaints_only(rows)
    until = sa.func.coalesce(cases.c.ended_at, sql.instant(as_of), type_=sql.INSTANT)
    return sa.select(*cases.c, age_seconds(cases, until, settings).label("duration_seconds")).subquery("durations")


def age_seconds(cases: sa.FromClause, until: sa.ColumnElement[Any], settings: Settings) -> sa.ColumnElement[int]:
    """Return whole seconds since a case was opened; whole days where it is known to the day only."""
    first, last = sql.day_of(cases.c.opened_at, settings.zone), sql.day_of(until, settings.zone)
    whole_days = sql.days_between(first, last) * sa.literal(sql.SECONDS_PER_DAY, sa.BigInteger())
    age = sa.case((cases.c.precision == "day", whole_days), else_=sql.seconds_between(cases.c.opened_at, until))
    return sa.type_coerce(age, sa.BigInteger())
