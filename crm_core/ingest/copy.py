"""The engine's copy of a file: UTF-8, one record after the other, the first physical line in front of each.

Beside it stands an index with one entry for every record, good or broken: where it lies in the file and in the copy.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from crm_core.ingest.decode import Block, Positions, blocks
from crm_core.ingest.encodings import Encoding
from crm_core.ingest.layout import Shape
from crm_core.ingest.records import Broken, Pieces, split
from crm_core.ingest.suspects import Suspects

COPY, HEAD, INDEX, BROKEN = "copy.csv", "head.csv", "records.bin", "broken.csv"
PREPARED, EXCLUDED = "prepared.parquet", "excluded.parquet"

ENTRY = np.dtype([("line", "<i8"), ("offset", "<i8"), ("copy", "<i8"), ("lines", "<i4"), ("size", "<i4")])
"""First line, byte offset in the file, byte offset in the copy (-1: broken), lines, bytes in the file."""

_PART = 100_000  # entries of the index read at once

LINE_DIGITS = 10
_HALF = LINE_DIGITS // 2
_NUMBERS = np.arange(10**_HALF)[:, None] // 10 ** np.arange(_HALF - 1, -1, -1) % 10 + ord("0")
_WRITTEN = _NUMBERS.astype(np.uint8)
"""The digits of every number of half as many digits as a line has."""


@dataclass
class Tally:
    """Lines by what became of them while decoding, and the records found.

    ``lines_in`` is counted from line ends alone, apart from everything else; ``longest`` is bytes in the copy;
    ``plain`` tells whether it holds no blank but those of ASCII.
    """

    lines_in: int = 0
    header: int = 0
    blank: int = 0
    records: int = 0
    broken: int = 0
    longest: int = 0
    plain: bool = True


@dataclass(frozen=True)
class Copy:
    """A written copy: its folder, how it is written, the tally, and whether more columns were prepared beside it."""

    folder: Path
    shape: Shape
    tally: Tally
    prepared: bool = False

    @property
    def path(self) -> Path:
        """The copy's file; its columns are line, c1, c2, ..."""
        return self.folder / COPY

    @property
    def plain(self) -> bool:
        """Whether no cell holds a digit, blank or mark but those of ASCII; a prepared column may."""
        return self.tally.plain and not self.prepared

    def index(self) -> npt.NDArray[Any]:
        """Return the index, ordered by line."""
        path = self.folder / INDEX
        return np.memmap(path, dtype=ENTRY, mode="r") if path.stat().st_size else np.zeros(0, ENTRY)

    def parts(self) -> Iterator[npt.NDArray[Any]]:
        """Yield the index in parts, so that ten million records take no more memory than one."""
        with (self.folder / INDEX).open("rb") as opened:
            while len(part := np.fromfile(opened, ENTRY, _PART)):
                yield part

    def head(self, count: int) -> Path:
        """Write the first records to a file of their own and return it: an engine may begin anywhere."""
        path, entries = self.folder / HEAD, self.index()[: count + self.tally.broken + 1]
        begins = entries["copy"][entries["copy"] >= 0]
        with self.path.open("rb") as source, path.open("wb") as target:
            target.write(source.read(int(begins[count]) if len(begins) > count else -1))
        return path

    def wide(self) -> npt.NDArray[np.int64]:
        """Return first line and further lines of the records that take more than one, as pairs."""
        wide = [part[part["lines"] > 1] for part in self.parts()]
        found = np.concatenate([np.zeros(0, ENTRY), *wide])
        return np.column_stack([found["line"], found["lines"] - 1]).astype(np.int64)


def write_copy(file: Path, folder: Path, encoding: Encoding, shape: Shape, *, header: int, suspects: Suspects) -> Copy:
    """Write the copy, its index and the list of broken records into `folder`.

    Parameters
    ----------
    file, folder : Path
        The kept upload, and where to write.
    encoding : Encoding
        How the file is encoded.
    shape : Shape
        Delimiter, quote and width.
    header : int
        Lines to skip at the start.
    suspects : Suspects
        What else to look for in its lines.
    """
    tally = Tally(header=header)
    with (
        (folder / COPY).open("wb") as copy,
        (folder / INDEX).open("wb") as index,
        (folder / BROKEN).open("w", encoding="utf-8", newline="") as broken,
    ):
        names = ["line", *(f"c{number}" for number in range(1, shape.width + 1))]
        copy.write(shape.delimiter.join(names).encode())
        writer = csv.writer(broken)
        writer.writerow(["line", "code", "found", "expected"])
        out = _Output(copy, index, writer, tally, shape.delimiter.encode())
        suspicious = (suspects.mark(block) for block in _data_blocks(file, encoding, tally))
        _write_blocks(suspicious, shape, out)
        copy.write(b"\n")
    return Copy(folder, shape, tally)


def _data_blocks(file: Path, encoding: Encoding, tally: Tally) -> Iterator[Block]:
    """Blocks without the header lines."""
    left = tally.header
    for block in blocks(file, encoding):
        tally.lines_in += len(block)
        lines = min(left, len(block))
        left -= lines
        yield block.after(lines) if lines else block
    tally.header -= left


def _write_blocks(found: Iterator[Block], shape: Shape, out: _Output) -> None:
    waiting: Block | None = None
    for fresh in found:
        block = waiting.then(fresh) if waiting else fresh
        pieces = split(block, shape)
        out.write(block, pieces)
        waiting = block.after(pieces.used) if pieces.used < len(block) else None


@dataclass
class _Output:
    """The three open files and the tally."""

    copy: BinaryIO
    index: BinaryIO
    broken: Any
    tally: Tally
    delimiter: bytes

    def write(self, block: Block, pieces: Pieces) -> None:
        sizes = self._write_records(block, pieces)
        entries = _entries(block, pieces, self.copy.tell() - int(sizes.sum()), sizes)
        for one in pieces.broken:
            self.broken.writerow([block.first + one.first, one.code, one.found, one.expected])
        if pieces.broken:
            entries = np.sort(np.concatenate([entries, _broken_entries(block, pieces.broken)]), order="line")
        self.index.write(entries.tobytes())
        self.tally.plain &= block.plain
        self.tally.blank += pieces.blank
        self.tally.records += len(pieces.good)
        self.tally.broken += len(pieces.broken)
        self.tally.longest = max(self.tally.longest, int(sizes.max(initial=0)))

    def _write_records(self, block: Block, pieces: Pieces) -> Positions:
        """Write the good records and return the bytes each took; each begins with the LF of the one before."""
        layout, lines = pieces.layout, block.first + pieces.good
        sizes = (layout.ends - layout.begins)[pieces.good] + LINE_DIGITS + 2
        if 0 < len(lines) == len(layout.ends) and not pieces.rewritten:
            self.copy.write(_numbered(pieces.text, layout.begins, lines, self.delimiter))
            return sizes
        prefixes = _prefixes(lines, self.delimiter)
        parts: list[bytes] = [b""] * (2 * len(prefixes))
        parts[0::2], parts[1::2] = prefixes, pieces.texts()
        self.copy.write(b"".join(parts))
        for place, line in zip(np.searchsorted(pieces.good, list(pieces.rewritten)), pieces.rewritten, strict=True):
            sizes[place] = len(pieces.rewritten[line]) + LINE_DIGITS + 2
        return sizes


def _numbered(text: bytes, begins: Positions, lines: Positions, delimiter: bytes) -> memoryview:
    """Return the usual block, every line of which is a record, with the number in front of each: no line is touched."""
    room = b"\n" + b"0" * LINE_DIGITS + delimiter
    written = np.frombuffer(bytearray(room + text[:-1].replace(b"\n", room)), dtype=np.uint8)
    places = begins + np.arange(len(begins)) * (len(room) - 1) + 1  # behind its LF, which stood there before
    written[places[:, None] + np.arange(LINE_DIGITS)] = _digits(lines)
    return written.data


def _digits(lines: Positions) -> npt.NDArray[np.uint8]:
    """Return the digits of numbers, with leading zeros, as a table."""
    high, low = np.divmod(lines, 10**_HALF)
    return np.hstack([_WRITTEN[high], _WRITTEN[low]])


def _prefixes(lines: Positions, delimiter: bytes) -> list[bytes]:
    """LF, the line's number with leading zeros, delimiter: made as one table of digits, not line by line."""
    table = np.empty((len(lines), LINE_DIGITS + 2), dtype=np.uint8)
    table[:, 0], table[:, -1] = 10, delimiter[0]
    table[:, 1:-1] = _digits(lines)
    found: list[bytes] = table.view(f"S{LINE_DIGITS + 2}").ravel().tolist()
    return found


def _entries(block: Block, pieces: Pieces, position: int, sizes: Positions) -> npt.NDArray[Any]:
    entries = np.zeros(len(pieces.good), ENTRY)
    entries["line"] = block.first + pieces.good
    entries["offset"] = block.starts[pieces.good]
    entries["copy"] = position + 1 + np.cumsum(sizes) - sizes
    entries["lines"] = pieces.last - pieces.good + 1
    entries["size"] = block.starts[pieces.last + 1] - block.starts[pieces.good]
    return entries


def _broken_entries(block: Block, broken: list[Broken]) -> npt.NDArray[Any]:
    first = np.array([one.first for one in broken])
    last = np.array([one.last for one in broken])
    entries = np.zeros(len(broken), ENTRY)
    entries["line"], entries["offset"], entries["copy"] = block.first + first, block.starts[first], -1
    entries["lines"], entries["size"] = last - first + 1, block.starts[last + 1] - block.starts[first]
    return entries
