"""What key accounts bring, and how much hangs on the one person who looks after customers."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql
from crm_core.accounts import KEY, key_accounts, shares
from crm_core.catalogue import metric, without_small_groups
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.relations import owners
from crm_core.settings import Settings

LAUNCH_DAYS = 90
"""Days from the first day of sale that are a product's launch."""

MONEY = "workspace currency"

Of = Literal["all", "product"]
"""What is told apart: nothing, or every product."""


@metric(
    "accounts.share",
    title="Sales that key accounts bring",
    chart="trend",
    cohort="purchases.bought_at",
    tables=("purchases", "customers"),
    by=("month", "quarter", "channel", "region"),
    columns={
        "group": "code",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "key_sales": MONEY,
        "sales": MONEY,
        "key_accounts": "customers",
        "n": "customers",
        "left_out": "lines",
    },
    value="share_pct",
)
def share(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""Share of all sales that key accounts bring.

    Definition
    ----------
    Net revenue of the period from customers who are marked as key accounts / net revenue of all lines sold, those that
    name no customer included. Net is what was paid after discount, without tax, less what was given back; drafts,
    cancelled orders and free trials are no sales. The interval, 95 %, is Wilson's at the number of customers of equal
    size that would leave as much to chance:
    $r (1 - r) (\sum x)^2 / ((1 - r)^2 \sum_k x^2 + r^2 \sum_o x^2)$, with what each customer brought $x$, the share
    $r$, key accounts $k$ and the others $o$; a line without a customer stands for one.

    Columns
    -------
    group : code of the group, empty for the whole
    share_pct : share of sales that key accounts bring, per cent; missing where nothing was sold or nobody is marked
    low, high : its 95 % interval, per cent
    key_sales : net sales to key accounts, in the workspace's currency
    sales : all net sales, same currency
    key_accounts : key accounts who bought
    n : known customers who bought, key accounts included
    left_out : lines that name no customer; they count among all sales

    Caution
    -------
    Who is a key account is as marked today: an account that was marked because it grew makes earlier months look as if
    it had always been one. A sale without a name may have been a key account's.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212; effective size: Korn and Graubard (1998), Survey
    Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    sold = relations.sales(filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings))
    return _of_key_accounts(store, filters, settings, sold)


def _of_key_accounts(store: Store, filters: Filters, settings: Settings, sold: sa.FromClause) -> pd.DataFrame:
    """Return the share of sales that key accounts bring by group; missing where nobody is marked as one."""
    accounts = key_accounts(store, filters, settings)
    found = shares(store.read(owners.parts_of_sales(sold, accounts)), KEY)
    if store.read(sa.select(accounts.c.customer_id).limit(1)).empty:
        found[["share_pct", "low", "high"]] = np.nan
    return found.rename(columns={"own": "key_sales", "own_customers": "key_accounts"})


def _launched(store: Store, filters: Filters, settings: Settings) -> tuple[sa.Subquery, sa.ColumnElement[bool]]:
    """Return the products of the period, and whether the days of their launch are over and all on record."""
    rows = filters.rows(store, "products", cohort="launched_on", settings=settings)
    since = filters.begins(store, "purchases.bought_at", settings) or dt.date.max
    last = filters.last_day(settings) - dt.timedelta(days=LAUNCH_DAYS)
    over = sa.and_(
        rows.c.launched_on <= sa.literal(last, sa.Date()), rows.c.launched_on >= sa.literal(since, sa.Date())
    )
    return rows, sa.func.coalesce(over, sa.false(), type_=sa.Boolean())


@metric(
    "accounts.launch_share",
    title="Key accounts' share of a new product's first sales",
    chart="dumbbell",
    cohort="products.launched_on",
    tables=("products", "purchases", "customers"),
    columns={
        "group": "code",
        "name": "text",
        "launched": "code",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "key_sales": MONEY,
        "sales": MONEY,
        "key_accounts": "customers",
        "products": "products",
        "n": "customers",
        "left_out": "products",
    },
    value="share_pct",
)
def launch_share(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, of: Of = "all"
) -> pd.DataFrame:
    """Share of the first 90 days' sales of new products that key accounts bring.

    Definition
    ----------
    Over the products whose first day of sale lies in the period, at least 90 days before the end of what is known, and
    not before the purchases on record begin: net sales of the 90 days from the first day of sale on, from key accounts
    / from everybody. Sales, key accounts and interval are those of the share of all sales. With `of` "product" each
    product is told of apart.

    Columns
    -------
    group : empty for all together, else the product
    name : the product's name; empty for all together
    launched : its first day of sale; empty for all together
    share_pct : share of the sales of the first 90 days that key accounts bring, per cent
    low, high : its 95 % interval, per cent
    key_sales : net sales to key accounts in these days, in the workspace's currency
    sales : all net sales in these days, same currency
    key_accounts : key accounts who bought
    products : products counted
    n : known customers who bought
    left_out : products of the period whose 90 days are not over, began before the records, or whose first day of sale
        nobody knows where there is no period

    Caution
    -------
    Products are narrowed by no filter, their sales are. A product that nobody bought in its first 90 days counts as a
    product and has no share of its own.

    Source
    ------
    As for the share of all sales.
    """
    settings = settings or store.settings(filters.as_of)
    rows, over = _launched(store, filters, settings)
    goods = store.read(sa.select(rows.c.product_id, rows.c.name, rows.c.launched_on, over.label("over")))
    counted = sa.select(rows.c.product_id, rows.c.launched_on).where(over).subquery("counted")
    sold = relations.sales(filters.rows(store, "purchases", settings=settings))
    lines = owners.at_launch(sold, counted, settings.zone, LAUNCH_DAYS, each=of == "product")
    found = _of_key_accounts(store, filters, settings, lines)
    return _of_products(found, goods) if of == "product" else _together(found, goods)


def _together(found: pd.DataFrame, goods: pd.DataFrame) -> pd.DataFrame:
    over = int(goods["over"].sum())
    row = found if len(found) else pd.DataFrame({"group": [WHOLE]})
    return row.assign(name="", launched="", products=over, left_out=len(goods) - over)


def _of_products(found: pd.DataFrame, goods: pd.DataFrame) -> pd.DataFrame:
    """Tell of each product whose days are over, sold or not."""
    over = goods[goods["over"]].rename(columns={"product_id": "group"})
    launched = over["launched_on"].dt.strftime("%Y-%m-%d")
    told = over[["group", "name"]].assign(launched=launched, products=1)
    return told.merge(found, on="group", how="left").assign(left_out=0)


@metric(
    "accounts.hangs_on",
    title="What hangs on one person",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=("purchases", "customers", "staff"),
    columns={
        "group": "code",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "owned_sales": MONEY,
        "sales": MONEY,
        "buyers": "customers",
        "n": "customers",
        "left_out": "customers",
    },
    value="share_pct",
    better="lower",
)
def hangs_on(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Share of sales from the customers that one and the same person looks after.

    Definition
    ----------
    For each owner of a customer who bought in the period: net sales to the own customers / all net sales, through
    whomever they bought. Sales and interval are those of the share that key accounts bring. Nothing is said of how well
    anybody works: only how much would be without its person. Owners of fewer than 10 customers (unless set otherwise)
    are not told of, and neither is the next smallest one where that would give them away.

    Columns
    -------
    group : number of the owner
    share_pct : share of sales from the own customers, per cent
    low, high : its 95 % interval, per cent
    owned_sales : net sales to the own customers, in the workspace's currency
    sales : all net sales, same currency
    buyers : own customers who bought in the period
    n : customers whose owner it is, buyers or not
    left_out : customers without an owner, the same in every row

    Caution
    -------
    The owner is the one recorded today. It is no measure of anybody's work.

    Source
    ------
    A count of the records; the interval as for the share that key accounts bring.
    """
    settings = settings or store.settings(filters.as_of)
    people = filters.unnarrowed.rows(store, "customers", settings=settings)
    owned = sa.select(people.c.customer_id, people.c.owner_id.label("part"))
    members = owned.where(people.c.owner_id.is_not(None)).subquery("owned")
    sold = relations.sales(filters.rows(store, "purchases", cohort="bought_at", settings=settings))
    found = shares(store.read(owners.parts_of_sales(sold, members)))
    found = found.rename(columns={"own": "owned_sales", "own_customers": "buyers"}).drop(columns=["n", "left_out"])
    counts, nobody = _owners(store, filters, settings)
    told = found.merge(counts, on="group", how="left").assign(left_out=nobody)
    shown = without_small_groups(told, {"n": "customers"}, settings.minimum_people_personal)["n"].notna()
    return told[shown]


def _owners(store: Store, filters: Filters, settings: Settings) -> tuple[pd.DataFrame, float]:
    """Count the customers of each owner, and those without one, of those that the filters leave."""
    people = filters.rows(store, "customers", settings=settings)
    question = sa.select(people.c.owner_id.label("group"), sql.count().label("n")).group_by(people.c.owner_id)
    counts = store.read(question).astype({"n": "float64"})
    nobody = counts["group"].isna()
    return counts[~nobody], float(counts.loc[nobody, "n"].sum())
