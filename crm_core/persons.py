"""Rows about single members of staff: only those that the viewer may read, and none unless it is switched on."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pandas as pd
import sqlalchemy as sa

from crm_core import sql
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

Standard = Literal["punctuality", "training_first", "conduct"]

LEAST_ANSWERS = 30
"""Answers about one person below which nothing is said of them."""


def may_be_seen(
    staff_id: sa.ColumnElement[str], filters: Filters, settings: Settings, standard: Standard | None = None
) -> sa.ColumnElement[bool]:
    """Return whether a row about a member of staff may be read: switched on, in use, and within the viewer's scope."""
    in_use = settings.shows_staff and (standard is None or getattr(settings, standard))
    return sa.and_(staff_id.is_not(None), filters.scope.holds(staff_id)) if in_use else sa.false()


def about_persons(
    store: Store, filters: Filters, table: str, settings: Settings, standard: Standard | None = None
) -> sa.Subquery:
    """Return the rows of a table about members of staff that may be read, with their ``name`` and ``team`` of today.

    A person who is not in the table of staff has no name. Filters on teams and stores narrow by where they work now.
    """
    rows = filters.unnarrowed.rows(store, table, settings=settings)
    people = filters.unnarrowed.rows(store, "staff", settings=settings)
    source = rows.outerjoin(people, rows.c.staff_id == people.c.staff_id)
    own = [column for column in rows.c if column.key not in ("group", "name", "team")]
    joined = [people.c.name, people.c.team, people.c.hired_on, people.c.training_completed_on]
    told = [column for column in joined if table != "staff" or column.key in ("name", "team")]
    kept = [column for column in own if column.key not in {one.key for one in told}]
    place = {"team": people.c.team, "store": people.c.store_id}
    narrowing = [_among(column, filters.active[name]) for name, column in place.items() if name in filters.active]
    seen = may_be_seen(rows.c.staff_id, filters, settings, standard)
    return sa.select(*kept, *told).select_from(source).where(seen, *narrowing).subquery("about_persons")


def _among(column: sa.ColumnElement[str], codes: tuple[str, ...]) -> sa.ColumnElement[bool]:
    known = column.in_(codes)
    return sa.or_(known, column.is_(None)) if MISSING in codes else known


def window(filters: Filters, settings: Settings) -> dt.date:
    """Return the first day on which a late arrival still counts; what is older is not shown and is to be deleted."""
    last = filters.last_day(settings)
    return (pd.Timestamp(last) - pd.DateOffset(months=settings.late_months)).date() + dt.timedelta(days=1)


def late_beyond(rows: sa.FromClause, settings: Settings) -> sa.ColumnElement[bool]:
    """Return whether an arrival was later than the limit; one exactly on it is on time, one that is unknown is not."""
    limit = sql.whole(settings.late_minutes * 60 * 1_000_000)
    waited = sql.microseconds_of(rows.c.arrived_at) - sql.microseconds_of(rows.c.planned_start)
    known = sa.and_(rows.c.arrived_at.is_not(None), rows.c.precision != "day")
    return sa.and_(known, waited > limit)


def excused(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return whether somebody excused an arrival."""
    return sa.func.coalesce(rows.c.excused, sa.false(), type_=sa.Boolean())
