"""What is sold by whom, and how satisfied those are who bought it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.relations import INDEX_ITEMS
from crm_core.settings import Settings

MONEY, POINTS = "workspace currency", "points of 100"

Of = Literal["seller", "brand"]
"""What is told apart: every seller, or own goods and those of others."""


@metric(
    "value.by_seller",
    title="Sales and satisfaction by seller",
    chart="bars",
    cohort="purchases.bought_at",
    tables=("purchases", "products", "survey_answers", "customers"),
    columns={
        "group": "code",
        "sales": MONEY,
        "sales_pct": "per cent",
        "profit": MONEY,
        "satisfied_points": POINTS,
        "satisfied_low": POINTS,
        "satisfied_high": POINTS,
        "buyers_answered": "customers",
        "n": "customers",
        "left_out": "lines",
    },
    value="sales",
    better="higher",
)
def by_seller(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, of: Of = "seller"
) -> pd.DataFrame:
    """What each seller's goods bring, and how satisfied the customers are who bought them.

    Definition
    ----------
    Sales of the period by the seller of the product, or with `of` "brand" by whether it is a brand of the house: net of
    what was given back, without tax, trials, drafts and cancelled orders. Satisfaction is the satisfaction index of the
    seller's buyers: of those whose last answer about the whole relationship came after they first bought from the
    seller in the period and kept it. It is missing where fewer than 5 (unless set otherwise) have answered so. The
    interval is that of the index, 95 %.

    Columns
    -------
    group : code of the seller, or own and third_party
    sales : net sales of the period, in the workspace's currency
    sales_pct : their part of all sales, per cent
    profit : profit of these sales, same currency; missing where fewer than 95 % of the lines say theirs
    satisfied_points : satisfaction index of the seller's buyers, points of 100
    satisfied_low, satisfied_high : its 95 % interval, points of 100
    buyers_answered : buyers who answered after they bought
    n : customers who bought in the period
    left_out : lines sold that name no customer

    Caution
    -------
    A customer buys from several sellers, and the answer is about everything: a difference may come from who buys there.
    Who answers differs from who doesn't.

    Source
    ------
    A count of the records; for the index Fornell et al. (1996), Journal of Marketing 60, 7-18.
    """
    settings = settings or store.settings(filters.as_of)
    rows = filters.rows(store, "purchases", cohort="bought_at", settings=settings)
    sold = relations.with_profit(relations.sales(rows))
    products = filters.unnarrowed.rows(store, "products", settings=settings)
    lines = relations.with_seller(sold, products, MISSING, own=of == "brand")
    found = store.read(relations.sold_by_seller(lines))
    people = relations.buyers_of(lines)
    counts = store.read(sa.select(people.c.group, sql.count().label("n")).group_by(people.c.group))
    told = found.merge(counts, on="group", how="left").merge(
        _satisfied(store, filters, settings, people), on="group", how="left"
    )
    known = np.array(
        [relations.measure_of(*pair) == "profit" for pair in told[["lines", "known"]].itertuples(index=False)]
    )
    whole = float(told["sales"].sum())
    return told.assign(
        n=told["n"].fillna(0),
        profit=told["profit"].where(known.astype(bool)),
        sales_pct=100 * told["sales"] / (whole if whole > 0 else np.nan),
    )


def _satisfied(store: Store, filters: Filters, settings: Settings, people: sa.CTE) -> pd.DataFrame:
    """Return the index of each seller's buyers with its interval, by ``group``."""
    answers = relations.of_survey(filters.unnarrowed.rows(store, "survey_answers", settings=settings), "relationship")
    said = relations.said_after(people, answers)
    table = store.read(relations.index_of_respondents(said, settings.index_weights))
    means = table[[f"mean_{item}" for item in INDEX_ITEMS]].to_numpy()
    scores = np.array([stats.satisfaction_index(row, settings.index_weights) for row in means], dtype="float64")
    low, high = stats.mean_interval(scores, table["deviation"], table["n"], low=0.0, high=100.0)
    few = (table["n"] < settings.minimum_people).to_numpy(dtype=bool)
    index = {"satisfied_points": scores, "satisfied_low": low, "satisfied_high": high}
    shown = {name: np.where(few, np.nan, values) for name, values in index.items()}
    return pd.DataFrame({"group": table["group"], "buyers_answered": table["n"], **shown})
