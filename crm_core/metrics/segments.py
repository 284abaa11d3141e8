"""Segments: how many of those who bought are in each, and what of the sales is theirs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core import relations, segments, stats
from crm_core.catalogue import metric, without_small_groups
from crm_core.database import Store
from crm_core.errors import UnknownDimension
from crm_core.filters import SEGMENTS, Filters
from crm_core.settings import Settings

COLUMNS = {
    "group": "code",
    "share_pct": "per cent",
    "low": "per cent",
    "high": "per cent",
    "n": "customers",
    "sales_pct": "per cent",
    "left_out": "customers",
}


@metric(
    "segments.sizes",
    title="Customers and sales by attribute",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=("purchases", "customers"),
    columns=COLUMNS,
    value="share_pct",
)
def sizes(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    attribute: str = "hobbies",
) -> pd.DataFrame:
    """Share of the customers of the period who have each hobby, need or other attribute, and of the sales.

    Definition
    ----------
    100 times customers with the code who bought in the period / all known customers who bought in it (free trials,
    drafts and cancelled orders are no purchase). Sales are net of what was given back by now. Attributes are today's;
    what is derived (tier, value, how they buy) is that of the whole customer at the moment of knowledge. A customer
    with several hobbies counts in each: the shares may add up to more than 100. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the attribute, or the place of the segment
    share_pct : share of the customers who bought, per cent
    low, high : its 95 % interval, per cent
    n : customers with the code who bought
    sales_pct : share of the period's net revenue from known customers that they brought, per cent
    left_out : always 0: who has no value is in no group

    Caution
    -------
    A code of fewer than ten people by a personal attribute, or five by another, is not listed, nor, where everybody has
    one code at most, the next smallest that would give it away.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    rows = filters.rows(store, "purchases", cohort="bought_at", settings=settings)
    if by == SEGMENTS:
        members = segments.apart(store, filters.apart, settings, filters.as_of)
    elif attribute in segments.ATTRIBUTES and segments.ATTRIBUTES[attribute].kind != "number":
        members = segments.coded(store, attribute, settings, filters.as_of)
    else:
        raise UnknownDimension("dimension_unknown", found=attribute, expected=", ".join(segments.ATTRIBUTES))
    found = store.read(relations.buyers_by_group(relations.sold_to_customers(rows), members))
    table = _shares(found)
    if by == SEGMENTS:
        return table
    known = segments.ATTRIBUTES[attribute]
    few = segments.minimum_for(known, settings)
    if known.kind == "several":  # who has several counts in each: nothing is had by subtraction
        return table[table["n"] >= few]
    return without_small_groups(table, COLUMNS, few).dropna(subset="n")


def _shares(found: pd.DataFrame) -> pd.DataFrame:
    """Divide each group's customers and sales by all."""
    whole = found[found["group"] == relations.TOTAL]
    people, spent = float(whole["n"].sum()), float(whole["spent"].sum())
    each = found[found["group"] != relations.TOTAL].reset_index(drop=True)
    n = each["n"].astype("float64")
    low, high = stats.wilson_interval(n, people)
    ends = each.assign(share_pct=100 * n / (people or np.nan), low=100 * low, high=100 * high)
    return ends.assign(sales_pct=100 * each["spent"] / (spent or np.nan), left_out=0)
