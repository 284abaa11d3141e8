"""What a system's file tells only in part, and what a person may say instead."""

import crm_core
from crm_core.horizon import ends_by_change
from crm_core.ingest import Profile
from tests.ingest.knowing import known
from tests.ingest.reading import read_text
from tests.rows import put
from tests.sample.test_known_exports import EXPORTS, lines

DYNAMICS = "Case Title,ID,Status,Status Reason,Priority,createdon,modifiedon"
CASES = (
    "late,1,Active,In Progress,High,2026-01-05 10:00,2026-01-06 10:00",
    "late,2,Resolved,Problem Solved,High,2026-01-05 10:00,2026-01-07 10:00",
    "late,3,Cancelled,Cancelled,High,2026-01-05 10:00,2026-01-08 10:00",
)


def test_the_last_change_is_no_end_of_a_case_until_somebody_says_so(tmp_path):
    came = known(tmp_path, DYNAMICS, *CASES)

    assert came.rows("resolved_at, closed_at") == [(None, None)] * 3
    assert "no_resolved_instant" in came.warned()


def test_the_last_change_ends_settled_and_withdrawn_cases_where_somebody_says_so_and_is_flagged(tmp_path):
    came = known(tmp_path, DYNAMICS, *CASES, mapping={"modifiedon": "resolved_at"})

    assert came.rows("status, resolved_at::DATE::VARCHAR, closed_at::DATE::VARCHAR")[1:] == [
        ("resolved", "2026-01-07", None), ("withdrawn", None, "2026-01-08"),
    ]  # fmt: skip
    assert {"code": "resolved_when_changed", "found": "modifiedon", "expected": ""} in came.counts["warnings"]
    assert "no_resolved_instant" not in came.warned()


def test_a_case_open_by_its_status_is_open_though_it_was_solved_before(tmp_path):
    header = "Case Number,Created at,Solved at,Status"
    came = read_text(tmp_path, header, "1,2026-01-05,2026-01-06,Solved", "2,2026-01-05,2026-01-06,Open")
    (tmp_path / "staged").rename(tmp_path / "first")
    closed = read_text(tmp_path, header, "1,2026-01-05,2026-01-06,Solved")

    assert (came.counts["has_open"], closed.counts["has_open"]) == (True, False)


def test_freshdesks_survey_words_are_faces_and_a_ticket_without_them_is_no_answer(store):
    report = crm_core.load_csv(
        store,
        "survey_answers",
        EXPORTS / "freshdesk_tickets.csv",
        Profile("survey_answers", "freshdesk", "freshdesk.satisfaction"),
    )

    said = [row["Survey results"] for row in lines("freshdesk_tickets") if row["Survey results"]]
    answers = store.read(store.table("survey_answers").select())
    assert sorted(answers["csat"]) == sorted({"Extremely Happy": 3, "Unhappy": 1}[one] for one in said)
    assert set(answers["csat_scale"]) == {"3"}
    assert (report.quarantined, report.good) == (0, len(said)) == (0, 10)


def test_an_unknown_survey_word_is_set_aside(tmp_path):
    header = "Ticket ID,Subject,Status,Created time,Resolved time,Survey results"
    profile = Profile("survey_answers", "freshdesk", "freshdesk.satisfaction")
    rows = ("1,late,Resolved,2026-01-05 10:00,2026-01-06 10:00,Very happy", "2,a,Resolved,2026-01-05,2026-01-06,Meh")
    came = read_text(tmp_path, header, *rows, table="survey_answers", profile=profile)

    assert came.values("csat") == [3]
    assert came.bad() == [(3, "csat", "not_a_whole_number")]


def test_a_workspace_knows_whether_some_file_ended_cases_by_their_last_change(store):
    entry = {
        "table_name": "complaints", "source": "dynamics", "file_hash": "0", "state": "committed",
        "imported_at": "2026-02-01", "lines_in": 1, "records_good": 1, "records_quarantined": 0,
        **{f"lines_{term}": 0 for term in ("header", "blank", "good", "quarantined", "duplicate", "superseded")},
        "lines_excluded": 0,
    }  # fmt: skip
    put(store, imports=[entry | {"import_id": "1", "mapping": '{"modifiedon": "updated_at"}'}])
    before = ends_by_change(store)
    put(store, imports=[entry | {"import_id": "2", "mapping": '{"Modified On": "resolved_at"}'}])

    assert (before, ends_by_change(store)) == (False, True)
