"""Who is still a customer: of those there were, of those who buy now, and of all there ever were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

YEAR = dt.timedelta(days=365)
SPLITS = ("region", "country", "customer_kind", "store", "channel", "product_category")
TABLES = ("purchases", "customers", "products", "stores")


def _bought_between(
    lines: sa.FromClause, first: dt.date | None, last: dt.date, settings: Settings
) -> sa.ColumnElement[bool]:
    after_last = sql.midnight(last + dt.timedelta(days=1), settings.zone)
    bought = lines.c.bought_at < after_last
    if first is None:
        return bought
    return sa.and_(bought, lines.c.bought_at >= sql.midnight(first, settings.zone))


def _per_customer(lines: sa.FromClause, **times: sa.ColumnElement[bool]) -> sa.Subquery:
    """Say of each customer in each group whether they bought at each of these times."""
    keys = (lines.c.group, lines.c.customer_id)
    said = [sa.func.bool_or(condition, type_=sa.Boolean()).label(name) for name, condition in times.items()]
    return sa.select(*keys, *said).group_by(*keys).subquery("customers_then")


def _nameless(rows: sa.FromClause) -> sa.Select[Any]:
    """Count the purchase lines of each group that name no customer."""
    left_out = sa.select(rows.c.group, sql.count().label("left_out")).where(rows.c.customer_id.is_(None))
    return left_out.group_by(rows.c.group)


def _share(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[float]:
    return 100 * part.astype("float64") / whole.astype("float64").replace(0, np.nan)


@metric(
    "loyalty.retention",
    title="Still buying a year later",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "kept_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "kept": "customers",
        "n": "customers",
        "returning_pct": "per cent",
        "returning_low": "per cent",
        "returning_high": "per cent",
        "returning": "customers",
        "buyers": "customers",
        "left_out": "lines",
    },
    value="kept_pct",
    better="higher",
)
def retention(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Share of the customers of the year before who bought in this year, and share of buyers who had bought before.

    Definition
    ----------
    The year is the 365 days that end with the period, or with the data where they end first; the year before is the
    365 days before it. Kept: of the customers who bought in the year before, those who bought in the year. Returning:
    of the customers who bought in the period, those who had bought on an earlier day than its first. Drafts, cancelled
    orders, free trials and what came back whole are no purchases. The intervals are Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    kept_pct : share of the customers of the year before who bought in the year, per cent
    low, high : its 95 % interval, per cent
    kept : customers who bought in both years
    n : customers who bought in the year before
    returning_pct : share of the buyers of the period who had bought before, per cent; missing where it has no start
    returning_low, returning_high : its 95 % interval, per cent
    returning : buyers of the period who had bought before
    buyers : customers who bought in the period
    left_out : purchase lines of the period that name no customer

    Caution
    -------
    Where the records begin within the year before, its customers are those of a shorter time. Buyers who bought before
    the records began look like new ones. Under a filter on store, channel or product only purchases there count.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    lines = relations.bought(filters.rows(store, "purchases", by=by, settings=settings))
    last = filters.final_day(settings)
    middle, day = last - YEAR, dt.timedelta(days=1)
    people = _per_customer(
        lines,
        this_year=_bought_between(lines, middle + day, last, settings),
        year_before=_bought_between(lines, middle - YEAR + day, middle, settings),
        now=_bought_between(lines, filters.start, last, settings),
        before=_bought_between(lines, None, filters.start - day, settings) if filters.start else sa.false(),
    )
    table = store.read(_kept_and_returning(people))
    of_the_period = filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings)
    table = table.merge(store.read(_nameless(of_the_period)), on="group", how="outer")
    table = table.astype(dict.fromkeys(("kept", "n", "returning", "buyers"), "Int64")).fillna(0)
    low, high = stats.wilson_interval(table["kept"], table["n"])
    buyers = table["buyers"] * (0 if filters.start is None else 1)  # nothing lies before everything: no share of it
    returning_low, returning_high = stats.wilson_interval(table["returning"], buyers)
    return table.assign(
        kept_pct=_share(table["kept"], table["n"]),
        low=100 * low,
        high=100 * high,
        returning_pct=_share(table["returning"], buyers),
        returning_low=100 * returning_low,
        returning_high=100 * returning_high,
    )


def _kept_and_returning(people: sa.FromClause) -> sa.Select[Any]:
    c = people.c
    return sa.select(
        c.group,
        sql.count_where(sa.and_(c.year_before, c.this_year)).label("kept"),
        sql.count_where(c.year_before).label("n"),
        sql.count_where(sa.and_(c.now, c.before)).label("returning"),
        sql.count_where(c.now).label("buyers"),
    ).group_by(c.group)


def _ever(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    """Return the purchases up to the end of the period, whenever they were made."""
    rows = filters.rows(store, "purchases", by=by, settings=settings)
    known = _bought_between(rows, None, filters.final_day(settings), settings)
    return sa.select(*rows.c).where(known).subquery("ever_bought")


@metric(
    "loyalty.active",
    title="Active customers",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "active_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "active": "customers",
        "n": "customers",
        "left_out": "lines",
    },
    value="active_pct",
    better="higher",
    records=_ever,
)
def active(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """Share of all customers who ever bought that bought in the last year.

    Definition
    ----------
    Of the customers with a purchase on record up to the end of the period: those with one in the 365 days that end
    with the period, or with the data where they end first. Drafts, cancelled orders, free trials and what came back
    whole are no purchases. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    active_pct : share who bought in the last year, per cent
    low, high : its 95 % interval, per cent
    active : customers who bought in the last year
    n : customers who ever bought
    left_out : purchase lines up to then that name no customer

    Caution
    -------
    The share falls by itself as the records grow longer, because who once bought is never taken out. Under a filter
    on store, channel or product only purchases there count.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _ever(store, filters, settings, by=by)
    lines = relations.bought(rows)
    last = filters.final_day(settings)
    year = _bought_between(lines, last - YEAR + dt.timedelta(days=1), last, settings)
    people = _per_customer(lines, active=year)
    found = sa.select(people.c.group, sql.count_where(people.c.active).label("active"), sql.count().label("n"))
    table = store.read(found.group_by(people.c.group)).merge(store.read(_nameless(rows)), on="group", how="outer")
    table = table.astype({"active": "Int64", "n": "Int64"}).fillna(0)
    low, high = stats.wilson_interval(table["active"], table["n"])
    return table.assign(active_pct=_share(table["active"], table["n"]), low=100 * low, high=100 * high)
