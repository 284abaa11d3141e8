"""From bytes to lines of UTF-8, block by block, without losing count of a line or of a byte.

Line ends may be LF, CR, CRLF or a mixture: in the text every line ends with LF. A bad byte becomes U+FFFD and marks
its line; the rest of the file is read on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from crm_core.ingest.encodings import Encoding
from crm_core.ingest.words import BLANKS

BLOCK = 4 * 1024 * 1024  # bytes read at once

Positions = npt.NDArray[np.int64]

_BLANK = re.compile("|".join(BLANKS).encode())


@dataclass
class Block:
    """Some whole lines of a file.

    Attributes
    ----------
    text : bytes
        The lines in UTF-8, each ending with LF.
    starts : array of int
        Byte offset in the file where each line begins, and one more: where the last one ends.
    first : int
        Number of the first line in the file, from 1.
    faults : dict of int to str
        For lines that can't be used, by their place in the block: undecodable or nul_character.
    last : bool
        Whether the file ends here.
    plain : bool
        Whether it holds no blank but those of ASCII.
    """

    text: bytes
    starts: Positions
    first: int
    faults: dict[int, str] = field(default_factory=dict)
    last: bool = False
    plain: bool = True

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.starts) - 1

    def after(self, count: int) -> Block:
        """Return the block without its first `count` lines."""
        line_ends = np.flatnonzero(np.frombuffer(self.text, dtype=np.uint8) == 10)
        position = int(line_ends[count - 1]) + 1 if count else 0
        faults = {line - count: code for line, code in self.faults.items() if line >= count}
        return Block(self.text[position:], self.starts[count:], self.first + count, faults, self.last, self.plain)

    def then(self, later: Block) -> Block:
        """Return this block and the one that follows as one."""
        faults = self.faults | {line + len(self): code for line, code in later.faults.items()}
        starts = np.concatenate([self.starts[:-1], later.starts])
        return Block(self.text + later.text, starts, self.first, faults, later.last, self.plain and later.plain)


def blocks(file: Path, encoding: Encoding, *, size: int = BLOCK) -> Iterator[Block]:
    """Yield the lines of `file` in order; an empty file yields one empty block.

    Parameters
    ----------
    file : Path
        The kept upload.
    encoding : Encoding
        As `find_encoding` returned it.
    size : int
        Bytes to read at once.
    """
    with file.open("rb") as opened:
        opened.seek(encoding.mark)
        rest, offset, line, last = b"", encoding.mark, 1, False
        while not last:
            raw, last = _read(opened, rest, size)
            ends = _line_ends(raw, encoding, last)
            cut = int(ends[-1]) if len(ends) else 0
            if cut or last:
                block = _block(raw[:cut], np.concatenate([[0], ends]) + offset, encoding)
                block.first, block.last = line, last
                yield block
            rest, offset, line = raw[cut:], offset + cut, line + len(ends)


def _read(opened: BinaryIO, rest: bytes, size: int) -> tuple[bytes, bool]:
    """Read on; a long line without an end doubles the step, so that it is not copied again and again."""
    more = opened.read(max(size, len(rest)))
    return rest + more, not more


def _line_ends(raw: bytes, encoding: Encoding, last: bool) -> Positions:
    """Offsets just behind each line end; a CR at the very end waits for the LF that may follow."""
    width = encoding.unit
    kind = ">u2" if encoding.name == "utf-16-be" else "<u2" if width == 2 else "u1"
    units = np.frombuffer(raw, dtype=kind, count=len(raw) // width)
    ends = np.flatnonzero(units == 10)
    if b"\r" in raw:
        returns = np.flatnonzero(units == 13)
        inner = returns[returns + 1 < len(units)]
        alone = inner[units[inner + 1] != 10]
        tail = returns[returns + 1 == len(units)] if last else returns[:0]
        ends = np.sort(np.concatenate([ends, alone, tail]))
    ends = (ends + 1) * width
    if last and len(raw) and (not len(ends) or ends[-1] < len(raw)):
        ends = np.append(ends, len(raw))
    return ends.astype(np.int64)


def _block(raw: bytes, starts: Positions, encoding: Encoding) -> Block:
    faults: dict[int, str] = {}
    text, plain = _transcode(raw, encoding)
    text = _line_by_line(raw, starts - starts[0], encoding, faults) if text is None else _plain_ends(text)
    if b"\0" in text:
        lines = text.split(b"\n")
        faults |= {number: "nul_character" for number, line in enumerate(lines) if b"\0" in line}
    return Block(text, starts, 0, faults, plain=plain)


def _transcode(raw: bytes, encoding: Encoding) -> tuple[bytes | None, bool]:
    """Return the bytes in UTF-8, None if one of them is bad, and whether blanks are those of ASCII."""
    if encoding.unit == 1 and raw.isascii():
        return raw, True
    try:
        text = raw if encoding.name == "utf-8" else raw.decode(encoding.name).encode()
        foreign = _foreign(text)
        foreign.decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None, False
    return text, _BLANK.search(foreign) is None


def _foreign(text: bytes) -> bytes:
    """Return what is not ASCII in a text, each run with the sign behind it: whole where the text is."""
    if text.isascii():
        return b""
    data = np.frombuffer(text, dtype=np.uint8)
    chosen = data >= 0x80
    chosen[1:] |= chosen[:-1].copy()
    return data[chosen].tobytes()


def _plain_ends(text: bytes) -> bytes:
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text if text.endswith(b"\n") or not text else text + b"\n"


def _line_by_line(raw: bytes, starts: Positions, encoding: Encoding, faults: dict[int, str]) -> bytes:
    lines = []
    for number in range(len(starts) - 1):
        piece = raw[starts[number] : starts[number + 1]]
        line, _ = _transcode(piece, encoding)
        if line is None:
            faults[number] = "undecodable"
            line = piece.decode(encoding.name, "replace").encode("utf-8", "replace")
        lines.append(line.rstrip(b"\r\n"))
    return b"\n".join(lines) + b"\n"
