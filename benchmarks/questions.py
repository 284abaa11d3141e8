"""Each metric against the same question written by hand, on the same file, in the same process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

import crm_core
from benchmarks.by_hand import QUESTIONS
from benchmarks.table import Line, seconds
from benchmarks.timing import alternate, cpu_of
from crm_core.catalogue import TEXTS, Metric
from crm_core.database import Store
from crm_core.database.counting import MAXIMUM_COUNTS
from crm_core.settings import working

AIM = 1.2
"""Most CPU of a metric, as a multiple of the hand-written SQL's."""

REPEATS = 7
"""How often the reference is repeated to tell the machine's noise."""

FINE = """case when exact < 21600 then exact when exact < 2592000 then exact - exact % 60
    else exact - exact % 3600 end"""
COARSE = """case when exact < 600 then exact when exact < 21600 then exact - exact % 60
    when exact < 259200 then exact - exact % 600 when exact < 2592000 then exact - exact % 3600
    else exact - exact % 86400 end"""
"""Durations as the metric reads them, in seconds, for the whole and for groups."""

FINE_UP = """case when exact < 21600 then exact when exact < 2592000 then exact + 59 - (exact + 59) % 60
    else exact + 3599 - (exact + 3599) % 3600 end"""
COARSE_UP = """case when exact < 600 then exact when exact < 21600 then exact + 59 - (exact + 59) % 60
    when exact < 259200 then exact + 599 - (exact + 599) % 600
    when exact < 2592000 then exact + 3599 - (exact + 3599) % 3600 else exact + 86399 - (exact + 86399) % 86400 end"""
"""The same rounded up: so a duration lies within a limit of whole days exactly when the rounded one does."""

CLOSE = 1e-9
"""Largest relative difference of two answers."""

KEYS = {"complaints.curve": ("days",), "loyalty.second_purchase": ("days",), "value.lorenz": ("customers_pct",)}
"""Numbers by which rows of both sides belong together."""

TOLD = {
    "complaints.ageing": "open",
    "complaints.falling_due": "due",
    "loyalty.cohorts": "bought",
    "channels.arrivals": "contacts",
    "data.reconcile": "n",
}
"""Counts of which the SQL gives no row with 0."""

SHORT = ("complaints.curve", "satisfaction.benchmark")
"""Metrics of which one side gives more rows: drawn points of a curve, other companies' scores."""

MICROSECONDS = 1_000_000
DAY = 86_400 * MICROSECONDS


def compare(store: Store, beginning: str = "") -> Iterator[Line]:
    """Yield one line for each metric of such a name, for the whole and by month where it can be split so."""
    for name in (name for name in QUESTIONS if name.startswith(beginning)):
        for by in (None, "month"):
            if by is None or by in crm_core.ask(name).by:
                yield _line(store, crm_core.ask(name), by)


def not_asked() -> list[str]:
    """Return the metrics that have no SQL by hand: those of tiers, which are read from kept tables, and newer ones."""
    return sorted(set(crm_core.list_metrics()["name"]) - set(QUESTIONS))


def noise(store: Store) -> str:
    """Return how much the same work varies on this machine: the machine's noise."""
    text = sql(store, "satisfaction.nps", None)
    frame(store, text)
    took = sorted(cpu_of(lambda: frame(store, text)) for _ in range(REPEATS))
    return (
        f"Noise: one query {REPEATS} times: {took[0]:.2f} / {took[len(took) // 2]:.2f} / {took[-1]:.2f} s of CPU "
        f"(least / middle / most), most by least {took[-1] / took[0]:.2f}"
    )


def _line(store: Store, metric: Metric, by: str | None) -> Line:
    text = sql(store, metric.name, by)
    same(metric, ours(store, metric, by), frame(store, text))
    pair = alternate(lambda: ours(store, metric, by), lambda: frame(store, text))
    library, by_hand = map(seconds, pair.sides)
    return Line(f"{metric.name}{f' by {by}' if by else ''}", library, f"{by_hand} by hand", pair.ratio, AIM)


def ours(store: Store, metric: Metric, by: str | None) -> pd.DataFrame:
    """Ask a metric of everything there is, hiding nobody: SQL by hand hides no small groups."""
    settings = replace(store.settings(until(store)), minimum_people=1)
    return metric(store, crm_core.Filters(as_of=until(store)), by=by, settings=settings)


def until(store: Store) -> dt.datetime:
    """Return the moment until which the retailer is known."""
    moment = crm_core.horizon(store, ("complaints", "purchases", "survey_answers"))
    assert moment is not None, "the retailer has no rows"
    return moment


def sql(store: Store, name: str, by: str | None) -> str:
    """Return the hand-written SQL of a metric."""
    happened, text = QUESTIONS[name]
    group = f"date_trunc('month', {happened})::DATE::VARCHAR" if by else "''"
    places = {
        "group": group,
        "until": f"TIMESTAMPTZ '{until(store)}'",
        **steps(store, by),
    }
    if "{working_days}" in text:
        places["working_days"] = working_days(store)
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", value)
    return text


def steps(store: Store, by: str | None) -> dict[str, str]:
    """Return how durations are read: to the second where there are few."""
    cases = frame(store, "select count(*) as n from complaints")["n"].iloc[0]
    if cases <= MAXIMUM_COUNTS:
        return {"seconds": "exact", "upward": "exact"}
    return {"seconds": COARSE if by else FINE, "upward": COARSE_UP if by else FINE_UP}


def working_days(store: Store) -> str:
    """Return the working days of the retailer's calendars as a relation: one interval a day, in microseconds."""
    settings = store.settings(until(store))
    first, last = dt.date(2023, 1, 1), (until(store) + dt.timedelta(days=40)).date()
    days = working.working_days([one for one in settings.calendars if one.hours], first, last)
    assert len(days.starts) == 1, "a calendar with a break: give each day all of its intervals"
    numbers = {"before": days.before, "start": days.starts[0], "length": days.lengths[0]}
    lists = {name: (MICROSECONDS * values).tolist() for name, values in numbers.items()}
    lists |= {"day": days.day.tolist(), "midnight": (DAY * days.day).tolist()}
    columns = [f"unnest({values}) as {name}" for name, values in lists.items()]
    return f"(select unnest({list(days.calendar)}) as calendar, {', '.join(columns)})"


def frame(store: Store, text: str) -> pd.DataFrame:
    """Answer hand-written SQL through the engine's own driver, on the metric's own connection."""
    with store.analytics.connect() as connection:
        answer: pd.DataFrame = connection.connection.driver_connection.execute(text).df()  # type: ignore[union-attr]
    return answer


def same(metric: Metric, ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Raise where both sides don't give the same answer: then they were not asked the same."""
    shared = [column for column in theirs.columns if column in metric.columns]
    keys = [column for column in shared if metric.columns[column] in TEXTS or column in KEYS.get(metric.name, ())]
    counted = ours[ours[TOLD[metric.name]] > 0] if metric.name in TOLD else ours
    both = counted.merge(theirs, on=keys, suffixes=("", "_by_hand"))
    equal = len(both) == len(counted) == len(theirs)
    assert equal or metric.name in SHORT, (
        f"{metric.name}: {len(counted)} rows, {len(theirs)} by hand, {len(both)} alike"
    )
    assert len(both) >= 0.9 * min(len(counted), len(theirs)), f"{metric.name}: only {len(both)} of {len(theirs)} rows"
    for column in (column for column in shared if column not in keys):
        values = (both[name].astype("float64").to_numpy() for name in (column, f"{column}_by_hand"))
        np.testing.assert_allclose(*values, rtol=CLOSE, atol=1e-9, err_msg=f"{metric.name}, {column}")
