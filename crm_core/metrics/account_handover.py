"""Customers whose owner has left or is leaving: how many, what they bring, and who they are."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from crm_core import members, relations, sql
from crm_core.accounts import last_contacts, shares
from crm_core.catalogue import metric, without_small_groups
from crm_core.database import MAXIMUM_ROWS, Store
from crm_core.filters import WHOLE, Filters
from crm_core.relations import owners
from crm_core.settings import Settings

AHEAD_DAYS = 90
"""Days ahead within which an owner who is leaving is told of, unless asked otherwise."""

MONEY = "workspace currency"
TABLES = ("purchases", "customers", "staff", "complaints", "complaint_events")

Of = Literal["all", "owner"]
"""What is told apart: nothing, or every owner."""


def _orphaned(store: Store, filters: Filters, settings: Settings, ahead_days: int) -> sa.Subquery:
    """Return the customers that the filters leave whose owner has left or leaves soon, with the owner's last day."""
    people = members.chosen_customers(store, filters, settings, None)
    gone = owners.leaving(filters.final_day(settings), ahead_days)
    columns = (*people.c, gone.c.owner, gone.c.left_on, gone.c.state)
    joined = people.join(gone, people.c.owner_id == gone.c.owner)
    return sa.select(*columns).select_from(joined).subquery("orphaned")


def _sold_in_a_year(store: Store, filters: Filters, settings: Settings, last: dt.date) -> sa.Subquery:
    """Return the lines sold in the 365 days up to a day, under the filters."""
    rows = filters.rows(store, "purchases", settings=settings)
    start = sql.midnight(last - dt.timedelta(days=relations.YEAR_DAYS - 1), settings.zone)
    end = sql.midnight(last + dt.timedelta(days=1), settings.zone)
    of_year = sa.select(*rows.c).where(rows.c.bought_at >= start, rows.c.bought_at < end).subquery("of_year")
    return relations.sales(of_year)


def _open_cases(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    """Return how many complaints of each customer are open now: ``customer_id``, ``open``."""
    cases = relations.open_only(filters.unnarrowed.cases(store, settings=settings)).rows
    counted = sa.select(cases.c.customer_id, sql.count().label("open")).where(cases.c.customer_id.is_not(None))
    return counted.group_by(cases.c.customer_id).subquery("open_cases")


@metric(
    "accounts.handover",
    title="Customers to hand over",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "state": "code",
        "left_on": "code",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "owned_sales": MONEY,
        "sales": MONEY,
        "key_accounts": "customers",
        "open_complaints": "complaints",
        "n": "customers",
        "left_out": "lines",
    },
    value="share_pct",
    better="lower",
)
def handover(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    of: Of = "all",
    ahead_days: int = AHEAD_DAYS,
) -> pd.DataFrame:
    """Share of the last year's sales from customers whose owner has left or is leaving.

    Definition
    ----------
    Net sales of the 365 days up to the end of the period to customers whose owner's last day of work is over by then,
    or comes within `ahead_days` (90) days after it / all net sales of these days. Sales and interval are those of the
    share that key accounts bring. With `of` "owner" each owner who leaves is told of apart; those of fewer than 10
    customers (unless set otherwise) are not, and neither is the next smallest one where that would give them away.

    Columns
    -------
    group : empty for all together, else the number of the owner
    state : left or leaves; empty for all together
    left_on : the owner's last day of work; empty for all together
    share_pct : share of sales from these customers, per cent
    low, high : its 95 % interval, per cent
    owned_sales : net sales to these customers, in the workspace's currency
    sales : all net sales, same currency
    key_accounts : those of these customers who are key accounts
    open_complaints : their complaints that are open now
    n : customers to hand over, buyers or not
    left_out : lines that name no customer; they count among all sales

    Caution
    -------
    Owners and last days of work are those recorded today, also where an earlier end of the period is looked at. Who has
    no owner at all is not counted here.

    Source
    ------
    A count of the records; the interval as for the share that key accounts bring.
    """
    settings = settings or store.settings(filters.as_of)
    people = _orphaned(store, filters, settings, ahead_days)
    part = people.c.owner if of == "owner" else sa.literal("all", sa.String())
    owned = sa.select(people.c.customer_id, sa.type_coerce(part, sa.String()).label("part")).subquery("owned")
    sold = _sold_in_a_year(store, filters, settings, filters.final_day(settings))
    parts = store.read(owners.parts_of_sales(sold, owned))
    found = shares(parts, None if of == "owner" else "all").drop(columns=["n", "own_customers"])
    counts = _owned(store, filters, settings, people, apart=of == "owner")
    told = counts.merge(found, on="group", how="left").rename(columns={"own": "owned_sales"})
    if of != "owner":
        return told
    shown = without_small_groups(told, {"n": "customers"}, settings.minimum_people_personal)["n"].notna()
    return told[shown]


def _owned(store: Store, filters: Filters, settings: Settings, people: sa.FromClause, *, apart: bool) -> pd.DataFrame:
    """Count the customers to hand over, all together or by owner; nobody is 0 customers."""
    told = owners.beside(people, {"waiting": (_open_cases(store, filters, settings), ("open",))})
    counts: dict[str, sa.ColumnElement[Any]] = {
        "n": sql.count(),
        "key_accounts": sql.count_where(told.c.key_account.is_(sa.true())),
        "open_complaints": sa.cast(
            sa.func.coalesce(sa.func.sum(told.c.open), sql.whole(0), type_=sa.BigInteger()), sa.BigInteger()
        ),
    }
    columns = [count.label(name) for name, count in counts.items()]
    if not apart:
        return store.read(sa.select(*columns).select_from(told)).assign(group=WHOLE, state="", left_on="")
    keys = (told.c.owner.label("group"), told.c.state, told.c.left_on)
    found = store.read(sa.select(*keys, *columns).group_by(told.c.owner, told.c.state, told.c.left_on))
    return found.assign(left_on=found["left_on"].dt.strftime("%Y-%m-%d"), n=found["n"].astype("float64"))


@metric(
    "accounts.handover_list",
    title="Whom to hand over",
    chart="bars",
    cohort="purchases.bought_at",
    tables=(*TABLES, "interactions", "appointments"),
    columns={
        "group": "code",
        "customer": "code",
        "name": "text",
        "kind": "code",
        "key_account": "code",
        "owner": "code",
        "left_on": "code",
        "last_contact": "code",
        "last_year": MONEY,
        "open_complaints": "complaints",
    },
    value="last_year",
)
def handover_list(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    ahead_days: int = AHEAD_DAYS,
    limit: int = MAXIMUM_ROWS,
) -> pd.DataFrame:
    """List the customers whose owner has left or is leaving, those who brought most in the last year first.

    Definition
    ----------
    The customers that are counted as to be handed over, with what they spent in the 365 days up to the end of the
    period, net. Open complaints and the last contact are those known now. Children under 16 are never listed.

    Columns
    -------
    group : empty: the whole
    customer : the customer's number
    name : an enterprise's name; empty for persons
    kind : person or enterprise
    key_account : yes or no
    owner : number of the owner who leaves
    left_on : the owner's last day of work
    last_contact : day on which somebody last spoke with the customer; empty where none is recorded
    last_year : revenue of the last 365 days, in the workspace's currency
    open_complaints : complaints that are open

    Caution
    -------
    Owners and last days of work are those recorded today.

    Source
    ------
    A list of the records.
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    everybody = _orphaned(store, filters, settings, ahead_days)
    grown = relations.consent(filters.unnarrowed.rows(store, "customers", settings=settings), last)
    people = (
        sa.select(*everybody.c).where(everybody.c.customer_id.in_(sa.select(grown.c.customer_id))).subquery("people")
    )
    keys = sa.select(people.c.customer_id)
    bought = relations.bought(filters.unnarrowed.rows(store, "purchases", settings=settings))
    known = {
        "spent": (owners.two_years_spent(bought, keys, settings.zone, last), ("last_year",)),
        "waiting": (_open_cases(store, filters, settings), ("open",)),
        "spoken": (last_contacts(store, filters, settings, keys), ("last_contact",)),
    }
    listed = _listed(owners.beside(people, known), settings).subquery("listed")
    first = sa.select(*listed.c).order_by(listed.c.last_year.desc(), listed.c.customer).limit(limit).subquery("first")
    found = store.read(sa.select(*first.c)).sort_values(["last_year", "customer"], ascending=[False, True])
    days = {name: found[name].dt.strftime("%Y-%m-%d").fillna("") for name in ("left_on", "last_contact")}
    return found.assign(group=WHOLE, **days)


def _listed(told: sa.FromClause, settings: Settings) -> sa.Select[Any]:
    yes = sa.case((told.c.key_account.is_(sa.true()), relations.YES), else_=relations.NO)
    columns: dict[str, sa.ColumnElement[Any]] = {
        "customer": told.c.customer_id,
        "name": sa.type_coerce(sa.case((told.c.kind == "enterprise", told.c.name)), sa.String()),
        "kind": told.c.kind,
        "key_account": sa.type_coerce(yes, sa.String()),
        "owner": told.c.owner,
        "left_on": told.c.left_on,
        "last_contact": sql.day_of(told.c.last_contact, settings.zone),
        "last_year": sa.func.coalesce(told.c.last_year, sa.literal(0.0, sa.Double()), type_=sa.Double()),
        "open_complaints": sa.func.coalesce(told.c.open, sql.whole(0), type_=sa.BigInteger()),
    }
    return sa.select(*(column.label(name) for name, column in columns.items()))
