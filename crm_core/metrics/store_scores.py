"""Stores beside each other: every number that there is about each, and complaints with everybody's orders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, stats
from crm_core.catalogue import ask, metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.relations import store_orders
from crm_core.settings import Settings

SHARE, POINTS, SECONDS, PER_1000 = "per cent", "points of 100", "seconds", "complaints per 1,000 orders"

MEASURES = {
    "visits": ("stores.visits", "index_points", "customers", POINTS),
    "wait": ("stores.appointments", "median_seconds", "appointments", SECONDS),
    "solved": ("stores.first_visit", "solved_pct", "customers", SHARE),
    "complaints": ("complaints.rate", "per_1000_orders", "complaints", PER_1000),
    "on_time": ("complaints.sla", "on_time_pct", "complaints", SHARE),
    "no_pressure": ("stores.pressure_free", "yes_pct", "customers", SHARE),
    "hands_on": ("stores.hands_on", "yes_pct", "customers", SHARE),
}
"""What stands beside each other: the metric, its number, the unit of its n and that of the number."""

_UNITS = {POINTS: "points", SHARE: "pct", SECONDS: "seconds", PER_1000: "per_1000"}


def column_of(measure: str) -> str:
    """Return the column that holds a measure's number."""
    return f"{measure}_{_UNITS[MEASURES[measure][3]]}"


def _columns() -> dict[str, str]:
    columns = {"group": "code"}
    for name, (_, _, counted, unit) in MEASURES.items():
        columns |= {column_of(name): unit, f"{name}_low": unit, f"{name}_high": unit, f"{name}_n": counted}
    return columns | {"sales": "workspace currency"}


@metric(
    "stores.scorecard",
    title="Stores at a glance",
    chart="scorecard",
    cohort="survey_answers.answered_at",
    tables=("survey_answers", "appointments", "interactions", "complaints", "complaint_events", "purchases", "stores",
            "products", "customers", "staff"),
    columns=_columns(),
    value="visits_points",
    better="higher",
)  # fmt: skip
def scorecard(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """What is known of each store: one row for a store, one number for each thing that was measured there.

    Definition
    ----------
    Each number is that of its own metric by store, with its own interval, its own n and its own period: satisfaction
    after a visit, half wait less than at an appointment, solved at the first visit, complaints per 1,000 orders,
    promise kept, felt no pressure, could try things out. A number that was not asked or not loaded is missing, and so
    is that of fewer people than may be told of. Sales are net of what was given back, without tax, trials, drafts and
    cancelled orders. Records without a store have no row.

    Columns
    -------
    group : code of the store
    visits_points, visits_low, visits_high : satisfaction after a visit and its 95 % interval, points of 100
    visits_n : customers who answered
    wait_seconds, wait_low, wait_high : seconds until half of the appointments begin, and its 95 % interval
    wait_n : appointments whose wait is known
    solved_pct, solved_low, solved_high : solved at the first visit and its 95 % interval, per cent
    solved_n : customers who came
    complaints_per_1000, complaints_low, complaints_high : complaints per 1,000 orders and its 95 % interval
    complaints_n : complaints
    on_time_pct, on_time_low, on_time_high : promise kept and its 95 % interval, per cent
    on_time_n : complaints due
    no_pressure_pct, no_pressure_low, no_pressure_high : felt no pressure and its 95 % interval, per cent
    no_pressure_n : customers who were asked
    hands_on_pct, hands_on_low, hands_on_high : could try things out and its 95 % interval, per cent
    hands_on_n : customers who were asked
    sales : net sales of the period, in the workspace's currency

    Caution
    -------
    No rank follows from it: stores differ in what they sell and who comes, and of twenty stores one lies outside a
    95 % interval by chance. Which store is really different the comparisons with everybody's visits, orders and
    problems say.

    Source
    ------
    The metrics named above.
    """
    settings = settings or store.settings(filters.as_of)
    parts = [_measured(store, filters, settings, name) for name in MEASURES]
    lines = filters.rows(store, "purchases", by="store", cohort="bought_at", settings=settings)
    table = store.read(store_orders.sold_by_group(lines)).set_index("group")
    for part in parts:
        table = table.join(part, how="outer")
    return table[table.index != MISSING].rename_axis("group").reset_index()


def _measured(store: Store, filters: Filters, settings: Settings, name: str) -> pd.DataFrame:
    source, value, _, _ = MEASURES[name]
    found = ask(source)(store, filters, by="store", settings=settings).set_index("group")
    names = {value: column_of(name), "low": f"{name}_low", "high": f"{name}_high", "n": f"{name}_n"}
    return found[list(names)].rename(columns=names)


def _complaints(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "complaints", by=by, cohort="opened_at", settings=settings)
    return relations.complaints_only(sa.select(*rows.c).where(rows.c.store_id.is_not(None)).subquery("of_stores"))


@metric(
    "stores.complaints_alike",
    title="Complaints per 1,000 orders, with everybody's orders",
    chart="funnel",
    cohort="complaints.opened_at",
    tables=("complaints", "purchases", "stores", "products", "customers"),
    columns={
        "group": "code",
        "standard_per_1000": PER_1000,
        "low": PER_1000,
        "high": PER_1000,
        "ratio": "ratio",
        "per_1000_orders": PER_1000,
        "expected_complaints": "expected complaints",
        "spread": PER_1000,
        "size": "independent orders",
        "complaints": "complaints",
        "n": "orders",
        "left_out": "complaints",
    },
    value="standard_per_1000",
    better="lower",
    records=_complaints,
)
def complaints_alike(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Complaints per 1,000 orders that each store would have if all stores sold the same.

    Definition
    ----------
    Complaints opened in the period that name a store, and its orders of the period. Expected is what the store would
    have with the complaints per order of all stores together for each product category and quarter. Observed over
    expected, times the rate of all, is the store's rate with everybody's orders. Limits of chance are those of counts,
    wider by the spread between stores where that is more than chance ($\varphi$ of winsorised scores, above
    $1 + 2 \sqrt{2 / k}$ for $k$ stores, ten or more).

    Columns
    -------
    group : code of the store
    standard_per_1000 : rate with everybody's orders
    low, high : its 95 % interval
    ratio : observed over expected
    per_1000_orders : rate as it is
    expected_complaints : complaints that everybody would have of such orders
    spread : how far chance alone moves the rate of a single order, in the same unit
    size : independent orders that would leave as much to chance
    complaints : complaints counted
    n : orders of the store
    left_out : complaints of a product category of which no store sold anything in the quarter, the same in each row

    Caution
    -------
    A store is held against all together, never against another store. A complaint counts for the store that it names,
    whichever sold the product.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    settings = settings or store.settings(filters.as_of)
    opened = filters.rows(store, "complaints", by="store", cohort="opened_at", settings=settings)
    bought = filters.rows(store, "purchases", by="store", cohort="bought_at", settings=settings)
    cells = store.read(store_orders.orders_by_kind(bought, settings.zone)).merge(
        store.read(store_orders.complaints_by_kind(opened, settings.zone)),
        on=["group", "product_category", "quarter"],
        how="outer",
    )
    orders = store.read(relations.count_orders(bought, grouped=True))
    units, left_out = _expected(cells[cells["group"] != MISSING].fillna({"orders": 0, "complaints": 0}))
    table = units.merge(orders.assign(cases=orders["orders"].astype("float64")), on="group")
    rate = table["observed"].sum() / table["cases"].sum() if table["cases"].sum() else np.nan
    enough = table["cases"] >= settings.minimum_n
    alike = stats.standardised(table, spread=float(np.sqrt(rate)), judged=enough)
    rates = {"standard_per_1000": "value", "low": "low", "high": "high"}
    table = table.assign(**{name: 1000 * alike[column] for name, column in rates.items()})
    counted: dict[str, Any] = {"complaints": table["observed"], "n": table["orders"], "left_out": left_out}
    own: dict[str, Any] = {"per_1000_orders": 1000 * table["observed"] / table["cases"], "spread": 1000 * np.sqrt(rate)}
    known = {"expected_complaints": table["expected"], "ratio": alike["ratio"], "size": alike["size"]}
    return table[["group", *rates]].assign(**known, **own, **counted)


def _expected(cells: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return observed and expected complaints of each store, and how many have no order to be held against."""
    counts = cells.astype({"orders": "float64", "complaints": "float64"})
    of_all = counts.groupby(["product_category", "quarter"])[["orders", "complaints"]].transform("sum")
    comparable = of_all["orders"] > 0
    left_out = int(counts.loc[~comparable, "complaints"].sum())
    expected = counts["orders"] * of_all["complaints"] / of_all["orders"].where(comparable)
    kept = counts.assign(expected=expected, variance=expected)[comparable]
    sums = kept.groupby("group")[["complaints", "expected", "variance"]].sum().reset_index()
    return sums.rename(columns={"complaints": "observed"}), left_out
