"""How often we fail where nobody knows the orders: complaints beside the customers there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

YEAR = dt.timedelta(days=relations.YEAR_DAYS)
HAPPENED = {"purchases": "bought_at", "interactions": "started_at", "survey_answers": "answered_at"}
"""What a customer does when all goes well, with the column of its moment."""

RATE = "complaints per 1,000 customers"


@metric(
    "complaints.rate_of_customers",
    title="Complaints per 1,000 active customers",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=("complaints", "purchases", "interactions", "survey_answers", "customers"),
    by=("region", "country", "customer_kind"),
    columns={
        "group": "code",
        "per_1000_customers": RATE,
        "low": RATE,
        "high": RATE,
        "active": "customers",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="per_1000_customers",
    better="lower",
)
def rate_of_customers(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""How often we fail: complaints opened in the period per 1,000 customers who were active in the year to its end.

    Definition
    ----------
    $1000 \cdot c / a$ with $c$ the complaints opened in the period and $a$ the active customers: those who bought,
    were in touch, answered a survey or complained in the 365 days that end with the period, or with the data where they
    end first. Both are narrowed by the same filters and split by the same group. For where orders are not known; where
    they are, complaints per 1,000 orders say more. The interval is the exact one of a Poisson count (Garwood), 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    per_1000_customers : complaints per 1,000 active customers; missing where nobody is known but who complained
    low, high : its 95 % interval, same unit
    active : customers who were active in the year
    n : complaints opened in the period
    left_out : complaints opened in the period that repeat another one: duplicates

    Caution
    -------
    A longer period has more complaints of the same customers: compare periods of one length. Customers of whom no
    contact is recorded are not counted, so that the rate is too high where only some contacts are.

    Source
    ------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.
    """
    settings = settings or store.settings(filters.as_of)
    opened = filters.rows(store, "complaints", by=by, cohort="opened_at", settings=settings)
    repeated = relations.is_duplicate(opened)
    counts = sa.select(
        opened.c.group,
        sql.count_where(relations.is_complaint(opened)).label("n"),
        sql.count_where(repeated).label("left_out"),
    ).group_by(opened.c.group)
    table = store.read(counts).merge(store.read(_active(store, filters, settings, by)), on="group", how="outer")
    sizes = table[["n", "customers", "content"]].astype("Int64").fillna(0).astype("float64")
    active = sizes["customers"].where(sizes["content"] > 0, 0)
    low, high = stats.garwood_interval(sizes["n"], active)
    value = 1000 * sizes["n"] / active.replace(0, np.nan)
    return table.assign(per_1000_customers=value, low=low, high=high, active=active)


def _active(store: Store, filters: Filters, settings: Settings, by: str | None) -> sa.Select[tuple[str, int, int]]:
    last = filters.final_day(settings)
    year = replace(filters, start=last - YEAR + dt.timedelta(days=1), end=last)
    opened = year.rows(store, "complaints", by=by, cohort="opened_at", settings=settings)
    complained = sa.select(*opened.c).where(relations.is_complaint(opened)).subquery("complained")
    rows = {name: year.rows(store, name, by=by, cohort=at, settings=settings) for name, at in HAPPENED.items()}
    sources = [relations.bought(rows.pop("purchases")), *rows.values()]
    return relations.count_active(sources, complained)
