"""Whether customers whose complaint was settled in time buy again more than those whose was not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import members, periods, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings
from crm_core.settings.working import worked

FOLLOWED_DAYS = 180
"""Days after the landmark in which purchases are looked for."""

ROWS = 150_000
"""Most complaints read; where there are more, a part of the customers by lot."""

YEAR = dt.timedelta(days=364)
MICROSECONDS_PER_DAY = sql.SECONDS_PER_DAY * 1_000_000
SETTLED, OPEN = "in_time", "not_in_time"
ALIKE = ("orders", "recency", "tenure", "day", "channel")
DEVIATIONS = "standard deviations"
MONEY = "workspace currency"


def _all_promised(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.cases(store, cohort="opened_at", settings=settings).rows
    return sa.select(*rows.c).where(rows.c.customer_id.is_not(None)).subquery("of_known_customers")


@metric(
    "complaints.recovery",
    title="Bought again after a complaint",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "purchases", "customers", "points", "staff", "stores"),
    columns={
        "group": "code",
        "arm": "code",
        "again_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "spent": MONEY,
        "difference_points": "points",
        "difference_low": "points",
        "difference_high": "points",
        "spent_difference": MONEY,
        "spent_low": MONEY,
        "spent_high": MONEY,
        **{f"{name}_{when}": DEVIATIONS for name in ALIKE for when in ("unmatched", "matched")},
        "n": "customers",
        "left_out": "customers",
    },
    value="again_pct",
    better="higher",
    records=_all_promised,
    series="arm",
)
def recovery(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of customers who bought again within 180 days: complaint settled in time, beside alike ones not in time.

    Definition
    ----------
    The landmark of a complaint is the moment at which its promised time is over, working hours stretched to all hours.
    At that moment it is settled or not, whatever comes later; withdrawn before, it is left out. From there every
    customer is followed for 180 days; only complaints whose 180 days lie before the end of the data count, and of each
    customer the first one of the period. Each customer of the smaller side is paired with one of the larger, each used
    once: of the same tier at the start of the quarter, both with or both without an earlier purchase, and nearest in
    orders, days since the last purchase and since the first one before the opening (logarithms), channel of the
    complaint and day of the landmark, measured in standard deviations. The difference of the shares has Newcombe's
    interval, that of the spend a bootstrap of pairs, both 95 %. This is an association.

    Columns
    -------
    group : empty
    arm : in_time, settled by the landmark; not_in_time, open then
    again_pct : share of the paired customers who bought in the 180 days, per cent
    low, high : its 95 % interval (Wilson), per cent
    spent : what they spent on average in these days, less what came back
    difference_points : share of in_time less that of not_in_time, points
    difference_low, difference_high : its 95 % interval, points
    spent_difference : spend of in_time less that of not_in_time
    spent_low, spent_high : its 95 % interval
    orders_unmatched, orders_matched : how far the sides differ in orders before, of all and of the pairs
    recency_unmatched, recency_matched : the same of days since the last purchase
    tenure_unmatched, tenure_matched : the same of days since the first purchase
    day_unmatched, day_matched : the same of the day of the landmark
    channel_unmatched, channel_matched : the largest of the differences in the share of a channel
    n : customers of the side that are in a pair
    left_out : customers of the side without a partner

    Caution
    -------
    Not a proof: cases that are settled in time may be easier ones, and what was not written down was not matched.
    Below 0.1 standard deviations two sides count as alike. Where there are more than 150,000 complaints a part of the
    customers is taken, by lot. Where a file tells no events, a case reopened later counts as not settled.

    Source
    ------
    Anderson, Cain and Gelber (1983), Journal of Clinical Oncology 1, 710-719 (landmarks); Stuart (2010), Statistical
    Science 25, 1-21; Newcombe (1998), Statistics in Medicine 17, 873-890.
    """
    settings = settings or store.settings(filters.as_of)
    people = _people(store, filters, settings)
    known = _known_before(people)
    exact = people["place"].astype("str") + (people["orders"] > 0).map({True: "+", False: "-"})
    pairs = stats.Pairs.of(people["settled"], exact, known)
    table = pairs.outcomes(people["again"] > 0, people["spent"].fillna(0))
    return table.assign(group=WHOLE, arm=[SETTLED, OPEN], **pairs.balance(known))


def _people(store: Store, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Return each customer's first complaint that was followed, what was bought around it, and the tier."""
    cases = filters.cases(store, cohort="opened_at", settings=settings, working=True)
    there = store.read(sa.select(sql.count().label("n")).select_from(cases.rows))["n"].iloc[0]
    lots = relations.lots_for(int(there), ROWS)
    marked = relations.landmarks(cases, _stretch(filters, settings), days=FOLLOWED_DAYS)
    first = relations.first_of_each(marked, lots=lots)
    lines = filters.unnarrowed.rows(store, "purchases", settings=settings)
    question = relations.bought_around(first, lines, days=FOLLOWED_DAYS, zone=settings.zone)
    people = store.read(question).sort_values("complaint_id", ignore_index=True)
    placed = [_tiers(store, filters, settings, quarter, lots) for quarter in sorted(people["quarter"].unique())]
    known = [one for one in placed if one is not None]
    if not known:
        return people.assign(place=0)
    found = people.merge(pd.concat(known), on=["customer_id", "quarter"], how="left")
    return found.assign(place=found["place"].fillna(0).astype("int64"))


def _stretch(filters: Filters, settings: Settings) -> dict[str, float]:
    """Return for each calendar how many hours of all there were to one of work in the last year."""
    whole = YEAR.total_seconds()
    hours = {one.name: worked(one, filters.as_of - YEAR, [filters.as_of])[0] for one in settings.calendars if one.hours}
    return {name: whole / seconds for name, seconds in hours.items() if seconds > 0}


def _tiers(store: Store, filters: Filters, settings: Settings, quarter: pd.Timestamp, lots: int) -> pd.DataFrame | None:
    """Return the tiers at the start of a quarter of those who complain in it; None where there are none."""
    first = quarter.date()
    inside = replace(filters.unnarrowed, start=first, end=periods.months_back(first, -3) - dt.timedelta(days=1))
    cases = inside.rows(store, "complaints", cohort="opened_at", settings=settings)
    wanted = sa.select(cases.c.customer_id).where(
        cases.c.customer_id.is_not(None), relations.in_lots(cases.c.customer_id, lots)
    )
    return members.tiers_of_quarter(store, settings, quarter, wanted)


def _known_before(people: pd.DataFrame) -> stats.Known:
    """Return orders, recency, tenure and day, and one column of 0 and 1 for each channel."""
    opened = people["opened"].astype("float64")
    orders, recency, tenure = (
        np.log1p(values.fillna(0).to_numpy(dtype="float64"))
        for values in (
            people["orders"],
            *((opened - people[name].astype("float64")) / MICROSECONDS_PER_DAY for name in ("last", "first")),
        )
    )
    day = people["landmark"].to_numpy(dtype="float64") / MICROSECONDS_PER_DAY
    channel = pd.get_dummies(people["channel"].fillna(""), dtype="float64").to_numpy()
    return {"orders": orders, "recency": recency, "tenure": tenure, "day": day, "channel": channel}
