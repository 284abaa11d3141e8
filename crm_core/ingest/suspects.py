"""Lines that are no records though they may look like one: a header again, another table's, signs that no text has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from crm_core.ingest.decode import Block
from crm_core.ingest.dialect import cells_of
from crm_core.ingest.layout import Shape
from crm_core.ingest.words import fold

_STRANGE = re.compile(rb"[\x01-\x08\x0b-\x1f\x7f]|\xef\xbb\xbf|\xef\xbf\xbd|\xef\xbf\xbe|\xef\xbf\xbf")
"""Control signs, a byte order mark inside the file, the sign that stands for a letter somebody lost."""
_UNSURE_ESCAPE = re.compile(rb'\\[\\"\',;|\t\n]')
_BREAKS = 1_000  # blank lines behind which another table is looked for
_WINDOW = 20_000  # bytes
_LINE_END = 4  # bytes of CR and LF in UTF-16
_BEHIND = 3  # lines behind a blank one that may be another table's header


@dataclass
class Suspects:
    """What to look for; one for each file, from its first block to its last.

    Parameters
    ----------
    shape : Shape
        How records are written; only where it is exact signs are looked at.
    header : str
        The header's line, empty where there is none.
    names : callable
        Gives the folded names by which another table's header is known.
    """

    shape: Shape
    header: str = ""
    names: Callable[[], frozenset[str]] = frozenset
    ended: bool = False
    tried: int = 0

    def mark(self, block: Block) -> Block:
        """Return a block of whole lines below the header with its suspicious lines among its faults."""
        marks: dict[int, str] = {}
        if self.header:
            marks |= dict.fromkeys(_lines_of(block.text, _again(block.text, self.header.encode())), "repeated_header")
        if self.shape.exact:
            marks |= self._signs(block.text)
        else:
            marks |= self._another_table(block)
        block.faults = marks | block.faults
        return block

    def _signs(self, text: bytes) -> dict[int, str]:
        marks = dict.fromkeys(_lines_of(text, _places(_STRANGE, text)), "strange_character")
        if not self.shape.escaped:
            marks |= dict.fromkeys(_lines_of(text, _places(_UNSURE_ESCAPE, text)), "unclear_escape")
        return marks

    def _another_table(self, block: Block) -> dict[int, str]:
        """Everything from a second header on, which stands behind a blank line."""
        first = 0 if self.ended else next(self._second_headers(block.text, _has_blank(block)), None)
        self.ended = first is not None
        return {} if first is None else dict.fromkeys(range(first, len(block)), "another_table")

    def _second_headers(self, text: bytes, has_blank: bool) -> Iterator[int]:
        blank = _breaks(text, b"\n\n") if has_blank else ()
        for place in sorted({*blank, *_breaks(text, self._empty_row())}):
            self.tried += 1
            if self.tried > _BREAKS:
                return
            window = text[place : place + _WINDOW]
            lines = window.lstrip(b"\n")
            for number, line in enumerate(lines.split(b"\n", _BEHIND)[:_BEHIND]):
                if self._is_header(line.decode(errors="replace")):
                    yield text.count(b"\n", 0, place) + len(window) - len(lines) + number

    def _empty_row(self) -> bytes:
        return b"\n" + self.shape.delimiter.encode() * (self.shape.width - 1) + b"\n"

    def _is_header(self, line: str) -> bool:
        """At least two names, and half of its cells, are names of columns; none holds a digit."""
        if re.search(r"\d", line):
            return False
        cells = [fold(cell) for cell in cells_of(line, self.shape.delimiter, self.shape.quote)]
        known = sum(cell in self.names() for cell in cells if cell)
        return known >= 2 and 2 * known >= len(cells)


def _has_blank(block: Block) -> bool:
    """Whether some line may be blank: no more bytes than a line end has in any encoding."""
    return bool((np.diff(block.starts) <= _LINE_END).any())


def _breaks(text: bytes, sign: bytes) -> Iterator[int]:
    """Yield where the lines behind blank ones begin."""
    place = text.find(sign)
    while place >= 0:
        yield place + len(sign)
        place = text.find(sign, place + len(sign) - 1)


def _places(sign: re.Pattern[bytes], text: bytes) -> Iterator[int]:
    return (found.start() for found in sign.finditer(text))


def _again(text: bytes, header: bytes) -> Iterator[int]:
    line = header + b"\n"
    place = text.find(line)
    while place >= 0:
        if place == 0 or text[place - 1 : place] == b"\n":
            yield place
        place = text.find(line, place + 1)


def _lines_of(text: bytes, places: Iterator[int]) -> Iterator[int]:
    """Yield the lines in which these places lie, by their number from 0; places come in order."""
    line = reached = 0
    for place in places:
        line += text.count(b"\n", reached, place)
        reached = place
        yield line
