"""Records that are whole by themselves but doubtful beside their neighbours.

A line break that nobody quoted leaves a whole record and a piece; a second table brings a second header; a sum stands
below what it adds up.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import numpy as np

from crm_core.ingest import literals
from crm_core.ingest.copy import BROKEN, Copy
from crm_core.ingest.engine import scan
from crm_core.ingest.finding import Found
from crm_core.ingest.kinds import Kind, has_digit, kinds_of, numbered
from crm_core.ingest.pieces import Piece
from crm_core.ingest.validate import Problem
from crm_core.ingest.words import fold

Raw = Callable[[Any], str]
"""Gives the text of an entry of the index as it stands in the file."""

Sheet = Sequence[tuple[int, list[str]]]
"""Records, each with its line."""

_BEGINNING = 50  # records that say what the first table's columns hold
_ENOUGH = 5  # of them, where nothing else parts a second header from the rows above
_SAMPLE = 2_000  # records from which the columns' kinds are told
_LONGEST_NAME = 60  # characters
_SUMS = (
    "total", "totals", "grandtotal", "subtotal", "sum", "average", "avg", "mean", "summe", "gesamt", "count",
    "\u5408\u8ba1", "\u603b\u8ba1", "\u5171\u8ba1", "\u5c0f\u8ba1", "جمع", "مجموع", "میانگین",
)  # fmt: skip
_NOTHING = frozenset(("na", "none", "null", "nil", "unknown", "nan", "missing", ""))


def doubtful(engine: duckdb.DuckDBPyConnection, copy: Copy, found: Found, raw: Raw) -> list[Problem]:
    """Return what is doubtful among the readable records, each once, by line."""
    width = copy.shape.width
    cells = ", ".join(f"coalesce(c{place}, '')" for place in range(1, width + 1))
    engine.execute(f"CREATE VIEW records AS SELECT line, [{cells}] AS cells FROM {scan(copy)}")  # noqa: S608 (our names)
    sample = engine.execute("FROM records LIMIT ?", [_SAMPLE]).fetchall()
    kinds = kinds_of([cells for _, cells in sample], width)
    problems: dict[int, Problem] = {}
    for code, lines in (
        ("repeated_header", _spelled_otherwise(engine, found)),
        ("unclear_quote", _in_apostrophes(engine, copy)),
        ("unclear_escape", _with_backslash(engine, copy)),
        ("nearly_empty", _nearly_empty(engine, kinds)),
        ("sum_of_others", _sums(engine)),
        ("below_header", _below_header(sample)),
        ("piece_of_another", _pieces(engine, copy, raw, kinds)),
        ("another_table", _another_table(engine, copy, sample)),
    ):
        for line in lines:
            problems.setdefault(line, Problem(line, None, code, "", "one record"))
    return [problems[line] for line in sorted(problems)]


def _lines(engine: duckdb.DuckDBPyConnection, condition: str, *values: Any) -> list[int]:
    rows = engine.execute(f"SELECT line FROM records WHERE {condition}", list(values)).fetchall()  # noqa: S608 (ours)
    return [line for (line,) in rows]


def _spelled_otherwise(engine: duckdb.DuckDBPyConnection, found: Found) -> list[int]:
    if not found.headed:
        return []
    names = [name.strip().lower() for name in found.names]
    return _lines(engine, "list_transform(cells, lambda one: lower(trim(one))) = ?", names)


def _in_apostrophes(engine: duckdb.DuckDBPyConnection, copy: Copy) -> list[int]:
    """Cells in apostrophes where these are not the file's quotes: quotes of a few cells, or part of the text?"""
    other = '"' if copy.shape.quote == "'" else "'"
    ends = f"starts_with(one, {literals.text(other)}) AND ends_with(one, {literals.text(other)}) AND length(one) > 1"
    return _lines(engine, f"len(list_filter(cells, lambda one: {ends})) > 0")


def _with_backslash(engine: duckdb.DuckDBPyConnection, copy: Copy) -> list[int]:
    """Every record with a backslash, where some broken one shows that they may stand in front of quotes."""
    if copy.shape.escaped or not any("\\" + copy.shape.quote in row["found"] for row in _broken(copy)):
        return []
    return _lines(engine, "len(list_filter(cells, lambda one: contains(one, chr(92)))) > 0")


def _broken(copy: Copy) -> Iterator[dict[str, str]]:
    with (copy.folder / BROKEN).open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _nearly_empty(engine: duckdb.DuckDBPyConnection, kinds: Sequence[Kind]) -> list[int]:
    """One cell alone where rows are full: a heading between groups, a footnote."""
    if len(kinds) < 3 or 2 * sum(kind.filled for kind in kinds) < len(kinds):
        return []
    return _lines(engine, "len(list_filter(cells, lambda one: trim(one) <> '')) = 1")


def _sums(engine: duckdb.DuckDBPyConnection) -> list[int]:
    first = "regexp_replace(lower(list_filter(cells, lambda one: trim(one) <> '')[1]), '[^\\p{L}]', '', 'g')"
    lines = _lines(engine, f"list_contains(?, {first})", list(_SUMS))
    tail = engine.execute("SELECT line, cells FROM records ORDER BY line DESC LIMIT 3").fetchall()
    return lines + [line for line, cells in tail if any(fold(cell) in _SUMS for cell in cells)]


def _below_header(sample: Sheet) -> list[int]:
    """The first records, where they hold words wherever all others hold numbers or dates."""
    found: list[int] = []
    for place, (line, cells) in enumerate(sample[:3], 1):
        numbers = numbered([cells for _, cells in sample[place:]])
        if not numbers or any(has_digit(cells[at]) or not cells[at].strip() for at in numbers):
            break
        if len(numbers) == 1 and not all(cells):
            break
        found.append(line)
    return found


def _another_table(engine: duckdb.DuckDBPyConnection, copy: Copy, sample: Sheet) -> list[int]:
    """Everything from a second header on: names wherever the first table has numbers or dates."""
    wordy = "len(list_filter(cells, lambda one: trim(one) = '' OR regexp_matches(one, '\\d'))) = 0"
    if not numbered([cells for _, cells in sample[:1]]):
        return []
    for line, cells in engine.execute(f"SELECT line, cells FROM records WHERE {wordy} ORDER BY line").fetchall():  # noqa: S608 (ours)
        above = [row for at, row in sample[:_BEGINNING] if at < line]
        numbers = numbered(above)
        sure = len(numbers) > 1 and len(above) >= _ENOUGH
        if numbers and _looks_like_names(cells, numbers) and (sure or _after_break(copy, line)):
            return _lines(engine, "line >= ?", line)
    return []


def _looks_like_names(cells: Sequence[str], numbers: Sequence[int]) -> bool:
    folded = [fold(cell) for cell in cells]
    short = all(len(cell) <= _LONGEST_NAME and name for cell, name in zip(cells, folded, strict=True))
    return short and len(set(folded)) == len(folded) and not any(folded[place] in _NOTHING for place in numbers)


def _pieces(engine: duckdb.DuckDBPyConnection, copy: Copy, raw: Raw, kinds: Sequence[Kind]) -> list[int]:
    """Whole records before or behind a line that may be the rest of them."""
    broken = {int(row["line"]) for row in _broken(copy) if row["code"] in ("too_few_cells", "unclosed_quote")}
    if not broken or copy.shape.width < 2:
        return []
    index = copy.index()
    places = np.flatnonzero(np.isin(index["line"], list(broken)))
    beside = np.unique(np.concatenate([places - 1, places + 1]))
    beside = beside[(beside >= 0) & (beside < len(index))]
    whole = index[beside][index[beside]["copy"] >= 0]["line"].tolist()
    rows = dict(engine.execute("SELECT line, cells FROM records WHERE list_contains(?, line)", [whole]).fetchall())
    found: list[int] = []
    for place in places.tolist():
        piece = Piece(raw(index[place]), copy.shape, kinds)
        before = rows.get(int(index[place - 1]["line"])) if place else None
        after = rows.get(int(index[place + 1]["line"])) if place + 1 < len(index) else None
        found += [int(index[place - 1]["line"])] if before and piece.may_follow(before) else []
        found += [int(index[place + 1]["line"])] if after and piece.may_lead(after) else []
    return found


def _after_break(copy: Copy, line: int) -> bool:
    """Whether blank lines or a broken record stand in front of a record."""
    index = copy.index()
    place = int(np.searchsorted(index["line"], line))
    return place > 0 and bool(
        index[place - 1]["copy"] < 0 or index[place - 1]["line"] + index[place - 1]["lines"] < line
    )
