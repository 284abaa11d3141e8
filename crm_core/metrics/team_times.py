"""Whether teams are really different in how long their complaints take."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_kinds
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

OF_CASES = ("complaints", "complaint_events", "customers", "products", "staff", "stores")
KINDS = ("category", "severity")
"""What makes two complaints of the same kind."""

SECONDS_PER_HOUR = 3_600
FEWEST_SETTLED = 10
"""Settled complaints below which a team gets no time."""


def _handled(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.cases(store, by="team", cohort="opened_at", settings=settings).rows
    return sa.select(*rows.c).where(rows.c.group != MISSING).subquery("handled")


@metric(
    "team.resolution",
    title="Time to settle, against the same kinds of complaint",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=OF_CASES,
    columns={
        "group": "code",
        "median_hours": "hours",
        "low": "hours",
        "high": "hours",
        "expected_hours": "hours",
        "pace": "ratio",
        "pace_low": "ratio",
        "pace_high": "ratio",
        "settled": "complaints",
        "expected_settled": "expected complaints",
        "n": "complaints",
        "open": "complaints",
        "left_out": "complaints",
    },
    value="median_hours",
    better="lower",
    records=_handled,
)
def resolution(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Time until half of each team's complaints are settled, and how long everybody's of the same kinds take.

    Definition
    ----------
    The time is that until half of the complaints opened in the period are settled, open ones counted as open. Beside it
    stands the time that the same mix of kinds would take if each kind were settled as fast as by all teams together; a
    kind is a category and a severity. The pace is how many the team has settled over how many everybody would have: at
    every age the complaints of a kind that are settled are given to the teams by those they still have open (log-rank
    test with strata). Its interval, 95 %, is that of chance, wider where ten or more teams spread more than chance.

    Columns
    -------
    group : the team
    median_hours : hours until half are settled; missing while more than half are open, or below 10 settled cases
    low, high : its 95 % interval, hours
    expected_hours : the same with the team's kinds of complaint and everybody's times, hours
    pace : settled over expected to be settled by then; above 1 the team is faster than everybody
    pace_low, pace_high : its 95 % interval
    settled : complaints settled
    expected_settled : complaints that everybody would have settled by then
    n : complaints counted
    open : those of them still open
    left_out : complaints without a team, or over without saying when; the same in each row

    Caution
    -------
    A team is held against all together, the team among them. What is hard about a complaint beside its category and
    severity is not known here. Among more than 150,000 complaints times are read to steps of at most a day.

    Source
    ------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; Breslow (1975), International Statistical Review 43, 45-57.
    """
    settings = settings or store.settings(filters.as_of)
    cases = filters.cases(store, by="team", cohort="opened_at", settings=settings)
    counts = count_kinds(store, relations.case_durations(cases), "complaints", KINDS)
    stratum = counts.groupby(list(KINDS), dropna=False, sort=False).ngroup()
    known = counts.assign(stratum=stratum)[counts["ending"].notna() & (counts["group"] != MISSING)]
    if known.empty:
        return pd.DataFrame()
    sizes = known.groupby("group")["cases"].sum()
    pace = stats.pace(known, sizes >= settings.minimum_n)
    names = {"low": "pace_low", "high": "pace_high", "ratio": "pace", "observed": "settled"}
    table = pace.rename(columns=names | {"expected": "expected_settled"})
    times = pd.DataFrame([_half(group, part) for group, part in known.groupby("group")]).set_index("group")
    half = stats.expected_half(known) / SECONDS_PER_HOUR
    left_out = int(counts["cases"].sum() - known["cases"].sum())
    return table.join(times).assign(expected_hours=half, left_out=left_out).reset_index()


def _half(group: object, cases: pd.DataFrame) -> dict[str, object]:
    """Return the time until half of a team's complaints are settled, in hours."""
    settled = cases.loc[cases["ending"] == relations.RESOLVED, "cases"].sum()
    curve = stats.cumulative_incidence(cases["seconds"], cases["ending"].astype("int64"), cases["cases"])
    value, low, high = (one / SECONDS_PER_HOUR for one in curve.quantile(0.5))
    enough = settled >= FEWEST_SETTLED
    times = dict(zip(("median_hours", "low", "high"), (value, low, high) if enough else (np.nan,) * 3, strict=True))
    still_open = cases.loc[cases["ending"] == relations.OPEN, "cases"].sum()
    return {"group": group, **times, "n": cases["cases"].sum(), "open": still_open}
