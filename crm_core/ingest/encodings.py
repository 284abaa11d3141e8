"""Which encoding a file is written in: its byte order mark, its NUL pattern, strict UTF-8, else a detector's guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from crm_core.errors import CsvRejected
from crm_core.ingest.guessing import guess_encoding

ENCODINGS = (
    "utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp1250",
    "cp1251", "cp1254", "cp1256",
)  # fmt: skip
"""Encodings to choose from; any other that extends ASCII can be said in a profile."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FOREIGN, _LINE_END = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\r\n]")
_LONGEST = 4096  # bytes of one line shown to the detector
_SAMPLE = 64 * 1024  # bytes shown to the detector
_FEW = 2  # bad bytes that may be an accident in an ASCII file
_FIRST = 1024 * 1024  # bytes that hold enough lines that are not ASCII where they are frequent
_SEARCH = 32 * 1024 * 1024  # bytes searched for lines that are not ASCII


@dataclass(frozen=True)
class Encoding:
    """An encoding and how it was found.

    Parameters
    ----------
    name : str
        Python's name.
    how : str
        given, byte_order_mark, nul_pattern, strict or guessed.
    mark : int
        Bytes of the byte order mark.
    """

    name: str
    how: str
    mark: int = 0

    @property
    def unit(self) -> int:
        """Bytes of one code unit: 2 in UTF-16, else 1."""
        return 2 if self.name.startswith("utf-16") else 1


def find_encoding(file: Path, given: str | None = None) -> Encoding:
    """Return the encoding of `file`, the given one where there is one.

    Raises
    ------
    CsvRejected
        Code ``encoding_unknown``: the given one is not known here, or nothing fits.
    """
    with file.open("rb") as opened:
        start = opened.read(_SAMPLE)
        mark = next(((name, len(bom)) for bom, name in _MARKS if start.startswith(bom)), None)
        if given:
            return _given(given, mark)
        if mark:
            return Encoding(mark[0], "byte_order_mark", mark[1])
        if wide := _nul_pattern(start):
            return Encoding(wide, "nul_pattern")
    sample = foreign_lines(sample_of(file, _FIRST))
    if len(sample) <= _SAMPLE:
        sample = foreign_lines(sample_of(file))
    return Encoding("utf-8", "strict") if _mostly_utf8(sample) else Encoding(guess_encoding(sample), "guessed")


def sample_of(file: Path, size: int = _SAMPLE + _SEARCH) -> bytes:
    """Return the bytes among which lines that are not ASCII are looked for."""
    with file.open("rb") as opened:
        return opened.read(size)


def _given(name: str, mark: tuple[str, int] | None) -> Encoding:
    plain = name.lower().replace("_", "-")
    if plain in ("utf-8-sig", "utf8"):
        plain = "utf-8"
    if plain == "utf-16":
        plain = mark[0] if mark else "utf-16-le"
    wide = plain.startswith("utf-16")
    try:
        extends_ascii = wide or "a\n".encode(plain) == b"a\n"
    except LookupError:
        extends_ascii = False
    if not extends_ascii or plain == "utf-7":
        raise CsvRejected("encoding_unknown", found=name, expected="UTF-8, UTF-16 or an encoding that extends ASCII")
    return Encoding(plain, "given", mark[1] if mark and mark[0] == plain else 0)


def _nul_pattern(start: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Latin text is NUL, and every line end holds one."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(1, len(start) // 2)
    if odd > 0.3 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.1 * half else None


def foreign_lines(data: bytes) -> bytes:
    """Return the lines that are not ASCII, some 64 kB of them."""
    lines: list[bytes] = []
    size = end = 0
    while size <= _SAMPLE and (found := _FOREIGN.search(data, end)):
        begin = max(end, *(data.rfind(sign, end, found.start()) + 1 for sign in (b"\n", b"\r")))
        ended = _LINE_END.search(data, found.start())
        end = ended.start() if ended else len(data)
        lines.append(data[begin : min(end, begin + _LONGEST)])
        size += len(lines[-1])
    return b"\n".join(lines)


def _mostly_utf8(sample: bytes) -> bool:
    """One bad byte in a UTF-8 file costs its record; a file in another encoding has bad bytes all over."""
    text = sample.decode("utf-8", "replace")
    good = sum(letter > "\x7f" and letter != "\ufffd" for letter in text)
    bad = text.count("\ufffd") - sample.count(b"\xef\xbf\xbd")
    if bad == 0 or good:
        return good >= 2 * bad
    western = sample.decode("cp1252", "replace")
    return bad <= _FEW and not all(_plausible(letter) for letter in western if letter > "\x7f")


def _plausible(letter: str) -> bool:
    """Whether a lone byte means something in Western text: 0xFF is a letter there too, but hardly anybody's."""
    return (letter.isalpha() and letter not in "\xff\xfe\xde") or letter in "\u20ac\xa3\u2013\u2019\u201c\u201d"
