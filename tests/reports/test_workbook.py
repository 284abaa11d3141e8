"""Workbooks: what another program reads is what was written, as numbers, days and instants, and nothing runs."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from xlsxwriter.workbook import Workbook

from crm_core import charts
from crm_core.errors import TooManyRows
from crm_core.reports import Block, Sheet, sheet_names, to_excel
from crm_core.reports.cells import MOST_LETTERS
from tests.charts import made_up
from tests.reports.opened import rows, table, workbook

AS_OF = dt.datetime(2024, 3, 8, 12, tzinfo=dt.UTC)
HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "'=1",
    "=HYPERLINK(1)",
]


def written(frame: pd.DataFrame) -> list[list[object]]:
    content = to_excel([Sheet("Any", (), (Block(frame),))], created=AS_OF)
    return table(workbook(content).active, str(frame.columns[0]))


def cells_of(frame: pd.DataFrame, **units: str) -> list:
    """The cells of the first column below its heading."""
    sheet = workbook(to_excel([Sheet("Any", (), (Block(frame, units),))], created=AS_OF)).active
    return [row[0] for row in sheet.iter_rows(min_row=4)]


def moment(text: str) -> dt.datetime:
    """A moment as a cell knows it, without a zone."""
    return dt.datetime.fromisoformat(text)


def texts(*values: str) -> pd.DataFrame:
    return pd.DataFrame({"text": pd.Series(values, dtype="str")})


@pytest.mark.parametrize("text", [*HOSTILE, "http://example.org", "mailto:a@b.c", "{=1}", "00123", "1e5", "TRUE"])
def test_text_stays_text_also_after_its_cell_is_edited(text):
    (cell,) = cells_of(texts(text))

    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert written(texts(text))[1:] == [[text]]
    assert cell.quotePrefix == (text in HOSTILE)


@pytest.mark.parametrize(
    "text",
    [" space ", "two\nlines", "a\rreturn", "a\x00b\x01\x1f", "_x0041_", "\ufffe\uffff", "<r>&</r>", "سارا", "王芳 👍"],
)
def test_every_text_reads_back_as_it_was(text):
    assert written(texts(text, "after")) == [["text"], [text], ["after"]]


def test_half_a_character_becomes_the_sign_for_a_broken_one():
    assert written(pd.DataFrame({"text": ["a\ud83d"]}, dtype="object"))[1:] == [["a\N{REPLACEMENT CHARACTER}"]]


@pytest.mark.parametrize("letter", ["x", "👍"])
def test_a_text_is_cut_where_a_cell_ends_and_says_so(letter):
    (cell,) = cells_of(texts(letter * 40_000))

    assert cell.value.endswith(f"{letter}…")
    assert MOST_LETTERS - 1 <= len(cell.value.encode("utf-16-le")) / 2 <= MOST_LETTERS


def test_numbers_are_there_in_full_with_a_format_and_missing_is_empty_never_zero():
    frame = pd.DataFrame({"x": [1 / 3, np.nan, 0.0, -0.1], "n": pd.array([1, None, 0, -3], dtype="Int64")})

    assert written(frame) == [["x", "n"], [1 / 3, 1], [None, None], [0, 0], [-0.1, -3]]


@pytest.mark.parametrize(
    ("unit", "value", "cell", "look"),
    [
        ("per cent", 12.5, 0.125, "0.0%"),
        ("workspace currency", 1234.5, 1234.5, "[$USD] #,##0.00"),
        ("days", 3.26, 3.26, "#,##0.0"),
        ("customers", 1200.0, 1200, "#,##0"),
        ("points of 100", 71.25, 71.25, "General"),
    ],
)
def test_shares_money_days_and_counts_look_like_what_they_are(unit, value, cell, look):
    (found,) = cells_of(pd.DataFrame({"x": [value]}), x=unit)

    assert (found.value, found.number_format) == (cell, look)


def test_whole_numbers_that_no_cell_holds_exactly_are_text():
    frame = pd.DataFrame({"n": pd.array([2**53, 2**53 + 1], dtype="Int64")})

    assert written(frame)[1:] == [[2**53], [str(2**53 + 1)]]


def test_rows_that_are_written_in_parts_are_all_there_in_their_order():
    frame = pd.DataFrame({"n": range(10_001)})  # two parts of 5,000, and one row

    assert [row[0] for row in written(frame)[1:]] == list(range(10_001))


def test_a_number_without_end_is_text_and_yes_and_no_are_themselves():
    frame = pd.DataFrame({"x": [np.inf, 1.0], "yes": pd.array([True, None], dtype="boolean")})

    assert written(frame) == [["x", "yes"], ["inf", True], [1, None]]


def test_instants_stand_in_the_zone_that_their_heading_names_and_days_have_none():
    moments = pd.to_datetime(["2024-03-08T23:30:00Z", None, "2024-07-01T12:00:00Z"]).as_unit("us")
    days = pd.to_datetime(["2024-02-29", "2023-12-31", None]).as_unit("s")

    block = Block(pd.DataFrame({"at": moments, "day": days}))
    content = to_excel([Sheet("Any", (), (block,))], created=AS_OF, zone="Europe/Amsterdam")
    found = table(workbook(content).active, "at (Europe/Amsterdam)")

    assert found[1:] == [
        [moment("2024-03-09 00:30"), moment("2024-02-29")],
        [None, moment("2023-12-31")],
        [moment("2024-07-01 14:00"), None],
    ]


def test_days_before_the_calendar_of_spreadsheets_begins_are_text():
    frame = pd.DataFrame({"born": pd.to_datetime(["1899-12-31", "1900-02-28", "1900-03-01"]).as_unit("s")})

    assert written(frame)[1:] == [["1899-12-31"], ["1900-02-28"], [moment("1900-03-01")]]


def test_names_of_sheets_are_allowed_short_and_never_twice():
    titles = ["What: [now]?", "what now", "Same " * 10, "Same " * 10, "", "History", "'quoted'", "👍" * 20]

    names = sheet_names(titles)

    assert names[:3] == ["What now", "what now (2)", "Same Same Same Same Same Same…"]
    assert names[3:7] == ["Same Same Same Same Same S… (2)", "1", "History (2)", "quoted"]
    assert all(0 < len(name.encode("utf-16-le")) / 2 <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    book = Workbook("unused.xlsx")  # it refuses names that Excel would refuse
    assert [book.add_worksheet(name).name for name in names] == names


def test_a_sheet_reads_from_its_title_over_sentences_and_picture_to_its_tables():
    groups = made_up.grouped("index_points", [("a", 80.0, 79.0, 81.0, 50), ("b", 78.0, 77.0, 79.0, 50)])
    png = charts.to_png(charts.draw("dumbbell", groups, made_up.INDEX, made_up.words()))
    frame = texts("a", "b")

    page = Sheet("Title", ("First.", "Second."), (Block(frame), Block(frame, title="Again")), png, "Seen")
    content = to_excel([page], created=AS_OF)

    sheet = workbook(content).active
    column = [row[0] for row in rows(sheet) if row[0] is not None]
    assert column == ["Title", "First.", "Second.", "text", "a", "b", "Again", "text", "a", "b"]
    (picture,) = sheet._images
    top, bottom = (mark.row for mark in (picture.anchor._from, picture.anchor.to))
    heading = next(place for place, row in enumerate(rows(sheet)) if row[0] == "text")
    assert 2 < top < bottom < heading


def test_the_same_sheets_give_the_same_bytes_and_the_day_of_the_data():
    sheets = [Sheet("Any", ("Said.",), (Block(texts("a")),))]

    first, second = (to_excel(sheets, created=AS_OF) for _ in range(2))

    assert first == second
    assert workbook(first).properties.created == AS_OF.replace(tzinfo=None)


def test_pages_that_are_read_from_the_right_begin_on_the_right():
    content = to_excel([Sheet("Any")], created=AS_OF, right_to_left=True)

    assert workbook(content).active.sheet_view.rightToLeft


@pytest.mark.parametrize("shape", [(1_048_576, 1), (1, 16_385)])
def test_a_table_larger_than_a_sheet_is_refused_with_what_to_do(shape):
    frame = pd.DataFrame(np.zeros(shape, dtype="int8"))

    with pytest.raises(TooManyRows) as refusal:
        to_excel([Sheet("Any", (), (Block(frame),))], created=AS_OF)

    assert (refusal.value.code, "narrow" in refusal.value.todo) == ("excel_rows_many", True)
