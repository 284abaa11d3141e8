"""What customers bring from their first purchase on: by the channel they came through, and year by year."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

MONEY = "workspace currency"
TABLES = ("purchases", "customers")

YEARS = 10
"""Years since the first purchase that are told of at most."""

FIRST_YEAR = 0

Starts = Literal["new", "seen"]
"""Whose first purchase counts: only that of customers known to be new, or the first one seen of everybody."""

ChannelOf = Literal["customer", "first_purchase"]
"""Which channel: the one the customer is said to have come through, or that of the first purchase."""


def _until_the_end(store: Store, filters: Filters, settings: Settings, **_: Any) -> sa.FromClause:
    """Return the purchases up to the end of the period, whenever they were made."""
    rows = filters.rows(store, "purchases", settings=settings)
    end = sql.midnight(filters.final_day(settings) + dt.timedelta(days=1), settings.zone)
    return sa.select(*rows.c).where(rows.c.bought_at < end).subquery("until_the_end")


def _people(store: Store, filters: Filters, settings: Settings, starts: Starts) -> tuple[sa.CTE, sa.Subquery]:
    """Return everybody's first purchase up to the end of the period with ``is_new``, and the lines they kept."""
    rows = _until_the_end(store, filters, settings)
    since = filters.begins(store, "purchases.bought_at", settings) if starts == "new" else None
    everybody = relations.firsts(relations.bought_moments(rows, grouped=False), settings.zone)
    customers = filters.unnarrowed.rows(store, "customers", settings=settings)
    sold = relations.sold_to_customers(rows)
    return relations.new_only(everybody, customers, since), sa.select(*sold.c).where(sold.c.kept).subquery("kept")


@metric(
    "value.by_channel",
    title="First year by channel",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "measure": "code",
        "per_customer": MONEY,
        "low": MONEY,
        "high": MONEY,
        "came_back_pct": "per cent",
        "n": "customers",
        "left_out": "customers",
    },
    value="per_customer",
    better="higher",
    records=_until_the_end,
)
def by_channel(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    channel_of: ChannelOf = "customer",
    starts: Starts = "new",
) -> pd.DataFrame:
    """What a customer brings in the first year, by the channel that the customer came through.

    Definition
    ----------
    Of the customers whose first 365 days since their first purchase are over, at the end of the period or of the data:
    what they brought in these days, divided by how many there are, whether they ever bought again or not. The channel
    is the one the customer is recorded to have been won through; with `channel_of` "first_purchase" it is that of the
    very first purchase. The money is profit where at least 95 % of the lines say theirs, else revenue, net of what was
    given back. A first purchase counts as the first one where the customer joined when records had begun, or was never
    seen in the first twelve months of the records; with `starts` "seen" the first one on record counts for everybody.
    The interval is that of the mean, 95 %.

    Columns
    -------
    group : code of the channel
    measure : what is added up: profit or revenue
    per_customer : brought in the first year by a customer who started, in the workspace's currency
    low, high : its 95 % interval, same currency
    came_back_pct : share who bought on another day of that year, per cent
    n : customers who started and whose first year is over
    left_out : those whose first year is not over, or who may have bought before the records begin

    Caution
    -------
    A channel that brings better customers need not make them better: it may only reach others. What it costs to win a
    customer is not taken off. Sales without a customer can't be followed.

    Source
    ------
    A count of the records; the interval of a mean (Student 1908).
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    people, lines = _people(store, filters, settings, starts)
    since = relations.years_since(people, lines, settings.zone, last)
    first = sa.select(*since.c).where(since.c.year == sql.whole(FIRST_YEAR)).subquery("first_year")
    group, rows = first.c.channel, first
    if channel_of == "customer":
        customers = filters.unnarrowed.rows(store, "customers", settings=settings)
        won = sa.select(customers.c.customer_id, customers.c.acquisition_channel).subquery("won")
        joined = first.outerjoin(won, first.c.customer_id == won.c.customer_id)
        rows = sa.select(*first.c, won.c.acquisition_channel).select_from(joined).subquery("with_channel")
        group = rows.c.acquisition_channel
    named = sa.func.coalesce(group, MISSING, type_=sa.String())
    counted = sa.and_(rows.c.is_new, rows.c.over > rows.c.year)
    found = store.read(relations.brought(rows, counted, group=named))
    return _per_customer(found).assign(came_back_pct=100 * _ratio(found["back"], found["n"]))


@metric(
    "value.by_tenure",
    title="Value year by year",
    chart="tenure",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "measure": "code",
        "per_customer": MONEY,
        "low": MONEY,
        "high": MONEY,
        "per_survivor": MONEY,
        "survivor_low": MONEY,
        "survivor_high": MONEY,
        "survivors": "customers",
        "n": "customers",
        "left_out": "customers",
    },
    value="per_customer",
    better="higher",
    records=_until_the_end,
)
def by_tenure(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    starts: Starts = "new",
) -> pd.DataFrame:
    """What a customer brings in the first, second and each further year since the first purchase.

    Definition
    ----------
    Years of 365 days from the day of the first purchase. In each year, of the customers whose year with this number is
    over at the end of the period or of the data: what they brought in it, divided once by how many had started, once
    by how many of them bought in it (the survivors). Only the first one says whether a customer's value grows: the
    second one rises by itself, because those who bring little leave. Money, and whose first purchase counts as the
    first, are those of the first year by channel. The intervals are those of means, 95 %.

    Columns
    -------
    group : number of the year since the first purchase, 01 the first
    measure : what is added up: profit or revenue
    per_customer : brought in the year by a customer who started, in the workspace's currency
    low, high : its 95 % interval, same currency
    per_survivor : brought in the year by a customer who bought in it, same currency
    survivor_low, survivor_high : its 95 % interval, same currency
    survivors : customers who bought in the year
    n : customers who started and whose year with this number is over
    left_out : customers who started and whose year with this number has begun and is not over; years that too few have
        behind them have no row

    Caution
    -------
    Later years are known of customers who started earlier alone: other times, other customers. Sales without a customer
    can't be followed.

    Source
    ------
    Reinartz and Kumar (2000), On the profitability of long-life customers, Journal of Marketing 64(4), 17-35.
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    people, lines = _people(store, filters, settings, starts)
    since = relations.years_since(people, lines, settings.zone, last)
    found = store.read(relations.brought(since, since.c.is_new, year=since.c.year, over=since.c.over))
    years = _of_years(found.astype("float64"), settings.minimum_people)
    if years.empty:
        return pd.DataFrame()
    of_survivors = _per_customer(years.assign(n=years["survivors"]))
    few = years["survivors"] < settings.minimum_people
    names = {"per_customer": "per_survivor", "low": "survivor_low", "high": "survivor_high"}
    survivors = {name: of_survivors[column].mask(few) for column, name in names.items()}
    return _per_customer(years).assign(survivors=years["survivors"], **survivors)


def _of_years(found: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Add up by year since the first purchase those whose year is over; everybody who started has a row of the first.

    Takes rows by ``year`` and ``over``, the years that are over; gives ``n`` who started, ``survivors`` who bought.
    Years that fewer than `minimum` customers have behind them are left away.
    """
    started = found[found["year"] == FIRST_YEAR].set_index("over")["n"]
    numbers = [year for year in range(YEARS) if started[started.index > year].sum() >= max(minimum, 1)]
    sums = found[found["over"] > found["year"]].drop(columns=["over", "left_out"]).groupby("year").sum()
    years = sums.reindex(pd.Index(numbers, dtype="float64", name="year"), fill_value=0.0).reset_index()
    over = np.array([started[started.index > year].sum() for year in numbers])
    begun = np.array([started[started.index >= year].sum() for year in numbers])
    named = [f"{year + 1:02}" for year in numbers]
    return years.assign(group=named, survivors=years["n"], n=over, left_out=begun - over)


def _per_customer(found: pd.DataFrame) -> pd.DataFrame:
    """Return ``group``, ``measure``, ``n``, ``left_out`` and the mean money of a customer with its interval."""
    measure = relations.measure_of(found["lines"].sum(), found["known"].sum())
    n = found["n"].astype("float64").to_numpy()
    total, squares = (found[name].astype("float64").to_numpy() for name in (measure, f"{measure}_squares"))
    mean = _ratio(total, n)
    spread = np.maximum(squares - n * mean**2, 0.0) / np.where(n > 1, n - 1, np.nan)
    low, high = stats.mean_interval(mean, np.sqrt(spread), n)
    columns = [name for name in ("group", "n", "left_out") if name in found]
    return found[columns].assign(measure=measure, per_customer=mean, low=low, high=high)


def _ratio(part: Any, whole: Any) -> Any:
    of = np.asarray(whole, dtype="float64")
    return np.asarray(part, dtype="float64") / np.where(of > 0, of, np.nan)
