"""Whether an encoding is more than a guess: for tables whose letters nobody will look at before they are used."""

from __future__ import annotations

from pathlib import Path

from crm_core.errors import CsvRejected
from crm_core.ingest.encodings import Encoding, foreign_lines, sample_of
from crm_core.ingest.guessing import rivals

_UTF8_SHARE = 0.3  # of the foreign lines: so many are no accident in any other encoding
_ENOUGH_LINES, _ENOUGH_SHARE = 10, 0.2  # foreign lines, and their share of all, that are no accident in an ASCII file
_ENOUGH_LETTERS = 6  # different bytes above 127


def sure_encoding(file: Path) -> Encoding:
    """Return the encoding of a file that is not whole UTF-8.

    A few lines with bad bytes, or lines of UTF-8 among others, make it UTF-8 whose bad lines are set aside.

    Raises
    ------
    CsvRejected
        Code ``encoding_unclear``: several encodings fit and give different letters.
    """
    sample = sample_of(file)
    foreign = foreign_lines(sample)
    lines = foreign.split(b"\n")
    good = sum(map(_is_utf8, lines))
    if good >= _UTF8_SHARE * len(lines):
        return Encoding("utf-8", "strict")
    fitting = rivals(foreign)
    many = len(lines) >= min(_ENOUGH_LINES, _ENOUGH_SHARE * (sample.count(b"\n") + 1))
    if len(fitting) == 1 and many and len({byte for byte in foreign if byte > 127}) >= _ENOUGH_LETTERS:
        return Encoding(fitting[0], "guessed")
    if not many:
        return Encoding("utf-8", "strict")
    raise CsvRejected(
        "encoding_unclear",
        found=", ".join(fitting) or "bytes of no encoding that is known here",
        expected="one encoding that fits",
        todo="say which encoding it is, or save the file as UTF-8",
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
