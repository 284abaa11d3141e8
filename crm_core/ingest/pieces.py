"""A line too short for a record: cut short itself, or a piece of the record before or behind it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_core.ingest.dialect import DELIMITERS, cells_of
from crm_core.ingest.kinds import Kind, pattern
from crm_core.ingest.layout import Shape
from crm_core.ingest.quoting import without_one_quote


@dataclass(frozen=True)
class Piece:
    """A line that is no record, in a table of this shape and these columns."""

    text: str
    shape: Shape
    kinds: Sequence[Kind]

    def may_follow(self, before: Sequence[str]) -> bool:
        """Whether it may be the end of the last cell of the record before it."""
        if self._stands_alone:
            return False
        last = self.kinds[-1]
        if last.pattern and last.suits(before[-1]):
            return len(self._cells) == 1 and pattern(before[-1] + self._cells[0]) == last.pattern
        return True

    def may_lead(self, after: Sequence[str]) -> bool:
        """Whether it may be the beginning of the first cell of the record behind it."""
        if self._stands_alone:
            return False
        first = self.kinds[0]
        if first.pattern and first.suits(after[0]):
            return len(self._cells) == 1 and pattern(self._cells[0] + after[0]) == first.pattern
        return True

    @property
    def _cells(self) -> list[str]:
        return cells_of(self.text, self.shape.delimiter, self.shape.quote)

    @property
    def _stands_alone(self) -> bool:
        """A record but for one quote, one with other delimiters, or one that lacks cells."""
        if self.shape.quote in self.text and without_one_quote(self.text, self.shape):
            return True
        width = self.shape.width
        others = (one for one in DELIMITERS if one not in (self.shape.delimiter, " "))
        if width > 2 and any(len(cells_of(self.text, one, self.shape.quote)) == width for one in others):
            return True
        cells, missing = self._cells, width - len(self._cells)
        if len(cells) < 2:
            return False
        return any(
            kind.suits(cells[at])
            for place, kind in enumerate(self.kinds)
            for at in (place, place - missing)
            if 0 <= at < len(cells)
        )
