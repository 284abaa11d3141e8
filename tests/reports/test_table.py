"""Exports: what a spreadsheet opens is what the screen showed, and nothing that runs."""

import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest

from crm_core.reports import to_csv

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "'=1", "''@x"]


def lines(table: pd.DataFrame) -> list[str]:
    return to_csv(table).decode("utf-8-sig").splitlines()


def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe():
    table = pd.DataFrame({"comment": pd.Series(HOSTILE, dtype="str")})

    back = pd.read_csv(io.BytesIO(to_csv(table)), encoding="utf-8-sig", keep_default_na=False)

    assert list(back["comment"]) == [f"'{text}" for text in HOSTILE]


@pytest.mark.parametrize("text", ["-12", "+49170123456", "-12.50", "0", "00123"])
def test_numbers_that_stand_as_text_are_left_alone(text):
    table = pd.DataFrame({"code": pd.Series([text], dtype="str")})

    assert lines(table) == ["code", text]


def test_a_number_with_something_behind_it_is_no_number():
    table = pd.DataFrame({"code": pd.Series(["-12\n", "-1e5+A1"], dtype="str")})

    assert to_csv(table).decode("utf-8-sig") == "code\r\n\"'-12\n\"\r\n'-1e5+A1\r\n"


def test_negative_numbers_and_zeros_survive_and_missing_is_empty():
    table = pd.DataFrame({"n": pd.array([0, None, -3], dtype="Int64"), "x": [0.0, np.nan, -1.5]})

    assert lines(table) == ["n,x", "0,0.0", ",", "-3,-1.5"]


def test_mixed_columns_are_armoured_value_by_value():
    table = pd.DataFrame({"anything": pd.Series([1, "=1", None, dt.date(2024, 2, 29)], dtype="object")})

    assert lines(table) == ["anything", "1", "'=1", '""', "2024-02-29"]


def test_the_file_begins_with_the_mark_by_which_spreadsheets_know_utf_8():
    table = pd.DataFrame({"name": pd.Series(["سارا", "王芳"], dtype="str")})

    written = to_csv(table)

    assert written.startswith(b"\xef\xbb\xbfname")
    assert "王芳" in written.decode("utf-8")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_instants_are_written_in_utc_whatever_zone_they_came_in(zone):
    moment = pd.to_datetime(["2024-03-08T23:30:00Z", None]).tz_convert(zone)
    table = pd.DataFrame({"at": moment.as_unit("us"), "n": [1, 2]})

    assert lines(table) == ["at,n", "2024-03-08T23:30:00Z,1", ",2"]


def test_days_are_written_without_a_time():
    table = pd.DataFrame({"day": pd.to_datetime(["2024-02-29", "2023-12-31"]).as_unit("s")})

    assert lines(table) == ["day", "2024-02-29", "2023-12-31"]


def test_writing_leaves_the_table_as_it_was():
    table = pd.DataFrame({"text": pd.Series(["=1"], dtype="str")})
    before = table.copy()

    to_csv(table)

    pd.testing.assert_frame_equal(table, before)


def test_what_was_written_reads_back_the_same():
    table = pd.DataFrame(
        {
            "text": pd.Series(['say "no", twice', "two\nlines", "a\rreturn", "semi;colon", " space "], dtype="str"),
            "number": [0.1 + 0.2, 1e-12, -0.0, 12345678.9, 1 / 3],
        }
    )

    back = pd.read_csv(io.BytesIO(to_csv(table)), encoding="utf-8-sig", dtype={"text": "str"})

    pd.testing.assert_frame_equal(back, table, rtol=1e-15)
