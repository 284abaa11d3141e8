"""How long a promised time is, in days of the calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from crm_core import relations, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Calendar, Settings

MICROSECONDS = 1_000_000
DAYS_OF_WEEK = 7


@metric(
    "complaints.promised_time",
    title="Half are promised within",
    chart="bars",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "staff", "stores"),
    by=("severity", "team"),
    columns={"group": "code", "promised_days": "days", "n": "complaints", "left_out": "complaints"},
    value="promised_days",
)
def promised_time(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Time within which half of the complaints opened in the period were promised an end, in days of the calendar.

    Definition
    ----------
    The promise of each complaint is that of the promise kept. A time promised in working hours is put into days of
    the calendar as a week goes at the end of the period: a working week of 50 hours makes 50 promised hours seven days.
    The number is the shortest promised time that covers at least half of the complaints with a promise.

    Columns
    -------
    group : code of the group, empty for the whole
    promised_days : time within which half were promised an end, days; missing where nothing was promised
    n : complaints with a promise
    left_out : complaints without one

    Caution
    -------
    Holidays and pauses move a single promise further than the usual week says. A complaint's own due date counts in
    whole hours, rounded down.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    opened = filters.rows(store, "complaints", by=by, cohort="opened_at", settings=settings)
    cases = relations.cases(opened, filters.as_of, settings)  # what happened to them later changes no promise
    counts = store.read(relations.promised_times(cases))
    last = filters.final_day(settings)
    weeks = {one.name: week for one in settings.calendars if (week := _worked_in_a_week(one, last))}
    pace = counts["calendar"].map(weeks).astype("float64").fillna(DAYS_OF_WEEK * sql.SECONDS_PER_DAY)
    days = DAYS_OF_WEEK * counts["target"].astype("float64") / MICROSECONDS / pace
    timed = counts.assign(days=days)
    return pd.DataFrame([_middle(group, part) for group, part in timed.groupby("group")])


def _worked_in_a_week(calendar: Calendar, day: dt.date) -> int:
    return sum(one.closes - one.opens for one in calendar.hours_on(day))


def _middle(group: object, counts: pd.DataFrame) -> dict[str, object]:
    promised = counts.dropna(subset=["days"]).sort_values("days", kind="stable")
    reached = promised["n"].to_numpy().cumsum()
    n = int(reached[-1]) if len(reached) else 0
    days = promised["days"].to_numpy()[np.searchsorted(reached, n / 2)] if n else np.nan
    return {"group": group, "promised_days": days, "n": n, "left_out": int(counts["n"].sum()) - n}
