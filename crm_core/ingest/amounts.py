"""How a column writes its numbers: 1,234.50 or 1.234,50; apostrophes and blanks part thousands in both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm_core.ingest.words import with_plain_digits

DECIMAL_POINT, DECIMAL_COMMA = "decimal_point", "decimal_comma"
STYLES = (DECIMAL_POINT, DECIMAL_COMMA)

GROUPING = "'\u2019\u066c \u00a0\u202f"
"""Apostrophes, the Arabic thousands sign and blanks between digits part thousands, whatever the decimal sign is."""
ARABIC_DECIMAL = "\u066b"

_SIGNS = {DECIMAL_POINT: (".", ","), DECIMAL_COMMA: (",", ".")}


def only(style: str) -> str:
    """Return the pattern of amounts that mean something in this style alone, for Python and the engine."""
    decimal, thousands = _SIGNS[style]
    return (
        f"-?(?:[0-9]{{1,3}}(?:[{thousands}{GROUPING}][0-9]{{3}})+[{decimal}][0-9]+"
        f"|[0-9]{{1,3}}(?:[{thousands}][0-9]{{3}}){{2,}}"
        f"|[0-9]*[{decimal}](?:[0-9]{{1,2}}|[0-9]{{4,}})|(?:0[0-9]*|[0-9]{{4,}})[{decimal}][0-9]{{3}})"
    )


BOTH = "-?[1-9][0-9]{0,2}[.,][0-9]{3}"
"""1.234 is a little more than one or a little more than a thousand."""


@dataclass(frozen=True)
class StyleCount:
    """How many amounts of a column fit only one style, and how many mean two different numbers."""

    point: int = 0
    comma: int = 0
    both: int = 0

    @property
    def style(self) -> str | None:
        """The style most amounts need; None where they mean two things and none says which, or as many say each."""
        if self.point != self.comma:
            return DECIMAL_POINT if self.point > self.comma else DECIMAL_COMMA
        return None if self.both or self.point else DECIMAL_POINT


def count_styles(values: Iterable[str]) -> StyleCount:
    """Count what the values of one column say about its style."""
    patterns = [re.compile(pattern) for pattern in (only(DECIMAL_POINT), only(DECIMAL_COMMA), BOTH)]
    counts = [0, 0, 0]
    for value in values:
        if "." not in value and "," not in value:
            continue  # as most do: it fits every style
        plain = with_plain_digits(value)
        for place, pattern in enumerate(patterns):
            counts[place] += pattern.fullmatch(plain) is not None
    return StyleCount(*counts)
