"""Through how many channels customers buy, and what they bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

MONEY = "workspace currency"


def _kept(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings)
    sold = relations.sold_to_customers(rows)
    return sa.select(*sold.c).where(sold.c.kept).subquery("kept")


@metric(
    "value.channel_mix",
    title="Channels that a customer buys through",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=("purchases", "customers"),
    columns={
        "group": "code",
        "measure": "code",
        "per_customer": MONEY,
        "low": MONEY,
        "high": MONEY,
        "share_pct": "per cent",
        "share_low": "per cent",
        "share_high": "per cent",
        "n": "customers",
        "left_out": "customers",
    },
    value="per_customer",
    better="higher",
    records=_kept,
)
def channel_mix(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """What a customer of the period brings who buys through one channel, or through several.

    Definition
    ----------
    Customers who bought in the period and kept something, by the channels that their purchases name: those of a single
    channel under its own name, those of two, and those of three or more. The money is profit where at least 95 % of
    the lines say theirs, else revenue, net of what was given back; the interval is that of the mean, 95 %. The share is
    of all customers whose channels are known, with Wilson's interval.

    Columns
    -------
    group : the channel, or two, or three_or_more
    measure : what is added up: profit or revenue
    per_customer : brought by a customer in the period, in the workspace's currency
    low, high : its 95 % interval, same currency
    share_pct : share of the customers, per cent
    share_low, share_high : its 95 % interval, per cent
    n : customers
    left_out : in each row, customers none of whose purchases names a channel

    Caution
    -------
    Who buys often has more occasions to use a second channel: that such customers bring more does not mean that a
    second channel makes them.

    Source
    ------
    A count of the records; the interval of a mean (Student 1908), of a share Wilson (1927).
    """
    settings = settings or store.settings(filters.as_of)
    mixes = relations.channel_mixes(_kept(store, filters, settings))
    found = store.read(relations.brought(mixes, mixes.c.mix.is_not(None), group=mixes.c.mix))
    named = found[found["group"].notna()].reset_index(drop=True)
    left_out = int(found["left_out"].sum())
    low, high = stats.wilson_interval(named["n"], float(named["n"].sum()))
    share = 100 * named["n"] / max(int(named["n"].sum()), 1)
    shares = named[["group", "n"]].assign(share_pct=share, share_low=100 * low, share_high=100 * high)
    return shares.join(_money(found, named)).assign(left_out=left_out)


def _money(found: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the mean money of a customer of each mix with its interval; what is added up is the same for all."""
    measure = relations.measure_of(found["lines"].sum(), found["known"].sum())
    n, total, squares = (named[name].astype("float64") for name in ("n", measure, f"{measure}_squares"))
    mean = total / n
    spread = (squares - n * mean**2).clip(lower=0.0) / (n - 1).where(n > 1)
    low, high = stats.mean_interval(mean, np.sqrt(spread), n)
    return pd.DataFrame({"measure": measure, "per_customer": mean, "low": low, "high": high})
