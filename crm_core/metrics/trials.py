"""Who buys what they tried for free, and how soon."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

WITHIN = 60
"""Days within which a trial should become a purchase, unless asked otherwise."""

WINDOWS = (30, 60, 90)
LONGEST = 365
"""Days after which the curve ends."""

SPLITS = ("region", "channel", "product_category")
TABLES = ("purchases", "customers", "products")


def _trials(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, **_: Any) -> sa.FromClause:
    return relations.tried(filters.rows(store, "purchases", by=by, cohort="bought_at", settings=settings))


def _conversions(store: Store, filters: Filters, settings: Settings, by: str | None) -> sa.Subquery:
    """Return the first trials of the period with the time until the product was bought, wherever it was."""
    lines = filters.unnarrowed.rows(store, "purchases", settings=settings)
    firsts = relations.first_trials(relations.tried(lines))
    return relations.conversions(_trials(store, filters, settings, by=by), firsts, lines, filters.as_of)


@metric(
    "value.trial_conversion",
    title="Bought what they tried",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "converted_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "converted": "trials",
        "bought_30_pct": "per cent",
        "bought_60_pct": "per cent",
        "bought_90_pct": "per cent",
        "half_days": "days",
        "n": "trials",
        "left_out": "trials",
    },
    value="converted_pct",
    better="higher",
    records=_trials,
)
def trial_conversion(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    within_days: int = WITHIN,
) -> pd.DataFrame:
    """Share of free trials after which the customer bought the same product within 60 days.

    Definition
    ----------
    Of the first trials of a product by a customer that lie in the period and are at least `within_days` (60) days old,
    whatever became of them: those after which the customer bought the same product within so many days, on any
    channel, whether or not it came back later. Trials of cancelled orders and drafts are none. The interval is
    Wilson's, 95 %. Each of the shares within 30, 60 and 90 days is of the trials that are so old. Half have bought
    within the days at which the Kaplan-Meier curve of all trials passes one half, trials without a purchase counted for
    as long as they are watched.

    Columns
    -------
    group : code of the group, empty for the whole
    converted_pct : share bought in time, per cent
    low, high : its 95 % interval, per cent
    converted : trials after which it was bought in time
    bought_30_pct, bought_60_pct, bought_90_pct : share bought within so many days, per cent
    half_days : days until half have bought; missing where half have not
    n : trials whose time is over
    left_out : trials whose time is not over, repeated ones, and those that name no customer or no product

    Caution
    -------
    Who tries a product may have wanted to buy it anyway. A purchase before the trial is not looked at.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212; Kaplan and Meier (1958), JASA 53, 457-481.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _conversions(store, filters, settings, by)
    counts = store.read(relations.converted_within(rows, sorted({*WINDOWS, within_days})))
    lines = _trials(store, filters, settings, by=by)
    told = store.read(sa.select(lines.c.group, sql.count().label("lines")).group_by(lines.c.group))
    table = told.merge(counts, on="group", how="left").merge(_halves(store, rows), on="group", how="left")
    numbers = [name for name in table.columns if name not in ("group", "half_days")]
    table[numbers] = table[numbers].astype("float64").fillna(0.0)
    converted, n = table[f"bought_{within_days}"], table[f"matured_{within_days}"]
    low, high = stats.wilson_interval(converted, n)
    windows = {f"bought_{day}_pct": _share(table[f"bought_{day}"], table[f"matured_{day}"]) for day in WINDOWS}
    found = {"converted": converted, "n": n, "left_out": table["lines"] - n, "converted_pct": _share(converted, n)}
    return table[["group", "half_days"]].assign(**found, low=100 * low, high=100 * high, **windows)


def _share(part: pd.Series[float], of: pd.Series[float]) -> pd.Series[float]:
    return 100 * part / of.replace(0.0, np.nan)


def _halves(store: Store, rows: sa.FromClause) -> pd.DataFrame:
    """Return by group the days until half have bought."""
    counts = store.read(relations.conversion_days(rows))
    curves = ((code, stats.kaplan_meier(*_columns(part))) for code, part in counts.groupby("group"))
    found = [(code, curve.quantile(0.5)[0]) for code, curve in curves]
    return pd.DataFrame(found, columns=["group", "half_days"]).astype({"group": "str", "half_days": "float64"})


def _columns(counts: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float], pd.Series[float]]:
    return counts["days"], counts["bought"], counts["trials"]


@metric(
    "value.trial_curve",
    title="Share who have bought what they tried",
    chart="comeback",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "days": "days",
        "back_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "waiting": "trials",
    },
    value="back_pct",
    better="higher",
    records=_trials,
)
def trial_curve(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the free trials of the period after which the product was bought within so many days.

    Definition
    ----------
    $1 - S(t)$ with $S$ the Kaplan-Meier curve of the days from the first trial to the first purchase of the same
    product: a trial without a purchase counts for as long as the data show it. Trials and purchases are those of the
    share who bought what they tried.

    Columns
    -------
    group : empty: the whole
    days : whole days since the trial
    back_pct : share bought by then, per cent
    low, high : its 95 % interval (log-log), per cent
    waiting : trials without a purchase so far that have been watched for at least so many days

    Caution
    -------
    Towards the right end few trials are left and the interval widens; the curve ends at one year.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481.
    """
    settings = settings or store.settings(filters.as_of)
    counts = store.read(relations.conversion_days(_conversions(store, filters, settings, by)))
    if counts.empty:
        return pd.DataFrame()
    table = stats.ended_by(*_columns(counts)).rename(columns={"t": "days", "ended_pct": "back_pct"})
    return table[table["days"] <= LONGEST].assign(group="")
