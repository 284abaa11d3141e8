"""Why customers complain."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

NOTHING: sa.ColumnElement[Any] = sa.literal(Decimal(0), sa.Numeric(18, 2))
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
        "refund": "workspace currency",
        "given": "workspace currency",
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
    compensation : money or vouchers given for the trouble, workspace currency; missing where none is written down
    refund : money paid back, workspace currency; missing where none is written down
    given : both together, workspace currency
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
    bought = filters.rows(store, "purchases", cohort="bought_at", settings=settings)
    table = store.read(_by_cause(opened, cause))
    orders = int(store.read(relations.count_orders(bought, grouped=False))["orders"].sum())
    counts = table["n"].astype("Int64").fillna(0).astype("float64")
    low, high = stats.garwood_interval(counts, float(orders))
    value = 1000 * counts / (orders or np.nan)
    return table.assign(per_1000_orders=value, low=low, high=high, orders=orders)


def _by_cause(opened: sa.FromClause, cause: Cause) -> sa.Select[Any]:
    """Count the complaints of each cause, and those that repeat another one, in one pass."""
    counted, repeated = relations.is_complaint(opened), relations.is_duplicate(opened)
    group = sa.func.coalesce(opened.c[cause], MISSING, type_=sa.String()).label("group")
    both = sa.func.coalesce(opened.c.compensation, opened.c.refund) + sa.func.coalesce(
        sa.case((opened.c.compensation.is_not(None), opened.c.refund)), NOTHING
    )
    amounts = {"compensation": opened.c.compensation, "refund": opened.c.refund, "given": both}
    numbers: list[sa.ColumnElement[Any]] = [
        *(sql.to_double(sa.func.sum(sa.case((counted, amount)))).label(name) for name, amount in amounts.items()),
        sql.count_where(counted).label("n"),
        sql.count_where(repeated).label("left_out"),
    ]
    return sa.select(group, *numbers).where(sa.or_(counted, repeated)).group_by(group)
