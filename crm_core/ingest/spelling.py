r"""Habits of a whole file that no standard knows: blanks behind delimiters, apostrophes as quotes, \" inside quotes.

Each is told once from the first lines and then put right block by block, so that one way of cutting records serves all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from crm_core.ingest.layout import Shape
from crm_core.ingest.quoting import parse

_APOSTROPHE = "'"
_MOSTLY = 0.9  # share of delimiters with a blank behind them that makes it a habit
_SPACES = re.compile(rb" +")
_ESCAPE = re.compile(rb'\\(["\',\\;|\t]?)')
_ESCAPED_CELL = re.compile(rb'(?:^|[\n,;|\t])\\["\']')


def spelled(lines: Sequence[str], shape: Shape, *, said: bool = False) -> Shape:
    """Return the shape with the habits that these lines show.

    Parameters
    ----------
    lines : sequence of str
        Some 1,000 lines from the header on.
    shape : Shape
        Delimiter, the usual quote, width.
    said : bool
        Whether the quote was said by the user.
    """
    quoted = shape if said else replace(shape, quote=_quote_of(lines, shape))
    spaced = replace(quoted, spaced=_is_spaced(lines, quoted))
    return replace(spaced, escaped=_is_escaped(lines, spaced))


def respell(text: bytes, shape: Shape) -> tuple[bytes, list[int]]:
    """Return a block's text without its file's habits, and where signs stood in it that could not be put right.

    The number of lines stays the same.
    """
    unclear: list[int] = []
    if shape.escaped and b"\\" in text:
        unclear = [found.start() for found in _ESCAPE.finditer(text) if not found.group(1)]
        unclear += [found.end() - 1 for found in _ESCAPED_CELL.finditer(text)]
        text = _ESCAPE.sub(_unescaped, text)
    if shape.delimiter == " ":
        text = _single_spaces(text, shape.quote.encode())
    elif shape.spaced:
        text = _closed_up(text, shape)
    return text, unclear


def _unescaped(found: re.Match[bytes]) -> bytes:
    """Return what an escape means inside quotes; outside them a doubled quote breaks its record, which is right."""
    sign = found.group(1)
    return sign * 2 if sign in (b'"', b"'") else sign or b"\\"


def _single_spaces(text: bytes, quote: bytes) -> bytes:
    if quote in text:
        quoted = re.compile(quote + b"(?:[^" + quote + b"]|" + quote * 2 + b")*" + quote + b"| +")
        lines = (quoted.sub(lambda one: one.group().strip(b" ") or b" ", line) for line in text.split(b"\n"))
        text = b"\n".join(lines)
    else:
        text = _SPACES.sub(b" ", text)
    return text.replace(b"\n ", b"\n").replace(b" \n", b"\n").removeprefix(b" ")


def _closed_up(text: bytes, shape: Shape) -> bytes:
    """Take the blanks behind delimiters away; lines with quotes are cut with more care later."""
    behind, quote = re.compile(re.escape(shape.delimiter.encode()) + b" +"), shape.quote.encode()
    bare = shape.delimiter.encode()
    if quote not in text:
        return behind.sub(bare, text)
    return b"\n".join(line if quote in line else behind.sub(bare, line) for line in text.split(b"\n"))


def _quote_of(lines: Sequence[str], shape: Shape) -> str:
    """Apostrophes where more lines are whole with them, or where they enclose every cell of a column."""
    if shape.quote == _APOSTROPHE or not any(_APOSTROPHE in line for line in lines):
        return shape.quote
    other = replace(shape, quote=_APOSTROPHE)
    quoted = _with_quoted_cells(lines, other)
    if len(quoted) <= len(_with_quoted_cells(lines, shape)):
        return shape.quote
    usual = [bool(_whole([line], shape)) for line in quoted]
    apostrophes = [bool(_whole([line], other)) for line in quoted]
    if usual != apostrophes:
        return _APOSTROPHE if sum(apostrophes) >= sum(usual) else shape.quote
    columns = zip(*_whole(lines, shape), strict=True)
    enclosed = any(all(map(_enclosed, filled)) for column in columns if (filled := [*filter(None, column)]))
    return _APOSTROPHE if enclosed else shape.quote


def _with_quoted_cells(lines: Sequence[str], shape: Shape) -> list[str]:
    """Return the lines with a cell in quotes from end to end."""
    mark, between = re.escape(shape.quote), re.escape(shape.delimiter)
    cell = re.compile(f"(?:^|{between}) *{mark}[^{mark}]*(?:{mark}{mark}[^{mark}]*)*{mark}(?:{between}|$)")
    return [line for line in lines if cell.search(line)]


def _enclosed(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == _APOSTROPHE


def _whole(lines: Sequence[str], shape: Shape) -> list[list[str]]:
    """Return the cells of the lines that are whole records of the right width."""
    found = (parse([line], replace(shape, spaced=True)) for line in lines)
    return [cells for cells in found if cells is not None and len(cells) == shape.width]


def _is_spaced(lines: Sequence[str], shape: Shape) -> bool:
    """A blank behind nearly every delimiter, or in front of some quote that opens a cell."""
    if shape.delimiter in " \t" or shape.width < 2:
        return False
    tight = replace(shape, spaced=False)
    for line in lines:
        if f"{shape.delimiter} {shape.quote}" in line and parse([line], tight) is None and _whole([line], shape):
            return True
    plain = [line for line in lines if shape.quote not in line]
    delimiters = sum(line.count(shape.delimiter) for line in plain)
    return sum(line.count(shape.delimiter + " ") for line in plain) > _MOSTLY * delimiters


def _is_escaped(lines: Sequence[str], shape: Shape) -> bool:
    r"""Whether some line is whole only when \" stands for a quote."""
    mark = "\\" + shape.quote
    for line in (line for line in lines if mark in line):
        plain = respell(line.encode(), replace(shape, escaped=True))[0].decode()
        if not _whole([line], shape) and _whole([plain], shape):
            return True
    return False
