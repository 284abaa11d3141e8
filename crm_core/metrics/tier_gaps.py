"""How far customers are from the next tier, and from keeping their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import kept, members, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings
from crm_core.settings.schemes import BASES, Scheme

NEAR = 0.2
"""Part of a threshold: who is short of at most so much of it is near it."""

TABLES = (
    "purchases", "customers", "products", "stores", "points", "tier_locks", "tier_rules", "customer_identity",
)  # fmt: skip
SUMS = {
    f"{side}_{basis}": unit
    for side in ("next", "keep")
    for basis, unit in zip(BASES, ("workspace currency", "points", "days"), strict=True)
}
"""Columns of what customers are short of together, with their units."""


@metric(
    "loyalty.tier_gaps",
    title="Near the next tier",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=("region", "country", "customer_kind"),
    columns={
        "group": "code",
        "tier": "code",
        "place": "place",
        "near_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "below_pct": "per cent",
        "below_low": "per cent",
        "below_high": "per cent",
        **SUMS,
        "n": "customers",
        "left_out": "customers",
    },
    value="near_pct",
    series="tier",
)
def tier_gaps(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""How many customers of each tier are near the next one, and how much they are short of it and of keeping theirs.

    Definition
    ----------
    The customers who buy in the window of the scheme or have more than the first tier at the end of the period, by
    their tier. What a customer is short of is the threshold less what the window that ends then holds, never below 0.
    Near: short of at most a fifth of each threshold of the next tier, of one of them where one is enough. Below: the
    window does not hold what keeps the present tier, so that it is lost when it is no longer held. The sums are those
    of all customers of the tier, one for each basis that the thresholds have. The intervals are Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    tier : the present tier
    place : its place in the scheme, 0 the lowest
    near_pct : share who are near the next tier, per cent; missing for the highest
    low, high : its 95 % interval, per cent
    below_pct : share whose window no longer keeps the tier, per cent; missing for the lowest
    below_low, below_high : its 95 % interval, per cent
    next_net_spend, next_qualifying_points, next_visits : what they are short of the next tier together: net spend, in
        workspace currency; points; days with a purchase
    keep_net_spend, keep_qualifying_points, keep_visits : what they are short of keeping the present tier together
    n : customers of the tier
    left_out : customers of the first tier who do not buy; 0 for the other tiers

    Caution
    -------
    What is short today falls out of the window tomorrow: who buys nothing more gets further away. Where one of several
    thresholds is enough, each sum says what that threshold alone would take. Of fewer customers than may be shown only
    the count is told.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    scheme = kept.scheme(settings)
    if scheme is None:
        return pd.DataFrame()
    _, moment = members.last_moment(filters, settings)
    tiers = members.tiers_then(store, filters, settings, moment)
    assert tiers is not None  # noqa: S101 (for the type checker: there is a scheme)
    everybody = members.chosen_customers(store, filters, settings, by)
    joined = everybody.join(tiers, everybody.c.customer_id == tiers.c.customer_id)
    people = sa.select(everybody.c.group, tiers.c.customer_id, tiers.c.place).select_from(joined).subquery("people")
    asked = kept.asked(store, settings, moment, scheme)
    counted = store.read(relations.shortfalls(people, asked, NEAR))
    known = store.read(sa.select(everybody.c.group, sql.count().label("known")).group_by(everybody.c.group))
    return _told(_every_tier(counted, known, scheme), scheme, settings.minimum_people)


def _every_tier(counted: pd.DataFrame, known: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Give each tier its row in each group; who has no higher tier and does not buy is left out of the first."""
    cells = pd.MultiIndex.from_product([known["group"], range(len(scheme.tiers))], names=["group", "place"])
    table = counted.set_index(["group", "place"]).reindex(cells).reset_index()
    table = table.fillna({"customers": 0, "near": 0, "below": 0}).merge(known, on="group")
    rest = table["known"] - table.groupby("group")["customers"].transform("sum")
    return table.assign(left_out=rest.where(table["place"] == 0, 0))


def _told(table: pd.DataFrame, scheme: Scheme, minimum: int) -> pd.DataFrame:
    """Work out the shares, and hide everything but the count where that is too small."""
    n = table["customers"].astype("float64")
    near = _share(table["near"], n, ("near_pct", "low", "high")).mask(table["place"] == len(scheme.tiers) - 1)
    below = _share(table["below"], n, ("below_pct", "below_low", "below_high")).mask(table["place"] == 0)
    numbers = pd.concat([near, below, table[list(SUMS)].astype("float64")], axis=1).mask(n < minimum)
    names = table["place"].map(dict(enumerate(scheme.names)))
    return table[["group", "place", "left_out"]].join(numbers).assign(n=table["customers"], tier=names)


def _share(part: pd.Series[float], n: pd.Series[float], names: tuple[str, str, str]) -> pd.DataFrame:
    low, high = stats.wilson_interval(part, n)
    share = part.astype("float64") / n.replace(0, np.nan)
    table = pd.DataFrame({names[0]: share, names[1]: low, names[2]: high}, index=part.index)
    return 100 * table
