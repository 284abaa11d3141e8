"""Whether one visit to a store is enough for what is brought to an appointment."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.relations import appointments as meetings
from crm_core.settings import Settings

BY = ("month", "store", "store_region", "product_category")


def _visits(store: Store, filters: Filters, settings: Settings, *, by: str | None) -> sa.Subquery:
    """Return the visits of the period and of the filters, with ``counts`` and ``early``.

    Visits are chained before anything narrows them: whoever comes to another store has come twice.
    """
    everything = filters.unnarrowed
    rows = everything.rows(store, "appointments", by=by, cohort="booked_for", settings=settings)
    contacts = everything.rows(store, "interactions", settings=settings)
    found = meetings.support_visits(rows, contacts, filters.as_of)
    begun = filters.begins(store, "appointments.booked_for", settings)
    early = sa.false() if begun is None else found.c.booked_for < sql.midnight(begun + meetings.RETURN, settings.zone)
    counts = sa.and_(found.c.first, found.c.over, found.c.traceable, sa.not_(early))
    narrowed = filters.rows(store, "appointments", cohort="booked_for", settings=settings)
    inside = found.c.appointment_id.in_(sa.select(narrowed.c.appointment_id))
    return sa.select(*found.c, counts.label("counts")).where(inside).subquery("visits_of_the_period")


def _counted(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    found = _visits(store, filters, settings, by=None)
    rows = filters.rows(store, "appointments", cohort="booked_for", settings=settings)
    first = sa.select(found.c.appointment_id).where(found.c.counts)
    return sa.select(*rows.c).where(rows.c.appointment_id.in_(first)).subquery("first_visits")


@metric(
    "stores.first_visit",
    title="Solved at the first visit",
    chart="dumbbell",
    cohort="appointments.booked_for",
    tables=("appointments", "interactions", "stores", "products", "customers"),
    by=BY,
    columns={
        "group": "code",
        "solved_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "solved": "appointments",
        "visits": "appointments",
        "n": "customers",
        "young": "appointments",
        "left_out": "appointments",
    },
    value="solved_pct",
    better="higher",
    records=_counted,
)
def first_visit(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the problems brought to an appointment that one visit was enough for.

    Definition
    ----------
    First visits are appointments that took place and before which, within 30 days, the customer had no other one about
    the same product. Counted are those of the period that lie at least 30 days back, whatever followed. Solved is one
    that nobody marked as not solved, and after which the customer neither came to a store by appointment nor called,
    chatted or wrote about the product within 30 days. Visits of the first 30 days of the records are left out, for
    they may not be the first. The interval is Wilson's, 95 %, at the size that the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    solved_pct : first visits that were enough, per cent
    low, high : its 95 % interval, per cent
    solved : first visits that were enough
    visits : first visits counted
    n : customers who came
    young : first visits of the last 30 days, not counted yet whatever followed
    left_out : visits that are no first ones, too young, of an unknown product, or in the first 30 days of the records

    Caution
    -------
    Who gives up, or has it repaired elsewhere, looks solved. A customer with two different problems of one product
    within 30 days looks unsolved. Contacts count only where they name the product.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several visits of one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    found = _visits(store, filters, settings, by=by)
    measure = relations.Counted(found.c.counts, {"solved": found.c.solved})
    young = sa.and_(found.c.first, found.c.traceable, sa.not_(found.c.over))
    counts = {"young": young, "left_out": sa.not_(found.c.counts)}
    table = store.read(relations.over_customers(found, {"visits": measure}, key="appointment_id", counts=counts))
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "visits", "solved"))
    names = {"solved_total": "solved", "visits_units": "visits", "visits_clusters": "n"}
    return table.rename(columns=names).assign(solved_pct=100 * share, low=100 * low, high=100 * high)


@metric(
    "stores.first_visit_alike",
    title="Solved at the first visit, with everybody's problems",
    chart="funnel",
    cohort="appointments.booked_for",
    tables=("appointments", "interactions", "stores", "products", "customers"),
    columns={
        "group": "code",
        "standard_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "ratio": "ratio",
        "solved_pct": "per cent",
        "expected_visits": "expected visits",
        "size": "independent visits",
        "solved": "appointments",
        "visits": "appointments",
        "n": "customers",
        "left_out": "appointments",
    },
    value="standard_pct",
    better="higher",
    records=_counted,
)
def first_visit_alike(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of first visits that were enough which each store would have with the problems that all of them get.

    Definition
    ----------
    First visits are those of the share solved at the first visit. Expected is what a store would have solved with the
    share of all stores together for each product category and quarter. Observed over expected, times the share of all,
    is the store's share with everybody's problems. Limits of chance come from the same shares, wider by the spread
    between stores where that is more than chance ($\varphi$ of winsorised scores, ten stores or more).

    Columns
    -------
    group : code of the store
    standard_pct : share with everybody's problems, per cent
    low, high : its 95 % interval, per cent
    ratio : observed over expected
    solved_pct : share as it is, per cent
    expected_visits : first visits that everybody would have solved of the store's
    size : independent visits that would leave as much to chance
    solved : first visits that were enough
    visits : first visits counted
    n : customers who came
    left_out : visits of the period that are not counted or have no store, the same in each row

    Caution
    -------
    A store is held against all together, never against another store. Where a store alone has a kind of problem, that
    kind says nothing about it.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    settings = settings or store.settings(filters.as_of)
    found = _visits(store, filters, settings, by="store")
    placed = sa.and_(found.c.counts, found.c.group != MISSING)
    quarter = sql.period_of(found.c.booked_for, "quarter", settings.zone).label("quarter")
    kept = meetings.with_category(sa.select(*found.c, quarter).where(placed).subquery("placed"))
    units = store.read(relations.against_all(kept, ("product_category", "quarter"), kept.c.solved))
    measure = relations.Counted(placed, {"solved": found.c.solved})
    sums = relations.over_customers(found, {"visits": measure}, key="customer_id", counts={"left_out": sa.not_(placed)})
    people = store.read(sums)
    table = units.merge(people.assign(n=people["visits_clusters"]), on="group")
    alike = stats.standardised_share(table, judged=table["n"] >= settings.minimum_n)
    shares = {"standard_pct": 100 * alike["share"], "low": 100 * alike["low"], "high": 100 * alike["high"]}
    solved = {"solved_pct": 100 * table["observed"] / table["cases"], "solved": table["observed"]}
    whole: dict[str, Any] = {
        "visits": table["cases"],
        "expected_visits": table["expected"],
        "left_out": people["left_out"].sum(),
    }
    return table.drop(columns="left_out").assign(**shares, **solved, **whole, ratio=alike["ratio"], size=alike["size"])
