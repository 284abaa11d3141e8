"""How many customers have which tier."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import kept, members, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings
from crm_core.settings.schemes import Scheme

TABLES = (
    "purchases", "customers", "products", "stores", "points", "tier_locks", "tier_rules", "customer_identity",
)  # fmt: skip


@metric(
    "loyalty.tiers",
    title="Customers by tier",
    chart="tiers",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "at": "code",
        "tier": "code",
        "place": "place",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "customers": "customers",
        "of_customers": "customers",
    },
    value="share_pct",
)
def tiers(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How many customers have each tier at the end of each month.

    Definition
    ----------
    A customer's tier follows from what was known at the moment and the rules of the tier scheme that is in force: net
    spend (after discount, without tax, less returns on the day they came back), visits (days with a purchase that was
    kept) or qualifying points (earned and corrected; redeeming and expiring take none away) in a window of days, a
    calendar year or a membership year. Exactly on a threshold is in. Everybody has at least the first tier.
    A tier is reached on the day its threshold is. Where nothing holds a tier it is what the window gives at the moment;
    else it is lost at the end of a month at the earliest, when it is no longer valid, its threshold to keep is missed
    and any grace is over, one tier at a time where the landing is soft. A tier locked by hand counts while it is
    locked. The moments are the ends of the months of the period (twelve months where the period has no start) and its
    last moment. $100 \cdot c / n$ with $c$ the customers of the tier and $n$ all customers there were. The interval is
    Wilson's, 95 %.

    Columns
    -------
    group : empty, the whole
    at : the day at whose end customers are counted, as YYYY-MM-DD
    tier : the tier's name
    place : its place in the scheme, 0 the lowest
    share_pct : customers of the tier, per cent of all there were
    low, high : its 95 % interval, per cent
    customers : customers of the tier
    of_customers : all customers there were

    Caution
    -------
    The rules are those in force at the end, on every date. Merged customers count as one, also before they were
    merged. A filter that narrows purchases alone, such as a store, leaves the customers who ever bought there, with
    the tier that all of their purchases give them.

    Source
    ------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    scheme = kept.scheme(settings)
    moments = filters.month_ends(settings)
    if scheme is None or not moments:
        return pd.DataFrame()
    counted = store.read(sa.union_all(*(_counted(store, filters, settings, *one) for one in moments)))
    everyone = members.people_on(store, filters, settings, [day for day, _ in moments])
    table = _every_tier(counted, scheme, {day.isoformat(): count for day, count in everyone.items()})
    low, high = stats.wilson_interval(table["customers"], table["of_customers"])
    share = 100 * table["customers"] / table["of_customers"].replace(0, np.nan)
    return table.assign(group=WHOLE, share_pct=share, low=100 * low, high=100 * high)


def _counted(store: Store, filters: Filters, settings: Settings, day: dt.date, moment: dt.datetime) -> sa.Select[Any]:
    rows = members.tiers_then(store, filters, settings, moment)
    assert rows is not None  # noqa: S101 (for the type checker: there is a scheme)
    at = sa.literal(day.isoformat(), sa.String()).label("at")
    return sa.select(at, rows.c.place, sql.count().label("customers")).where(rows.c.place > 0).group_by(rows.c.place)


def _every_tier(counted: pd.DataFrame, scheme: Scheme, everyone: dict[str, int]) -> pd.DataFrame:
    """Give each tier its row on each day; who has no higher tier has the first."""
    cells = pd.MultiIndex.from_product([everyone, range(len(scheme.tiers))], names=["at", "place"])
    table = counted.set_index(["at", "place"])["customers"].reindex(cells, fill_value=0).reset_index()
    table["of_customers"] = table["at"].map(everyone)
    higher = table.groupby("at")["customers"].transform("sum")
    first = (table["of_customers"] - higher).clip(lower=0)
    table["customers"] = table["customers"].where(table["place"] > 0, first)
    return table.assign(tier=table["place"].map(dict(enumerate(scheme.names)))).astype({"customers": "float64"})
