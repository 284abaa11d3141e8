"""Appointments for support in a store: how long customers wait, and how many do not come."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.relations import appointments as meetings
from crm_core.settings import Settings

BY = ("month", "store", "store_region", "product_category")
MINIMUM_BEGUN = 10
"""Fewest talks begun for which a waiting time is given."""


def _held(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "appointments", by=by, cohort="booked_for", settings=settings)
    return sa.select(*rows.c).where(meetings.took_place(rows)).subquery("held")


@metric(
    "stores.appointments",
    title="Wait at appointments",
    chart="dumbbell",
    cohort="appointments.booked_for",
    tables=("appointments", "stores", "products", "customers"),
    by=BY,
    columns={
        "group": "code",
        "median_seconds": "seconds",
        "low": "seconds",
        "high": "seconds",
        "p90_seconds": "seconds",
        "missed_pct": "per cent",
        "missed_low": "per cent",
        "missed_high": "per cent",
        "cancelled_pct": "per cent",
        "n": "appointments",
        "not_begun": "appointments",
        "booked": "appointments",
        "missed": "appointments",
        "cancelled": "appointments",
        "left_out": "appointments",
    },
    value="median_seconds",
    better="lower",
    records=_held,
)
def appointments(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Time that half of the customers wait in the store until their appointment begins, and how many don't come.

    Definition
    ----------
    Appointments agreed for the period. The wait runs from the agreed time, or from the arrival where that is later, to
    the begin of the talk: who comes early waits no longer for it, and a talk that begins before the agreed time is a
    wait of 0. The smallest $t$ with $1 - S(t) \ge 0.5$, $S$ the share still waiting after $t$ (Kaplan-Meier): who left
    without a talk, or arrived within a day before the end of the data and waits still, has waited at least so long.
    Missed is the share of appointments not called off to which the customer did not come, with Wilson's interval;
    called off is a share of all. The interval of the wait is the log-log one; both 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    median_seconds : seconds until half are begun; missing below 10 begun appointments
    low, high : its 95 % interval, seconds
    p90_seconds : seconds until nine tenths are begun
    missed_pct : customers did not come, per cent of appointments not called off
    missed_low, missed_high : its 95 % interval, per cent
    cancelled_pct : called off, per cent of all appointments
    n : appointments whose wait is known
    not_begun : those of them whose customer left or waits still
    booked : appointments agreed for the period
    missed : appointments to which the customer did not come
    cancelled : appointments called off
    left_out : appointments that took place and whose arrival or begin is not known, or only as a day

    Caution
    -------
    A system that writes the arrival when the talk begins shows no wait. Appointments that have not come yet are not
    counted; those neither held nor missed nor called off count as booked alone.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; Brookmeyer and Crowley (1982), Biometrics 38, 29-41; Wilson (1927),
    JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    rows = filters.rows(store, "appointments", by=by, cohort="booked_for", settings=settings)
    counts = count_durations(store, meetings.waits(rows, filters.as_of), "appointments", grouped=by is not None)
    found = pd.DataFrame([_waited(group, part) for group, part in counts.groupby("group")], columns=["group", *_WAITS])
    table = store.read(_fates(rows)).merge(found, on="group", how="left")
    coming = (table["booked"] - table["cancelled"]).astype("float64")
    low, high = stats.wilson_interval(table["missed"], coming)
    missed = 100 * table["missed"].astype("float64") / coming.where(coming > 0)
    cancelled = 100 * table["cancelled"].astype("float64") / table["booked"].astype("float64")
    return table.assign(missed_pct=missed, missed_low=100 * low, missed_high=100 * high, cancelled_pct=cancelled)


_WAITS = ("median_seconds", "low", "high", "p90_seconds", "n", "not_begun", "left_out")


def _fates(rows: sa.FromClause) -> sa.Select[tuple[object, ...]]:
    counts = {
        "booked": sql.count(),
        "missed": sql.count_where(meetings.is_missed(rows)),
        "cancelled": sql.count_where(meetings.is_cancelled(rows)),
    }
    return sa.select(rows.c.group, *(count.label(name) for name, count in counts.items())).group_by(rows.c.group)


def _waited(group: object, counts: pd.DataFrame) -> dict[str, object]:
    known = counts[counts["seconds"].notna()]
    begun = known["ending"] == meetings.BEGUN
    n = {"n": known["cases"].sum(), "not_begun": known.loc[~begun, "cases"].sum()}
    told = {"group": group, **n, "left_out": counts.loc[counts["seconds"].isna(), "cases"].sum()}
    if known.loc[begun, "cases"].sum() < MINIMUM_BEGUN:
        return told
    curve = stats.kaplan_meier(known["seconds"], begun, weight=known["cases"])
    half, low, high = curve.quantile(0.5)
    return told | {"median_seconds": half, "low": low, "high": high, "p90_seconds": curve.quantile(0.9)[0]}
