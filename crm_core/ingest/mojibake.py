"""Letters that were decoded wrongly before the file was written: GrÃ¶ÃŸe for Größe."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HIGH = re.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,}"
)


def wrongly_decoded(lines: Iterable[str]) -> str:
    """Return the first run of letters that are bytes of UTF-8 read as Western text, empty if there is none."""
    for line in lines:
        for found in _HIGH.finditer(line):
            if _is_utf8(found.group()):
                return found.group()
    return ""


def _is_utf8(letters: str) -> bool:
    """Whether these letters, as Western bytes, are letters of UTF-8; C1 signs stand for the bytes that have none."""
    raw = b"".join(_byte(letter) for letter in letters)
    try:
        return len(raw.decode()) < len(letters)
    except UnicodeDecodeError:
        return False


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1", "replace")
