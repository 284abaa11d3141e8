"""Where records begin and end, and which of them can't be read at all.

Each record of the right width goes to the engine's copy with its first line in front; any other costs itself alone.
A quote that is never closed, runs over `LONGEST` lines or breaks the width is taken to end on its first line.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from crm_core.ingest.decode import Block, Positions
from crm_core.ingest.layout import Layout, Shape, survey

LONGEST = 1000  # lines of one record
_LARGEST_CELL = 2**31 - 1
_SPACES = re.compile(rb" +")


@dataclass(frozen=True)
class Broken:
    """A record that can't be read: lines are counted from 0 within its block, both ends included."""

    first: int
    last: int
    code: str
    found: str = ""
    expected: str = ""


@dataclass
class Pieces:
    """What a block's lines turned out to be.

    Attributes
    ----------
    good : array of int
        First lines of the records for the engine, from 0 within the block, in order.
    last : array of int
        Their last lines.
    rewritten : dict of int to bytes
        Text of those that had to be written anew, by first line.
    broken : list of Broken
        Records that can't be read.
    blank : int
        Blank lines.
    used : int
        Lines dealt with; the rest waits for the next block.
    layout : Layout
        Where the lines stand.
    text : bytes
        The text the layout speaks of.
    """

    good: Positions
    last: Positions
    rewritten: dict[int, bytes]
    broken: list[Broken]
    blank: int
    used: int
    layout: Layout
    text: bytes

    def texts(self) -> Iterable[bytes]:
        """Return the text of each good record, in order, without its line end."""
        lines = self.text.split(b"\n")
        if not self.rewritten and len(self.good) == len(lines) - 1:
            return lines[:-1]
        return [self.rewritten.get(line) or lines[line] for line in self.good.tolist()]


def split(block: Block, shape: Shape) -> Pieces:
    """Cut a block into records.

    Parameters
    ----------
    block : Block
        Whole lines, the header already taken away.
    shape : Shape
        Delimiter, quote and width.
    """
    text = _single_spaces(block.text) if shape.delimiter == " " else block.text
    layout = survey(text, shape)
    odd = _OddLines(block, shape, layout, text)
    odd.read()
    mask = layout.plain[: odd.used].copy()
    mask[list(odd.taken)] = False
    blank = layout.blank[: odd.used].copy()
    blank[list(odd.taken)] = False
    mask[list(odd.rewritten)] = True
    good = np.flatnonzero(mask)
    last = good.copy()
    for position, line in zip(np.searchsorted(good, sorted(odd.ends)), sorted(odd.ends), strict=True):
        last[position] = odd.ends[line]
    return Pieces(
        good, last, odd.rewritten, odd.broken, int(blank.sum()) + odd.blank, odd.used, layout, text
    )  # fmt: skip


def parse(lines: Sequence[str], shape: Shape) -> list[str] | None:
    """Return the cells of one record that may span several lines, None where it is not exactly one record."""
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(
        (line + "\n" for line in lines),
        delimiter=shape.delimiter, quotechar=shape.quote, strict=True, skipinitialspace=True,
    )  # fmt: skip
    try:
        records = list(reader)
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


@dataclass
class _OddLines:
    """The lines that need a closer look, one after the other."""

    block: Block
    shape: Shape
    layout: Layout
    text: bytes
    rewritten: dict[int, bytes] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    blank: int = 0
    used: int = 0

    def read(self) -> None:
        self.used = len(self.layout.ends)
        odd = set(self.layout.odd.tolist())
        free = 0
        for line in self._candidates():
            if line < free:
                continue
            end = self._record_of_lines(line) if line in odd else self._one_line(line)
            if end is None:
                self.used = line
                return
            self.taken.update(range(line, end + 1))
            free = end + 1

    def _candidates(self) -> Iterator[int]:
        closer = ~(self.layout.plain | self.layout.blank)
        closer[list(self.block.faults)] = True
        yield from np.flatnonzero(closer).tolist()

    def _one_line(self, line: int) -> int:
        text = self._line(line)
        if not text.strip():
            self.blank += 1
        elif line in self.block.faults:
            self.broken.append(Broken(line, line, self.block.faults[line]))
        elif (cells := parse([text], self.shape)) is None:
            self.broken.append(Broken(line, line, "stray_quote", found=text[:200]))
        else:
            self._keep(line, line, cells)
        return line

    def _record_of_lines(self, line: int) -> int | None:
        """Return the record's last line; None where it may end in the next block."""
        end = self._closing_line(line)
        if end is None and not self.block.last and len(self.layout.ends) - line <= LONGEST:
            return None
        if end is not None and end - line < LONGEST:
            cells = parse([self._line(number) for number in range(line, end + 1)], self.shape)
            if cells is not None and len(cells) == self.shape.width:
                self._keep(line, end, cells)
                return end
        faults = self.block.faults
        code = faults.get(line, "unclosed_quote")
        self.broken.append(Broken(line, line, code, found=self._line(line)[:200]))
        return line

    def _closing_line(self, line: int) -> int | None:
        odd = self.layout.odd
        following = bisect_right(odd, line)
        return int(odd[following]) if following < len(odd) else None

    def _keep(self, first: int, last: int, cells: list[str]) -> None:
        fault = next((self.block.faults[n] for n in range(first, last + 1) if n in self.block.faults), None)
        if fault:
            self.broken.append(Broken(first, last, fault))
        elif len(cells) != self.shape.width:
            code = "too_few_cells" if len(cells) < self.shape.width else "too_many_cells"
            self.broken.append(Broken(first, last, code, str(len(cells)), str(self.shape.width)))
        elif not any(cells):
            self.blank += last - first + 1
        else:
            self.rewritten[first] = _write(cells, self.shape)
            self.ends[first] = last

    def _line(self, number: int) -> str:
        return self.text[self.layout.begins[number] : self.layout.ends[number]].decode()


def _write(cells: list[str], shape: Shape) -> bytes:
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=shape.delimiter, quotechar=shape.quote, lineterminator="", quoting=csv.QUOTE_ALL
    )
    writer.writerow(cells)
    return text.getvalue().encode()


def _single_spaces(text: bytes) -> bytes:
    return _SPACES.sub(b" ", text).replace(b"\n ", b"\n").replace(b" \n", b"\n").removeprefix(b" ")
