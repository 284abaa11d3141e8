"""Small tables with our contracts' columns, whose every cell is known, and how they are written as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm_core.schema import LOADED

TABLES = ("complaints", "purchases", "customers", "survey_answers")
COLUMNS = {
    "complaints": ("complaint_id", "opened_at", "category", "customer_id", "summary"),
    "purchases": ("order_id", "line_no", "bought_at", "revenue", "channel"),
    "customers": ("name", "city", "customer_id", "email"),
    "survey_answers": ("answer_id", "answered_at", "recommend", "comment", "csat", "touchpoint"),
}
ROWS = 9
_NAMES = ("Ada Moss", "Bo Lind", "王伟", "مریم رضایی", "Zoë O'Neill", "Cy Ray", "Di Fox", "Eve Orr", "Flo Yu")
_TEXTS = (
    "late", "lost, then found", 'a "new" one', "two\nlines", "too slow; sorry", "broken | bent", "ok",
    "配送太慢了", "دیر رسید",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table and how it is written.

    Attributes
    ----------
    columns : tuple of str
        Its columns.
    rows : tuple of tuple of str
        Its cells.
    delimiter, quote, end : str
        How it is written.
    always : bool
        Whether every cell stands in quotes.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    quote: str = '"'
    end: str = "\n"
    always: bool = False

    def cell(self, text: str) -> str:
        """One cell as it is written."""
        odd = any(sign in text for sign in (self.delimiter, self.quote, "\n")) or not text
        doubled = text.replace(self.quote, self.quote * 2)
        return f"{self.quote}{doubled}{self.quote}" if self.always or (odd and text) else text

    def line(self, cells: Sequence[str]) -> str:
        """One record as it is written, without its line end."""
        return self.delimiter.join(map(self.cell, cells))

    def written(self, **how: object) -> "Sheet":
        """The same table written in another way."""
        return replace(self, **how)


@dataclass
class Written:
    """A file in pieces: each with the number of the record that it is, or None for anything else."""

    sheet: Sheet
    head: str
    records: list[str]
    before: str = ""
    after: str = ""
    encoding: str = "utf-8"
    mark: bytes = b""

    def content(self) -> bytes:
        """The file."""
        return self.mark + "".join((self.before, self.head, *self.records, self.after)).encode(
            self.encoding, "surrogateescape"
        )

    def lines(self) -> list[tuple[int, int]]:
        """First and last line of each record; one that goes on in its predecessor's line begins there."""
        found, text = [], self.before + self.head
        for record in self.records:
            first, text = _line_ends(text) + 1, text + record
            found.append((first, max(first, _line_ends(text))))
        return found


def _line_ends(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1


def table(name: str) -> Sheet:
    """A table of one of our contracts."""
    columns = COLUMNS[name]
    kinds = {column: LOADED[name].column(column).type for column in columns}
    rows = tuple(tuple(_value(column, kinds[column], number) for column in columns) for number in range(ROWS))
    return Sheet(columns, rows)


def write(sheet: Sheet) -> Written:
    """The table as a file."""
    return Written(sheet, sheet.line(sheet.columns) + sheet.end, [sheet.line(row) + sheet.end for row in sheet.rows])


def _value(column: str, kind: str, number: int) -> str:
    if column in ("name", "city"):
        return _NAMES[number]
    if kind == "key":
        return f"{column[0]}{number + 101:05}"
    plain = {
        "instant": f"2026-01-{number + 1:02} 10:{number:02}", "money": f"{number}.50", "integer": str(number % 5 + 1),
        "choice": ("phone", "email", "web")[number % 3],
    }  # fmt: skip
    return plain.get(kind, _TEXTS[number] if number != 6 else "")
