"""Shares settled within some days, and cases that come back, from rows by hand."""

import datetime as dt

import numpy as np
import pytest

from crm_core import Filters, ask, stats
from crm_core.database import counting
from tests.metrics.cases import OPENED, after, numbered, settled
from tests.rows import AS_OF, known, put

DAY = 24  # hours


def within(store, filters: Filters | None = None, **options):
    return ask("complaints.share_within")(store, filters or known(), **options).iloc[0]


def test_exactly_so_many_days_are_within(store):
    second = 1 / 3600
    hours = [DAY, DAY + second, 3 * DAY, 3 * DAY + second, 7 * DAY, 7 * DAY + second, 30 * DAY, 30 * DAY + second]
    put(store, complaints=numbered([*settled(*hours), {"opened_at": OPENED}, {"opened_at": OPENED}]))

    found = within(store)

    shares = found[["within_1_pct", "within_3_pct", "within_7_pct", "within_30_pct"]].tolist()
    assert shares == pytest.approx([10, 30, 50, 70])
    assert found[["n", "open", "left_out"]].tolist() == [10, 2, 0]
    assert found["low"] < 50 < found["high"]


def test_many_durations_are_read_coarsely_and_the_limits_stay_exact(store, monkeypatch):
    second = 1 / 3600
    put(store, complaints=numbered(settled(7 * DAY, 7 * DAY + second, 7 * DAY - second, 7 * DAY + 59 * second)))
    monkeypatch.setattr(counting, "MAXIMUM_COUNTS", 1)

    assert within(store)["within_7_pct"] == pytest.approx(50)


def test_nobody_has_been_watched_for_longer_than_the_data_reach(store):
    opened = AS_OF - dt.timedelta(days=5)
    put(store, complaints=numbered([{"opened_at": opened}, {"opened_at": opened, "resolved_at": AS_OF}]))

    found = within(store)

    assert found["within_3_pct"] == 0
    assert np.isnan(found["within_7_pct"])


def test_within_a_day_means_by_the_next_day_where_only_days_are_known(store):
    days = {"opened_at": OPENED, "precision": "day"}
    put(store, complaints=numbered([days | {"resolved_at": f"2024-02-0{day}"} for day in (1, 2, 3)]))

    assert within(store)["within_1_pct"] == pytest.approx(200 / 3)


def reopened(store, filters: Filters | None = None):
    return ask("complaints.reopened")(store, filters or known()).iloc[0]


def event(case: str, kind: str, hours: float) -> dict:
    return {"complaint_id": case, "kind": kind, "happened_at": after(hours)}


def test_only_cases_that_had_time_to_come_back_are_counted(store):
    lately = AS_OF - dt.timedelta(days=13)
    limit = 1 + 14 * DAY
    cycles = {
        "K0": (("resolved", 1), ("reopened", limit)),
        "K1": (("resolved", 1), ("reopened", limit + 1 / 3600)),  # too late
        "K2": (("resolved", 2), ("reopened", 3), ("resolved", 9), ("reopened", 99)),
    }
    events = [event(case, kind, hours) for case, cycle in cycles.items() for kind, hours in cycle]
    rows = [{"opened_at": OPENED}] * 3 + [
        {"opened_at": OPENED, "resolved_at": after(5), "reopens": 1},  # no event: its own count
        {"opened_at": OPENED, "resolved_at": after(5), "reopens": 0},
        {"opened_at": OPENED, "resolved_at": after(5)},
        {"opened_at": OPENED, "resolved_at": lately, "reopens": 2},  # too lately
        {"opened_at": OPENED},
        {"opened_at": OPENED, "closed_at": after(3), "status": "withdrawn"},
    ]
    put(store, complaints=numbered(rows), complaint_events=events)

    found = reopened(store)

    # K0 at the very limit, K2, and the one whose own count says so
    assert found[["n", "reopened", "left_out"]].tolist() == [6, 3, 3]
    assert found[["reopened_pct", "low", "high"]].tolist() == pytest.approx(
        [50, *(100 * end for end in stats.wilson_interval(3, 6))]
    )


def test_nothing_settled_has_no_share_of_reopened(store):
    put(store, complaints=numbered([{"opened_at": OPENED}]))

    assert np.isnan(reopened(store)["reopened_pct"])


def answered(store, **options):
    return ask("complaints.first_response")(store, known(), **options).iloc[0]


def test_unanswered_cases_are_still_waiting_for_an_answer(store):
    rows = [{"opened_at": OPENED, "first_response_at": after(hour)} for hour in range(1, 11)]
    rows += [{"opened_at": OPENED}] * 3
    rows += [{"opened_at": OPENED, "closed_at": after(0.5), "status": "withdrawn"}]
    rows += [{"opened_at": OPENED, "resolved_at": after(0.5)}]
    put(store, complaints=numbered(rows))

    found = answered(store)

    # one of fourteen is withdrawn unanswered; seven of fourteen are answered at 7 h; the last said nothing
    assert found["median_hours"] == 7
    assert found[["n", "open", "left_out"]].tolist() == [14, 3, 1]


def test_the_first_of_the_answers_among_the_events_counts(store):
    rows = numbered([{"opened_at": OPENED, "first_response_at": after(1)}] * 10)
    events = [event(row["complaint_id"], "responded", hours) for row in rows for hours in (9, 4)]
    put(store, complaints=rows, complaint_events=events)

    assert answered(store)["median_hours"] == 4
