"""What came in by the queues: contacts one by one, and reports of intervals where no contact is loaded."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql
from crm_core.database import Store
from crm_core.filters import MISSING, WHOLE, Filters
from crm_core.schema.dimensions import TIMES
from crm_core.settings import Settings

Kind = Literal["live", "written", "self", "in_person"]

CHANNEL = "channel"
"""The one dimension that a report knows."""


def contacts(store: Store, filters: Filters, settings: Settings, kind: Kind, *, by: str | None = None) -> sa.Subquery:
    """Return the contacts of the period and of the channels of a kind, as `crm_core.relations.queued` tells them."""
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    return relations.queued(rows, filters.as_of, kind)


def reported(
    store: Store, filters: Filters, settings: Settings, kind: Kind, *, by: str | None = None
) -> sa.Subquery | None:
    """Return the intervals that reports tell of and contacts don't.

    An interval of a day counts where no contact of its channel, and of its queue if contacts name theirs, began on that
    day in the workspace's zone: nothing is counted twice. A report knows its channel alone: filters on anything else
    leave it only where they ask for what has none.

    Returns
    -------
    sqlalchemy.Subquery or None
        The columns of ``contact_intervals`` and ``group``; None where no report can count.
    """
    others = [codes for name, codes in filters.active.items() if name != CHANNEL]
    if not store.has_rows("contact_intervals") or any(MISSING not in codes for codes in others):
        return None
    plain = Filters(as_of=filters.as_of, start=filters.start, end=filters.end)
    unit = by if by in TIMES else None
    rows = plain.rows(store, "contact_intervals", by=unit, cohort="starts_at", settings=settings)
    channels = set(relations.CHANNELS[kind]) & set(filters.channel or relations.CHANNELS[kind])
    told = sa.select(*(column for column in rows.c if column.key != "group"), _group(rows, by).label("group")).where(
        rows.c.channel.in_(sorted(channels)), rows.c.ends_at.is_not(None)
    )
    return told.where(sa.not_(_covered(store, plain, settings, rows))).subquery("reported")


def _group(rows: sa.FromClause, by: str | None) -> sa.ColumnElement[str]:
    known = {None: sa.literal(WHOLE, sa.String()), CHANNEL: rows.c.channel} | dict.fromkeys(TIMES, rows.c.group)
    return sa.type_coerce(known.get(by, sa.literal(MISSING, sa.String())), sa.String())


def _covered(store: Store, plain: Filters, settings: Settings, rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether contacts tell of an interval's channel, queue and day."""
    known = plain.rows(store, "interactions", cohort="started_at", settings=settings)
    began = sql.day_of(known.c.started_at, settings.zone).label("day")
    days = sa.select(known.c.channel, known.c.queue, began).distinct().subquery("days_with_contacts")
    same_queue = sa.or_(days.c.queue.is_(None), days.c.queue == rows.c.queue)
    same_day = days.c.day == sql.day_of(rows.c.starts_at, settings.zone)
    return sa.exists().where(days.c.channel == rows.c.channel, same_day, same_queue)


def with_reports(table: pd.DataFrame, reports: pd.DataFrame | None) -> pd.DataFrame:
    """Add the sums of reports to those of contacts, group by group."""
    if reports is None or reports.empty:
        return table
    summed: pd.DataFrame = pd.concat([table, reports]).groupby("group", as_index=False).sum(min_count=1)
    return summed


def as_clusters(unit: str, value: str, units: sa.ColumnElement[Any], total: sa.ColumnElement[Any]) -> list[Any]:
    """Return the sums of `crm_core.stats.ClusterSums` of contacts that nobody tells apart: each is one of its own."""
    parts = dict.fromkeys((f"{unit}_clusters", f"{unit}_units", f"{unit}_unit_squares"), units)
    parts |= dict.fromkeys((f"{value}_total", f"{value}_squares", f"{value}_cross"), total)
    return [sql.to_double(sa.func.sum(amount)).label(name) for name, amount in parts.items()]
