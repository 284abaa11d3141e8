"""Who moves between tiers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, members, periods, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings
from crm_core.settings.schemes import Scheme
from crm_core.small import small_cells

NEW, GONE = "(new)", "(gone)"
"""Codes of customers who did not buy in the window of the first, and of the second moment."""

ENOUGH = 30
"""Fewest customers of a tier whose moves are told as rates."""

TABLES = (
    "purchases", "customers", "products", "stores", "points", "tier_locks", "tier_rules", "customer_identity",
)  # fmt: skip
MONEY = "workspace currency"


@metric(
    "loyalty.migration",
    title="Moves between tiers",
    chart="migration",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "from_tier": "code",
        "to_tier": "code",
        "from_place": "place",
        "to_place": "place",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "customers": "customers",
        "of_customers": "customers",
        "value_before": MONEY,
        "value_after": MONEY,
        "earlier_pct": "per cent",
        "earlier_customers": "customers",
        "earlier_of_customers": "customers",
    },
    value="share_pct",
)
def migration(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Who moved from which tier to which, between the day before the period and its end.

    Definition
    ----------
    The customers who bought in the window of the scheme before the first moment, by their tier then, and where they are
    at the second: in a tier, or gone (no purchase in the window at the second moment). Who did not buy in the first
    window but in the second is new. $100 \cdot c / n$ with $c$ the customers of a cell and $n$ those of its row; a
    row's shares add up to 100 %. The first moment is the end of the day before the period, a year before its end where
    it has no start. The window is the longest of the scheme's, a year where the scheme measures by years. The interval
    is Wilson's, 95 %. The same is counted for the two moments a year earlier.

    Columns
    -------
    group : empty, the whole
    from_tier : tier at the first moment, or (new)
    to_tier : tier at the second moment, or (gone)
    from_place, to_place : places of the tiers, 0 the lowest; -1 for new and for gone
    share_pct : customers of the cell, per cent of its row; missing for a row of fewer than 30 customers
    low, high : its 95 % interval, per cent
    customers : customers of the cell
    of_customers : customers of the row
    value_before, value_after : their net spend in the window before each of the two moments, workspace currency;
        missing where they are too few to tell of their money, in the cell or by subtraction
    earlier_pct : the share a year earlier, per cent; missing as above
    earlier_customers, earlier_of_customers : customers of the cell and of the row a year earlier

    Caution
    -------
    Part of every move is chance: who spent unusually much in one year tends to spend less in the next. The year
    before shows how much moves in an ordinary year. The rules are those in force at the end, at all four moments.

    Source
    ------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    scheme = kept.scheme(settings)
    if scheme is None:
        return pd.DataFrame()
    first, last = members.both_moments(filters, settings)
    now = store.read(_moves(store, filters, settings, first[1], last[1]))
    earlier = [periods.end_of_day(members.a_year_before(day), settings.zone) for day, _ in (first, last)]
    before = store.read(_moves(store, filters, settings, earlier[0], earlier[1]))
    table = _every_move(now, scheme).join(
        _every_move(before, scheme)[["customers", "of_customers"]].add_prefix("earlier_")
    )
    low, high = stats.wilson_interval(table["customers"], table["of_customers"])
    few = table["of_customers"] < ENOUGH
    rates = pd.DataFrame({"share_pct": _rate(table), "low": 100 * low, "high": 100 * high}, index=table.index)
    table = table.join(rates.mask(few))
    table = table.assign(group=WHOLE, earlier_pct=_rate(table, "earlier_")).reset_index()
    few = small_cells(table["customers"], table["from_tier"], table["to_tier"], minimum=settings.minimum_people)
    return table.assign(**{name: table[name].mask(few) for name in ("value_before", "value_after")})


def _rate(table: pd.DataFrame, which: str = "") -> pd.Series[float]:
    part, whole = table[f"{which}customers"], table[f"{which}of_customers"]
    return 100 * part / whole.where(whole >= ENOUGH)


def _moves(
    store: Store, filters: Filters, settings: Settings, first: dt.datetime, second: dt.datetime, by: str | None = None
) -> sa.Select[Any]:
    """Count the customers of each group and pair of places, -1 where they don't buy."""
    sides = []
    for name, moment in (("then", first), ("now", second)):
        rows = members.tiers_then(store, filters, settings, moment)
        assert rows is not None  # noqa: S101 (for the type checker: there is a scheme)
        sides.append(
            sa.select(rows.c.customer_id, rows.c.place, rows.c.value).where(rows.c.purchases > 0).subquery(name)
        )
    then, now = sides
    source: sa.FromClause = then.outerjoin(now, then.c.customer_id == now.c.customer_id, full=True)
    group: sa.ColumnElement[str] = sa.literal(WHOLE, sa.String())
    if by is not None:
        everybody = filters.rows(store, "customers", by=by, settings=settings)
        customer = sa.func.coalesce(then.c.customer_id, now.c.customer_id, type_=sa.String())
        source, group = source.join(everybody, customer == everybody.c.customer_id), everybody.c.group
    places = [sa.func.coalesce(side.c.place, sa.literal(-1, sa.Integer()), type_=sa.Integer()) for side in sides]
    values = [sa.func.coalesce(sa.func.sum(side.c.value), 0.0, type_=sa.Double()) for side in sides]
    return (
        sa.select(
            group.label("group"), places[0].label("from_place"), places[1].label("to_place"),
            sql.count().label("customers"),
            values[0].label("value_before"), values[1].label("value_after"),
        )
        .select_from(source)
        .group_by(*places, *([group] if by is not None else []))
    )  # fmt: skip


def _every_move(counted: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Give each pair its row, by tier names; nobody is both new and gone."""
    places = range(-1, len(scheme.tiers))
    pairs = pd.MultiIndex.from_product([places, places], names=["from_place", "to_place"]).drop((-1, -1))
    counts = counted.drop(columns="group").set_index(["from_place", "to_place"])
    table = counts.reindex(pairs, fill_value=0).astype("float64")
    table["of_customers"] = table.groupby("from_place")["customers"].transform("sum")
    names = dict(enumerate(scheme.names))
    place = {side: table.index.get_level_values(side) for side in ("from_place", "to_place")}
    table["from_tier"] = [names.get(one, NEW) for one in place["from_place"]]
    table["to_tier"] = [names.get(one, GONE) for one in place["to_place"]]
    return table


@metric(
    "loyalty.moved",
    title="Moved up less down",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=("region", "country", "customer_kind"),
    columns={
        "group": "code",
        "moved_points": "points -100 to 100",
        "low": "points -100 to 100",
        "high": "points -100 to 100",
        "up": "customers",
        "down": "customers",
        "gone": "customers",
        "n": "customers",
        "left_out": "customers",
    },
    value="moved_points",
    better="higher",
)
def moved(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""Whether more customers moved up a tier than down, between the day before the period and its end.

    Definition
    ----------
    $100 \cdot (u - d) / n$ with $u$ the customers whose tier is higher at the second moment than at the first, $d$
    those whose tier is lower while they still buy, and $n$ all who bought in the window before the first moment, those
    who are gone since among them. The moments and the window are those of the moves between tiers. The interval is that
    of a difference of two shares of the same customers (adjusted Wald), 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    moved_points : share who moved up less share who moved down, points -100 to 100
    low, high : its 95 % interval, same points
    up : customers who moved up
    down : customers who moved down and still buy
    gone : customers without a purchase in the window at the second moment
    n : customers who bought in the window before the first moment
    left_out : customers who are new since the first moment

    Caution
    -------
    The first tier can't be left downward and the last not upward, so the number depends on how customers spread over
    the tiers. Part of every move is chance.

    Source
    ------
    Rocks (2016), Interval estimation for the net promoter score, The American Statistician 70, 365-372: the same
    difference of shares.
    """
    settings = settings or store.settings(filters.as_of)
    if kept.scheme(settings) is None:
        return pd.DataFrame()
    first, last = members.both_moments(filters, settings)
    moves = store.read(_moves(store, filters, settings, first[1], last[1], by))
    if by is None and moves.empty:
        return pd.DataFrame([_up_less_down(WHOLE, moves)])
    return pd.DataFrame([_up_less_down(group, part) for group, part in moves.groupby("group")])


def _up_less_down(group: Any, moves: pd.DataFrame) -> dict[str, object]:
    then, now = moves["from_place"], moves["to_place"]
    kinds = {
        "up": (then >= 0) & (now > then), "down": (now >= 0) & (now < then), "gone": (then >= 0) & (now < 0),
        "n": then >= 0, "left_out": then < 0,
    }  # fmt: skip
    counts = {name: float(moves.loc[rows, "customers"].sum()) for name, rows in kinds.items()}
    stayed = counts["n"] - counts["up"] - counts["down"]
    score, low, high = stats.net_promoter_score(counts["up"], stayed, counts["down"])
    return {"group": group, "moved_points": score, "low": low, "high": high} | counts
