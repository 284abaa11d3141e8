"""Two tables in one file, and a header again in its middle: none of it is a record of the first table."""

import pytest

from tests.ingest.reading import read_text

HEADER = "Case Number,Created at,Subject"


@pytest.mark.parametrize("between", [("",), (",,",), ("", "Staff of the store", "")])
def test_f10_a_second_table_in_the_file_is_set_aside_whole(tmp_path, between):
    second = ("staff_id,name,team", "7,Ada Moss,phone", "8,Bo Lind,chat")
    came = read_text(tmp_path, HEADER, "1,2026-01-05,late", *between, *second)

    assert came.values("complaint_id") == ["1"]
    assert [code for (code,) in came.bad("code")][-3:] == ["another_table"] * 3


def test_f10_the_header_in_the_middle_of_files_put_together_is_no_record(tmp_path):
    came = read_text(tmp_path, "Customer ID,Name", "1,Ada", "Customer ID,Name", "2,Bo", table="customers")

    assert came.bad("first_line, code") == [(3, "repeated_header")]
    assert came.values("name") == ["Ada", "Bo"]


CASES = [f"{day},2026-01-{day:02},late" for day in range(1, 8)]


@pytest.mark.parametrize("header", ["Staff ID,Hired on,Team", "Kürzel,Beginn,Abteilung", "order_id,bought_at,revenue"])
def test_f10_a_second_table_of_the_same_width_right_below_is_set_aside_whole(tmp_path, header):
    came = read_text(tmp_path, HEADER, *CASES, header, "7,2026-02-01,phone", "8,2026-02-02,chat")

    assert came.values("complaint_id") == ["1", "2", "3", "4", "5", "6", "7"]
    assert came.bad() == [(line, None, "another_table") for line in (9, 10, 11)]


def test_f10_a_second_table_of_words_alone_is_set_aside_too(tmp_path):
    people = ("Name,City,E-mail", "Ada,Lyon,ada@a.org", "Bo,Rome,bo@b.org")
    came = read_text(tmp_path, *people, "name,country,region", "Lyon,France,West", table="customers")

    assert came.values("name") == ["Ada", "Bo"]
    assert came.bad() == [(4, None, "another_table"), (5, None, "another_table")]


def test_f10_the_header_in_other_letters_is_no_record_and_what_follows_is(tmp_path):
    cases = read_text(tmp_path, HEADER, *CASES[:2], HEADER.upper(), *CASES[2:])
    (tmp_path / "staged").rename(tmp_path / "cases")
    people = ("Name,E-mail", "Ada,ada@a.org", "NAME,E-MAIL", "Bo,bo@b.org")
    came = read_text(tmp_path, *people, table="customers")

    assert (cases.lines["good"], cases.counts["codes"]) == (7, {"repeated_header": 1})
    assert came.bad() == [(3, None, "repeated_header")]
    assert came.values("name") == ["Ada", "Bo"]


@pytest.mark.parametrize("row", ["A8,yesterday,late", "unknown,unknown,lost", "case,tba,late", "x,,lost", "total,,"])
def test_a_record_with_words_for_days_costs_itself_alone(tmp_path, row):
    came = read_text(tmp_path, HEADER, *CASES, row, "9,2026-02-01,phone")

    assert came.lines == {"header": 1, "good": 8, "quarantined": 1}
    assert "another_table" not in came.counts["codes"]


def test_staff_whose_team_and_role_are_names_of_columns_are_staff(tmp_path):
    staff = ("Name,Team,Role", "Ada Moss,chat,lead", "Bo Lind,phone,agent", "Cy Ode,email,agent")
    came = read_text(tmp_path, *staff, table="staff")

    assert came.values("name") == ["Ada Moss", "Bo Lind", "Cy Ode"]


def test_f10_a_long_record_behind_a_blank_line_is_one(tmp_path):
    came = read_text(tmp_path, HEADER, "1,2026-01-05,late", "", "2,2026-01-06," + "配送" * 9_000, "3,2026-01-07,b")

    assert came.lines == {"header": 1, "good": 3, "blank": 1}
