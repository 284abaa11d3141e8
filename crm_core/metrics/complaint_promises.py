"""Whether what was promised is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.relations import Promise
from crm_core.settings import Settings

MICROSECONDS = 1_000_000
SECONDS_PER_HOUR = 3600
HOURS_PER_DAY = 24
STEPS = 100
"""Parts into which the promised time is cut for the view that uses every case."""

HOURS, DAYS = 48, 60
"""Lateness is read in whole hours begun up to so many, then in days up to so many, then in months of `MONTH` days."""

MONTH = 30
MINIMUM_EVENTS = 10
"""Fewest late cases that ended for which a time of lateness is given."""


def _matured(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, promise: Promise = "resolution"
) -> sa.FromClause:
    promised = _promised(store, filters, by, settings, promise)
    return sa.select(*promised.c).where(relations.due_by_now(promised)).subquery("matured")


def _promised(
    store: Store, filters: Filters, by: str | None, settings: Settings | None, promise: Promise
) -> sa.Subquery:
    cases = filters.cases(store, by=by, cohort="opened_at", settings=settings, working=True)
    return relations.promises(cases, promise)


@metric(
    "complaints.sla",
    title="Promise kept",
    chart="trend",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "staff", "stores"),
    by=("month", "category", "severity", "channel", "region", "store", "team"),
    columns={
        "group": "code",
        "on_time_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "n": "complaints",
        "on_time": "complaints",
        "early": "complaints",
        "not_due": "complaints",
        "overdue": "complaints",
        "withdrawn": "complaints",
        "not_promised": "complaints",
        "left_out": "complaints",
        "fresh_pct": "per cent",
        "fresh_low": "per cent",
        "fresh_high": "per cent",
        "late_median_hours": "hours",
        "late_p90_hours": "hours",
        "pause_pct": "per cent",
    },
    value="on_time_pct",
    better="higher",
    records=_matured,
)
def sla(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    promise: Promise = "resolution",
) -> pd.DataFrame:
    r"""Of the complaints opened in the period that are due by now, the share settled in the time promised.

    Definition
    ----------
    A complaint is due when the time promised for its severity and category at its opening is used up: on the working
    hours the promise names, else those of its team, else of its store, else by the clock; pauses and the time between
    a resolution and its reopening move it. Where no promise fits, its own due date counts; with neither it is left
    out. Counted are all complaints that were due by now, settled or not; kept are those of them settled by then, and
    exactly on the limit is on time. Settled but not yet due is not counted yet, for its failures are still to come;
    withdrawn before it was due is left out. The interval is Wilson's, 95 %.
    The fresh view uses every case: $F(1) / (1 - G(1))$ of the share of the promised time used, with $F$ the share
    settled and $G$ the share withdrawn (Aalen-Johansen), open ones counted as open, read in hundredths of that time.
    Late by: from the due moment to the end on the same clock, open ones counted as open, in whole hours begun, above
    two days in whole days. With `promise` first_response the first answer is meant.

    Columns
    -------
    group : code of the group, empty for the whole
    on_time_pct : share of the due complaints settled in time, per cent
    low, high : its 95 % interval, per cent
    n : complaints that were due by now
    on_time : those of them settled in time
    early : complaints settled before they are due, not counted yet
    not_due : open complaints that are not due yet
    overdue : those of the counted that are still open
    withdrawn : complaints withdrawn before they were due
    not_promised : complaints without any promise
    left_out : all that are not counted: early, not due, withdrawn, not promised, or over without saying when
    fresh_pct : share that will have been settled in time, from every case, per cent
    fresh_low, fresh_high : its 95 % interval, with the share withdrawn taken as known, per cent
    late_median_hours : hours by which half of the late ones are settled; missing below 10 late ones settled
    late_p90_hours : hours by which nine tenths of them are
    pause_pct : share of the time of the counted complaints in which the clock was paused, per cent

    Caution
    -------
    Pauses that only the case's own sum tells of count as they stand, whatever the hours in which they lay. Where a
    file knows days only, a case has the whole of its last day and goes by the clock. A paused case has no due moment
    until it is taken up again.

    Source
    ------
    Wilson (1927), JASA 22, 209-212; Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    """
    counts = store.read(_question(_promised(store, filters, by, settings, promise)))
    return pd.DataFrame([_kept(group, part) for group, part in counts.groupby("group")])


def _question(rows: sa.FromClause) -> sa.Select[Any]:
    """Count the cases by how they ended, whether they were due, and the part of the promised time used."""
    c, late = rows.c, rows.c.used >= rows.c.target
    used = sa.func.greatest(c.used, sql.whole(0), type_=sa.BigInteger())
    least = sa.func.greatest(c.target, sql.whole(1), type_=sa.BigInteger())
    part = sql.whole_part(used * sql.whole(STEPS), least) + sql.whole(1)
    kinds = sa.select(
        c.group,
        c.ending,
        c.target.is_not(None).label("promised"),
        sa.func.coalesce(c.spent >= c.target, sa.false(), type_=sa.Boolean()).label("matured"),
        sa.type_coerce(sa.case((late, sql.whole(STEPS) + _lateness(rows)), else_=part), sa.BigInteger()).label("part"),
        sql.to_double(c.paused).label("paused"),
        sql.to_double(c.used + c.paused).label("passed"),
    ).subquery("kinds")
    keys = [kinds.c[name] for name in ("group", "ending", "promised", "matured", "part")]
    sums = [sa.func.sum(kinds.c[name], type_=sa.Double()).label(name) for name in ("paused", "passed")]
    return sa.select(*keys, sql.count().label("cases"), *sums).group_by(*keys)


def _lateness(rows: sa.FromClause) -> sa.ColumnElement[int]:
    """Return the place of a late case's lateness on the scale of `_late_hours`, from 1."""
    micros = rows.c.used + sql.whole(1) - rows.c.target
    hours, days, months = (
        sql.whole_part(micros, sql.whole(MICROSECONDS * SECONDS_PER_HOUR * size)) + sql.whole(1)
        for size in (1, HOURS_PER_DAY, HOURS_PER_DAY * MONTH)
    )
    first_day, first_month = HOURS // HOURS_PER_DAY, DAYS // MONTH
    by_month = months + sql.whole(HOURS + DAYS - first_day - first_month)
    by_day = sa.case((days <= DAYS, days + sql.whole(HOURS - first_day)), else_=by_month)
    return sa.type_coerce(sa.case((hours <= HOURS, hours), else_=by_day), sa.BigInteger())


def _late_hours(place: pd.Series[int]) -> pd.Series[float]:
    """Return the hours that a place stands for: its upper end."""
    days = place - HOURS + HOURS // HOURS_PER_DAY
    months = days - DAYS + DAYS // MONTH
    hours = np.select([place <= HOURS, days <= DAYS], [place, HOURS_PER_DAY * days], HOURS_PER_DAY * MONTH * months)
    return pd.Series(hours, index=place.index, dtype="float64")


def _kept(group: object, counts: pd.DataFrame) -> dict[str, object]:
    known = counts[counts["promised"] & counts["ending"].notna()]
    late, ended = known["part"] > STEPS, known["ending"]
    settled, withdrawn = ended == relations.RESOLVED, ended == relations.WITHDRAWN
    matured = known["matured"] & ~(withdrawn & ~late)
    sizes = {
        "n": matured,
        "on_time": matured & settled & ~late,
        "early": ~known["matured"] & settled,
        "not_due": ~known["matured"] & (ended == relations.OPEN),
        "overdue": matured & (ended == relations.OPEN),
        "withdrawn": withdrawn & ~late,
    }
    found: dict[str, Any] = {name: int(known.loc[chosen, "cases"].sum()) for name, chosen in sizes.items()}
    found["not_promised"] = int(counts.loc[~counts["promised"], "cases"].sum())
    found["left_out"] = int(counts["cases"].sum()) - found["n"]
    low, high = stats.wilson_interval(found["on_time"], found["n"])
    share = found["on_time"] / found["n"] if found["n"] else np.nan
    rates = {"on_time_pct": 100 * share, "low": 100 * low, "high": 100 * high}
    paused = known.loc[matured, "paused"].sum() / max(known.loc[matured, "passed"].sum(), 1.0)
    pauses = {"pause_pct": 100 * paused if found["n"] else np.nan}
    return {"group": group} | rates | found | _fresh(known) | _late(known[matured & late]) | pauses


def _fresh(known: pd.DataFrame) -> dict[str, float]:
    """Read the share settled within the promised time from every case."""
    if known.empty:
        return {}
    part = known["part"].clip(upper=STEPS + 1)
    curve = stats.cumulative_incidence(part, known["ending"], weight=known["cases"])
    withdrawn = curve.table.loc[curve.table["t"] <= STEPS, "withdrawn"].max()
    rest = 1 - (0.0 if np.isnan(withdrawn) else withdrawn)
    shares = [min(100 * share / rest, 100.0) if rest > 0 else np.nan for share in curve.at(float(STEPS))]
    return dict(zip(("fresh_pct", "fresh_low", "fresh_high"), shares, strict=True))


def _late(late: pd.DataFrame) -> dict[str, float]:
    if late.loc[late["ending"] != relations.OPEN, "cases"].sum() < MINIMUM_EVENTS:
        return {}
    hours = _late_hours(late["part"] - STEPS)
    curve = stats.cumulative_incidence(hours, late["ending"], weight=late["cases"])
    return {"late_median_hours": curve.quantile(0.5)[0], "late_p90_hours": curve.quantile(0.9)[0]}
