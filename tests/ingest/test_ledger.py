"""The ledger says what was loaded, how far it reaches, and how files are read."""

import datetime as dt

import pytest

import crm_core
from crm_core import ingest
from crm_core.errors import ImportRefused
from crm_core.ingest import Profile
from tests.ingest.arriving import COMPLAINTS, load


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_the_history_tells_each_import_with_its_lines_the_newest_first(store):
    load(store, "complaints", COMPLAINTS, "k1,c1,2024-01-05,,open", "k2,c1,never,,open", "", batch="first files")
    load(store, "stores", "store_id,name", "s1,Lyon")

    found = ingest.history(store)

    assert list(found["table_name"]) == ["stores", "complaints"]
    entry = found.iloc[1]
    assert (entry["file_name"], entry["batch_id"], entry["state"]) == ("complaints.csv", "first files", "committed")
    terms = ("lines_in", "lines_header", "lines_blank", "lines_good", "lines_quarantined", "records_good")
    assert [entry[term] for term in terms] == [4, 1, 1, 1, 1, 1]
    assert entry["imported_at"] <= store.now()


def test_an_empty_store_has_no_history_and_no_horizon(store):
    assert ingest.history(store).empty
    assert ingest.is_new(store)
    assert crm_core.horizon(store, ("complaints", "purchases")) is None
    assert crm_core.reach(store, "complaints") == (None, None, None)


def test_the_horizon_is_the_earliest_end_of_the_tables_that_have_rows(store):
    load(store, "complaints", COMPLAINTS, "k1,c1,2024-03-08T10:30:00Z,2024-03-09T11:00:00Z,open")
    load(store, "purchases", "order_id,bought_at,revenue", "o1,2024-02-01T08:15:00Z,5", "o2,2023-01-01T08:15:00Z,5")

    found = crm_core.horizon(store, ("complaints", "purchases", "survey_answers"))

    assert found == utc(2024, 2, 1, 8, 15)
    assert crm_core.horizon(store, ("complaints",)) == utc(2024, 3, 9, 11)
    assert crm_core.reach(store, "purchases") == (utc(2023, 1, 1, 8, 15), utc(2024, 2, 1, 8, 15), None)
    assert crm_core.reach(store, "complaints").has_open is True


def test_a_table_reaches_as_far_as_the_latest_of_its_imports_that_count(store):
    load(store, "complaints", COMPLAINTS, "k1,c1,2024-03-01T10:00:00Z,,open")
    late = load(store, "complaints", COMPLAINTS, "k2,c1,2024-04-01T10:00:00Z,,open")
    load(store, "complaints", COMPLAINTS, "k3,c1,2024-02-01T10:00:00Z,,open")

    before = crm_core.horizon(store, ("complaints",))
    ingest.undo(store, late.import_id)

    assert (before, crm_core.horizon(store, ("complaints",))) == (utc(2024, 4, 1, 10), utc(2024, 3, 1, 10))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("UTC", utc(2024, 3, 8, 23, 59, 59)), ("Asia/Shanghai", utc(2024, 3, 8, 15, 59, 59)),
     ("America/New_York", utc(2024, 3, 9, 4, 59, 59))],
)  # fmt: skip
def test_a_file_of_days_covers_its_last_day_whole_in_its_zone(store, zone, expected):
    profile = Profile("complaints", time_zone=zone)
    load(store, "complaints", "complaint_id,opened_at", "k1,2024-03-07", "k2,2024-03-08", profile=profile)
    notes = Profile("conduct_notes", time_zone=zone)
    load(store, "conduct_notes", "staff_id,noted_on,kind,text", "a,2024-03-08,praise,well done", profile=notes)

    assert crm_core.horizon(store, ("complaints",)) == expected
    assert crm_core.horizon(store, ("conduct_notes",)) == expected


def test_the_day_of_the_export_goes_before_the_last_record(store):
    exported = utc(2024, 3, 31, 12)
    load(
        store,
        "complaints",
        "complaint_id,opened_at",
        "k1,2024-03-07",
        profile=Profile("complaints", exported_at=exported),
    )

    assert crm_core.horizon(store, ("complaints",)) == exported


def test_who_and_where_do_not_hold_back_what_happens(store):
    load(store, "complaints", COMPLAINTS, "k1,c1,2024-03-08T10:30:00Z,,open")
    load(store, "customers", "customer_id,name,joined_on", "c1,Ada,2019-01-01")

    assert crm_core.horizon(store, ("complaints", "customers")) == utc(2024, 3, 8, 10, 30)


def test_answers_are_remembered_for_the_same_columns_and_not_what_belongs_to_one_file(store):
    said = Profile(
        "complaints", source="desk", mapping={"Nummer": "complaint_id", "Tag": "opened_at"},
        formats={"Tag": "day_first"}, time_zone="Europe/Vienna", exported_at=utc(2024, 6, 1),
    )  # fmt: skip
    load(store, "complaints", "Nummer;Tag", "1;03/04/2024", profile=said)

    found = ingest.remembered(store, ["tag", "NUMMER"][::-1], "complaints")

    assert (found.source, found.mapping, found.formats, found.time_zone) == (
        "desk", {"Nummer": "complaint_id", "Tag": "opened_at"}, {"Tag": "day_first"}, "Europe/Vienna",
    )  # fmt: skip
    assert (found.delimiter, found.encoding, found.exported_at) == (None, None, None)
    assert ingest.remembered(store, ["Nummer"], "complaints") is None
    assert ingest.remembered(store, ["Nummer", "Tag"], "purchases") is None


def test_an_unknown_import_has_no_report(store):
    with pytest.raises(ImportRefused, match="import unknown"):
        ingest.report(store, "000001")
