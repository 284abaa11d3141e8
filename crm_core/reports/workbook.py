"""The one writer of Excel workbooks: a sheet has a title, its sentences, a picture, and tables."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import xlsxwriter

from crm_core.errors import TooManyRows
from crm_core.reports import cells
from crm_core.reports.names import sheet_names

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Rows and columns of a sheet (Excel specifications and limits)."""

NARROWEST, WIDEST, WRAPPED = 9, 42, 100  # widths of columns in digits
LINE = 100  # letters of a sentence on one line, over as many columns as that takes
AT_ONCE = 5_000  # rows that are in memory a second time while they are written
SEEN = 200  # rows that a column's width is taken from
ROW_HEIGHT = 20  # pixels
DENSITY = 2  # pixels of a picture to one on the screen
SCREEN = 96  # dots an inch
METRE = 39.3701  # inches

LONG: dict[str, object] = {"text_wrap": True, "valign": "top"}
MARKED = "<r>"
"""How a text begins that the writer may take for one that is marked up already."""

OPTIONS = {
    "constant_memory": True,  # rows go to the disk as they are written
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    Attributes
    ----------
    frame : DataFrame
        As a reader sees it, under its headings.
    units : mapping of str to str
        Unit of a column by its heading; for its number format.
    title : str
        What stands above it.
    wrapped : bool
        Whether its texts are long and run over several lines.
    """

    frame: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    wrapped: bool = False


@dataclass(frozen=True)
class Sheet:
    """What one sheet holds, from the top to the bottom.

    Attributes
    ----------
    title : str
        Its heading, and as far as Excel allows its name.
    lines : tuple of str
        Sentences under the heading.
    blocks : tuple of Block
        Its tables.
    picture : bytes
        A PNG between the sentences and the tables; empty: none.
    alt : str
        What the picture shows, for those who can't see it.
    """

    title: str
    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    picture: bytes = b""
    alt: str = ""


def to_excel(
    sheets: Sequence[Sheet],
    *,
    created: dt.datetime,
    zone: str = "UTC",
    currency: str = "USD",
    right_to_left: bool = False,
) -> bytes:
    """Write a workbook.

    Text is text, whatever it begins with. Numbers are there in full, with a format by their unit; a share in per cent
    is a share of one that Excel shows in per cent. Days are days; instants stand in the workspace's zone, named in
    their heading, since Excel knows none. What is missing is an empty cell. The same sheets give the same bytes.

    Parameters
    ----------
    sheets : sequence of Sheet
        In their order; at least one.
    created : datetime
        What the file says of when it was made; the instant up to which the data are known, not the clock.
    zone : str
        Name of the zone in which instants are written.
    currency : str
        Code of the currency that amounts of money are written in.
    right_to_left : bool
        Whether the first column is the one on the right.

    Raises
    ------
    TooManyRows
        A table has more rows or columns than a sheet of Excel.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        moment = created.astimezone(dt.UTC).replace(tzinfo=None)
        book.set_properties({"title": cells.held(sheets[0].title), "created": moment})
        writer = _Writer(book, zone, currency)
        for sheet, name in zip(sheets, sheet_names([sheet.title for sheet in sheets]), strict=True):
            page = book.add_worksheet(name)
            if right_to_left:
                page.right_to_left()
            writer.write(page, sheet)
    return file.getvalue()


class _Writer:
    """Writes sheets of one workbook, row after row from the top: what is written stays as it is."""

    def __init__(self, book: Any, zone: str, currency: str) -> None:
        self._book, self._zone, self._currency = book, zone, currency
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def write(self, page: Any, sheet: Sheet) -> None:
        """Write one sheet."""
        self._check(sheet)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        widths = _widths(sheet.blocks)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.set_row(0, 1.5 * ROW_HEIGHT * 0.75)
        self._text(page, 0, 0, cells.held(sheet.title), bold=True, font_size=14)
        row = self._lines(page, sheet.lines, _across(widths))
        row = self._picture(page, row + 1, sheet) if sheet.picture else row + 1
        for block in sheet.blocks:
            row = self._block(page, row, block) + 1

    @staticmethod
    def _check(sheet: Sheet) -> None:
        tables = sum(len(block.frame) + 3 for block in sheet.blocks)
        rows = 2 + len(sheet.lines) + _rows_of(sheet.picture) + tables
        columns = max((block.frame.shape[1] for block in sheet.blocks), default=0)
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise TooManyRows(
                "excel_rows_many",
                found=f"{rows:,} rows, {columns:,} columns",
                expected=f"at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns",
                todo="narrow the selection, or take the CSV",
            )

    def _lines(self, page: Any, lines: Sequence[str], across: int) -> int:
        """Write the sentences over several columns each; return the row below."""
        row = 1
        for line in filter(None, lines):
            wanted = -(-len(line) // LINE)
            page.set_row(row, wanted * ROW_HEIGHT * 0.75)
            page.merge_range(row, 0, row, across, "", self._format(text_wrap=True, valign="top"))
            self._text(page, row, 0, cells.held(line), text_wrap=True, valign="top")
            row += 1
        return row

    def _picture(self, page: Any, row: int, sheet: Sheet) -> int:
        """Place the picture at half its pixels; return the row below."""
        page.insert_image(
            row,
            0,
            "picture.png",
            {
                "image_data": io.BytesIO(sheet.picture),
                "x_scale": _dots(sheet.picture) / SCREEN / DENSITY,
                "y_scale": _dots(sheet.picture) / SCREEN / DENSITY,
                "description": sheet.alt,
                "object_position": 3,  # neither moves nor grows with cells
            },
        )
        return row + _rows_of(sheet.picture)

    def _block(self, page: Any, row: int, block: Block) -> int:
        """Write one table; return the row below."""
        if block.title:
            self._text(page, row, 0, cells.held(block.title), bold=True)
            row += 1
        if len(block.frame.columns) == 0:
            return row
        frame = block.frame
        for place, name in enumerate(frame.columns):
            zone = f" ({self._zone})" if isinstance(frame.dtypes.iloc[place], pd.DatetimeTZDtype) else ""
            self._text(page, row, place, cells.held(f"{name}{zone}"), bold=True, text_wrap=True, valign="top", bottom=1)
        for start in range(0, len(frame), AT_ONCE):
            self._rows(page, row + 1 + start, frame.iloc[start : start + AT_ONCE], block)
        return row + len(frame) + 1

    def _rows(self, page: Any, row: int, frame: pd.DataFrame, block: Block) -> None:
        """Write some rows from a row on."""
        read = [self._column(frame.iloc[:, place], block) for place in range(frame.shape[1])]
        formats = [look for _, look in read]
        look = LONG if block.wrapped else {}
        for values in zip(*(values for values, _ in read), strict=True):
            self._row(page, row, values, formats, look)
            row += 1

    def _column(self, values: pd.Series[Any], block: Block) -> tuple[Iterator[cells.Value], Any]:
        unit = block.units.get(str(values.name), "")
        read, moments = cells.column(values, unit, self._zone)
        return read, self._format(num_format=moments or cells.format_of(unit, self._currency))

    def _row(
        self, page: Any, row: int, values: Sequence[cells.Value], formats: list[Any], look: dict[str, object]
    ) -> None:
        for place, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, str):
                if look or cells.runs(value) or value.startswith(MARKED):
                    self._text(page, row, place, value, **look)
                else:  # most cells of most tables, and what their writing takes counts
                    page.write_string(row, place, value)
            elif isinstance(value, bool):
                page.write_boolean(row, place, value)
            else:
                page.write_number(row, place, value, formats[place])

    def _text(self, page: Any, row: int, place: int, text: str, **look: object) -> None:
        """Write a text as text: one that would run gets the mark that keeps it a text when its cell is edited."""
        marked = look | ({"quote_prefix": True} if cells.runs(text) else {})
        shown = self._format(**marked) if marked else None
        if text.startswith(MARKED) and text.endswith(
            "</r>"
        ):  # the writer takes it for marked up text, and as it stands
            page.write_rich_string(row, place, text[:1], self._format(), text[1:], *filter(None, [shown]))
        else:
            page.write_string(row, place, text, shown)

    def _format(self, **look: object) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


def _rows_of(picture: bytes) -> int:
    """Return how many rows of a sheet a PNG covers, one more below it included; its header says how high it is."""
    if not picture:
        return 0
    height: int = struct.unpack(">I", picture[20:24])[0]
    return int(height / DENSITY / ROW_HEIGHT) + 2


def _dots(picture: bytes) -> float:
    """Return the dots an inch that a PNG says it has, in its chunk ``pHYs``; a screen's where it says nothing."""
    _, found, said = picture.partition(b"pHYs")
    return round(struct.unpack(">I", said[:4])[0] / METRE) if found else SCREEN


def _widths(blocks: Sequence[Block]) -> list[int]:
    """Return the width of each column: that of its longest text, of its longest word in the heading at least."""
    widest: dict[int, int] = {}
    for block in blocks:
        for place, name in enumerate(block.frame.columns):
            values = block.frame.iloc[:SEEN, place].dropna()
            texts = [str(value) for value in values] if values.dtype in ("object", "str") else []
            needed = max(len(text) for text in [*str(name).split(), *texts, ""]) + 2
            wide = min(max(needed, NARROWEST), WRAPPED if block.wrapped else WIDEST)
            widest[place] = max(wide, widest.get(place, 0))
    return [widest[place] for place in sorted(widest)]


def _across(widths: Sequence[int]) -> int:
    """Return the last of so many columns as a line of a sentence takes."""
    total, place = 0, 0
    while total < LINE:
        total += widths[place] if place < len(widths) else NARROWEST
        place += 1
    return max(place - 1, 1)
