"""When customers ask, by hour and weekday on the workspace's clocks."""

import datetime as dt

import pytest

from crm_core import Settings, ask
from tests.metrics.calling import answered, hung_up
from tests.rows import known, put

FEBRUARY = known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29))
"""Five Thursdays, four of each other weekday."""


def cell(store, weekday, hour, filters=FEBRUARY, **options):
    table = ask("channels.arrivals")(store, filters, **options)
    return table[(table["weekday"] == weekday) & (table["hour"] == hour)].iloc[0]


def call(moment: str, **more: object) -> dict:
    return answered(0, 60, started_at=moment, answered_at=moment, ended_at=moment) | more


def test_an_hour_is_a_mean_over_all_such_days_those_without_a_call_included(store):
    put(
        store,
        interactions=[
            call("2024-01-01 10:00:00"),  # the first record of all lies before the period
            *[call("2024-02-01 09:30:00")] * 3,
            *[call("2024-02-08 09:59:59")] * 2,
            call("2024-02-29 10:00:00"),
            call("2024-02-15 09:00:00", channel="email"),
            call("2024-02-15 09:00:00", precision="day"),
        ],
    )

    thursday, later, monday = (cell(store, *where) for where in (("4", "09"), ("4", "10"), ("1", "09")))

    # 3, 2, 0, 0, 0 on five Thursdays: mean 1; sum of squares 13 - 5 = 8, s = sqrt(2), t(4) = 2.776: 1 +- 1.756
    assert thursday[["per_hour", "low", "high"]].tolist() == pytest.approx([1, 0, 2.756], abs=0.001)
    assert thursday[["contacts", "days", "left_out"]].tolist() == [5, 5, 1]
    assert later["per_hour"] == pytest.approx(0.2)
    assert monday[["per_hour", "low", "high", "contacts", "days"]].tolist() == [0, 0, 0, 0, 4]


def test_the_clocks_are_the_workspaces(store):
    put(store, interactions=[call("2024-02-04 23:30:00")])  # a Sunday in London, already Monday in Berlin

    berlin = Settings(zone="Europe/Berlin")

    assert cell(store, "7", "23")["contacts"] == 1
    assert cell(store, "1", "00", settings=berlin)["contacts"] == 1


def test_days_before_the_records_are_no_quiet_days(store):
    put(store, interactions=[call("2024-02-20 10:00:00")])  # a Tuesday: this one and the 27th

    assert cell(store, "2", "10")[["per_hour", "days"]].tolist() == [0.5, 2]


def test_who_gives_up_is_told_by_the_hour(store):
    put(store, interactions=[answered(9), answered(9), answered(9), hung_up(9), hung_up(2)])

    one = cell(store, "4", "09")

    # all five asked; 1 of 4 gave up after 5 seconds or more
    assert one[["contacts", "hung_up_pct"]].tolist() == [5, 25]
    assert cell(store, "4", "10")[["hung_up_pct"]].isna().all()


def test_reports_of_an_hour_or_less_tell_their_hour(store):
    own = {"queue": "sales", "channel": "phone", "t_seconds": 20, "answered_in_t": 0, "abandoned_in_t": 0}
    half_hour = {"starts_at": "2024-02-01 09:30:00", "ends_at": "2024-02-01 10:00:00"}
    whole_day = {"starts_at": "2024-02-02", "ends_at": "2024-02-03"}
    counts = [{"offered": 8, "answered": 6, "abandoned": 2}, {"offered": 99, "answered": 99, "abandoned": 0}]
    put(store, contact_intervals=[own | half_hour | counts[0], own | whole_day | counts[1]])

    one = cell(store, "4", "09")

    assert one[["contacts", "hung_up_pct", "days", "left_out"]].tolist() == [8, 25, 5, 99]
