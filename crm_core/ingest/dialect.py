"""How a file separates its cells and where its header stands, told by names and never by a sniffer.

The delimiter is the one whose header best matches the contracts, confirmed by the width of the lines that follow. A
preamble is skipped when a header is found by its names among the first lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from crm_core.errors import CsvRejected
from crm_core.ingest.layout import Shape
from crm_core.ingest.profile import Profile
from crm_core.ingest.quoting import parse
from crm_core.ingest.spelling import spelled
from crm_core.ingest.words import fold, is_data

DELIMITERS = (",", ";", "\t", "|", " ")
QUOTE = '"'
SEARCHED = 50  # lines among which a header is looked for
CONFIRMED = 1000  # lines whose width confirms a delimiter
LONGEST_HEADER = 3


@dataclass(frozen=True)
class Dialect:
    """How the file is written.

    Attributes
    ----------
    delimiter, quote : str
        A space as delimiter stands for runs of spaces.
    skip : int
        Lines before the header: preamble, ``sep=``.
    header_lines : int
        Lines of the header, 0 without one.
    names : tuple of str
        Header cells as written; column_1, column_2, ... without a header.
    known : int
        How many of them a contract knows.
    spaced, escaped : bool
        Habits of the whole file, as `Shape` describes them.
    """

    delimiter: str
    quote: str
    skip: int
    header_lines: int
    names: tuple[str, ...]
    known: int
    spaced: bool = False
    escaped: bool = False

    @property
    def shape(self) -> Shape:
        """What cutting records needs to know."""
        return Shape(self.delimiter, self.quote, len(self.names), self.spaced, self.escaped)


def find_dialect(lines: Sequence[str], names: Collection[str], profile: Profile | None = None) -> Dialect:
    """Return how a file is written.

    Parameters
    ----------
    lines : sequence of str
        Its first lines, some 1,000, without line ends.
    names : collection of str
        Folded names of columns that the contracts in question know.
    profile : Profile, optional
        What the user said; it wins.

    Raises
    ------
    CsvRejected
        Code ``no_rows_found``: nothing but blank lines.
    """
    if not any(line.strip() for line in lines):
        raise CsvRejected("no_rows_found", found="blank lines only", expected="a header and rows")
    profile = profile or Profile("")
    said = separator_line(lines[0])
    known = set(names) | set(map(fold, profile.mapping or {}))
    sure = profile.delimiter or said
    start = 1 if said else 0
    found = [_read_as(one, lines, known, profile, start=start) for one in ((sure,) if sure else DELIMITERS)]
    best = max(found, key=lambda one: (one.known, _agreement(one, lines), len(one.names)))
    habits = spelled(lines[best.skip : best.skip + CONFIRMED], best.shape, said=bool(profile.quote))
    if habits.quote != best.quote:
        best = _read_as(best.delimiter, lines, known, replace(profile, quote=habits.quote), start=start)
    return replace(best, spaced=habits.spaced, escaped=habits.escaped)


def cells_of(line: str, delimiter: str, quote: str = QUOTE) -> list[str]:
    """Return the cells of one line; a line with a broken quote is cut at its delimiters."""
    if delimiter == " ":
        line = re.sub(" +", " ", line).strip(" ")
    cells = parse([line], Shape(delimiter, quote, 0, spaced=delimiter != " "))
    return [cell.strip() for cell in (cells if cells is not None else line.split(delimiter))]


def separator_line(line: str) -> str | None:
    """Return the delimiter of a first line ``sep=;``, which spreadsheets write and honour."""
    found = re.fullmatch(r'"?sep=(.)"?', line.strip("\ufeff\r\n "), re.IGNORECASE)
    return found.group(1) if found else None


def _read_as(delimiter: str, lines: Sequence[str], known: set[str], profile: Profile, *, start: int) -> Dialect:
    cells = _Cells(lines, delimiter, profile.quote or QUOTE)
    count = cells.known_in(known)
    if profile.header_lines == 0:
        return _without_header(cells, profile.skip or start, known)
    if profile.skip is not None:
        return _headed(cells, profile.skip, profile.header_lines or 1, count)
    best, height = _best_header(cells, start, count, profile.header_lines)
    if best is None:
        return _foreign(cells, start, known, profile)
    return _headed(cells, best, profile.header_lines or height, count)


class _Cells:
    """Cells of the first lines, cut once."""

    def __init__(self, lines: Sequence[str], delimiter: str, quote: str) -> None:
        self.lines, self.delimiter, self.quote = lines, delimiter, quote
        self._rows: dict[int, list[str]] = {}

    def row(self, number: int) -> list[str]:
        """Return the cells of one line, none behind the last."""
        if number not in self._rows:
            inside = number < len(self.lines)
            self._rows[number] = cells_of(self.lines[number], self.delimiter, self.quote) if inside else []
        return self._rows[number]

    def joined(self, first: int, height: int) -> list[str]:
        """Return header cells written over several lines, as one name each."""
        rows = [self.row(number) for number in range(first, first + height)]
        width = max(map(len, rows))
        full = [row + [""] * (width - len(row)) for row in rows]
        return [" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*full, strict=True)]

    def known_in(self, known: set[str]) -> Callable[[Sequence[str]], int]:
        """Return a function that counts the distinct known names in a row."""
        return lambda row: len({fold(cell) for cell in row} & known)


def _best_header(
    cells: _Cells, start: int, count: Callable[[Sequence[str]], int], height: int | None
) -> tuple[int | None, int]:
    """Return the line and height of the best header: most known names, at least two, or one that is all there is."""
    best: tuple[int, int | None, int] = (0, None, 1)
    heights = (height,) if height else (1, 2, LONGEST_HEADER)
    for line in range(start, min(SEARCHED, len(cells.lines))):
        for rows in heights:
            names = cells.joined(line, rows)
            enough = 2 if line > start or len([name for name in names if name]) > 2 else 1
            if count(names) < max(enough, best[0] + 1) or any(map(is_data, names)):
                continue
            if rows > 1 and not height and count(names) < count(cells.row(line)) + 2:
                continue
            best = (count(names), line, rows)
    return best[1], best[2]


def _headed(cells: _Cells, line: int, height: int, count: Callable[[Sequence[str]], int]) -> Dialect:
    names = cells.joined(line, height)
    if height == 1:
        height += _more_header(cells, line + 1, len(names))
    return Dialect(cells.delimiter, cells.quote, line, height, tuple(names), count(names))


def _more_header(cells: _Cells, line: int, width: int) -> int:
    """Return how many lines below the names still belong to the header.

    Survey tools write the question, units or an import id there: words in every cell where all later rows have numbers
    or dates. One such column alone is rather a first row with a fault.
    """
    below = [cells.row(number) for number in range(line, min(line + CONFIRMED, len(cells.lines)))]
    rows = [row for row in below if len(row) == width]
    data = [sum(is_data(row[place]) for row in rows) for place in range(width)]
    places = [place for place, n in enumerate(data) if len(rows) >= 4 and n >= 0.9 * (len(rows) - LONGEST_HEADER + 1)]
    if len(places) < 2:
        return 0
    above = (len(row) == width and all(row[p] for p in places) and not any(map(is_data, row)) for row in below)
    return sum(takewhile(bool, islice(above, LONGEST_HEADER - 1)))


def _without_header(cells: _Cells, skip: int, known: set[str]) -> Dialect:
    width = _usual_width(cells, skip)
    names = tuple(f"column_{place}" for place in range(1, width + 1))
    return Dialect(cells.delimiter, cells.quote, skip, 0, names, len(set(map(fold, names)) & known))


def _foreign(cells: _Cells, start: int, known: set[str], profile: Profile) -> Dialect:
    """No known name anywhere: names of a foreign system if the first line of the usual width holds no data."""
    width = _usual_width(cells, start)
    numbers = range(start, min(SEARCHED, len(cells.lines)))
    first = next((number for number in numbers if len(cells.row(number)) == width), start)
    row = cells.row(first)
    by_place = bool(profile.mapping) and all(re.fullmatch(r"column_\d+", name) for name in profile.mapping or {})
    if by_place or any(map(is_data, row)) or len(set(row)) < len(row):
        return _without_header(cells, start, known)
    return Dialect(cells.delimiter, cells.quote, first, 1, tuple(row), 0)


def _usual_width(cells: _Cells, start: int) -> int:
    widths = Counter(len(cells.row(number)) for number in range(start, len(cells.lines)) if cells.lines[number].strip())
    return widths.most_common(1)[0][0] if widths else 1


def _agreement(dialect: Dialect, lines: Sequence[str]) -> float:
    """Share of the lines below the header that are as wide as it; nothing agrees with a single column."""
    if len(dialect.names) < 2:
        return 0.0
    start = dialect.skip + dialect.header_lines
    below = [line for line in lines[start : start + CONFIRMED] if line.strip()]
    right = sum(len(cells_of(line, dialect.delimiter, dialect.quote)) == len(dialect.names) for line in below)
    return right / len(below) if below else 0.5
