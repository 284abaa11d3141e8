"""Whether promises are kept, from rows by hand and from a simulated world."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import Filters, Settings, ask, stats
from crm_core.settings import Calendar, Hours, SlaTarget
from tests.metrics.cases import OPENED, after, numbered
from tests.rows import AS_OF, at, known, put

HOUR, DAY = 3600, 86_400
ALWAYS = dt.date(2020, 1, 1)
TWO_DAYS = Settings(sla_targets=(SlaTarget(ALWAYS, resolution_seconds=2 * DAY),))
OFFICE = Calendar("office", "UTC", tuple(Hours(day, 9 * HOUR, 17 * HOUR) for day in range(1, 6)))
LEFT_OUT = ["early", "not_due", "withdrawn", "not_promised", "left_out"]


def sla(store, settings: Settings = TWO_DAYS, filters: Filters | None = None, **options) -> pd.Series:
    return ask("complaints.sla")(store, filters or known(), settings=settings, **options).iloc[0]


def test_all_that_were_due_count_and_exactly_on_the_limit_is_in_time(store):
    rows = [
        {"opened_at": OPENED, "resolved_at": after(48)},
        {"opened_at": OPENED, "resolved_at": after(48 + 1 / 3600)},
        {"opened_at": OPENED},  # overdue and open: missed
        {"opened_at": AS_OF - dt.timedelta(days=2)},  # due this very moment and open: missed
    ]
    put(store, complaints=numbered(rows))

    found = sla(store)

    # one of four; Wilson: (1 + 1.92) / (4 + 3.84) +- ..., from the tested function
    assert found[["n", "on_time", "overdue", "on_time_pct"]].tolist() == [4, 1, 2, 25]
    assert found[["low", "high"]].tolist() == pytest.approx([100 * end for end in stats.wilson_interval(1, 4)])
    assert found["left_out"] == 0


def test_kept_but_not_yet_due_never_raises_the_share(store):
    old = [{"opened_at": OPENED, "resolved_at": after(hours)} for hours in (10, 60)]
    fresh = {"opened_at": "2024-03-08", "resolved_at": "2024-03-08 01:00:00"}
    put(store, complaints=numbered([*old, *[fresh] * 7, {"opened_at": "2024-03-08"}]))

    found = sla(store)

    assert found[["n", "on_time_pct"]].tolist() == [2, 50]  # with the seven it would be 8 of 9
    assert found[LEFT_OUT].tolist() == [7, 1, 0, 0, 8]


def test_withdrawn_before_it_was_due_is_left_out_and_after_it_is_missed(store):
    gone = [{"opened_at": OPENED, "closed_at": after(hours), "status": "withdrawn"} for hours in (10, 60)]
    put(store, complaints=numbered([*gone, {"opened_at": OPENED, "resolved_at": after(1)}]))

    found = sla(store)

    assert found[["n", "on_time"]].tolist() == [2, 1]
    assert found[LEFT_OUT].tolist() == [0, 0, 1, 0, 1]


def test_nothing_due_has_no_share(store):
    put(store, complaints=numbered([{"opened_at": "2024-03-08", "resolved_at": "2024-03-08 01:00:00"}]))

    found = sla(store)

    assert found[["n", "early"]].tolist() == [0, 1]
    assert found[["on_time_pct", "low", "high", "pause_pct"]].isna().all()


def test_the_most_special_promise_that_was_valid_at_the_opening_holds(store):
    targets = (
        SlaTarget(ALWAYS, resolution_seconds=9 * HOUR),
        SlaTarget(dt.date(2024, 2, 1), resolution_seconds=3 * HOUR),
        SlaTarget(dt.date(2024, 2, 2), resolution_seconds=1 * HOUR),
        SlaTarget(ALWAYS, severity="high", resolution_seconds=5 * HOUR),
        SlaTarget(ALWAYS, category="delay", resolution_seconds=7 * HOUR),
        SlaTarget(ALWAYS, severity="high", category="delay", resolution_seconds=8 * HOUR),
        SlaTarget(ALWAYS, severity="low", first_response_seconds=60),  # says nothing of the end
    )
    promised = {  # hours, by severity and category
        ("low", None): 3, ("high", None): 5, ("low", "delay"): 7, ("high", "delay"): 8, (None, "price"): 3,
    }  # fmt: skip
    rows = [
        {"opened_at": OPENED, "resolved_at": after(hours + late), "severity": severity, "category": category}
        for (severity, category), hours in promised.items()
        for late in (0, 1 / 60)
    ]
    put(store, complaints=numbered([*rows, {"opened_at": "2024-01-31", "resolved_at": "2024-01-31 09:00:00"}]))

    found = sla(store, Settings(sla_targets=targets))

    assert found[["n", "on_time"]].tolist() == [11, 6]


def test_a_day_of_a_promise_begins_where_the_workspace_is(store):
    targets = (SlaTarget(dt.date(2024, 2, 1), resolution_seconds=HOUR),)
    put(store, complaints=numbered([{"opened_at": "2024-01-31 23:30:00"}]))

    berlin = sla(store, Settings(zone="Europe/Berlin", sla_targets=targets))

    assert berlin["n"] == 1
    assert sla(store, Settings(sla_targets=targets))["not_promised"] == 1


def test_without_a_promise_the_cases_own_due_date_counts_and_without_either_it_is_left_out(store):
    rows = [
        {"opened_at": OPENED, "due_at": after(5), "resolved_at": after(5), "paused_seconds": 9 * HOUR},
        {"opened_at": OPENED, "due_at": after(5), "resolved_at": after(6), "paused_seconds": 9 * HOUR},
        {"opened_at": OPENED, "resolved_at": after(1)},
    ]
    put(store, complaints=numbered(rows))

    found = sla(store, Settings())

    assert found[["n", "on_time", "pause_pct"]].tolist() == [2, 1, 0]  # a due date that was given is not moved
    assert found[LEFT_OUT].tolist() == [0, 0, 0, 1, 1]


def test_a_promise_runs_by_the_hours_it_names_else_by_the_teams(store):
    targets = (
        SlaTarget(ALWAYS, resolution_seconds=8 * HOUR),
        SlaTarget(ALWAYS, category="named", resolution_seconds=8 * HOUR, calendar="office"),
        SlaTarget(ALWAYS, category="gone", resolution_seconds=8 * HOUR, calendar="no longer there"),
    )
    friday = {"opened_at": "2024-02-02 16:00:00", "resolved_at": "2024-02-05 16:00:00"}  # one hour, then seven
    rows = [{"team": "office"}, {"category": "named"}, {"category": "gone", "team": "office"}, {"team": "other"}]
    put(store, complaints=numbered([friday | row for row in rows]))

    found = sla(store, Settings(calendars=(OFFICE,), sla_targets=targets))

    assert found[["n", "on_time"]].tolist() == [4, 3]


@pytest.mark.parametrize(
    ("resolved", "on_time"), [("2024-02-05 17:00:00", 1), ("2024-02-05 17:00:01", 0), ("2024-02-06 08:00:00", 0)]
)
def test_saturday_night_is_promised_from_the_next_working_minute_and_due_at_closing(store, resolved, on_time):
    case = {"opened_at": "2024-02-03 23:00:00", "resolved_at": resolved, "team": "office"}
    put(store, complaints=numbered([case]))
    targets = (SlaTarget(ALWAYS, resolution_seconds=8 * HOUR),)

    found = sla(store, Settings(calendars=(OFFICE,), sla_targets=targets))

    assert found[["n", "on_time"]].tolist() == [1, on_time]


def test_nobody_is_late_before_work_begins(store):
    put(store, complaints=numbered([{"opened_at": "2024-02-02 17:00:00", "team": "office"}]))
    rules = Settings(calendars=(OFFICE,), sla_targets=(SlaTarget(ALWAYS, resolution_seconds=HOUR),))

    weekend, tenth, eleventh = (
        sla(store, rules, Filters(as_of=at(moment)))
        for moment in ("2024-02-05 08:59:59", "2024-02-05 09:59:59", "2024-02-05 10:00:00")
    )

    assert [found["not_due"] for found in (weekend, tenth, eleventh)] == [1, 1, 0]
    assert eleventh[["n", "overdue"]].tolist() == [1, 1]


def test_pauses_move_what_is_due_and_their_share_is_told(store):
    paused = {"opened_at": OPENED, "resolved_at": after(60), "paused_seconds": 12 * HOUR}
    put(store, complaints=numbered([paused, paused | {"resolved_at": after(60.5)}]))

    found = sla(store)

    assert found[["n", "on_time"]].tolist() == [2, 1]
    assert found["pause_pct"] == pytest.approx(100 * 24 / 120.5)


def test_a_pause_is_counted_on_the_clock_of_the_promise(store):
    rules = Settings(calendars=(OFFICE,), sla_targets=(SlaTarget(ALWAYS, resolution_seconds=8 * HOUR),))
    # Friday 12 to 17 five hours, Monday 9 to 13 four: nine, one of them paused, and a night that is no work
    case = {"complaint_id": "K1", "opened_at": "2024-02-02 12:00:00", "resolved_at": "2024-02-05 13:00:00"}
    events = [
        {"complaint_id": "K1", "kind": "paused", "happened_at": "2024-02-02 16:00:00"},
        {"complaint_id": "K1", "kind": "resumed", "happened_at": "2024-02-03 16:00:00"},
    ]
    put(store, complaints=[case | {"team": "office", "paused_seconds": 0}], complaint_events=events)

    found = sla(store, rules)

    assert found[["n", "on_time"]].tolist() == [1, 1]
    assert found["pause_pct"] == pytest.approx(100 / 9)


def test_a_case_that_is_paused_is_not_due_while_it_waits(store):
    case = {"complaint_id": "K1", "opened_at": OPENED}
    put(store, complaints=[case], complaint_events=[{"complaint_id": "K1", "kind": "paused", "happened_at": after(47)}])

    assert sla(store)[["n", "not_due"]].tolist() == [0, 1]


def test_two_cycles_are_one_promise_without_the_time_between(store):
    events = [
        {"complaint_id": "K1", "kind": kind, "happened_at": after(hours)}
        for kind, hours in (
            ("resolved", 20),
            ("reopened", 100),
            ("resolved", 120),
            ("reopened", 300),
            ("resolved", 308),
        )
    ]
    put(store, complaints=[{"complaint_id": "K1", "opened_at": OPENED}], complaint_events=events)

    found = sla(store)  # 20 + 20 + 8: exactly two days

    assert found[["n", "on_time"]].tolist() == [1, 1]


def test_where_only_days_are_known_the_last_day_is_whole(store):
    days = {"precision": "day", "opened_at": "2024-03-06"}
    rows = [days, days | {"resolved_at": "2024-03-08"}, days | {"opened_at": "2024-03-05"}]
    rows.append(days | {"opened_at": "2024-03-05", "resolved_at": "2024-03-08"})
    put(store, complaints=numbered(rows))

    noon, night = sla(store), sla(store, filters=known(as_of=at("2024-03-09") - dt.timedelta(microseconds=1)))

    # of the 6th, due with the end of the 8th; the 5th's were due with the end of the 7th
    assert noon[["n", "on_time", "early", "not_due"]].tolist() == [2, 0, 1, 1]
    assert night[["n", "on_time", "early", "not_due"]].tolist() == [4, 1, 0, 0]


def test_lateness_counts_the_open_ones(store):
    late = [{"opened_at": OPENED, "resolved_at": after(48 + hours)} for hours in range(1, 11)]
    put(store, complaints=numbered(late + [{"opened_at": OPENED}] * 10))

    found = sla(store)

    # half of the twenty are settled within ten hours; a case late by exactly ten hours has begun no eleventh
    assert found["late_median_hours"] == pytest.approx(10 + 1, abs=1)
    assert np.isnan(found["late_p90_hours"])


def test_long_lateness_is_read_in_days_and_months(store):
    late = [{"opened_at": "2022-02-01", "resolved_at": at("2022-02-03 00:30:00") + dt.timedelta(days=days)}
            for days in [0] * 3 + [10] * 5 + [400] * 3]  # fmt: skip
    put(store, complaints=numbered(late))

    found = sla(store)

    assert found[["late_median_hours", "late_p90_hours"]].tolist() == [11 * 24, 14 * 30 * 24]


def test_the_first_answer_can_be_promised_too(store):
    rules = Settings(sla_targets=(SlaTarget(ALWAYS, first_response_seconds=HOUR, resolution_seconds=DAY),))
    rows = [
        {"opened_at": OPENED, "first_response_at": after(1), "resolved_at": after(99)},
        {"opened_at": OPENED, "first_response_at": after(2)},
        {"opened_at": OPENED},
        {"opened_at": OPENED, "resolved_at": after(0.5)},  # nobody knows when it was answered
    ]
    put(store, complaints=numbered(rows))

    found = sla(store, rules, promise="first_response")

    assert found[["n", "on_time", "overdue", "left_out"]].tolist() == [3, 1, 1, 1]


def world(count: int, days: int) -> list[dict]:
    """Cases of the last days; whatever the case, 80 % are settled within two days, some only after weeks."""
    random = np.random.default_rng(3)
    hours = 48 * (random.random(count) / 0.8) ** 2.5  # P(T <= 48) = .8
    opened = [AS_OF - dt.timedelta(days=float(age)) for age in random.uniform(0, days, count)]
    ended = [start + dt.timedelta(hours=float(took)) for start, took in zip(opened, hours, strict=True)]
    return [
        {"opened_at": start, "resolved_at": end if end <= AS_OF else None}
        for start, end in zip(opened, ended, strict=True)
    ]


def test_a_recent_week_is_not_told_better_than_the_truth(store):
    rows = world(12_000, 7)
    put(store, complaints=numbered(rows))

    found = sla(store)
    ended = [row for row in rows if row["resolved_at"]]
    naive = 100 * sum(row["resolved_at"] - row["opened_at"] <= dt.timedelta(days=2) for row in ended) / len(ended)

    assert naive > 85  # what counting the early successes says
    assert abs(found["on_time_pct"] - 80) < 1
    assert abs(found["fresh_pct"] - 80) < 1
    assert found["low"] < 80 < found["high"]
    assert found["fresh_high"] - found["fresh_low"] < found["high"] - found["low"]
