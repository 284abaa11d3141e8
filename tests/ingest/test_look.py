"""A first look says what a file seems to be and asks what only its owner can say."""

import pytest

from crm_core.ingest import Profile, Question, header_hash, look
from tests.ingest.test_real_files import DATA, SAMPLE


def write(folder, *lines):
    file = folder / "upload"
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return file


def test_a_city_offices_casework_is_told_from_its_header():
    reading = look(DATA / "nyc_council_casework_bronx.csv")

    assert reading.table == "complaints"
    assert reading.tables[0] == ("complaints", 0.667)
    assert {name: target for name, target in reading.mapping.items() if target} == {
        "Unique Key": "complaint_id", "Office": "team", "Open Date": "opened_at", "Close Date": "resolved_at",
        "Complaint Type": "category", "Descriptor": "subcategory",
    }  # fmt: skip
    assert (reading.encoding, reading.delimiter, reading.skip, reading.header_lines) == ("utf-8", ",", 0, 1)
    assert len(reading.rows) == 5
    assert reading.rows[0][0] == "NYCC13509446"
    assert reading.questions == ()
    assert reading.header_hash == header_hash(reading.columns)


def test_a_required_column_under_a_foreign_name_is_asked_with_a_guess():
    reading = look(DATA / "cdnow_master.txt", "purchases", profile=Profile("purchases", mapping={"dollar_value": None}))

    asked = [question for question in reading.questions if question.code == "required"]
    assert [question.column for question in asked] == ["revenue"]
    assert reading.delimiter == " "


def test_a_file_without_header_is_asked_by_place(tmp_path):
    reading = look(write(tmp_path, *SAMPLE), "purchases")

    assert reading.columns == ("column_1", "column_2", "column_3", "column_4", "column_5")
    assert reading.questions[0] == Question(
        "header_missing", "", "00004 | 0001 | 19970101 | 2 | 29.33", "", reading.columns
    )
    assert {question.column: question.guess for question in reading.questions[1:]} == {
        "bought_at": "column_3", "revenue": "column_1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("formats", "codes"), [({}, ["match", "day_order", "word"]), ({"Created at": "day_first"}, ["match", "word"])]
)
def test_what_the_file_does_not_say_is_asked_once(tmp_path, formats, codes):
    file = write(tmp_path, "Case Number,Created at,Status,Sumary", "1,03/04/2026,open,x", "2,05/06/2026,Zombie,y")
    reading = look(file, "complaints", profile=Profile("complaints", formats=formats))

    assert [question.code for question in reading.questions] == codes
    assert reading.questions[0].guess == "summary"
    assert reading.questions[-1].found == "Zombie"
    assert reading.mapping["Sumary"] is None


def test_amounts_and_serial_days_that_mean_two_things_are_asked(tmp_path):
    lines = ("order_id,bought_at,revenue,quantity", "1,43101,1.234,5", "2,43102,5.678,6")
    asked = look(write(tmp_path, *lines), "purchases").questions

    assert [(question.code, question.column, question.guess) for question in asked] == [
        ("serial", "bought_at", "serial_1900"), ("amounts", "revenue", "decimal_comma"),
    ]  # fmt: skip


def test_a_guessed_encoding_is_shown_and_asked(tmp_path):
    file = tmp_path / "upload"
    file.write_bytes("Case Number,Created at,Subject\n1,2026-01-05,Café à Genève\n".encode("cp1252"))
    reading = look(file, "complaints")

    assert [(question.code, question.guess) for question in reading.questions] == [("encoding", "cp1252")]
    assert reading.rows == (("1", "2026-01-05", "Café à Genève"),)
