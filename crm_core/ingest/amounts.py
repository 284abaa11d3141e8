"""How a column writes its numbers: 1,234.50 or 1.234,50."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crm_core.ingest.words import DIGITS, PLAIN_DIGITS

DECIMAL_POINT, DECIMAL_COMMA = "decimal_point", "decimal_comma"
STYLES = (DECIMAL_POINT, DECIMAL_COMMA)

_PLAIN = str.maketrans(DIGITS, PLAIN_DIGITS)
_POINT_ONLY = re.compile(r"-?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3}){2,})")
_COMMA_ONLY = re.compile(r"-?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3}){2,})")


def style_of(values: Iterable[str]) -> str:
    """Return decimal_comma where some value fits only that and none only the other; else decimal_point."""
    point = comma = 0
    for value in values:
        plain = value.strip().translate(_PLAIN)
        point += _POINT_ONLY.fullmatch(plain) is not None
        comma += _COMMA_ONLY.fullmatch(plain) is not None
    return DECIMAL_COMMA if comma > point else DECIMAL_POINT
