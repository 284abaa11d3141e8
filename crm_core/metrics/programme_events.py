"""Who books a place in a programme and comes, and who is a member."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.relations import programmes
from crm_core.settings import Settings

Per = Literal["programme", "topic"]


def _booked(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, per: Per | None = None
) -> sa.FromClause:
    rows = filters.rows(store, "attendances", by=by, cohort="held_at", settings=settings)
    if per is None:
        return rows
    group = sa.func.coalesce(rows.c[per], MISSING, type_=sa.String()).label("group")
    return sa.select(*(column for column in rows.c if column.key != "group"), group).subquery("by_kind")


@metric(
    "programmes.attendance",
    title="Places taken in programmes",
    chart="dumbbell",
    cohort="attendances.held_at",
    tables=("attendances", "customers", "stores"),
    by=("month", "store", "region"),
    columns={
        "group": "code",
        "came_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "came": "bookings",
        "booked": "bookings",
        "n": "customers",
        "visitors": "customers",
        "came_again": "customers",
        "left_out": "bookings",
    },
    value="came_pct",
    better="higher",
    records=_booked,
)
def attendance(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, per: Per | None = None
) -> pd.DataFrame:
    r"""Share of the places booked in programmes whose customer came.

    Definition
    ----------
    Bookings of events held in the period whose customer came / bookings that say whether the customer came. With `per`
    programme or topic one line for each. The interval is Wilson's, 95 %, at the size that the spread between customers
    is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    came_pct : bookings whose customer came, per cent
    low, high : its 95 % interval, per cent
    came : bookings whose customer came
    booked : bookings that say whether the customer came
    n : customers who booked them
    visitors : customers who came at least once
    came_again : customers who came more than once
    left_out : bookings that don't say whether the customer came

    Caution
    -------
    A place that nobody took may have been given up in time; the records don't say so. Who came twice in the period is
    counted in the group of each event: customers of several groups don't add up.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several bookings of one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _booked(store, filters, settings, by=by, per=per)
    known = rows.c.attended.is_not(None)
    measure = relations.Counted(known, {"came": programmes.came(rows)})
    sums = relations.over_customers(rows, {"booked": measure}, key="attendance_id", counts={"left_out": sa.not_(known)})
    table = store.read(sums).merge(store.read(programmes.visitors(rows)), on="group", how="left")
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "booked", "came"))
    names = {"came_total": "came", "booked_units": "booked", "booked_clusters": "n"}
    return table.rename(columns=names).assign(came_pct=100 * share, low=100 * low, high=100 * high)


@metric(
    "programmes.members",
    title="Members of programmes",
    chart="bars",
    cohort="memberships.started_on",
    tables=("memberships", "customers"),
    columns={
        "group": "code",
        "active": "memberships",
        "started": "memberships",
        "ended": "memberships",
        "active_before": "memberships",
        "people": "customers",
        "left_out": "memberships",
    },
    value="active",
    better="higher",
)
def programme_members(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """How many memberships each programme has, and how many began and ended in the period.

    Definition
    ----------
    Active at the end of a day are memberships that began by then and whose last day, where one is written, is not
    before it. Began and ended are those whose first and last day lie in the period; the day before the period began
    is the other moment, where the period has a start.

    Columns
    -------
    group : the programme
    active : memberships at the end of the period, or as far as is known
    started : memberships whose first day lies in the period
    ended : memberships whose last day lies in the period and is over
    active_before : memberships on the day before the period; where it has no start, none
    people : customers with a membership at the end of the period
    left_out : memberships that name no programme, the same in each row

    Caution
    -------
    A last day that lies ahead is a plan: who will not renew cannot be seen in it.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    rows = filters.rows(store, "memberships", settings=settings)
    last = filters.final_day(settings)
    table = store.read(programmes.memberships_of(rows, filters.start, last))
    named = table["group"].notna()
    return table[named].assign(left_out=int(table.loc[~named, "memberships"].sum()))
