"""What was recorded of single members of staff: only where it is switched on, and to whom it concerns."""

import datetime as dt
from dataclasses import replace

import pytest

from crm_core import Settings, ask
from crm_core.rows import rows_behind
from crm_core.scope import NOBODY, Scope
from tests.rows import Row, at, known, put

STANDARDS = {"punctuality": True, "training_first": True, "conduct": True}
ON = Settings(staff_data=True, staff_managers=("Ada",), minimum_people_personal=2, **STANDARDS)
LISTS = ("team.punctuality", "team.onboarding", "team.conduct", "team.notes", "team.persons")
STAFF: list[Row] = [
    {"staff_id": "A", "name": "Ann", "team": "red", "hired_on": "2023-11-06", "training_completed_on": "2024-02-05"},
    {"staff_id": "B", "name": "Ben", "team": "red", "hired_on": "2023-11-06", "training_completed_on": "2023-12-04"},
    {"staff_id": "C", "name": "Cy", "team": "blue", "training_completed_on": "2024-06-01"},  # not known yet
]
HEARD = [
    {"customer_id": f"{who}{n}", "staff_id": who, "csat_scale": "5", "csat": 5 if n % 3 else 1}
    for who in ("A", "B") for n in range(30)
]  # fmt: skip


def shift(who: str, day: str, late: float | None, **own: object) -> Row:
    """A shift that begins at 8, and how many minutes later the person arrived."""
    start = at(f"{day} 08:00:00")
    arrived = None if late is None else start + dt.timedelta(minutes=late)
    return {"staff_id": who, "planned_start": start, "arrived_at": arrived, **own}


SHIFTS = [
    shift("A", "2024-01-10", 6),  # exactly on the limit
    shift("A", "2024-01-11", 6.01),
    shift("A", "2024-01-12", 20, excused=True),
    shift("A", "2024-02-12", 7, excused=False),
    shift("A", "2024-02-13", None),
    shift("A", "2024-03-01", 9),
    shift("A", "2023-09-09", 30),  # the first day of six months up to 8 March
    shift("A", "2023-09-08", 30),  # a day too old
    shift("B", "2024-02-01", 8),
    shift("C", "2024-02-01", 2),
    shift("A", "2024-03-09", 50),  # not yet
]
NOTES = [
    {"note_id": "D1", "staff_id": "A", "noted_on": "2024-02-01", "kind": "praise", "text": "Helped."},
    {"note_id": "D2", "staff_id": "B", "noted_on": "2024-02-07", "kind": "praise", "text": "Stayed."},
    {"note_id": "D3", "staff_id": "C", "noted_on": "2024-02-07", "kind": "reminder", "text": "The keys."},
]


def filled(store) -> None:
    put(store, staff=STAFF, shifts=SHIFTS, conduct_notes=NOTES, survey_answers=HEARD)


def test_late_is_beyond_the_limit_not_excused_and_within_the_months_that_count(store):
    filled(store)

    found = ask("team.punctuality")(store, known(), settings=ON).set_index("group")

    # Ann: 11 January, 12 February, 1 March and 9 September; the eighth is out of the window.
    assert found["late_arrivals"].to_dict() == {"A": 4, "B": 1}
    assert found["excused"].to_dict() == {"A": 1, "B": 0}
    assert found["reached"].to_dict() == {"A": "yes", "B": "no"}
    assert found[["n", "left_out"]].to_numpy().tolist() == [[6, 1], [1, 0]]
    behind, total = rows_behind(ask("team.punctuality"), store, known(), settings=ON)
    assert total == len(behind) == 5


def test_a_period_lists_who_was_late_in_it_with_the_counts_of_all_months(store):
    filled(store)
    february = known(start=dt.date(2024, 2, 12), end=dt.date(2024, 2, 29))

    found = ask("team.punctuality")(store, february, settings=ON)

    assert found[["group", "late_arrivals"]].to_numpy().tolist() == [["A", 4]]


def test_the_rule_on_lateness_is_the_workspaces(store):
    filled(store)

    rule = replace(ON, late_minutes=8, late_count=2, late_months=1)
    found = ask("team.punctuality")(store, known(), settings=rule)

    # From 9 February on, more than 8 minutes: the ninth minute of 1 March.
    assert found[["group", "late_arrivals", "reached"]].to_numpy().tolist() == [["A", 1, "no"]]


def test_shifts_before_the_day_of_the_training_are_counted_and_nothing_is_said_of_who_has_none(store):
    filled(store)

    found = ask("team.onboarding")(store, known(), settings=ON)

    # Ann was trained on 5 February, 13 weeks after she began: three in January, two in September. Ben since December.
    assert found["group"].tolist() == ["A"]
    assert found.loc[0, ["before_training", "n", "left_out"]].tolist() == [5, 8, 0]
    assert (found.loc[0, "training_weeks"], found.loc[0, "trained"]) == (13, "2024-02-05")


def test_notes_are_counted_by_kind_for_a_team_and_left_out_where_it_is_too_small(store):
    filled(store)

    counted = ask("team.conduct")(store, known(), settings=ON)
    listed = ask("team.notes")(store, known(), settings=ON)

    assert counted.to_numpy().tolist() == [["red", "praise", 2, 1]]
    assert listed[["note", "name", "text", "age_days"]].to_numpy().tolist() == [
        ["D2", "Ben", "Stayed.", 30.0],
        ["D3", "Cy", "The keys.", 30.0],
        ["D1", "Ann", "Helped.", 36.0],
    ]


def test_a_person_has_what_is_observed_beside_what_is_expected(store):
    filled(store)

    found = ask("team.persons")(store, known(), settings=ON)

    assert found[["group", "name"]].to_numpy().tolist() == [["A", "Ann"], ["B", "Ben"]]
    assert found["satisfied"].tolist() == [20, 20]
    assert found["expected_answers"].tolist() == pytest.approx([20, 20])
    _, total = rows_behind(ask("team.persons"), store, known(), settings=ON, person="A")
    assert total == 30


def test_fewer_than_thirty_answers_say_nothing_of_a_person(store):
    put(store, staff=STAFF, survey_answers=HEARD[:59])

    found = ask("team.persons")(store, known(), settings=ON)

    assert found["group"].tolist() == ["A"]
    assert rows_behind(ask("team.persons"), store, known(), settings=ON)[1] == 30


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(staff_data=True, **STANDARDS),  # nobody is named
        Settings(staff_managers=("Ada",), **STANDARDS),
    ],
)
def test_nothing_about_anybody_is_said_while_staff_data_are_off(store, settings):
    filled(store)

    for name in LISTS:
        metric = ask(name)
        found = metric(store, known(), settings=settings)
        assert found[metric.value].fillna(0).eq(0).all()
        assert set(found["group"]) <= {""}
        assert rows_behind(metric, store, known(), settings=settings)[1] == 0


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_standard_that_is_not_in_use_says_nothing(store, standard):
    filled(store)
    names = {"punctuality": LISTS[:1], "training_first": LISTS[1:2], "conduct": LISTS[2:4]}[standard]

    found = [ask(name)(store, known(), settings=replace(ON, **{standard: False})) for name in names]

    assert all(one[ask(name).value].fillna(0).eq(0).all() for one, name in zip(found, names, strict=True))


@pytest.mark.parametrize("name", LISTS)
def test_the_scope_of_one_never_sees_a_row_about_another(store, name):
    filled(store)
    metric, own = ask(name), known(scope=Scope("B"))

    found = metric(store, own, settings=ON)
    behind, total = rows_behind(metric, store, own, settings=ON)

    text = " ".join(map(str, found.to_numpy().ravel()))
    assert not {"Ann", "Cy", "Helped.", "The keys."} & set(text.split())
    assert {"A", "C"}.isdisjoint(found["group"])
    assert set(behind.get("staff_id", [])) <= {"B"}
    assert total == {"team.punctuality": 1, "team.onboarding": 0, "team.persons": 30}.get(name, 1)
    assert metric(store, known(scope=NOBODY), settings=ON)[metric.value].fillna(0).eq(0).all()
