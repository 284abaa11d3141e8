"""Words that mean the same in files of any language: names folded for comparison, yes and no, words for nothing."""

from __future__ import annotations

import re
import unicodedata

NULL_WORDS = (
    "NA", "N/A", "n/a", "na", "#N/A", "#n/a", "NULL", "Null", "null", "None", "none", "NONE", "nil", "-", "--",
    "\u2013", "\u2014", "\\N", "<NA>", "(null)", "(blank)",
)  # fmt: skip
"""Words for a missing value in columns that are not text; "Null" and "NA" are names in a text column."""

NULL_KEYS = ("#N/A", "N/A", "NULL", "null", "-", "\\N", "<NA>", "(null)")
"""Words for a missing key: without NA and None, which are codes of stores and people somewhere."""

YES = ("yes", "y", "true", "t", "1", "on", "x", "\u662f", "\u5bf9", "\u6709", "بله", "بلی", "آری", "درست")
NO = ("no", "n", "false", "f", "0", "off", "\u5426", "\u4e0d", "\u65e0", "خیر", "نه", "نادرست")

INVISIBLE = "".join(
    map(chr, (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
)
"""Soft hyphen, zero-width and direction marks, byte order mark: seen by no reader, so part of no key."""

BLANKS = "\u00a0\u3000\ufeff"
"""Blanks around a cell that ASCII has not, and a byte order mark."""

DIGITS = "".join(map(chr, (*range(0x6F0, 0x6FA), *range(0x660, 0x66A), *range(0xFF10, 0xFF1A))))
"""Persian, Arabic and full-width digits, each 0 to 9."""
PLAIN_DIGITS = "0123456789" * 3

_PLAIN = str.maketrans(DIGITS, PLAIN_DIGITS)
_DATA = re.compile(r"[-+]?[\d.,:/\-]*\d[\d.,:/\-]*([ T][\d:.]+)?( ?[APap][Mm])?( ?(Z|[+-]\d\d:?\d\d))?")
_NO_LETTER = re.compile("[^a-z0-9]")
_SAME_LETTER = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", **dict.fromkeys(INVISIBLE, "")})


LONGEST_NAME = 1_000
"""Characters of a name that are compared; a cell of ten megabytes is no name and need not be folded whole."""


def fold(name: str) -> str:
    """Return a name without case, spaces, punctuation and invisible marks, Arabic yeh and kaf as Persian ones."""
    if name.isascii():
        return _NO_LETTER.sub("", name[:LONGEST_NAME].lower())
    plain = unicodedata.normalize("NFKC", name[:LONGEST_NAME]).translate(_SAME_LETTER).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def with_plain_digits(text: str) -> str:
    """Return a text without blanks around it and with the digits of ASCII."""
    return text.strip() if text.isascii() else text.strip().translate(_PLAIN)


def is_data(cell: str) -> bool:
    """Whether a cell is a number, a date or a time, and so no column's name."""
    return _DATA.fullmatch(with_plain_digits(cell)) is not None
