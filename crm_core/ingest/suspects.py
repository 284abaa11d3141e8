"""Lines that are no records though they may look like one: a header that stands again, signs that no text has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm_core.ingest.decode import Block
from crm_core.ingest.layout import Shape

_STRANGE = re.compile(rb"[\x01-\x08\x0b-\x1f\x7f]|\xef\xbb\xbf|\xef\xbf\xbd|\xef\xbf\xbe|\xef\xbf\xbf")
"""Control signs, a byte order mark inside the file, the sign that stands for a letter somebody lost."""
_UNSURE_ESCAPE = re.compile(rb'\\[\\"\',;|\t\n]')


def mark(block: Block, shape: Shape, names: str) -> Block:
    """Return the block with its suspicious lines among its faults.

    Parameters
    ----------
    block : Block
        Whole lines below the header.
    shape : Shape
        How records are written; only where it is exact signs are looked at.
    names : str
        The header's line, empty where there is none.
    """
    marks: dict[int, str] = {}
    if names:
        marks |= dict.fromkeys(_lines_of(block.text, _again(block.text, names.encode())), "repeated_header")
    if shape.exact:
        marks |= dict.fromkeys(_lines_of(block.text, _places(_STRANGE, block.text)), "strange_character")
    if shape.exact and not shape.escaped:
        marks |= dict.fromkeys(_lines_of(block.text, _places(_UNSURE_ESCAPE, block.text)), "unclear_escape")
    block.faults = marks | block.faults
    return block


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
