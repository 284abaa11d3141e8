"""Segments in words: names of attributes, labels of their codes, and a whole segment as one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.segments import MISSING, Condition, Segment, read
from crm_core.text import label, word

if TYPE_CHECKING:
    from pages._parts.view import View

LONGEST = 70
"""Letters of a segment's words in a chip or a chart."""

KINDS = {"kind": "customer_kind", "acquisition_channel": "channel", "language": "language"}
"""Attributes whose codes have labels of a dimension's."""


def attribute(name: str, language: str) -> str:
    """Return the name of an attribute."""
    return word(f"attribute.{name}", language)


def code(name: str, value: str | int, language: str) -> str:
    """Return the label of an attribute's code."""
    if value == MISSING:
        return word("code.none", language)
    if name == "value_tenth":
        return word("attribute.tenth", language, place=value)
    if name == "active_pct":
        return word("attribute.per_cent", language, value=value)
    return label(KINDS.get(name, "code"), str(value), language)


def said(segment: Segment, language: str, *, inner: bool = False) -> str:
    """Return a segment in words, cut where it is long."""
    parts = [
        said(part, language, inner=True) if isinstance(part, Segment) else _condition(part, language)
        for part in segment.parts
    ]
    text = word(f"segments.joined_{segment.joined}", language).join(parts)
    if inner:
        return word("segments.bracket", language, text=text) if len(parts) > 1 else text
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _condition(condition: Condition, language: str) -> str:
    name, values = condition.attribute, [code(condition.attribute, one, language) for one in condition.chosen]
    if condition.operator == "between":
        joined = word("segments.between", language, low=values[0], high=values[-1])
    else:
        joined = word("segments.and_also" if condition.operator == "all_of" else "segments.or_else", language).join(
            values
        )
    how = {"none_of": "not", "at_least": "at_least", "at_most": "at_most"}.get(condition.operator, "is")
    return word(f"segments.said_{how}", language, attribute=attribute(name, language), values=joined)


def named(view: View, text: str) -> str:
    """Return the name of a segment that is saved, else what it says."""
    names = {segment.text: name for name, segment in view.segments.items()}
    return names.get(text) or said(read(text), view.language)
