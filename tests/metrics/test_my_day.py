"""What there is to do today, by hand: the data end on 8 March 2024 at noon."""

import datetime as dt

import pytest

from crm_core import Settings, ask
from crm_core.metrics.my_day import days_of_tasks
from crm_core.rows import rows_behind
from crm_core.scope import Scope
from crm_core.settings import Calendar, Hours, SlaTarget
from tests.metrics.buying import visits
from tests.rows import AS_OF, known, put

PROMISED = (SlaTarget(dt.date(2020, 1, 1), resolution_seconds=5 * 86_400),)
RULES = Settings(sla_targets=PROMISED)
ON = Settings(sla_targets=PROMISED, staff_data=True, staff_managers=("Ada",))
STAFF = [{"staff_id": "E", "team": "east"}, {"staff_id": "W", "team": "west"}]


def case(key: str, opened: str, **own: object) -> dict[str, object]:
    return {"complaint_id": key, "opened_at": opened, "customer_id": f"of {key}", **own}


CASES = [
    case("today", "2024-03-03 18:00:00", team="care", staff_id="E"),  # five days end today at six
    case("tomorrow", "2024-03-04 23:59:00", staff_id="W", severity="high"),
    case("later", "2024-03-05 00:00:01"),  # on the tenth
    case("late", "2024-03-01", staff_id="E"),
    case("later still", "2024-02-01"),
    case("settled", "2024-02-01", resolved_at="2024-03-02"),
    case("a question", "2024-02-01", kind="question"),
]
PEOPLE = [
    {"customer_id": "key", "kind": "enterprise", "name": "Oak & Co", "key_account": True, "owner_id": "W"},
    {"customer_id": "sad", "owner_id": "E"},
    {"customer_id": "fine"},
]
SAID = [
    {"customer_id": who, "csat": points, "csat_scale": "5", "answered_at": "2024-03-01"}
    for who, points in (("key", 1), ("sad", 2), ("fine", 5))
]
BOUGHT = [line for who in ("key", "sad", "fine") for line in visits(who, "2024-01-10", "2024-02-10")]


def filled(store) -> None:
    put(store, staff=STAFF, complaints=CASES, customers=PEOPLE, survey_answers=SAID, purchases=BOUGHT)


def test_the_day_holds_what_falls_due_what_is_late_and_who_needs_a_call(store):
    filled(store)

    found = ask("my_day.tasks")(store, known(), settings=RULES)

    rows = found[["what", "case", "customer", "owner", "due", "reasons"]].fillna("").to_numpy().tolist()
    assert rows == [
        ["due", "today", "of today", "care", "2024-03-08", ""],
        ["due", "tomorrow", "of tomorrow", "west", "2024-03-09", "high"],
        ["late", "later still", "of later still", "(none)", "", ""],
        ["late", "late", "of late", "east", "", ""],
        ["account", "", "key", "west", "", "low_score"],
        ["call", "", "sad", "east", "", "low_score"],
    ]
    assert found["left_days"].tolist()[:2] == [0, 1]
    # Opened on 1 March, 7.5 of 5 days are used.
    assert found.loc[3, "opened"] == "2024-03-01"
    assert found.loc[3, "promise_used_pct"] == pytest.approx(150)
    assert found.loc[4, "name"] == "Oak & Co"
    assert found["person"].isna().all()  # staff data are off
    assert rows_behind(ask("my_day.tasks"), store, known(), settings=RULES)[1] == 4


def test_before_days_without_work_the_next_working_day_counts(store):
    put(store, complaints=[case("monday", "2024-03-06 13:00:00", team="care")])
    # The data end on Friday at noon; the team works from Monday to Friday, eight hours a day.
    week = Calendar("care", "UTC", tuple(Hours(day, 9 * 3_600, 17 * 3_600) for day in range(1, 6)))
    promised = (SlaTarget(dt.date(2020, 1, 1), resolution_seconds=20 * 3_600),)

    weekdays = Settings(sla_targets=promised, calendars=(week,))
    found = ask("my_day.tasks")(store, known(), settings=weekdays)

    # Of twenty hours Wednesday has used four, Thursday eight, Friday three: five are left, all of Friday's afternoon.
    # A case with an hour more falls due on Monday.
    later = Settings(sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=21 * 3_600),), calendars=(week,))
    assert found["due"].tolist() == ["2024-03-08"]
    assert ask("my_day.tasks")(store, known(), settings=later)["due"].tolist() == ["2024-03-11"]
    assert days_of_tasks(AS_OF, later) == [dt.date(2024, 3, day) for day in (8, 9, 10, 11)]
    assert days_of_tasks(AS_OF, Settings()) == [dt.date(2024, 3, 8), dt.date(2024, 3, 9)]


def test_the_period_makes_no_difference_and_a_filter_on_teams_is_one_on_owners(store):
    filled(store)

    whole = ask("my_day.tasks")(store, known(), settings=RULES)
    period = ask("my_day.tasks")(store, known(start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31)), settings=RULES)
    west = ask("my_day.tasks")(store, known(team=("west",)), settings=RULES)

    assert period.equals(whole)
    assert west["what"].tolist() == ["due", "account"]


def test_a_person_is_named_where_it_is_on_and_one_alone_sees_their_own_tasks(store):
    filled(store)

    named = ask("my_day.tasks")(store, known(), settings=ON)
    alone = ask("my_day.tasks")(store, known(scope=Scope("E")), settings=ON)

    assert named["person"].fillna("").tolist() == ["E", "W", "", "E", "W", "E"]
    assert alone[["what", "person"]].to_numpy().tolist() == [["due", "E"], ["late", "E"], ["call", "E"]]


def test_of_each_kind_as_many_are_listed_as_are_asked_for(store):
    filled(store)

    found = ask("my_day.tasks")(store, known(), settings=RULES, limit=1)

    assert found["what"].tolist() == ["due", "due", "account"]  # the two complaints to do first


def test_without_complaints_or_without_customers_there_is_the_other_half(store):
    put(store, complaints=CASES)
    cases = ask("my_day.tasks")(store, known(), settings=RULES)

    assert cases["what"].tolist() == ["due", "due", "late", "late"]
