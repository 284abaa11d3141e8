"""The export's own numbers beside ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.relations import Cases
from crm_core.settings import Settings

SECONDS_PER_HOUR = 3600
ROUNDED = 3600
"""Seconds by which two times may differ that are the same but for rounding."""

MINIMUM_EVENTS = 10
"""Fewest settled cases for which a time until half are settled is given."""

RESOLUTION, FIRST_RESPONSE = "source_resolution_seconds", "source_first_response_seconds"

CAUSES = ("rounding", "reopened", "business", "rest")
"""Why two times of a case differ, in the order in which they are asked; the last is everything else."""


@metric(
    "data.reconcile",
    title="The export's own times",
    chart="bars",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "staff", "stores"),
    columns={
        "group": "code",
        "theirs_hours": "hours",
        "ours_hours": "hours",
        "from_rounding_hours": "hours",
        "from_reopened_hours": "hours",
        "from_business_hours": "hours",
        "from_rest_hours": "hours",
        "from_open_hours": "hours",
        "theirs_pct": "per cent",
        "ours_pct": "per cent",
        "n": "complaints",
        "open": "complaints",
        "left_out": "complaints",
    },
    value="ours_hours",
)
def reconcile(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Put the times and promises an export states itself beside ours on the same cases, and say why they differ.

    Definition
    ----------
    The export's number is the plain middle of its own times; ours is the time until half are settled (answered), of
    the same cases and of those still open, which an export leaves out. The difference is split by going from one to
    the other in steps: first every case whose two times differ by under an hour gets ours (rounding), then those that
    were reopened, then those whose own time is that of working hours, then the rest; the last step counts the open
    ones. The steps add up to the difference. For the promise: the share the export calls kept, and the share of the
    same cases and of the overdue ones that we call kept once they were due.

    Columns
    -------
    group : measure: first_response, resolution or sla
    theirs_hours : middle of the export's own times, hours
    ours_hours : time until half are settled (answered), open ones counted, hours; missing below 10 settled cases
    from_rounding_hours : part of the difference that is rounding, hours
    from_reopened_hours : part that is reopened cases, hours
    from_business_hours : part that is working hours against the clock, hours
    from_rest_hours : part that nothing here explains, hours
    from_open_hours : part that is open cases, hours
    theirs_pct : share the export calls kept, per cent; of the promise alone
    ours_pct : share we call kept, per cent; of the promise alone
    n : complaints with a number of the export's own
    open : open complaints without one
    left_out : other complaints without one

    Caution
    -------
    Whichever cause is asked first gets what two causes share. Our times are clock times.

    Source
    ------
    Our definitions are those of the resolution time, the first response and the promise kept.
    """
    cases = filters.cases(store, cohort="opened_at", settings=settings, working=True)
    if not _says_anything(store, filters.rows(store, "complaints", cohort="opened_at", settings=settings)):
        return pd.DataFrame()
    answers = relations.first_answers(cases)
    rows = [
        _times(store, "first_response", answers, FIRST_RESPONSE),
        _times(store, "resolution", cases, RESOLUTION),
        _promise(store, cases),
    ]
    return pd.DataFrame([row for row in rows if row["n"]])


def _says_anything(store: Store, rows: sa.FromClause) -> bool:
    """Whether the export states any number of its own: most don't, and the comparison is long."""
    own = [rows.c[name].is_not(None) for name in (FIRST_RESPONSE, RESOLUTION, "source_sla_met")]
    return int(store.read(sa.select(sql.count_where(sa.or_(*own)).label("n")))["n"].iloc[0]) > 0


def _times(store: Store, measure: str, cases: Cases, source: str) -> dict[str, Any]:
    clocked = relations.case_durations(cases)
    compared = _compared(clocked, cases, source)
    found = store.read(_middles(compared, source)).iloc[0]
    counted = sa.or_(clocked.c[source].is_not(None), clocked.c.ending == relations.OPEN)
    same = sa.select(*clocked.c).where(counted).subquery("same_cases")
    counts = count_durations(store, same, "complaints", grouped=False)
    steps = [found[f"step_{place}"] / SECONDS_PER_HOUR for place in range(len(CAUSES) + 1)]
    ours = _half(counts)
    parts = dict(zip((f"from_{cause}_hours" for cause in CAUSES), np.diff(steps), strict=True))
    told = {"group": measure, "theirs_hours": steps[0], "ours_hours": ours, "from_open_hours": ours - steps[-1]}
    return told | parts | {name: int(found[name]) for name in ("n", "open", "left_out")}


def _compared(clocked: sa.Subquery, cases: Cases, source: str) -> sa.Subquery:
    """Add to each case why its own time differs from ours, as the place among `CAUSES`."""
    c, theirs = clocked.c, clocked.c[source]
    rows: sa.FromClause = clocked
    in_hours: sa.ColumnElement[bool] = sa.false()
    if cases.days is not None:
        worked = relations.case_durations(cases, "business")
        rows = clocked.outerjoin(worked, c.complaint_id == worked.c.complaint_id)
        in_hours = sa.func.abs(worked.c.duration_seconds - theirs) < sql.whole(ROUNDED)
    tests = (
        sa.func.abs(c.duration_seconds - theirs) < sql.whole(ROUNDED),
        sa.and_(sa.or_(c.idle_seconds > 0, c.reopens > 0), sa.true() if source == RESOLUTION else sa.false()),
        in_hours,
    )
    place = sa.case(*((test, sql.whole(place)) for place, test in enumerate(tests)), else_=sql.whole(len(tests)))
    return sa.select(*c, sa.type_coerce(place, sa.BigInteger()).label("place")).select_from(rows).subquery("compared")


def _middles(rows: sa.FromClause, source: str) -> sa.Select[Any]:
    """Return the middle of the export's times, and with one cause after the other put right."""
    theirs, known = rows.c[source], sa.and_(rows.c[source].is_not(None), rows.c.ending == relations.RESOLVED)
    columns: list[sa.ColumnElement[Any]] = []
    for step in range(len(CAUSES) + 1):
        value = sa.case((rows.c.place < step, rows.c.duration_seconds), else_=theirs)
        columns.append(
            sql.quantile(sa.type_coerce(sa.case((known, value)), sa.BigInteger()), 0.5).label(f"step_{step}")
        )
    is_open = sa.func.coalesce(rows.c.ending == relations.OPEN, sa.false(), type_=sa.Boolean())
    elsewhere = sa.not_(sa.or_(sa.func.coalesce(known, sa.false()), is_open))
    counts = {"n": known, "open": is_open, "left_out": elsewhere}
    return sa.select(*columns, *(sql.count_where(which).label(name) for name, which in counts.items()))


def _half(counts: pd.DataFrame) -> float:
    known = counts[counts["ending"].notna()]
    if known.loc[known["ending"] == relations.RESOLVED, "cases"].sum() < MINIMUM_EVENTS:
        return float("nan")
    curve = stats.cumulative_incidence(known["seconds"], known["ending"], weight=known["cases"])
    return curve.quantile(0.5)[0] / SECONDS_PER_HOUR


def _promise(store: Store, cases: Cases) -> dict[str, Any]:
    """Compare the share kept: of the cases with a word of the export, and of those overdue without one."""
    rows = relations.promises(cases)
    said = rows.c.source_sla_met.is_not(None)
    due = sa.func.coalesce(rows.c.spent >= rows.c.target, sa.false(), type_=sa.Boolean())
    is_open = sa.func.coalesce(rows.c.ending == relations.OPEN, sa.false(), type_=sa.Boolean())
    counted = sa.and_(due, sa.or_(said, is_open), rows.c.ending.in_((relations.OPEN, relations.RESOLVED)))
    kept = sa.and_(counted, rows.c.ending == relations.RESOLVED, rows.c.used < rows.c.target)
    wanted: dict[str, sa.ColumnElement[bool]] = {
        "n": said,
        "theirs": sa.and_(said, rows.c.source_sla_met),
        "due": counted,
        "kept": kept,
        "open": sa.and_(sa.not_(said), is_open),
    }
    counts: list[sa.ColumnElement[Any]] = [sql.count_where(which).label(name) for name, which in wanted.items()]
    answer = store.read(sa.select(*counts, sql.count().label("cases"))).iloc[0]
    found = {str(name): int(n) for name, n in answer.items()}
    shares = {"theirs_pct": 100 * found["theirs"] / (found["n"] or np.nan)}
    shares["ours_pct"] = 100 * found["kept"] / (found["due"] or np.nan)
    rest = {"n": found["n"], "open": found["open"], "left_out": found["cases"] - found["n"] - found["open"]}
    return {"group": "sla"} | shares | rest
