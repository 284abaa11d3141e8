"""Why customers complain."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

Cause = Literal["root_cause", "category"]


def _caused(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, cause: Cause = "root_cause"
) -> sa.FromClause:
    return relations.complaints_only(filters.rows(store, "complaints", by=by, cohort="opened_at", settings=settings))


@metric(
    "complaints.causes",
    title="Causes per 1,000 orders",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=("complaints", "purchases"),
    columns={
        "group": "code",
        "per_1000_orders": "complaints per 1,000 orders",
        "low": "complaints per 1,000 orders",
        "high": "complaints per 1,000 orders",
        "compensation": "workspace currency",
        "orders": "orders",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="per_1000_orders",
    better="lower",
    records=_caused,
)
def causes(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    cause: Cause = "root_cause",
) -> pd.DataFrame:
    r"""Count the complaints of each cause opened in the period per 1,000 orders of the same period.

    Definition
    ----------
    $1000 \cdot c / o$ with $c$ the complaints of one root cause (with `cause` category: about one subject) and $o$ all
    orders of the period under the same filters. Orders and complaints are counted as in the rate of complaints. The
    interval is the exact one of a Poisson count (Garwood), 95 %.

    Columns
    -------
    group : code of the cause; complaints whose cause is not known are a group too
    per_1000_orders : complaints per 1,000 orders; missing where there are no orders
    low, high : its 95 % interval, same unit
    compensation : money or vouchers given for the trouble, workspace currency
    orders : orders bought in the period
    n : complaints of the cause
    left_out : complaints of the cause that repeat another one: duplicates

    Caution
    -------
    A root cause is often written down only when a case is settled: those of open cases are not known yet.

    Source
    ------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.
    """
    settings = settings or store.settings(filters.as_of)
    opened = filters.rows(store, "complaints", cohort="opened_at", settings=settings)
    bought = relations.orders(filters.rows(store, "purchases", cohort="bought_at", settings=settings))
    table = store.read(_by_cause(relations.complaints_only(opened), cause, "n"))
    repeated = store.read(_by_cause(_repeated(opened), cause, "left_out"))
    table = table.merge(repeated[["group", "left_out"]], on="group", how="outer")
    orders = int(store.read(sa.select(sql.count().label("n")).select_from(bought))["n"].iloc[0])
    counts = table["n"].astype("Int64").fillna(0).astype("float64")
    low, high = stats.garwood_interval(counts, float(orders))
    value = 1000 * counts / (orders or np.nan)
    return table.assign(per_1000_orders=value, low=low, high=high, orders=orders)


def _repeated(opened: sa.FromClause) -> sa.Subquery:
    return sa.select(*opened.c).where(relations.is_duplicate(opened)).subquery("duplicates")


def _by_cause(rows: sa.FromClause, cause: Cause, name: str) -> sa.Select[tuple[str, float, int]]:
    group = sa.func.coalesce(rows.c[cause], MISSING, type_=sa.String()).label("group")
    caused = sa.select(group, rows.c.compensation).subquery("caused")
    given = sql.to_double(sa.func.sum(caused.c.compensation)).label("compensation")
    return sa.select(caused.c.group, given, sql.count().label(name)).group_by(caused.c.group)
