"""Whether customers who came over from another maker stay."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.relations import programmes
from crm_core.settings import Settings

ACTIVE_DAYS = (91, 180)
"""First and last day after joining in which a purchase says that the customer stayed: 90 days of 90."""

SWITCHED, OTHERS = "switched", "others"
Per = Literal["all", "maker"]


def _joined(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, per: Per = "all"
) -> sa.FromClause:
    rows = filters.rows(store, "customers", by=by, cohort="joined_on", settings=settings)
    over = sql.days_between(rows.c.joined_on, sa.literal(filters.last_day(settings), sa.Date())) > ACTIVE_DAYS[1]
    wanted = [rows.c.switched_from.is_not(None)] if per == "maker" else []
    return sa.select(*rows.c).where(over, *wanted).subquery("joined_long_ago")


@metric(
    "programmes.switchers",
    title="Came from another maker and stayed",
    chart="dumbbell",
    cohort="customers.joined_on",
    tables=("customers", "purchases"),
    columns={
        "group": "code",
        "active_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "difference_points": "points",
        "difference_low": "points",
        "difference_high": "points",
        "active": "customers",
        "n": "customers",
        "young": "customers",
        "left_out": "customers",
    },
    value="active_pct",
    better="higher",
    records=_joined,
)
def switchers(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, per: Per = "all"
) -> pd.DataFrame:
    r"""Share of customers who came from another maker and bought in the second 90 days, beside others who joined.

    Definition
    ----------
    Customers who joined in the period, more than 180 days before the end of the data, and of whom a former maker is
    written; beside them those who joined then and of whom none is. Active is who bought something from day 91 to day
    180 after joining, whatever came back later: who is still there after the first 90 days. With `per` maker one line
    for each former maker. The interval of a share is Wilson's, that of the difference Newcombe's, both 95 %.

    Columns
    -------
    group : switched or others, else the former maker
    active_pct : customers who bought in these days, per cent
    low, high : its 95 % interval, per cent
    difference_points : share of this group less that of the others who joined, points
    difference_low, difference_high : its 95 % interval, points
    active : customers who bought in these days
    n : customers who joined long enough ago
    young : customers who joined 180 days ago or later, not counted yet whatever they bought
    left_out : customers of whom nobody knows when they joined, the same in each row

    Caution
    -------
    A former maker is known of those who told: others may have switched too. Who joins by buying differs from who joins
    by registering.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; Newcombe (1998), Statistics in Medicine
    17, 873-890.
    """
    settings = settings or store.settings(filters.as_of)
    people = filters.rows(store, "customers", cohort="joined_on", settings=settings)
    sold = relations.sales(filters.unnarrowed.rows(store, "purchases", settings=settings))
    last = filters.last_day(settings)
    joined = programmes.still_active(people, sold, days=ACTIVE_DAYS, last=last, zone=settings.zone)
    table = store.read(programmes.stayed(joined))
    everybody = filters.rows(store, "customers", settings=settings)
    undated = sa.select(sql.count_where(everybody.c.joined_on.is_(None)).label("n"))
    return _compared(table, per).assign(left_out=int(store.read(undated)["n"].iloc[0]))


def _compared(table: pd.DataFrame, per: Per) -> pd.DataFrame:
    counts = ["active", "n", "young"]
    others = table.loc[table["maker"].isna(), counts].sum()
    makers = table[table["maker"].notna()].rename(columns={"maker": "group"})
    found = makers if per == "maker" else pd.DataFrame([makers[counts].sum(), others]).assign(group=[SWITCHED, OTHERS])
    found = found[found["n"] + found["young"] > 0].reset_index(drop=True)
    now, then = _share(found["active"], found["n"]), _share(others["active"], others["n"])
    apart = stats.change_interval(*now, *then)
    names = ("difference_points", "difference_low", "difference_high")
    rates = dict(zip(("active_pct", "low", "high"), now, strict=True)) | dict(zip(names, apart, strict=True))
    found = found.assign(**rates)
    found.loc[found["group"] == OTHERS, list(names)] = float("nan")
    return found


def _share(active: pd.Series[int], n: pd.Series[int]) -> tuple[pd.Series[float], ...]:
    part, whole = (pd.Series(one, dtype="float64") for one in (active, n))
    low, high = stats.wilson_interval(part, whole)
    return tuple(100 * pd.Series(one, index=part.index) for one in (part / whole.where(whole > 0), low, high))
