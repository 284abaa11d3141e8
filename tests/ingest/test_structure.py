"""Files that are put together in odd ways: every line is accounted for, one fault costs one record."""

import pytest

from crm_core.errors import CsvRejected
from crm_core.ingest import Profile
from tests.ingest.reading import read_bytes, read_text

HEADER = "Case Number,Created at,Subject"


def test_f01_an_empty_file_is_refused(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        read_bytes(tmp_path, b"")

    assert refused.value.code == "empty_file"


def test_f01_a_file_of_blank_lines_is_refused(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        read_bytes(tmp_path, b"\n \n\n")

    assert refused.value.code == "no_rows_found"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_f02_a_header_alone_is_taken_with_no_rows_and_says_so(tmp_path, end):
    came = read_bytes(tmp_path, HEADER.encode() + end)

    assert came.lines == {"header": 1}
    assert came.values("complaint_id") == []
    assert "header_only" in came.warned()
    assert came.counts["data_until"] is None


def test_f03_one_row_is_a_file(tmp_path):
    came = read_text(tmp_path, HEADER, "1,2026-01-05 10:00,Late")

    assert came.lines == {"header": 1, "good": 1}
    assert came.rows("complaint_id, opened_at::VARCHAR, summary, line") == [("1", "2026-01-05 10:00:00+00", "Late", 2)]


def test_f04_the_last_line_needs_no_end(tmp_path):
    came = read_bytes(tmp_path, b"Case Number,Created at\n1,2026-01-05\n2,2026-01-06")

    assert came.lines == {"header": 1, "good": 2}
    assert came.values("complaint_id") == ["1", "2"]


def test_f05_blank_lines_are_counted_and_keep_the_numbers_of_the_others(tmp_path):
    came = read_text(tmp_path, HEADER, "", "1,2026-01-05,a", "   ", ",,", "2,2026-01-06,b", "")

    assert came.lines == {"header": 1, "blank": 4, "good": 2}
    assert came.values("line") == [3, 6]


def test_f06_a_file_without_header_is_refused_unless_its_columns_are_named_by_place(tmp_path):
    rows = ("1,2026-01-05 10:00,late", "2,2026-01-06 11:00,lost")
    with pytest.raises(CsvRejected) as refused:
        read_text(tmp_path, *rows)
    (tmp_path / "staged").rmdir()
    mapping = {"column_1": "complaint_id", "column_2": "opened_at", "column_3": "summary"}
    came = read_text(tmp_path, *rows, profile=Profile("complaints", mapping=mapping))

    assert refused.value.code == "header_missing"
    assert "column_3" in refused.value.todo
    assert came.rows("complaint_id, summary, line") == [("1", "late", 1), ("2", "lost", 2)]
    assert "no_header" in came.warned()


def test_f07_a_header_of_two_lines_is_read_as_one_name_each(tmp_path):
    came = read_text(tmp_path, "Case,Created,", "Number,at,Subject", "1,2026-01-05,late", "2,2026-01-06,lost")

    assert came.lines == {"header": 2, "good": 2}
    assert came.rows("complaint_id, summary") == [("1", "late"), ("2", "lost")]


def test_f07_lines_of_words_below_the_names_belong_to_the_header(tmp_path):
    rows = [f"A{day},2026-01-{day:02},{day}" for day in range(1, 10)]
    names = ("Response ID,RecordedDate,recommend", "Your number,Recorded Date,How likely are you to recommend us?")
    ids = '"{""ImportId"":""_id""}","{""ImportId"":""d""}","{""ImportId"":""Q1""}"'
    mapping = {"Response ID": "answer_id", "RecordedDate": "answered_at", "recommend": "recommend"}
    came = read_text(
        tmp_path, *names, ids, *rows, table="survey_answers", profile=Profile("survey_answers", mapping=mapping)
    )

    assert came.lines == {"header": 3, "good": 9}
    assert came.values("recommend") == list(range(1, 10))


def test_f07_a_first_row_with_a_fault_is_no_header(tmp_path):
    rows = [f"A{day},2026-01-{day:02},x" for day in range(1, 10)]
    came = read_text(tmp_path, HEADER, "A0,yesterday,x", *rows)

    assert came.lines == {"header": 1, "quarantined": 1, "good": 9}


def test_f09_lines_above_the_header_are_skipped_and_counted(tmp_path):
    came = read_text(tmp_path, "Report of cases", "printed on 2026-02-01", "", HEADER, "1,2026-01-05,late")

    assert came.lines == {"header": 4, "good": 1}
    assert came.values("line") == [5]
    assert "preamble_skipped" in came.warned()


def test_f09_a_preamble_as_wide_as_the_table_is_skipped_too(tmp_path):
    came = read_text(tmp_path, "Report,of,cases", "2026-02-01,,", HEADER, "1,2026-01-05,late")

    assert came.lines == {"header": 3, "good": 1}


def test_f21_apostrophes_as_quotes_are_told_from_the_rows(tmp_path):
    rows = ("1,'2026-01-05','late, and ''lost'''", "2,'2026-01-06','two\nlines'")
    came = read_text(tmp_path, HEADER, *rows)
    profile = Profile.from_json(came.counts["profile"])

    assert came.values("summary") == ["late, and 'lost'", "two\nlines"]
    assert profile.quote == "'"


def test_f21_apostrophes_in_words_are_letters(tmp_path):
    rows = ("1,2026-01-05,'t Hooft", "2,2026-01-06,it's late", "3,2026-01-07,'no'")
    came = read_text(tmp_path, HEADER, *rows)

    assert came.values("summary") == ["'t Hooft", "it's late", "'no'"]


def test_f22_backslashes_in_front_of_quotes(tmp_path):
    rows = ('1,2026-01-05,"said \\"no\\", then"', '2,2026-01-06,"C:\\\\temp"', '3,2026-01-06,"C:\\x"')
    came = read_text(tmp_path, HEADER, *rows)

    assert came.values("summary") == ['said "no", then', "C:\\temp"]
    assert came.bad("first_line, code, raw") == [(4, "unclear_escape", rows[2])]


def test_f15_quotes_inside_a_cell_cost_its_record(tmp_path):
    came = read_text(tmp_path, HEADER, '1,2026-01-05,a 5" x 7" print', "2,2026-01-06,b")

    assert came.bad("first_line, code") == [(2, "stray_quote")]


def test_f15_two_stray_quotes_far_apart_make_no_long_cell_of_the_rows_between(tmp_path):
    rows = [f"{number},2026-01-05,a" for number in range(10, 20)]
    came = read_text(tmp_path, HEADER, '1,"2026-01-05,a', *rows, '2,2026-01-05",a', "3,2026-01-06,b")

    assert came.bad("first_line, last_line, code") == [(2, 13, "unclear_quote")]
    assert came.values("complaint_id") == ["3"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param("2,2026-01-06", "too_few_cells", id="F13"),
        pytest.param("2,2026-01-06,b,more", "too_many_cells", id="F14"),
        pytest.param("2;2026-01-06;b", "too_few_cells", id="F16"),
    ],
)
def test_a_row_of_another_width_costs_itself(tmp_path, row, code):
    came = read_text(tmp_path, HEADER, "1,2026-01-05,a", row, "3,2026-01-07,c")

    assert came.bad("first_line, code, raw, byte_offset") == [(3, code, row, len(HEADER) + 1 + 15)]
    assert came.values("complaint_id") == ["1", "3"]


@pytest.mark.parametrize("row", ['2,2026-01-06,"b', '2,2026-01-06,b"', '2,2026-01-06,5" screen', '"2,2026-01-06,b'])
def test_f15_one_stray_quote_costs_one_record(tmp_path, row):
    rows = [f"{number},2026-01-05,a" for number in range(10, 30)]
    came = read_text(tmp_path, HEADER, *rows, row, *rows[::-1])

    assert [(line, raw) for line, raw in came.bad("first_line, raw")] == [(22, row)]
    assert came.lines == {"header": 1, "good": 20, "quarantined": 1, "duplicate": 20}


def test_f15_one_stray_quote_among_quoted_rows_costs_one_record(tmp_path):
    rows = [f'"{number}","2026-01-05","a, b"' for number in range(10, 30)]
    came = read_text(tmp_path, HEADER, *rows[:10], '"2","2026-01-06","b', *rows[10:])

    assert [code for (code,) in came.bad("code")] == ["unclosed_quote"]
    assert came.lines == {"header": 1, "good": 20, "quarantined": 1}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Case Number;Created at;Subject", "1;2026-01-05;a, b"),
        ("Case Number\tCreated at\tSubject", "1\t2026-01-05\ta, b"),
        ("Case Number|Created at|Subject", "1|2026-01-05|a, b"),
        ("Case Number, Created at, Subject", '1, 2026-01-05, "a, b"'),
        ("complaint_id opened_at summary", '1  2026-01-05 "a, b"'),
    ],
    ids=["semicolon", "tab", "bar", "comma and space", "spaces"],
)
def test_f17_the_delimiter_is_told_by_the_header(tmp_path, header, row):
    came = read_text(tmp_path, header, row)

    assert came.rows("complaint_id, opened_at::DATE::VARCHAR, summary") == [("1", "2026-01-05", "a, b")]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_f24_any_line_end_will_do(tmp_path, end):
    came = read_bytes(tmp_path, end.join([HEADER.encode(), b"1,2026-01-05,a", b"2,2026-01-06,b", b""]))

    assert came.lines == {"header": 1, "good": 2}
    assert came.rows("complaint_id, summary, line") == [("1", "a", 2), ("2", "b", 3)]


def test_f24_line_ends_may_be_mixed_and_offsets_are_those_of_the_file(tmp_path):
    content = b"Case Number,Created at,Subject\r\n1,2026-01-05,a\r2,2026-01-06,b\n3,never,c\r\n4,2026-01-07,d"
    came = read_bytes(tmp_path, content)

    assert came.lines == {"header": 1, "good": 3, "quarantined": 1}
    assert came.bad("first_line, byte_offset, raw") == [(4, content.index(b"3,never"), "3,never,c")]


def test_f28_f29_line_ends_quotes_and_commas_in_quotes_are_data(tmp_path):
    cell = '"said ""no"",\nthen\n\n{""a"": 1}"'
    came = read_text(tmp_path, HEADER, f"1,2026-01-05,{cell}", "2,2026-01-06,b")

    assert came.lines == {"header": 1, "good": 5}
    assert came.rows("summary, line") == [('said "no",\nthen\n\n{"a": 1}', 2), ("b", 6)]


def test_f30_a_quote_left_open_in_the_middle_costs_one_record(tmp_path):
    rows = [f"{number},2026-01-05,a" for number in range(10, 3010)]
    came = read_text(tmp_path, HEADER, *rows[:1000], '1,2026-01-06,"open', *rows[1000:])

    assert came.bad() == [(1002, None, "unclosed_quote")]
    assert came.lines == {"header": 1, "good": 3000, "quarantined": 1}


def test_f31_a_quote_left_open_in_the_last_line_costs_one_record(tmp_path):
    came = read_text(tmp_path, HEADER, "1,2026-01-05,a", '2,2026-01-06,"open')

    assert came.bad() == [(3, None, "unclosed_quote")]
    assert came.lines == {"header": 1, "good": 1, "quarantined": 1}


def test_f32_a_first_line_that_names_the_delimiter_is_honoured(tmp_path):
    came = read_text(tmp_path, "sep=;", "Case Number;Created at;Subject", "1;2026-01-05;a,b")

    assert came.lines == {"header": 2, "good": 1}
    assert came.values("summary") == ["a,b"]


def test_f38_a_cell_of_ten_megabytes_is_kept_whole(tmp_path):
    came = read_text(tmp_path, HEADER, "1,2026-01-05," + "x" * 10_000_000, "2,2026-01-06,b")

    assert [length for (length,) in came.rows("length(summary)")] == [10_000_000, 1]


def test_f39_a_long_bad_line_is_kept_whole(tmp_path):
    row = "2,never," + "x" * 50_000
    came = read_text(tmp_path, HEADER, "1,2026-01-05,a", row)

    assert came.bad("code, raw") == [("not_an_instant", row)]


@pytest.mark.parametrize(
    "start",
    [b"PK\x03\x04rest", b"%PDF-1.7", b"\x89PNG\r\n", b"PAR1", b"SQLite format 3\0", b"12345678DUCK", b"\x1f\x8b\x08"],
    ids=["xlsx", "pdf", "png", "parquet", "sqlite", "duckdb", "gzip"],
)
def test_f43_other_files_called_csv_are_refused(tmp_path, start):
    with pytest.raises(CsvRejected) as refused:
        read_bytes(tmp_path, start)

    assert refused.value.code == "not_a_csv"
    assert refused.value.found and refused.value.expected and refused.value.todo
