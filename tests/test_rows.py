"""The records behind a number, and the codes a filter offers."""

import datetime as dt

import pytest

from crm_core import Settings, ask
from crm_core.rows import OPEN, choices, how_many, labels, rows_behind
from crm_core.schema import TABLES
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.scope import EVERYBODY, NOBODY, Scope
from tests.metrics.made_up import shop
from tests.rows import known, put

BERLIN = Settings(zone="Europe/Berlin")
PERIOD = {"start": dt.date(2023, 6, 1), "end": dt.date(2024, 2, 29)}
COUNTED = {
    "complaints.rate": lambda found: found["n"].sum(),
    "complaints.resolution_time": lambda found: found["n"].sum() + found["left_out"].sum(),
    "complaints.ageing": lambda found: found.loc[found["at"] == found["at"].max(), "open"].sum(),
    "satisfaction.index": lambda found: found["n"].sum(),
    "satisfaction.nps": lambda found: found["n"].sum(),
}
"""How many records stand behind an answer."""


@pytest.mark.parametrize("name", COUNTED)
def test_as_many_records_stand_behind_a_number_as_it_counts(store, name):
    put(store, **shop())

    for filters in (known(), known(**PERIOD), known(store=("S1", "S9"), region=("north", "中"), **PERIOD)):
        answer = ask(name)(store, filters, settings=BERLIN)
        frame, total = rows_behind(ask(name), store, filters, settings=BERLIN)
        assert total == len(frame) == COUNTED[name](answer)
        assert total > 0


def test_a_split_answer_after_a_contact_has_its_own_records(store):
    # C1 answered after two visits to S1 and one to S2: once in each store; the relationship survey is no visit.
    visit = {"customer_id": "C1", "recommend": 9, "touchpoint": "store_visit"}
    answers = [
        visit | {"store_id": one, "answered_at": f"2024-02-0{day}"} for day, one in enumerate(("S1", "S1", "S2"), 1)
    ]
    put(store, survey_answers=[*answers, {"customer_id": "C1", "recommend": 0, "store_id": "S1"}])
    asked = {"by": "store", "survey": "contact"}

    frame, total = rows_behind(ask("satisfaction.nps"), store, known(), **asked)

    assert (
        total == ask("satisfaction.nps")(store, known(), settings=Settings(minimum_people=1), **asked)["n"].sum() == 2
    )
    assert sorted(frame["store_id"]) == ["S1", "S2"]


@pytest.mark.parametrize("name", COUNTED)
def test_the_records_name_no_person_and_hold_no_free_text(store, name):
    table = ask(name).tables[0]
    personal = {column.name for column in TABLES[table].columns if column.privacy != OPEN}
    filled = {"customer_id": "C1", "opened_at": "2024-02-01", "email": "a@b.example", "summary": "I am furious"}
    answer = {"customer_id": "C1", "comment": "Ask for Mr Smith", "recommend": 0, "satisfaction": 1}
    put(store, complaints=[filled], survey_answers=[answer | {"expectations": 1, "ideal": 1}])

    frame, total = rows_behind(ask(name), store, known())

    assert total == 1
    assert personal >= {"customer_id"}
    assert personal.isdisjoint(frame.columns)


STAFF_ON = Settings(staff_data=True, staff_managers=("Ada",))


@pytest.mark.parametrize(
    ("settings", "scope", "seen"),
    [
        (Settings(), EVERYBODY, None),
        (Settings(staff_data=True), EVERYBODY, None),  # nobody answers for it
        (Settings(), Scope("E1"), None),
        (STAFF_ON, EVERYBODY, ["E2", "E1"]),
        (STAFF_ON, Scope("E1"), ["", "E1"]),
        (STAFF_ON, NOBODY, None),
    ],
)
def test_who_dealt_with_a_case_is_shown_where_staff_data_are_on_and_to_one_person_alone_of_their_own(
    store, settings, scope, seen
):
    put(store, complaints=[{"opened_at": f"2024-02-0{n}", "staff_id": f"E{n}"} for n in (1, 2)])

    frame, total = rows_behind(ask("complaints.rate"), store, known(scope=scope), settings=settings)

    assert total == 2
    assert (frame["staff_id"].fillna("").tolist() if "staff_id" in frame else None) == seen


def test_the_newest_come_first_and_empty_columns_stay_away(store):
    days = ("2024-02-01", "2024-02-03", "2024-02-02")
    put(store, complaints=[{"complaint_id": day, "opened_at": day, "category": "delay"} for day in days])

    frame, total = rows_behind(ask("complaints.rate"), store, known(), limit=2)

    assert frame["complaint_id"].tolist() == ["2024-02-03", "2024-02-02"]
    assert frame.columns.tolist() == ["complaint_id", "category", "opened_at"]
    assert total == 3


def test_no_records_keep_the_column_of_their_time(store):
    frame, total = rows_behind(ask("satisfaction.nps"), store, known())

    assert (len(frame), total, frame.columns.tolist()) == (0, 0, ["answered_at"])


def test_nothing_waits_at_a_time_nobody_knows_yet(store):
    put(store, complaints=[{"opened_at": "2024-02-01"}])

    _, total = rows_behind(ask("complaints.ageing"), store, known(start=dt.date(2024, 5, 1)))

    assert total == 0


def test_the_whole_of_a_table_is_counted_whatever_the_period(store):
    put(
        store,
        complaints=[
            {"opened_at": "2020-02-01"},
            {"opened_at": "2024-02-01", "store_id": "S1"},
            {"opened_at": "2024-02-01", "kind": "question"},
            {"opened_at": "2024-04-01"},  # not known yet
        ],
        purchases=[{"order_id": "O1", "line_no": line} for line in (1, 2)] + [{"order_id": "O2", "trial": True}],
        survey_answers=[{"recommend": 5}, {"recommend": None}],
    )

    found = {table: how_many(store, known(**PERIOD), table) for table in ("complaints", "purchases", "survey_answers")}

    assert found == {"complaints": 2, "purchases": 1, "survey_answers": 2}
    assert how_many(store, known(store=("S1",)), "complaints") == 1


def test_a_filter_offers_the_codes_that_occur_in_the_order_of_their_labels(store):
    put(store, stores=[{"store_id": "S1", "name": "Zoo"}, {"store_id": "S2", "name": "Airport"}])
    put(store, complaints=[{"opened_at": "2024-02-01", "store_id": shop} for shop in ("S1", "S3", None)])
    put(store, purchases=[{"order_id": "O1", "store_id": "S2"}])

    assert list(choices(store, "store").items()) == [("S2", "Airport"), ("S3", "S3"), ("S1", "Zoo")]
    assert labels(store, "store") == {"S1": "Zoo", "S2": "Airport"}


def test_codes_of_a_team_come_from_cases_and_from_staff(store):
    put(store, staff=[{"staff_id": "A1", "team": "red"}])
    put(store, complaints=[{"opened_at": "2024-02-01", "team": "blue"}])

    assert choices(store, "team") == {"blue": "blue", "red": "red"}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_an_empty_store_offers_nothing(store, dimension):
    assert choices(store, dimension) == {}
    assert labels(store, dimension) == {}
