"""A file from its path into its table in one call."""

import csv
import datetime as dt
import io
import threading

import pytest

import crm_core
from crm_core import ingest
from crm_core.errors import CsvRejected, ImportRefused
from crm_core.ingest import Order, Profile
from tests.ingest.arriving import COMPLAINTS, load, rows, state, text, write
from tests.rows import put

ROWS = (
    COMPLAINTS,
    "k1,c1,2024-01-05T09:00:00Z,2024-01-05T09:00:00Z,open",
    "k2,c2,2024-01-06T09:00:00Z,2024-01-06T09:00:00Z,open",
    "k3,c2,yesterday,2024-01-06T09:00:00Z,open",
)
FEBRUARY = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
NO_LINES = {"blank": 0, "duplicate": 0, "superseded": 0, "excluded": 0}


def test_a_file_is_loaded_and_every_line_of_it_told(store, tmp_path):
    path = write(tmp_path, "cases.csv", *ROWS)

    report = crm_core.load_csv(store, "complaints", path)

    assert (report.lines_in, report.lines) == (4, {"header": 1, "good": 2, "quarantined": 1} | NO_LINES)
    assert (report.good, report.quarantined, report.import_id, report.already_imported) == (2, 1, "000001", None)
    assert report.problems.drop(columns=["byte_offset", "expected"]).to_dict("records") == [
        {"record": 3, "first_line": 4, "last_line": 4, "column_name": "opened_at", "code": "not_an_instant",
         "found": "yesterday", "raw": ROWS[3]}
    ]  # fmt: skip
    assert ingest.history(store)["file_name"].tolist() == ["cases.csv"]


def test_f73_the_same_file_again_is_answered_from_the_ledger(store, tmp_path):
    path = write(tmp_path, "cases.csv", *ROWS)
    first = crm_core.load_csv(store, "complaints", path)
    before = state(store)

    again = crm_core.load_csv(store, "complaints", write(tmp_path, "renamed.csv", *ROWS))

    assert (again.import_id, again.lines) == (first.import_id, first.lines)
    assert again.already_imported <= store.now()
    assert len(again.problems) == 1
    assert state(store) == before
    assert len(ingest.history(store)) == 1


def test_the_same_file_from_two_visitors_at_once_is_loaded_once(store, tmp_path):
    path = write(tmp_path, "cases.csv", *ROWS)
    reports = []
    visitors = [
        threading.Thread(target=lambda: reports.append(crm_core.load_csv(store, "complaints", path))) for _ in range(2)
    ]

    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(100)

    assert [one.import_id for one in reports] == ["000001", "000001"]
    assert sorted(one.already_imported is None for one in reports) == [False, True]
    assert len(rows(store, "complaints")) == 2


def test_without_commit_the_counts_are_exact_and_nothing_stays(store, tmp_path):
    load(store, "complaints", *ROWS[:2])
    before = state(store)
    path = write(tmp_path, "cases.csv", *ROWS)

    report = crm_core.load_csv(store, "complaints", path, commit=False)

    assert report.lines == NO_LINES | {"header": 1, "good": 1, "duplicate": 1, "quarantined": 1}
    assert (report.import_id, report.good) == ("", 1)
    assert report.problems["code"].tolist() == ["not_an_instant"]
    assert state(store) == before
    assert len(list((store.folder / "uploads").iterdir())) == 1  # the file of the first import alone
    assert list((store.folder / "staging").glob("tmp*")) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"%PDF-1.7 ...", "not_a_csv"), (b"a,b\n1,2\n", "required_column_missing")],
)
def test_a_file_that_is_refused_leaves_nothing(store, tmp_path, content, code):
    path = tmp_path / "cases.csv"
    path.write_bytes(content)

    with pytest.raises(CsvRejected) as refused:
        crm_core.load_csv(store, "complaints", path)

    assert refused.value.code == code
    assert state(store) == {}
    assert ingest.is_new(store)
    assert list((store.folder / "uploads").iterdir()) == []


def test_a_missing_file_and_an_unknown_table_are_said_so(store, tmp_path):
    with pytest.raises(CsvRejected, match="file missing"):
        crm_core.load_csv(store, "complaints", tmp_path / "nothing.csv")
    with pytest.raises(CsvRejected, match="table unknown"):
        crm_core.load_csv(store, "complains", tmp_path / "nothing.csv")
    with pytest.raises(CsvRejected, match="profile of other table"):
        crm_core.load_csv(store, "complaints", b"a,b\n", Profile("purchases"))


def test_a_mapping_said_once_is_known_for_the_next_file_of_its_kind(store, tmp_path):
    said = {"Ref": "complaint_id", "Begin": "opened_at", "Shift": None}
    first = crm_core.load_csv(store, "complaints", text("Ref,Begin,Shift", "k1,2024-01-05,late"), mapping=said)

    second = crm_core.load_csv(store, "complaints", text("ref;BEGIN;shift", "k2;2024-01-06;late"))

    assert (first.good, second.good) == (1, 1)
    assert rows(store, "complaints", "complaint_id") == [("k1",), ("k2",)]


def test_a_column_that_is_given_another_target_leaves_the_one_it_had(store):
    content = text("Ref,Begin,Date", "k1,2024-01-05,2024-02-05")
    crm_core.load_csv(store, "complaints", content, mapping={"Ref": "complaint_id", "Begin": "opened_at"})
    ingest.undo(store, "000001")

    crm_core.load_csv(store, "complaints", content, mapping={"Date": "opened_at"})

    assert [moment.month for (moment,) in rows(store, "complaints", "opened_at")] == [2]


def test_what_was_taken_back_is_done_again_from_the_kept_file(store):
    first = crm_core.load_csv(store, "complaints", text(*ROWS), mapping={"customer_id": None})
    before = [row[:-4] for row in rows(store, "complaints")]
    ingest.undo(store, first.import_id)

    again = ingest.redo(store, first.import_id)

    assert again == ("000002",)
    assert [row[:-4] for row in rows(store, "complaints")] == before
    with pytest.raises(ImportRefused) as refused:
        ingest.redo(store, first.import_id)
    assert refused.value.code == "not_undone"


def test_an_import_whose_file_is_gone_can_not_be_done_again(store):
    first = crm_core.load_csv(store, "complaints", text(*ROWS))
    ingest.undo(store, first.import_id)
    for file in (store.folder / "uploads").iterdir():
        file.unlink()

    for what, code in ((first.import_id, "file_gone"), ("000077", "import_unknown")):
        with pytest.raises(ImportRefused) as refused:
            ingest.redo(store, what)
        assert refused.value.code == code


def sheet_of_faults(store) -> list[list[str]]:
    """The quarantine file of four bad records under headers of the sender's own, as a spreadsheet shows it."""
    said = {"Ref": "complaint_id", "Begin": "opened_at", "Amount back": "refund", "Note": "summary"}
    content = text(
        "Ref;Begin;Amount back;Note",
        "k1;2024-01-05;2,25;fine",
        "k2;yesterday;3,50;=HYPERLINK",
        'k3;2024-01-05;many;"two\nlines"',
        "k4;2024-01-05;1",
        'k5;2024-01-05;2,00;a "stray',
    )
    report = crm_core.load_csv(store, "complaints", content, mapping=said)
    return list(csv.reader(io.StringIO(ingest.quarantine_csv(store, report.import_id).decode("utf-8-sig"))))


def test_a_quarantine_file_holds_the_records_as_they_stood_with_what_is_wrong_in_front(store):
    sheet = sheet_of_faults(store)

    leading = ["quarantine_line", "quarantine_problem", "quarantine_found", "quarantine_expected"]
    assert sheet[0] == [*leading, "Ref", "Begin", "Amount back", "Note"]
    assert [row[0] for row in sheet[1:]] == ["3", "4", "6", "7"]
    assert sheet[1][1:3] == ["opened_at: not an instant", "yesterday"]
    assert [row[4:] for row in sheet[1:]] == [
        ["k2", "yesterday", "3,50", "'=HYPERLINK"],
        ["k3", "2024-01-05", "many", "two\nlines"],
        ["k4", "2024-01-05", "1"],
        ["k5", "2024-01-05", "2,00", 'a "stray'],
    ]


def test_a_quarantine_file_is_corrected_and_loaded_again(store):
    sheet = sheet_of_faults(store)
    sheet[1][5], sheet[2][6] = "2024-01-06", "7,00"
    sheet[3].append("the missing cell")
    corrected = io.StringIO()
    csv.writer(corrected).writerows(sheet)

    second = crm_core.load_csv(store, "complaints", corrected.getvalue().encode("utf-8-sig"))

    found = rows(store, "complaints", "complaint_id", "refund", "summary")
    assert (second.good, second.quarantined) == (4, 0)
    assert [(key, float(back), note) for key, back, note in found] == [
        ("k1", 2.25, "fine"),
        ("k2", 3.5, "=HYPERLINK"),
        ("k3", 7.0, "two\nlines"),
        ("k4", 1.0, "the missing cell"),
        ("k5", 2.0, 'a "stray'),
    ]


def test_a_folder_of_files_is_one_batch_and_loads_whole_or_not_at_all(store, tmp_path):
    write(tmp_path, "stores.csv", "store_id,name", "s1,Lyon")
    write(tmp_path, "complaints.csv", *ROWS)
    told = []

    reports = ingest.load_folder(store, tmp_path, "sample", progress=lambda *step: told.append(step))
    loaded = ingest.sample_is_loaded(store)
    ingest.undo(store, "sample")
    write(tmp_path, "complaints.csv", "nothing,of,use")
    with pytest.raises(CsvRejected):
        ingest.load_folder(store, tmp_path, "sample")

    assert told == [("stores", 0, 2), ("complaints", 1, 2), ("complaints", 2, 2)]
    assert [one.good for one in reports] == [1, 2]
    assert loaded
    assert state(store) == {}
    assert not ingest.sample_is_loaded(store)


def test_a_folder_without_files_of_ours_is_refused(store, tmp_path):
    with pytest.raises(CsvRejected, match="folder empty"):
        ingest.load_folder(store, tmp_path, "sample")


def test_what_is_late_by_the_given_moment_lies_in_the_future(store):
    content = text("complaint_id,opened_at", "k1,2024-01-05", "k2,2024-03-05")

    report = crm_core.load_csv(store, "complaints", content, order=Order(now=FEBRUARY))

    assert report.problems["code"].tolist() == ["in_the_future"]


def test_a_sensitive_column_stays_out_until_the_workspace_switches_it_on(store):
    content = text("customer_id,name,belief", "c1,Ada Moss,Shinto")
    crm_core.load_csv(store, "customers", content, Profile("customers", sensitive=("belief",)))
    before = rows(store, "customers", "belief")
    ingest.undo(store, "000001")
    on = {"purpose": "A study", "person": "Ada", "valid_from": "2024-01-01", "valid_until": "2999-12-31"}
    put(store, sensitive_columns=[{"column_name": "belief"} | on])

    crm_core.load_csv(store, "customers", content)

    assert (before, rows(store, "customers", "belief")) == ([(None,)], [("Shinto",)])


def test_cancelling_a_file_that_was_loaded_before_keeps_it(store):
    content = text(*ROWS)
    crm_core.load_csv(store, "complaints", content)

    ingest.forget(ingest.keep(store, content, "cases.csv"))
    ingest.forget(ingest.keep(store, b"another file", "other.csv"))

    assert [file.name for file in (store.folder / "uploads").iterdir()] == [ingest.history(store)["file_hash"].item()]
