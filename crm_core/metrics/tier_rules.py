"""What other tier rules would have done."""

from __future__ import annotations

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
from crm_core.small import small_cells

TABLES = (
    "customers", "purchases", "products", "stores", "points", "tier_locks", "tier_rules", "customer_identity",
)  # fmt: skip
MONEY = "workspace currency"


def _touched(
    store: Store,
    filters: Filters,
    settings: Settings,
    *,
    by: str | None = None,
    changed: Settings | None = None,
) -> sa.FromClause:
    """Return the customers whose tier would be another one, with both tiers and their net spend."""
    rules = changed or settings
    schemes = [scheme for scheme in (kept.scheme(settings), kept.scheme(rules)) if scheme is not None]
    everybody = filters.unnarrowed.rows(store, "customers", settings=settings)
    if len(schemes) < 2:  # noqa: PLR2004 -- both sets of rules have one
        return sa.select(*everybody.c).where(sa.false()).subquery("touched")
    source, now, then = _by_both(store, filters, settings, rules)
    customer = sa.func.coalesce(now.c.customer_id, then.c.customer_id, type_=sa.String())
    places = _places(now, then)
    names = [
        sa.func.coalesce(side.c.tier, scheme.names[0], type_=sa.String()).label(name)
        for side, scheme, name in zip((now, then), schemes, ("tier", "tier_then"), strict=True)
    ]
    columns = [column for column in everybody.c if column.key != "group"]
    return (
        sa.select(*columns, *names, now.c.value)
        .select_from(source.join(everybody, customer == everybody.c.customer_id))
        .where(places[0] != places[1])
        .subquery("touched")
    )


@metric(
    "loyalty.dry_run",
    title="Other rules tried out",
    chart="updown",
    cohort="customers.joined_on",
    tables=TABLES,
    columns={
        "group": "code",
        "tier": "code",
        "tier_then": "code",
        "place": "place",
        "place_then": "place",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "customers": "customers",
        "of_customers": "customers",
        "value": MONEY,
    },
    value="share_pct",
    records=_touched,
)
def dry_run(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    changed: Settings | None = None,
) -> pd.DataFrame:
    r"""Whose tier would be another one if the rules had always been others.

    Definition
    ----------
    Every customer who buys in the window or has more than the first tier at the end of the period, by the tier that the
    rules in force give and the tier that the changed rules (`changed`) would have given from the same records.
    $100 \cdot c / n$ with $c$ the customers of a pair and $n$ those who have the tier now. The interval is Wilson's,
    95 %. Without changed rules everybody keeps their tier.

    Columns
    -------
    group : empty, the whole
    tier : tier by the rules in force
    tier_then : tier by the changed rules
    place, place_then : their places, 0 the lowest
    share_pct : customers of the pair, per cent of those who have the tier now
    low, high : its 95 % interval, per cent
    customers : customers of the pair
    of_customers : customers who have the tier now
    value : their net spend in the window of the rules in force, workspace currency; missing where they are too few to
        tell of their money, in the cell or by subtraction

    Caution
    -------
    Customers would have behaved differently under other rules: the count says whom a change touches, not what they do
    then. Customers who neither buy nor have more than the first tier are not counted.

    Source
    ------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    changed = changed or settings
    schemes = kept.scheme(settings), kept.scheme(changed)
    if schemes[0] is None or schemes[1] is None:
        return pd.DataFrame()
    counted = store.read(_changes(store, filters, settings, changed))
    table = _every_change(counted, schemes[0], schemes[1])
    low, high = stats.wilson_interval(table["customers"], table["of_customers"])
    share = 100 * table["customers"] / table["of_customers"].replace(0, np.nan)
    few = small_cells(table["customers"], table["tier"], table["tier_then"], minimum=settings.minimum_people)
    money = table["value"].mask(few)
    return table.assign(group=WHOLE, share_pct=share, low=100 * low, high=100 * high, value=money)


def _changes(store: Store, filters: Filters, settings: Settings, changed: Settings) -> sa.Select[Any]:
    """Count the customers of each pair of places by two sets of rules."""
    source, now, then = _by_both(store, filters, settings, changed)
    places = _places(now, then)
    value = sa.func.coalesce(sa.func.sum(now.c.value), 0.0, type_=sa.Double())
    columns: list[sa.ColumnElement[Any]] = [
        places[0].label("place"),
        places[1].label("place_then"),
        sql.count().label("customers"),
    ]
    return sa.select(*columns, value.label("value")).select_from(source).group_by(*places)


def _by_both(
    store: Store, filters: Filters, settings: Settings, changed: Settings
) -> tuple[sa.Join, sa.FromClause, sa.FromClause]:
    """Return every customer's tiers by two sets of rules: both together, those now and those then."""
    _, moment = members.last_moment(filters, settings)
    by_rules = (members.tiers_then(store, filters, rules, moment) for rules in (settings, changed))
    now, then = (rows.alias(name) for name, rows in zip(("now", "then"), by_rules, strict=True) if rows is not None)
    return now.outerjoin(then, now.c.customer_id == then.c.customer_id, full=True), now, then


def _places(*sides: sa.FromClause) -> list[sa.ColumnElement[int]]:
    return [sa.func.coalesce(side.c.place, 0, type_=sa.Integer()) for side in sides]


def _every_change(counted: pd.DataFrame, now: Scheme, then: Scheme) -> pd.DataFrame:
    pairs = pd.MultiIndex.from_product([range(len(now.tiers)), range(len(then.tiers))], names=["place", "place_then"])
    table = counted.set_index(["place", "place_then"]).reindex(pairs, fill_value=0).astype("float64").reset_index()
    table["of_customers"] = table.groupby("place")["customers"].transform("sum")
    names = {"tier": table["place"].map(dict(enumerate(now.names)))}
    return table.assign(**names, tier_then=table["place_then"].map(dict(enumerate(then.names))))
