"""Where records begin and end, and which of them can't be read at all.

Each record of the right width goes to the engine's copy with its first line in front; any other costs itself alone.
A quote that is never closed, runs over `LONGEST` lines or breaks the width is taken to end on its first line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from crm_core.ingest.decode import Block, Positions
from crm_core.ingest.layout import LINE_END, Layout, Shape, survey
from crm_core.ingest.quoting import parse, without_one_quote, write
from crm_core.ingest.spelling import respell
from crm_core.ingest.words import is_data

LONGEST = 1000  # lines of one record


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
    text, unclear = respell(block.text, shape)
    layout = survey(text, shape)
    if unclear:
        lines = np.searchsorted(np.flatnonzero(np.frombuffer(block.text, dtype=np.uint8) == LINE_END), unclear)
        block.faults |= dict.fromkeys(lines.tolist(), "unclear_escape")
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
        if self.shape.exact:
            closer |= self.layout.blank & (self.layout.ends > self.layout.begins)
        closer[list(self.block.faults)] = True
        yield from np.flatnonzero(closer).tolist()

    def _one_line(self, line: int) -> int:
        text = self._line(line)
        if not text.strip(" \t" if self.shape.delimiter != "\t" else " "):
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
            if cells is not None and self._is_one(line, end, cells):
                return end
        code = self.block.faults.get(line, "unclosed_quote")
        self.broken.append(Broken(line, line, code, found=self._line(line)[:200]))
        return line

    def _is_one(self, first: int, last: int, cells: list[str]) -> bool:
        """Keep a record of several lines, or set it aside; False where its first line stands for itself.

        Two stray quotes look like one long cell between them: then both lines would be records without them.
        """
        shape = self.shape
        right = len(cells) == shape.width
        if right and shape.delimiter != " " and not self._two_strays(first, last):
            self._keep(first, last, cells)
            return True
        if right or shape.exact or not self.layout.plain[first + 1 : last].any():
            code = "unclear_quote" if right else "too_few_cells" if len(cells) < shape.width else "too_many_cells"
            self.broken.append(Broken(first, last, code, str(len(cells)), str(shape.width)))
            return True
        return False

    def _two_strays(self, first: int, last: int) -> bool:
        """Whether first and last line would be records of the same kind but for one quote each."""
        if self.shape.width < 2:
            return False
        alone = [without_one_quote(self._line(number), self.shape) for number in (first, last)]
        if alone[0] is None or alone[1] is None:
            return False
        alike = sum(is_data(one) == is_data(other) for one, other in zip(*alone, strict=True))
        return self.shape.exact or 2 * alike >= self.shape.width

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
        elif not any(cells) and self.shape.exact:
            self.broken.append(Broken(first, last, "empty_record"))
        elif not any(cells):
            self.blank += last - first + 1
        else:
            self.rewritten[first] = write(cells, self.shape)
            self.ends[first] = last

    def _line(self, number: int) -> str:
        return self.text[self.layout.begins[number] : self.layout.ends[number]].decode()
