"""How many complaints are settled within some days, and how many come back."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.relations import Clock
from crm_core.settings import Settings

WITHIN = (1, 3, 7, 30)
"""Days within which complaints are counted as settled."""

MARKED = 7
"""The days among them whose share is the number."""

REOPENED_WITHIN = dt.timedelta(days=14)
"""So long after its settlement a complaint is watched for coming back."""

SPLITS = ("month", "category", "severity", "channel", "region", "store", "team")
TABLES = ("complaints", "complaint_events", "customers", "staff", "stores")


@metric(
    "complaints.share_within",
    title="Settled within 7 days",
    chart="trend",
    cohort="complaints.opened_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "within_1_pct": "per cent",
        "within_1_low": "per cent",
        "within_1_high": "per cent",
        "within_3_pct": "per cent",
        "within_3_low": "per cent",
        "within_3_high": "per cent",
        "within_7_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "within_30_pct": "per cent",
        "within_30_low": "per cent",
        "within_30_high": "per cent",
        "n": "complaints",
        "open": "complaints",
        "left_out": "complaints",
    },
    value="within_7_pct",
    better="higher",
)
def share_within(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    clock: Clock = "clock",
) -> pd.DataFrame:
    r"""Share of the complaints opened in the period that is settled within 1, 3, 7 and 30 days, open ones counted.

    Definition
    ----------
    $F(t)$ at 1, 3, 7 and 30 days, the share settled by $t$ (Aalen-Johansen): open cases count as open for as long as
    the data show it, withdrawn ones as never settled. Exactly so many days are within. Where a file knows days only,
    within one day means by the next calendar day. The interval is the log-log one, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    within_1_pct : share settled within one day, per cent; missing while nobody has been watched so long
    within_1_low, within_1_high : its 95 % interval, per cent
    within_3_pct : share settled within three days, per cent
    within_3_low, within_3_high : its 95 % interval, per cent
    within_7_pct : share settled within seven days, per cent
    low, high : its 95 % interval, per cent
    within_30_pct : share settled within thirty days, per cent
    within_30_low, within_30_high : its 95 % interval, per cent
    n : complaints counted
    open : those of them still open
    left_out : complaints that are over without saying when

    Caution
    -------
    Clock time. With `clock` business a day is 24 working hours, and cases known by the day are left out.

    Source
    ------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    """
    working = clock == "business"
    cases = filters.cases(store, by=by, cohort="opened_at", settings=settings, working=working)
    rows = relations.case_durations(cases, clock)
    beyond = sql.whole(WITHIN[-1] * sql.SECONDS_PER_DAY + 1)  # what takes longer is all the same to these shares
    taken = sa.func.least(rows.c.duration_seconds, beyond, type_=sa.BigInteger()).label("duration_seconds")
    counted = sa.select(rows.c.group, rows.c.ending, taken).subquery("taken")
    counts = count_durations(store, counted, "complaints", grouped=by is not None, upward=True)
    return pd.DataFrame([_shares(group, part) for group, part in counts.groupby("group")])


def _shares(group: object, counts: pd.DataFrame) -> dict[str, object]:
    known = counts[counts["ending"].notna()]
    shares: dict[str, object] = {
        "group": group,
        "n": known["cases"].sum(),
        "open": known.loc[known["ending"] == relations.OPEN, "cases"].sum(),
        "left_out": counts.loc[counts["ending"].isna(), "cases"].sum(),
    }
    if known.empty:
        return shares
    curve = stats.cumulative_incidence(known["seconds"], known["ending"], weight=known["cases"])
    for days in WITHIN:
        value, low, high = curve.at(float(days * sql.SECONDS_PER_DAY))
        ends = ("low", "high") if days == MARKED else (f"within_{days}_low", f"within_{days}_high")
        shares |= {f"within_{days}_pct": 100 * value, ends[0]: 100 * low, ends[1]: 100 * high}
    return shares


def _settled_long_ago(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = _settlements(filters.cases(store, by=by, cohort="opened_at", settings=settings))
    return sa.select(*rows.c).where(rows.c.watched).subquery("watched_cases")


@metric(
    "complaints.reopened",
    title="Reopened within 14 days",
    chart="trend",
    cohort="complaints.opened_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "reopened_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "reopened": "complaints",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="reopened_pct",
    better="lower",
    records=_settled_long_ago,
)
def reopened(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Of the complaints opened in the period and settled at least 14 days ago, the share reopened within 14 days.

    Definition
    ----------
    Complaints whose first settlement lies at least 14 days back, whatever became of them; counted as reopened where
    they were taken up again within 14 days of it. Where a file tells no events, its own number of reopenings says
    whether, but not when. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    reopened_pct : share reopened, per cent
    low, high : its 95 % interval, per cent
    reopened : complaints reopened
    n : complaints settled at least 14 days ago
    left_out : complaints not settled, or not that long ago

    Caution
    -------
    Without events a case that is open again is not counted, for nobody knows when it was settled first.

    Source
    ------
    Wilson (1927), JASA 22, 209-212.
    """
    rows = _settlements(filters.cases(store, by=by, cohort="opened_at", settings=settings))
    question = sa.select(
        rows.c.group,
        sql.count_where(rows.c.watched).label("n"),
        sql.count_where(sa.and_(rows.c.watched, rows.c.came_back)).label("reopened"),
        sql.count().label("cases"),
    ).group_by(rows.c.group)
    table = store.read(question)
    low, high = stats.wilson_interval(table["reopened"], table["n"])
    share = table["reopened"].astype("float64") / table["n"].astype("float64").replace(0, np.nan)
    left_out = table["cases"] - table["n"]
    return table.assign(reopened_pct=100 * share, low=100 * low, high=100 * high, left_out=left_out)


def _settlements(cases: relations.Cases) -> sa.Subquery:
    """Add to each case whether it was settled long enough ago, and whether it came back."""
    c = cases.rows.c
    settled_at = sa.case((c.ending == relations.RESOLVED, c.ended_at))
    first = sa.case((c.by_events, c.resolved_first_at), else_=settled_at)
    by_events = sql.seconds_between(c.resolved_first_at, c.reopened_first_at) <= sql.whole(
        int(REOPENED_WITHIN.total_seconds())
    )
    back = sa.case((c.by_events, by_events), else_=c.reopens > 0)
    watched = sa.func.coalesce(first <= sql.instant(cases.as_of - REOPENED_WITHIN), sa.false(), type_=sa.Boolean())
    came_back = sa.func.coalesce(back, sa.false(), type_=sa.Boolean())
    return sa.select(*c, watched.label("watched"), came_back.label("came_back")).subquery("settlements")
