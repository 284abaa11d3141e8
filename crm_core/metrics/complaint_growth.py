"""What customers began to complain about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import periods, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

MONTHS = 12
"""Calendar months looked at, the last one as far as it is known."""

FEWEST = 10
"""Fewest complaints about a product in these months by which it is judged."""

EARLIER = dt.timedelta(days=30)
FALSE_SHARE = 0.05
"""Share of chance findings among those that are called more than chance."""

YOUNG = dt.timedelta(days=90)
"""Products launched so long before these months, or in them, are new: their complaints grow with their sales."""

MORE, CHANCE, NEW = "more", "chance", "new"
"""Whether a product's complaints grew beyond chance; of a new one that can't be said."""


def _of_products(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.cases(store, settings=settings).rows
    since = sql.midnight(_months(filters, settings)[0], settings.zone)
    return sa.select(*rows.c).where(rows.c.opened_at >= since, rows.c.product_id.is_not(None)).subquery("of_products")


@metric(
    "complaints.growing",
    title="Products that customers began to complain about",
    chart="bars",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "products", "customers", "staff", "stores"),
    columns={
        "group": "code",
        "product": "code",
        "began": "code",
        "verdict": "code",
        "name": "text",
        "since": "complaints",
        "before": "complaints",
        "chance_pct": "per cent",
        "open_earlier": "complaints",
        "open": "complaints",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="since",
    better="lower",
    records=_of_products,
    series="product",
)
def growing(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""Find the products that customers began to complain about within the last twelve months, and since when.

    Definition
    ----------
    Complaints about each product with at least ten in the last twelve calendar months, by the month of opening. A
    product's complaints grow from the month $k$ from which its share of all complaints is higher than before; of these
    months the one that fits best. The chance that as many of its $N$ complaints fall in the months from $k$ on, were
    its share the same all year, is that of a binomial with the share of all complaints in these months, times the
    eleven months it might have been. It is called more than chance where the false among such findings are kept at 5 %
    (Benjamini-Hochberg). Products launched in these months or in the 90 days before are new and not judged: their
    complaints grow with their sales. The period does not narrow it.

    Columns
    -------
    group : empty
    product : code of the product
    began : first day of the month from which there are more, as YYYY-MM-DD; empty where there is none
    verdict : more, where that is beyond chance; chance; or new, where it is not judged
    name : name of the product
    since : complaints about it opened from that month on
    before : complaints about it opened in the months before
    chance_pct : chance of such a growth were there none, per cent
    open_earlier : those of the twelve months that were open 30 days before the end of the data
    open : those that are open at the end
    n : complaints about it in the twelve months
    left_out : none of a product's

    Caution
    -------
    A product that sells more, or whose launch is not written down, has more complaints without being worse: see
    complaints per 1,000 orders.

    Source
    ------
    Worsley (1983), Biometrika 70, 455-464; Benjamini and Hochberg (1995), JRSS B 57, 289-300.
    """
    settings = settings or store.settings(filters.as_of)
    months = _months(filters, settings)
    counts = store.read(_monthly(store, filters, settings, months))
    columns = [f"month_{place}" for place in range(MONTHS)]
    whole = counts[columns].sum().to_numpy()
    known = counts[counts["product"].notna() & (counts["n"] >= FEWEST)].sort_values("product", ignore_index=True)
    place, chance = stats.step_up(known[columns].to_numpy(dtype="float64"), whole)
    since = [int(row.iloc[first:].sum()) for first, (_, row) in zip(place, known[columns].iterrows(), strict=True)]
    new = (known["launched_on"] >= pd.Timestamp(months[0] - YOUNG)).to_numpy(dtype=bool)
    chance = np.where(new, np.nan, chance)
    believed = stats.false_discoveries(chance, FALSE_SHARE) & (place > 0)
    return known.assign(
        group=WHOLE,
        began=[months[first].isoformat() if first else "" for first in place],
        verdict=np.select([new, believed], [NEW, MORE], CHANCE),
        since=since,
        before=known["n"] - since,
        chance_pct=100 * chance,
    )


def _months(filters: Filters, settings: Settings) -> list[dt.date]:
    last = filters.last_day(settings)
    return [periods.months_back(last, back) for back in range(MONTHS - 1, -1, -1)]


def _monthly(store: Store, filters: Filters, settings: Settings, months: list[dt.date]) -> sa.Select[Any]:
    """Count each product's complaints by month, those open now and those open before, in one pass."""
    rows = filters.cases(store, settings=settings).rows
    products = filters.unnarrowed.rows(store, "products", settings=settings)
    starts = [sql.midnight(day, settings.zone) for day in months]
    earlier = sql.instant(filters.as_of - EARLIER)
    opened, ended = rows.c.opened_at, rows.c.ended_at
    was_open = sa.and_(opened <= earlier, rows.c.ending.is_not(None), sa.or_(ended.is_(None), ended > earlier))
    since = [sql.count_where(opened >= start) for start in starts]
    in_month = [one - after for one, after in zip(since, [*since[1:], sql.whole(0)], strict=True)]
    numbers: dict[str, sa.ColumnElement[int]] = {f"month_{place}": n for place, n in enumerate(in_month)}
    numbers |= {"open": sql.count_where(rows.c.ending == relations.OPEN), "open_earlier": sql.count_where(was_open)}
    counted = (
        sa.select(rows.c.product_id, sql.count().label("n"), *(value.label(name) for name, value in numbers.items()))
        .where(opened >= starts[0])
        .group_by(rows.c.product_id)
        .subquery("monthly")
    )
    named = counted.outerjoin(products, counted.c.product_id == products.c.product_id)
    own = [column for column in counted.c if column.key != "product_id"]
    return sa.select(counted.c.product_id.label("product"), products.c.name, products.c.launched_on, *own).select_from(
        named
    )
