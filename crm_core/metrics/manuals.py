"""Whether the manuals tell of the products as they are sold."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

SHOWN = 10
"""Products of the list, unless asked otherwise."""

TABLES = ("purchases", "products")


def _manuals(store: Store, filters: Filters, settings: Settings, *, by: str | None) -> sa.Subquery:
    """Return the products sold in the period with ``judged``, whether their manual is known, and ``current``."""
    lines = filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings)
    found = relations.manuals(lines, store.table("products"), filters.last_day(settings), grouped=by is not None)
    judged = sa.or_(found.c.manual_updated_on.is_not(None), sa.and_(found.c.never, _kept(store)))
    current = sa.and_(found.c.manual_updated_on.is_not(None), sa.not_(found.c.behind), sa.not_(found.c.old))
    return sa.select(*found.c, judged.label("judged"), current.label("current")).subquery("manuals")


def _kept(store: Store) -> sa.ColumnElement[bool]:
    """Whether the day of any product's manual is on record: then a product without one has no manual."""
    dates = store.table("products").c.manual_updated_on
    n = store.read(sa.select(sa.func.count(dates, type_=sa.BigInteger()).label("n")))["n"].iloc[0]
    return sa.true() if n else sa.false()


def _lines(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, outdated: bool = False
) -> sa.FromClause:
    """Return the lines of the products whose manual is judged, of all or of those out of date."""
    found = _manuals(store, filters, settings, by=None)
    lines = filters.rows(store, "purchases", cohort="bought_at", settings=settings)
    chosen = sa.select(found.c.product_id).where(found.c.judged, sa.not_(found.c.current) if outdated else sa.true())
    return sa.select(*lines.c).where(relations.is_bought(lines), lines.c.product_id.in_(chosen)).subquery("lines")


@metric(
    "channels.manual_coverage",
    title="Products with a current manual",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=("product_category",),
    columns={
        "group": "code",
        "current_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "current": "products",
        "n": "products",
        "left_out": "products",
    },
    value="current_pct",
    better="higher",
    records=_lines,
)
def manual_coverage(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the products sold in the period whose manual is current.

    Definition
    ----------
    Products with at least one line sold in the period (no draft, cancelled order or free trial). The manual is current
    when it was brought up to date on the day of the product's last revision or later; of a product without a revision
    when that was at most 24 months before the end of the data. A product without a day of its manual has none, where
    such days are kept of others. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    current_pct : products with a current manual, per cent
    low, high : its 95 % interval, per cent
    current : products with a current manual
    n : products sold of whose manual something is known
    left_out : products sold of whose manual nothing is known at the end of the data

    Caution
    -------
    Every product counts once, however often it sells. The days are those of the last revision and the last update;
    what they were at an earlier moment is not on record.

    Source
    ------
    A count of the records. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    found = _manuals(store, filters, settings, by=by)
    numbers = {
        "current": sql.count_where(sa.and_(found.c.judged, found.c.current)),
        "n": sql.count_where(found.c.judged),
        "left_out": sql.count_where(sa.not_(found.c.judged)),
    }
    question = sa.select(found.c.group, *(number.label(name) for name, number in numbers.items()))
    table = store.read(question.group_by(found.c.group))
    low, high = stats.wilson_interval(table["current"], table["n"])
    known = table["n"].astype("float64")
    share = table["current"].astype("float64") / known.where(known > 0)
    return table.assign(current_pct=100 * share, low=100 * low, high=100 * high)


def _old_lines(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, limit: int = SHOWN
) -> sa.FromClause:
    return _lines(store, filters, settings, outdated=True)


@metric(
    "channels.old_manuals",
    title="Manuals out of date",
    chart="bars",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "product": "code",
        "sold": "lines",
        "name": "text",
        "revised": "text",
        "updated": "text",
        "left_out": "products",
    },
    value="sold",
    better="lower",
    records=_old_lines,
)
def old_manuals(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, limit: int = SHOWN
) -> pd.DataFrame:
    """List the products sold in the period whose manual is out of date, those sold most first.

    Definition
    ----------
    Products sold in the period that the share of products with a current manual counts as not current, with the lines
    sold of each; ten unless `limit` says otherwise.

    Columns
    -------
    group : empty
    product : the product's number
    sold : lines sold in the period
    name : the product's name
    revised : day of its last revision, as YYYY-MM-DD; missing where there was none
    updated : day on which its manual was last brought up to date; missing where it has none
    left_out : further products out of date, sold less often

    Caution
    -------
    A new date on a manual does not make it a good one.

    Source
    ------
    A list of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    found = _manuals(store, filters, settings, by=None)
    columns = {
        "group": sa.literal(WHOLE, sa.String()),
        "product": found.c.product_id,
        "sold": found.c.sold,
        "name": found.c.name,
        "revised": sa.cast(found.c.revised_on, sa.String()),
        "updated": sa.cast(found.c.manual_updated_on, sa.String()),
        "all": sa.func.count(type_=sa.BigInteger()).over(),
    }
    listed = sa.select(*(column.label(name) for name, column in columns.items()))
    listed = listed.where(found.c.judged, sa.not_(found.c.current))
    first = listed.order_by(found.c.sold.desc(), found.c.product_id).limit(limit).subquery("first")
    table = store.read(sa.select(*first.c).order_by(first.c.sold.desc(), first.c.product))
    return table.assign(left_out=table["all"] - len(table))
