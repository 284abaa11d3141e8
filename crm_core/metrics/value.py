"""How much hangs on how few customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

TOPS = (1, 5, 10, 20)
"""Shares of customers, per cent, whose share of the whole is given."""

TENTHS = 10
ROUNDED = 9
"""Digits of a number of people: what is computed as 4.0000000000000004 is four."""

MONEY = "workspace currency"
TABLES = ("purchases", "customers", "products", "stores")
SPLITS = ("year", "region", "customer_kind", "store", "channel", "product_category")


def _rankings(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None
) -> tuple[str, dict[Any, stats.Ranking]]:
    """Return what is measured, profit or revenue, and the order of customers in each group."""
    rows = filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings)
    values = relations.customer_values(relations.sold_to_customers(rows))
    parts = store.read(relations.value_parts(values))
    measure = "profit" if parts["by_profit"].any() else "revenue"
    return measure, {group: _ranking(part) for group, part in parts.groupby("group")}


def _ranking(part: pd.DataFrame) -> stats.Ranking:
    names = ("n", "total", "squares", "least", "inner", "inner_squares", "inner_times_value")
    whole = part.set_index("part")[list(names)].astype("float64").reindex(range(relations.PARTS), fill_value=0.0)
    return stats.Ranking(*(whole[name].to_numpy() for name in names))


@metric(
    "value.concentration",
    title="The top fifth brings",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "measure": "code",
        "top_20_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        **{f"top_{top}_{end}": "per cent" for top in TOPS[:-1] for end in ("pct", "low", "high")},
        "gini": "share",
        "gini_low": "share",
        "gini_high": "share",
        "n": "customers",
        "left_out": "lines",
    },
    value="top_20_pct",
    better="neither",
)
def concentration(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the period's profit that the most valuable customers bring: the top 1, 5, 10 and 20 per cent.

    Definition
    ----------
    Each customer's value is the profit of what they bought in the period, net of what was given back, without tax;
    where fewer than 95 % of the lines say their profit it is the revenue, and the answer says so. Customers are put in
    order of value; the share of the top $p$ is $\sum_{r \le pn} x_r / \sum_r x_r$; a customer at the border counts in
    part. Gini's coefficient is $(n + 1) / n - 2 \sum_r r x_r / (n \sum_r x_r)$. Drafts, cancelled orders and free
    trials are left out; who gave everything back is worth 0 and counts. The intervals, 95 %, come from the influence of
    each customer on the share, which is what drawing customers anew again and again (a bootstrap) tends to.

    Columns
    -------
    group : code of the group, empty for the whole
    measure : what is shared: profit or revenue
    top_20_pct : share that the top 20 % of customers bring, per cent; missing where they are fewer than may be shown
    low, high : its 95 % interval, per cent
    top_1_pct, top_1_low, top_1_high : share of the top 1 % and its 95 % interval, per cent
    top_5_pct, top_5_low, top_5_high : share of the top 5 % and its 95 % interval, per cent
    top_10_pct, top_10_low, top_10_high : share of the top 10 % and its 95 % interval, per cent
    gini, gini_low, gini_high : Gini's coefficient, 0 all equal to 1, and its 95 % interval
    n : customers who bought in the period
    left_out : lines sold in the period that name no customer

    Caution
    -------
    The shorter the period, the more unequal customers look: compare periods of one length. Customers with a loss make
    shares above 100 possible. No positive sum, no share.

    Source
    ------
    Lorenz (1905), Publications of the American Statistical Association 9, 209-219; Gini (1912). Intervals: Hampel
    (1974), The influence curve and its role in robust estimation, JASA 69, 383-393.
    """
    settings = settings or store.settings(filters.as_of)
    measure, rankings = _rankings(store, filters, settings, by=by)
    rows = filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings)
    groups = pd.DataFrame({"group": pd.Series(list(rankings), dtype="str")})
    found = groups.join(pd.DataFrame([_shares(one, settings.minimum_people) for one in rankings.values()]))
    return found.merge(store.read(_nameless(rows)), on="group", how="outer").assign(measure=measure)


def _top_shares(ranking: stats.Ranking, minimum: int) -> list[NDArray[np.float64]]:
    """Return the share of each top hundredth with its interval, per cent; none that tells of too few people.

    What fewer than `minimum` customers bring is hidden, and what would give it away as the rest of the whole.
    """
    people = ranking.size * np.arange(1.0, relations.PARTS + 1) / relations.PARTS
    told, others = (np.ceil(one.round(ROUNDED)) for one in (people, ranking.size - people))
    shown = (told >= minimum) & ((others >= minimum) | (others == 0))
    return [np.where(shown, 100 * one, np.nan) for one in ranking.top_shares()]


def _shares(ranking: stats.Ranking, minimum: int) -> dict[str, float]:
    values, lows, highs = _top_shares(ranking, minimum)
    answer: dict[str, float] = {"n": ranking.size}
    for top in TOPS:
        names = (f"top_{top}_pct", f"top_{top}_low", f"top_{top}_high")
        answer |= dict(zip(names, (values[top - 1], lows[top - 1], highs[top - 1]), strict=True))
    answer |= {"low": answer.pop("top_20_low"), "high": answer.pop("top_20_high")}
    return answer | dict(zip(("gini", "gini_low", "gini_high"), ranking.gini(), strict=True))


def _nameless(rows: sa.FromClause) -> sa.Select[Any]:
    """Count the lines sold in each group that name no customer."""
    sold = relations.sales(rows)
    left_out = sa.select(sold.c.group, sql.count().label("left_out")).where(sold.c.customer_id.is_(None))
    return left_out.group_by(sold.c.group)


@metric(
    "value.lorenz",
    title="Share by share of customers",
    chart="lorenz",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "measure": "code",
        "customers_pct": "per cent",
        "value_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "customers": "customers",
    },
    value="value_pct",
)
def lorenz(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """Share of the period's profit that each share of the customers brings, the most valuable first.

    Definition
    ----------
    The Lorenz curve of customers' values, from the most valuable down, at every hundredth of the customers. Values,
    measure and intervals are those of the concentration.

    Columns
    -------
    group : empty: the whole
    measure : what is shared: profit or revenue
    customers_pct : share of the customers, the most valuable first, per cent
    value_pct : share of the whole that they bring, per cent; missing where they, or the rest, are too few to be shown
    low, high : its 95 % interval, per cent
    customers : customers who bought in the period

    Caution
    -------
    The curve rises above 100 and falls back where some customers bring a loss. The interval holds at each point alone.

    Source
    ------
    Lorenz (1905), Publications of the American Statistical Association 9, 209-219.
    """
    settings = settings or store.settings(filters.as_of)
    measure, rankings = _rankings(store, filters, settings)
    hundredths = np.arange(1.0, relations.PARTS + 1)
    curves = [
        pd.DataFrame({"group": group, "customers_pct": hundredths, "customers": int(one.size)}).assign(
            **dict(zip(("value_pct", "low", "high"), _top_shares(one, settings.minimum_people), strict=True))
        )
        for group, one in rankings.items()
    ]
    return pd.concat([pd.DataFrame(), *curves]).assign(measure=measure)


@metric(
    "value.deciles",
    title="A customer's value by tenth",
    chart="tenths",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "measure": "code",
        "tenth": "code",
        "per_customer": MONEY,
        "low": MONEY,
        "high": MONEY,
        "share_pct": "per cent",
        "times_last": "times",
        "times_low": "times",
        "times_high": "times",
        "more_than_last": MONEY,
        "customers": "customers",
    },
    value="per_customer",
)
def deciles(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """What a customer brings in the period, by tenth of the customers from the most valuable down.

    Definition
    ----------
    Customers are put in order of their value (measure and values are those of the concentration) and cut into ten equal
    parts; a customer at a border counts in both in part. The top tenth is so many times the bottom tenth as their means
    stand to each other; where the bottom tenth brings nothing or a loss that is not defined, and only the difference is
    given. The intervals, 95 %, come from the influence of each customer; that of the ratio is taken of its logarithm.

    Columns
    -------
    group : empty: the whole
    measure : what is added up: profit or revenue
    tenth : 01 the most valuable to 10 the least
    per_customer : mean value of a customer in the tenth, in the workspace's currency; missing for tenths of too few
    low, high : its 95 % interval, same currency
    share_pct : share of the whole that the tenth brings, per cent
    times_last : how many times the last tenth's mean the first tenth has; missing in the other tenths
    times_low, times_high : its 95 % interval
    more_than_last : mean value of the tenth less that of the last one, same currency
    customers : customers who bought in the period

    Caution
    -------
    The shorter the period, the larger the multiple. The order is made by chance in part: next period's top tenth is
    not this one's.

    Source
    ------
    A count of the records; intervals as for the concentration.
    """
    settings = settings or store.settings(filters.as_of)
    measure, rankings = _rankings(store, filters, settings)
    tables = [_tenths(group, one, settings.minimum_people) for group, one in rankings.items()]
    return pd.concat([pd.DataFrame(), *tables]).assign(measure=measure)


def _tenths(group: Any, ranking: stats.Ranking, minimum: int) -> pd.DataFrame:
    """Tell of each tenth; of tenths of fewer customers than `minimum` only how many customers there are."""
    if np.ceil(round(ranking.size / TENTHS, ROUNDED)) < minimum:
        tenths = [f"{place:02}" for place in range(1, TENTHS + 1)]
        return pd.DataFrame({"group": group, "tenth": tenths, "customers": int(ranking.size)})
    means, low, high = ranking.tenths()
    times, times_low, times_high = (np.where(np.arange(len(means)) == 0, one, np.nan) for one in ranking.times_last())
    total = ranking.mean * len(means)
    return pd.DataFrame(
        {
            "group": group,
            "tenth": [f"{place:02}" for place in range(1, len(means) + 1)],
            "per_customer": means,
            "low": low,
            "high": high,
            "share_pct": 100 * means / total if total > 0 else np.nan,
            "times_last": times,
            "times_low": times_low,
            "times_high": times_high,
            "more_than_last": means - means[-1],
            "customers": int(ranking.size),
        }
    )
