"""What the cells of a column usually look like, told from its first rows, where no contract says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_USUAL = 0.9  # share of a column's filled cells that makes a pattern or being filled the rule
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Kind:
    """One column.

    Attributes
    ----------
    pattern : str
        Where digits (9) and letters (a) stand in nearly every cell; empty where cells differ or hold no digit.
    filled : bool
        Whether nearly every cell is.
    """

    pattern: str
    filled: bool

    def suits(self, cell: str) -> bool:
        """Whether a cell has the column's pattern; a column without one says nothing."""
        return bool(self.pattern) and pattern(cell) == self.pattern


def pattern(cell: str) -> str:
    """Return a cell with each run of digits as 9 and each run of letters as a, decimals and a sign left out."""
    plain = _LETTERS.sub("a", _DIGITS.sub("9", cell.strip()))
    return "9" if plain in ("-9", "9.9", "-9.9", "9,9", "-9,9") else plain


def kinds_of(rows: Sequence[Sequence[str]], width: int) -> tuple[Kind, ...]:
    """Return the kind of each column of some rows."""
    return tuple(_kind([row[place] for row in rows]) for place in range(width))


def _kind(cells: Sequence[str]) -> Kind:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return Kind("", False)
    usual, count = Counter(map(pattern, filled)).most_common(1)[0]
    regular = "9" in usual and count >= _USUAL * len(filled) and len(filled) > 1
    return Kind(usual if regular else "", len(filled) >= _USUAL * len(cells))


def numbered(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the places of the columns in which nearly every filled cell holds a digit."""
    columns = zip(*rows, strict=True)
    filled = ([cell for cell in column if cell.strip()] for column in columns)
    return [place for place, cells in enumerate(filled) if cells and sum(map(has_digit, cells)) >= _USUAL * len(cells)]


def has_digit(cell: str) -> bool:
    """Whether some sign is a digit of whatever script."""
    return any(letter.isdigit() for letter in cell)
