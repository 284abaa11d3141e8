"""Reopened and paused cases, and time counted in working hours, from rows by hand."""

import datetime as dt

import pytest

from crm_core import Filters, Settings, ask
from crm_core.settings import Calendar, Hours
from tests.metrics.cases import numbered, time
from tests.rows import at, known, put

HOUR = 3600
BERLIN = "Europe/Berlin"
OFFICE = Calendar(
    "office",
    BERLIN,
    tuple(Hours(day, opens * HOUR, closes * HOUR) for day in range(1, 6) for opens, closes in ((9, 12), (13, 17))),
    (dt.date(2024, 1, 1), dt.date(2024, 2, 5)),
)
"""Monday to Friday, 9 to 12 and 13 to 17, seven hours; Monday, 5 February 2024, is a holiday."""

SUNDAY_TO_THURSDAY = Calendar("south", "Asia/Dubai", tuple(Hours(day, 8 * HOUR, 16 * HOUR) for day in (7, 1, 2, 3, 4)))
NIGHT = Calendar("night", BERLIN, tuple(Hours(day, 0, 24 * HOUR) for day in range(1, 8)))
RULES = Settings(zone=BERLIN, calendars=(NIGHT, OFFICE, SUNDAY_TO_THURSDAY))


def local(text: str) -> dt.datetime:
    return at(text, BERLIN)


def lasting(store, opened: str, ended: str, **more) -> float:
    """Hours of business time of a case; ten of them, because fewer have no middle."""
    case = {"opened_at": local(opened), "resolved_at": local(ended), "team": "office"} | more
    put(store, complaints=numbered([case] * 10))
    return time(store, known(as_of=at("2024-12-31")), settings=RULES, clock="business")["median_hours"]


@pytest.mark.parametrize(
    ("opened", "ended", "hours"),
    [
        ("2024-02-01 10:00:00", "2024-02-01 11:30:00", 1.5),
        ("2024-02-01 10:00:00", "2024-02-01 14:00:00", 3),  # noon is no work
        ("2024-02-01 16:00:00", "2024-02-02 10:00:00", 2),  # Thursday to Friday
        ("2024-02-03 23:30:00", "2024-02-06 09:01:00", 1 / 60),  # Saturday night before a holiday: the next minute
        ("2024-02-03 23:30:00", "2024-02-04 12:00:00", 0),  # settled on Sunday: no work was needed
        ("2024-01-29 00:00:00", "2024-02-12 00:00:00", 9 * 7),  # two weeks, but for the holiday
        ("2024-03-28 12:00:00", "2024-04-02 12:00:00", 4 + 7 + 7 + 3),  # over the change of the clocks, 4 + 3 = one day
    ],
)
def test_only_working_hours_count(store, opened, ended, hours):
    assert lasting(store, opened, ended) == pytest.approx(hours, rel=1e-12)


def test_a_day_on_which_the_clocks_change_has_its_own_length(store):
    spring = lasting(store, "2024-03-31 00:00:00", "2024-04-01 00:00:00", team="night")

    assert spring == 23


def test_weekends_are_those_of_the_calendar_and_its_zone(store):
    # Friday 12:00 in Berlin is 15:00 in Dubai, no work; Sunday 8:00 there is 5:00 in Berlin
    found = lasting(store, "2024-02-02 12:00:00", "2024-02-04 06:30:00", team="south")

    assert found == 1.5


def test_a_team_without_a_calendar_goes_by_the_clock(store):
    assert lasting(store, "2024-02-03 23:30:00", "2024-02-04 00:30:00", team="nobody knows") == 1


def test_a_store_has_the_hours_where_the_team_has_none(store):
    put(store, stores=[{"store_id": "S1", "calendar": "office"}, {"store_id": "S2", "name": "office"}])

    named = lasting(store, "2024-02-03 23:30:00", "2024-02-06 10:00:00", team=None, store_id="S1")

    assert named == 1


def test_the_teams_hours_come_before_the_stores(store):
    put(store, stores=[{"store_id": "S1", "calendar": "office"}])

    found = lasting(store, "2024-02-03 23:30:00", "2024-02-04 00:30:00", team="night", store_id="S1")

    assert found == 1


def test_an_open_case_has_worked_until_what_is_known(store):
    opened = {"opened_at": local("2024-02-02 16:00:00"), "team": "office"}
    put(store, complaints=numbered([opened]))
    filters = Filters(as_of=local("2024-02-06 10:30:00"))  # an hour on Friday, none on Monday, 1.5 hours on Tuesday

    table = ask("complaints.curve")(store, filters, settings=RULES, clock="business")

    assert table["days"].tolist() == [0, 2.5 / 24]
    assert table["open"].tolist() == [1, 1]


def test_cases_known_by_the_day_have_no_working_hours(store):
    case = {"opened_at": local("2024-02-01"), "resolved_at": local("2024-02-02"), "team": "office", "precision": "day"}
    put(store, complaints=numbered([case] * 10))

    found = time(store, settings=RULES, clock="business")

    assert found[["n", "left_out"]].tolist() == [0, 10]
    assert time(store, settings=RULES)["median_hours"] == 24


def test_five_minutes_stay_five_minutes(store):
    found = lasting(store, "2024-02-01 10:00:00", "2024-02-01 10:05:00")

    assert found == pytest.approx(5 / 60)
    assert time(store, settings=RULES)["median_hours"] == pytest.approx(5 / 60)


def happened(case: str, **kinds: str | list[str]) -> list[dict]:
    return [
        {"event_id": f"{case}-{kind}-{moment}", "complaint_id": case, "kind": kind, "happened_at": local(moment)}
        for kind, moments in kinds.items()
        for moment in ([moments] if isinstance(moments, str) else moments)
    ]


def cycle(store, case: dict, **kinds: str | list[str]) -> None:
    """Ten such cases, each with the same events."""
    rows = numbered([case] * 10)
    put(store, complaints=rows, complaint_events=[e for row in rows for e in happened(row["complaint_id"], **kinds)])


REOPENED = {
    "resolved": ["2024-02-01 12:00:00", "2024-02-06 12:00:00", "2024-02-20 09:30:00"],
    "reopened": ["2024-02-06 10:00:00", "2024-02-20 09:00:00"],
}
"""Opened on 1 February at 9, settled at 12; from the 6th 10 to 12, from the 20th 9 to 9:30: 3 + 2 + 0.5 hours."""


def test_two_reopen_cycles_are_one_case_without_the_time_it_was_settled(store):
    case = {"opened_at": local("2024-02-01 09:00:00"), "resolved_at": local("2024-02-20 09:30:00"), "team": "office"}
    cycle(store, case, **REOPENED)

    by_clock, worked = (time(store, settings=RULES, clock=clock) for clock in ("clock", "business"))

    assert by_clock[["n", "open", "median_hours"]].tolist() == [10, 0, 5.5]
    assert worked[["n", "open", "median_hours"]].tolist() == [10, 0, 5.5]


@pytest.mark.parametrize(
    ("as_of", "open_cases", "half"),
    [
        ("2024-02-03 00:00:00", 0, 3),
        ("2024-02-06 11:00:00", 10, None),
        ("2024-02-07 00:00:00", 0, 5),
    ],
)
def test_what_is_not_known_yet_has_not_been_reopened(store, as_of, open_cases, half):
    case = {"opened_at": local("2024-02-01 09:00:00"), "resolved_at": local("2024-02-20 09:30:00")}
    cycle(store, case, **REOPENED)

    found = time(store, Filters(as_of=local(as_of)))

    assert found["open"] == open_cases
    assert found[["median_hours"]].fillna(-1).item() == (-1 if half is None else half)


def test_events_overrule_the_cases_own_instants(store):
    case = {"opened_at": local("2024-02-01 09:00:00"), "resolved_at": local("2024-02-01 10:00:00"), "status": "open"}
    cycle(store, case, resolved="2024-02-01 12:00:00")

    assert time(store)[["open", "median_hours"]].tolist() == [0, 3]


def test_events_that_say_nothing_of_an_end_leave_it_to_the_case(store):
    case = {"opened_at": local("2024-02-01 09:00:00"), "resolved_at": local("2024-02-01 10:00:00")}
    cycle(store, case, assigned="2024-02-01 09:10:00", paused="2024-02-01 09:20:00", resumed="2024-02-01 09:30:00")

    assert time(store)[["open", "median_hours"]].tolist() == [0, 1]  # a pause belongs to the promise alone


@pytest.mark.parametrize(
    ("status", "kinds", "settled"),
    [
        (None, {"closed": "2024-02-01 12:00:00"}, 0),  # never settled: withdrawn
        ("rejected", {"closed": "2024-02-01 12:00:00"}, 1),  # had its answer
        (None, {"resolved": "2024-02-01 11:00:00", "closed": "2024-02-05 11:00:00"}, 1),  # filed after it was settled
    ],
)
def test_a_case_that_is_closed_without_having_been_settled_was_withdrawn(store, status, kinds, settled):
    case = {"opened_at": local("2024-02-01 09:00:00"), "status": status}
    cycle(store, case, **kinds)

    table = ask("complaints.curve")(store, known()).iloc[-1]

    assert table[["settled_pct", "withdrawn_pct"]].tolist() == [100 * settled, 100 - 100 * settled]
    if "resolved" in kinds:
        assert time(store)["median_hours"] == 2


def test_whole_days_stay_whole_where_only_days_are_known(store):
    days = {"opened_at": local("2024-03-28"), "resolved_at": local("2024-04-03"), "precision": "day"}
    cycle(store, days, resolved=["2024-03-29", "2024-04-03"], reopened="2024-04-02")  # the clocks change on the 31st

    assert time(store, known(as_of=at("2024-05-01")), settings=RULES)["median_hours"] == 2 * 24


@pytest.mark.parametrize(
    ("opened", "ended", "hours"),
    [
        ("2024-01-02 07:00", "2024-01-02 23:00", 4),  # before the first day of all: the first hours
        ("2024-01-29 07:00", "2024-01-29 23:00", 4),
        ("2024-02-05 07:00", "2024-02-05 23:00", 10),
        ("2024-02-02 07:00", "2024-02-05 23:00", 14),  # Friday's four hours and Monday's ten
    ],
)
def test_other_hours_hold_from_their_first_day_on(store, opened, ended, hours):
    short = tuple(Hours(day, 8 * HOUR, 12 * HOUR, dt.date(2024, 1, 8)) for day in range(1, 6))
    long = tuple(Hours(day, 8 * HOUR, 18 * HOUR, dt.date(2024, 2, 5)) for day in range(1, 6))
    care = Calendar("care", "UTC", (*short, *long))
    case = {"opened_at": at(opened), "resolved_at": at(ended), "team": "care"}
    put(store, complaints=numbered([case] * 10))

    found = time(store, known(as_of=at("2024-12-31")), settings=Settings(calendars=(care,)), clock="business")

    assert found["median_hours"] == pytest.approx(hours, rel=1e-12)
    assert {one.closes for one in care.hours_on(dt.date(2024, 2, 4))} == {12 * HOUR}
    assert {one.closes for one in care.hours_on(dt.date(2024, 2, 5))} == {18 * HOUR}
