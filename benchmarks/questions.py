"""Each metric against the same question written by hand, on the same file, in the same process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

import crm_core
from benchmarks.by_hand import QUESTIONS
from benchmarks.table import Line, seconds
from benchmarks.timing import alternate, cpu_of
from crm_core.catalogue import TEXTS, Metric
from crm_core.database import Store

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

CLOSE = 1e-9
"""Largest relative difference of two answers."""


def compare(store: Store, beginning: str = "") -> Iterator[Line]:
    """Yield one line for each metric of such a name, for the whole and by month where it can be split so."""
    for name in (name for name in QUESTIONS if name.startswith(beginning)):
        for by in (None, "month"):
            if by is None or by in crm_core.ask(name).by:
                yield _line(store, crm_core.ask(name), by)


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
    filters = crm_core.Filters(as_of=until(store))
    text = sql(store, metric.name, by)
    same(metric, metric(store, filters, by=by), frame(store, text))
    pair = alternate(lambda: metric(store, filters, by=by), lambda: frame(store, text))
    ours, theirs = map(seconds, pair.sides)
    return Line(f"{metric.name}{f' by {by}' if by else ''}", ours, f"{theirs} by hand", pair.ratio, AIM)


def until(store: Store) -> dt.datetime:
    """Return the moment until which the retailer is known."""
    moment = crm_core.horizon(store, ("complaints", "purchases", "survey_answers"))
    assert moment is not None, "the retailer has no rows"
    return moment


def sql(store: Store, name: str, by: str | None) -> str:
    """Return the hand-written SQL of a metric."""
    happened, text = QUESTIONS[name]
    group = f"date_trunc('month', {happened})::DATE::VARCHAR" if by else "''"
    places = {"group": group, "until": f"TIMESTAMPTZ '{until(store)}'", "seconds": COARSE if by else FINE}
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", value)
    return text


def frame(store: Store, text: str) -> pd.DataFrame:
    """Answer hand-written SQL through the engine's own driver, on the metric's own connection."""
    with store.analytics.connect() as connection:
        answer: pd.DataFrame = connection.connection.driver_connection.execute(text).df()  # type: ignore[union-attr]
    return answer


def same(metric: Metric, ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Raise where both sides don't give the same answer: then they were not asked the same."""
    keys = [column for column in theirs.columns if metric.columns[column] in TEXTS]
    if metric.name == "complaints.curve":
        keys.append("days")
    both = ours.merge(theirs, on=keys, suffixes=("", "_by_hand"))
    if metric.name == "complaints.ageing":
        ours = ours[ours["open"] > 0]
    assert len(both) >= 0.9 * len(ours), f"{metric.name}: {len(ours)} rows, {len(both)} of them by hand"
    for column in (column for column in theirs.columns if column not in keys):
        values = (both[name].astype("float64").to_numpy() for name in (column, f"{column}_by_hand"))
        np.testing.assert_allclose(*values, rtol=CLOSE, err_msg=f"{metric.name}, {column}")
