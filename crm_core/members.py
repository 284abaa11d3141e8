"""The customers that filters leave, with their tiers at the moments that a question is about."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, periods, sql
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings


def tiers_then(store: Store, filters: Filters, settings: Settings, moment: dt.datetime) -> sa.Subquery | None:
    """Return the tiers of a moment, of the customers that the filters leave.

    Where a filter narrows purchases but not customers (a store, a channel), the customers who ever bought there count.
    """
    tiers = kept.tiers_at(store, settings, moment)
    if tiers is None:
        return None
    chosen = _chosen(store, filters, settings)
    question = sa.select(*tiers.c)
    if chosen is not None:
        question = question.where(tiers.c.customer_id.in_(chosen))
    return question.subquery("tiers_then")


def tiers_of_quarter(
    store: Store, settings: Settings, quarter: pd.Timestamp, wanted: sa.Select[Any]
) -> pd.DataFrame | None:
    """Return the tiers of these customers at the start of a quarter: customer_id, place and the quarter.

    None where there are no tiers. ``place`` counts from the lowest tier, which is 0.
    """
    start = dt.datetime.combine(quarter.date(), dt.time(), ZoneInfo(settings.zone)).astimezone(dt.UTC)
    tiers = kept.tiers_at(store, settings, start - dt.timedelta(microseconds=1))
    if tiers is None:
        return None
    chosen = sa.select(tiers.c.customer_id, tiers.c.place).where(tiers.c.customer_id.in_(wanted))
    return store.read(chosen).assign(quarter=quarter)


def _chosen(store: Store, filters: Filters, settings: Settings) -> sa.Select[Any] | None:
    """Return the customers that the filters leave; None for all."""
    if not filters.active:
        return None
    if filters.not_narrowing("customers"):
        rows = filters.rows(store, "purchases", settings=settings)
        return sa.select(rows.c.customer_id).where(rows.c.customer_id.is_not(None))
    rows = filters.rows(store, "customers", settings=settings)
    return sa.select(rows.c.customer_id)


Moment = tuple[dt.date, dt.datetime]
"""A day and the moment its tiers are of: its end, or as far as is known."""


def last_moment(filters: Filters, settings: Settings) -> Moment:
    """Return the end of the period, or as far as is known."""
    day = filters.final_day(settings)
    return day, min(periods.end_of_day(day, settings.zone), filters.as_of)


def both_moments(filters: Filters, settings: Settings) -> tuple[Moment, Moment]:
    """Return the end of the day before the period, a year before its end where it has no start, and its end."""
    last = last_moment(filters, settings)
    day = filters.start - dt.timedelta(days=1) if filters.start else a_year_before(last[0])
    return (day, periods.end_of_day(day, settings.zone)), last


def end_of(day: dt.date, settings: Settings) -> dt.datetime:
    """Return the last moment of a day."""
    return periods.end_of_day(day, settings.zone)


def a_year_before(day: dt.date) -> dt.date:
    """Return the same day of the year before; a month's last day for a month's last day."""
    month_end = (day + dt.timedelta(days=1)).day == 1
    after = day + dt.timedelta(days=1)
    if month_end:
        return after.replace(year=after.year - 1) - dt.timedelta(days=1)
    return day.replace(year=day.year - 1)


def chosen_customers(store: Store, filters: Filters, settings: Settings, by: str | None) -> sa.Subquery:
    """Return the customers that the filters leave, with their ``group``."""
    people = filters.rows(store, "customers", by=by, settings=settings)
    chosen = _chosen(store, filters, settings)
    if chosen is None or not filters.not_narrowing("customers"):
        return people
    return sa.select(*people.c).where(people.c.customer_id.in_(chosen)).subquery("chosen_customers")


def people_on(store: Store, filters: Filters, settings: Settings, days: list[dt.date]) -> dict[dt.date, int]:
    """Count the customers there were on each day."""
    people = filters.rows(store, "customers", settings=settings)
    counts: list[sa.ColumnElement[Any]] = [
        sql.count_where(sa.or_(people.c.joined_on.is_(None), people.c.joined_on <= sa.literal(day, sa.Date()))).label(
            f"on_{place}"
        )
        for place, day in enumerate(days)
    ]
    question: sa.Select[Any] = sa.select(*counts).select_from(people)
    chosen = _chosen(store, filters, settings)
    if chosen is not None and filters.not_narrowing("customers"):
        question = question.where(people.c.customer_id.in_(chosen))
    row = store.read(question).iloc[0]
    return {day: int(row[f"on_{place}"]) for place, day in enumerate(days)}
