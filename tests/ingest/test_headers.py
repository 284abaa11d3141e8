"""Names of columns: found in any order and spelling, never guessed."""

import pytest

from crm_core.errors import CsvRejected
from crm_core.ingest import Profile, header_hash
from crm_core.ingest.mapping import match
from crm_core.schema import LOADED
from tests.ingest.reading import read_bytes, read_text


def test_f33_a_repeated_header_gets_a_number_and_is_reported(tmp_path):
    came = read_text(tmp_path, "Case Number,Created at,Subject,Subject", "1,2026-01-05,first,second")

    assert came.counts["header"] == ["Case Number", "Created at", "Subject", "Subject_2"]
    assert came.values("summary") == ["first"]
    assert "repeated_column" in came.warned()


def test_f34_a_required_column_that_is_missing_is_named_beside_the_columns_there_are(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        read_text(tmp_path, "Case Number,Subject", "1,late")

    assert refused.value.code == "required_column_missing"
    assert refused.value.expected == "opened_at"
    assert refused.value.found == "Case Number, Subject"


def test_f35_unknown_columns_are_left_out_and_listed(tmp_path):
    came = read_text(tmp_path, "Case Number,Created at,Shoe size", "1,2026-01-05,43")

    assert {"code": "column_left_out", "found": "Shoe size", "expected": ""} in came.counts["warnings"]
    assert came.lines == {"header": 1, "good": 1}


def test_f36_columns_may_stand_in_any_order(tmp_path):
    came = read_text(tmp_path, "Subject,Created at,Case Number", "late,2026-01-05,1")

    assert came.rows("complaint_id, summary") == [("1", "late")]


@pytest.mark.parametrize(
    "header", ["\ufeffCASE NUMBER, created  AT ,subject", "case_number,Created-At,SUBJECT",
               "\u200fCase\u200bNumber,Created\u00a0at,Subject"],
)  # fmt: skip
def test_f37_case_spaces_and_invisible_marks_in_a_header_do_not_matter(tmp_path, header):
    came = read_text(tmp_path, header, "1,2026-01-05,late")

    assert came.rows("complaint_id, summary") == [("1", "late")]


def test_f37_arabic_and_persian_letters_are_the_same_name(tmp_path):
    came = read_text(tmp_path, "شماره شكايت,تاريخ شكايت", "1,2026-01-05")

    assert came.values("complaint_id") == ["1"]


def test_a_name_that_only_looks_like_one_is_a_suggestion(tmp_path):
    found = {one.column: one for one in match(["Opend at", "Case Number"], LOADED["complaints"])}
    with pytest.raises(CsvRejected) as refused:
        read_text(tmp_path, "Opend at,Case Number", "2026-01-05,1")

    assert (found["Opend at"].target, found["Opend at"].how, found["Opend at"].sure) == ("opened_at", "similar", False)
    assert "'Opend at'" in refused.value.todo


def test_what_the_user_said_goes_before_names(tmp_path):
    mapping = {"Subject": "category", "Created at": "opened_at", "Case Number": None}
    came = read_text(
        tmp_path, "Case Number,Created at,Subject", "1,2026-01-05,late", profile=Profile("complaints", mapping=mapping)
    )

    assert came.values("category") == ["late"]
    assert came.values("complaint_id") != ["1"]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"Nothing": "summary"}, "mapping_column_missing"), ({"Subject": "nothing"}, "mapping_target_unknown"),
     ({"Subject": "summary", "Case Number": "summary"}, "column_mapped_twice")],
)  # fmt: skip
def test_a_mapping_that_can_not_be_is_refused(tmp_path, mapping, code):
    with pytest.raises(CsvRejected) as refused:
        read_text(
            tmp_path, "Case Number,Created at,Subject", "1,2026-01-05,x", profile=Profile("complaints", mapping=mapping)
        )

    assert refused.value.code == code


def test_a_sensitive_column_is_left_out_until_it_is_switched_on(tmp_path):
    lines = ("Customer ID,Name,belief", "1,Ann,none")
    off = read_text(tmp_path, *lines, table="customers")
    (tmp_path / "staged").rename(tmp_path / "first")
    on = read_text(tmp_path, *lines, table="customers", profile=Profile("customers", sensitive=("belief",)))

    assert "sensitive_left_out" in off.warned()
    assert [row["belief"] for row in on.counts["good_examples"]] == ["none"]


def test_a_header_is_remembered_whatever_its_spelling():
    assert header_hash(["Case Number", "Created at"]) == header_hash(["case_number", "CREATED AT"])
    assert header_hash(["Case Number", "Created at"]) != header_hash(["Created at", "Case Number"])


def test_a_repeated_column_reads_from_the_file_as_bytes(tmp_path):
    came = read_bytes(tmp_path, b"\xef\xbb\xbfCase Number;Created at\r\n1;2026-01-05\r\n")

    assert came.counts["encoding_how"] == "byte_order_mark"
    assert came.values("complaint_id") == ["1"]
