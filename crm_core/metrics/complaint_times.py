"""How long a complaint really takes."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.relations import Clock
from crm_core.settings import Settings

SECONDS_PER_HOUR = 3600
MINIMUM_EVENTS = 10
"""Fewest settled cases for which a time until half are settled is given."""

CURVE_POINTS = 300
"""Points of one drawn curve, taken evenly over its steps."""

MARKED = (0.5, 0.9)
"""Shares whose time a curve always has as a point of its own: half and nine in ten."""

TIMES = ("month", "quarter", "year")
SPLITS = (
    *TIMES,
    "category",
    "severity",
    "channel",
    "region",
    "country",
    "store_region",
    "store",
    "product_category",
    "customer_kind",
    "team",
)
TABLES = ("complaints", "complaint_events", "customers", "products", "staff", "stores")
TIMES_UNTIL = {
    "group": "code",
    "median_hours": "hours",
    "low": "hours",
    "high": "hours",
    "p75_hours": "hours",
    "p90_hours": "hours",
    "n": "complaints",
    "open": "complaints",
    "left_out": "complaints",
}
"""Columns, with their units, of the time until half, three quarters and nine in ten have come to an end."""

_time_until = partial(
    metric, chart="dumbbell", cohort="complaints.opened_at", tables=TABLES, value="median_hours", better="lower"
)


@_time_until(
    "complaints.resolution_time",
    title="Half are settled within",
    by=SPLITS,
    columns=TIMES_UNTIL | {"naive_median_hours": "hours"},
)
def resolution_time(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    clock: Clock = "clock",
) -> pd.DataFrame:
    r"""Time until half of the complaints opened in the period are settled, open ones counted as open.

    Definition
    ----------
    The smallest $t$ with $F(t) \ge 0.5$, where $F(t) = \sum_{t_i \le t} S(t_i-) \, d_i / n_i$ is the share settled by
    $t$ (Aalen-Johansen; Kaplan-Meier where nothing was withdrawn). It runs from the opening to the last resolution
    known; the time between a resolution and its reopening is not counted, and a reopened case is one case. An open
    case counts as open for as long as the data show it open. A withdrawn case ends unsettled, a
    rejected one had its answer and is settled. A case whose status is open is open, whatever its resolution instant.
    Quarters and nine tenths are read from the same $F$. The interval is the log-log one, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    median_hours : hours until half are settled; missing while more than half are open, or below 10 settled cases
    low, high : its 95 % interval, hours
    p75_hours, p90_hours : hours until three quarters and nine tenths are settled
    n : complaints counted
    open : those of them still open
    left_out : complaints that are over without saying when
    naive_median_hours : plain middle of the settled cases alone, hours; too short while cases are open

    Caution
    -------
    Clock time, nights and weekends included. With `clock` business, only the working hours of the case's team (else its
    store) count, and the clock where neither has any; cases known by the day are then left out. Where a file knows
    days only, times are whole days and the same day is 0.
    Among more than 150,000 complaints, times under 6 hours are read to the second, under 30 days to the minute, longer
    ones to the hour; in groups under 10 minutes to the second, under 6 hours to the minute, under 3 days to 10 minutes,
    under 30 days to the hour, longer ones to the day; all rounded down.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    """
    counts = _durations(store, filters, by, settings, clock)
    return pd.DataFrame([_times(group, part) for group, part in counts.groupby("group")])


def _durations(store: Store, filters: Filters, by: str | None, settings: Settings | None, clock: Clock) -> pd.DataFrame:
    """Count complaints by group, ending and duration in seconds."""
    business = clock == "business"
    cases = filters.cases(store, by=by, cohort="opened_at", settings=settings, working=business)
    return count_durations(store, relations.case_durations(cases, clock), "complaints", grouped=by is not None)


def _times(group: object, counts: pd.DataFrame) -> dict[str, object]:
    known = counts[counts["ending"].notna()]
    settled = known[known["ending"] == relations.RESOLVED]
    times: dict[str, object] = {
        "group": group,
        "n": known["cases"].sum(),
        "open": known.loc[known["ending"] == relations.OPEN, "cases"].sum(),
        "left_out": counts.loc[counts["ending"].isna(), "cases"].sum(),
    }
    if settled["cases"].sum() < MINIMUM_EVENTS:
        return times
    curve = stats.cumulative_incidence(known["seconds"], known["ending"], weight=known["cases"])
    half, low, high = (value / SECONDS_PER_HOUR for value in curve.quantile(0.5))
    quarters, tenths = (curve.quantile(share)[0] / SECONDS_PER_HOUR for share in (0.75, 0.9))
    naive = _weighted_median(settled["seconds"], settled["cases"]) / SECONDS_PER_HOUR
    return times | {
        "median_hours": half,
        "low": low,
        "high": high,
        "p75_hours": quarters,
        "p90_hours": tenths,
        "naive_median_hours": naive,
    }


@_time_until(
    "complaints.first_response",
    title="Half are answered within",
    by=("month", "category", "severity", "channel", "region", "store", "team"),
    columns=TIMES_UNTIL,
)
def first_response(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    clock: Clock = "clock",
) -> pd.DataFrame:
    r"""Time until half of the complaints opened in the period had a first answer, unanswered ones counted as waiting.

    Definition
    ----------
    As the resolution time, with the first answer to the customer as the end: the smallest $t$ with $F(t) \ge 0.5$,
    $F$ the share answered by $t$ (Aalen-Johansen). A case without an answer waits for as long as the data show it
    open; one that was withdrawn before ends unanswered.

    Columns
    -------
    group : code of the group, empty for the whole
    median_hours : hours until half are answered; missing while more than half wait, or below 10 answered cases
    low, high : its 95 % interval, hours
    p75_hours, p90_hours : hours until three quarters and nine tenths are answered
    n : complaints counted
    open : those of them still without an answer
    left_out : complaints that are over without saying when they were answered

    Caution
    -------
    An automatic receipt counts where a system writes it down as an answer. Clock time; with `clock` business only the
    working hours of the case's team (else its store) count, and cases known by the day are left out.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    """
    business = clock == "business"
    cases = filters.cases(store, by=by, cohort="opened_at", settings=settings, working=business)
    answered = relations.case_durations(relations.first_answers(cases), clock)
    counts = count_durations(store, answered, "complaints", grouped=by is not None)
    return pd.DataFrame([_times(group, part) for group, part in counts.groupby("group")])


def _weighted_median(values: pd.Series[Any], weights: pd.Series[Any]) -> float:
    """Return the plain middle of values that occur several times: the mean of both middle ones of an even number."""
    order = np.argsort(values.to_numpy())
    ordered, reached = values.to_numpy()[order], np.cumsum(weights.to_numpy()[order])
    total = int(reached[-1])
    middle = [ordered[np.searchsorted(reached, place, side="right")] for place in ((total - 1) // 2, total // 2)]
    return float(np.mean(middle))


@metric(
    "complaints.curve",
    title="Share settled by day",
    chart="curve",
    cohort="complaints.opened_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "days": "days",
        "settled_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "withdrawn_pct": "per cent",
        "open": "complaints",
    },
    value="settled_pct",
    better="higher",
)
def curve(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    clock: Clock = "clock",
) -> pd.DataFrame:
    r"""Share of the complaints opened in the period that is settled after so many days, open ones counted as open.

    Definition
    ----------
    $F(t)$ of the resolution time, $G(t)$ the share withdrawn by $t$; what is missing to 100 % is still open.
    Some 300 points of each curve are given, evenly over its steps; day 0, the last step and the exact times of half and
    nine in ten are among them.

    Columns
    -------
    group : code of the group, empty for the whole
    days : days since opening
    settled_pct : share settled by then, per cent
    low, high : its 95 % interval, per cent
    withdrawn_pct : share withdrawn by then, per cent
    open : complaints that are still open and at least that old

    Caution
    -------
    Towards the right end few cases are left and the interval widens. With `clock` business a day is 24 working hours.

    Source
    ------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    """
    counts = _durations(store, filters, by, settings, clock)
    known = counts[counts["ending"].notna()]
    return pd.concat([pd.DataFrame(), *(_steps(group, part) for group, part in known.groupby("group"))])


def _steps(group: object, counts: pd.DataFrame) -> pd.DataFrame:
    incidence = stats.cumulative_incidence(counts["seconds"], counts["ending"], weight=counts["cases"])
    start = pd.DataFrame({"t": [0.0], "resolved": [0.0], "low": [0.0], "high": [0.0], "withdrawn": [0.0]})
    table = incidence.table if incidence.table["t"].iloc[0] == 0 else pd.concat([start, incidence.table])
    table = table.iloc[_drawn(table["t"].to_numpy(), [incidence.quantile(share)[0] for share in MARKED])]
    still = counts[counts["ending"] == relations.OPEN].sort_values("seconds")
    younger = np.concatenate([[0], still["cases"].to_numpy().cumsum()])
    before = younger[np.searchsorted(still["seconds"].to_numpy(), table["t"].to_numpy(), side="left")]
    return pd.DataFrame(
        {
            "group": group,
            "days": table["t"] / sql.SECONDS_PER_DAY,
            "settled_pct": 100 * table["resolved"],
            "low": 100 * table["low"],
            "high": 100 * table["high"],
            "withdrawn_pct": 100 * table["withdrawn"],
            "open": younger[-1] - before,
        }
    )


def _drawn(times: NDArray[np.float64], marked: list[float]) -> NDArray[np.bool_]:
    """Choose the points of a curve: evenly over its steps, and those at the marked times."""
    chosen = np.isin(times, marked)
    chosen[np.linspace(0, len(times) - 1, CURVE_POINTS).round().astype(int)] = True
    return chosen
