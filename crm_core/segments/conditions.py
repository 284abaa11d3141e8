"""A segment as a value: conditions joined by and / or, written as a compact text that fits an address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from crm_core.errors import SettingsError
from crm_core.segments.attributes import ATTRIBUTES, STEP_PCT, Attribute

OPERATORS = {
    "codes": ("any_of", "none_of"),
    "several": ("any_of", "all_of", "none_of"),
    "ordered": ("any_of", "none_of", "at_least", "at_most", "between"),
    "number": ("at_least", "at_most", "between"),
}
"""What may be said of each kind of attribute; any_of with one code is "is", none_of with one "is not"."""

ENDS = {"at_least": 1, "at_most": 1, "between": 2}
"""How many values an operator takes that asks for limits."""

MOST_CONDITIONS, MOST_VALUES, DEEPEST, LONGEST = 60, 40, 4, 4_000
"""Conditions of a segment, values of a condition, groups in groups, letters of the text."""

HUNDRED = 100

Value = str | int
Joined = Literal["and", "or"]


@dataclass(frozen=True)
class Condition:
    """One condition on one attribute.

    Parameters
    ----------
    attribute : str
        A name of `ATTRIBUTES`.
    operator : str
        One of `OPERATORS` of the attribute's kind.
    chosen : tuple of str or int
        Codes; ``"(none)"`` stands for customers without a value. Whole per cents in steps of five for a number.

    Raises
    ------
    SettingsError
        The attribute, the operator or a value is none.
    """

    attribute: str
    operator: str
    chosen: tuple[Value, ...]

    def __post_init__(self) -> None:
        known = ATTRIBUTES.get(self.attribute)
        if known is None:
            raise SettingsError("segment_attribute", found=self.attribute, expected=", ".join(ATTRIBUTES))
        if self.operator not in OPERATORS[known.kind]:
            expected = ", ".join(OPERATORS[known.kind])
            raise SettingsError("segment_operator", found=f"{self.attribute} {self.operator}", expected=expected)
        _check_values(known, self)

    @property
    def known(self) -> Attribute:
        """The attribute it is about."""
        return ATTRIBUTES[self.attribute]


def _check_values(known: Attribute, condition: Condition) -> None:
    wanted, values = ENDS.get(condition.operator), condition.chosen
    if not 0 < len(values) <= MOST_VALUES or (wanted is not None and len(values) != wanted):
        expected = str(wanted or f"1 to {MOST_VALUES}")
        raise SettingsError("segment_values", found=f"{known.name}: {len(values)} values", expected=expected)
    if known.kind == "number":
        wrong = [one for one in values if type(one) is not int or not 0 <= one <= HUNDRED or one % STEP_PCT]
        expected = f"0 to {HUNDRED} in steps of {STEP_PCT}"
    else:
        wrong = [one for one in values if not isinstance(one, str) or not one]
        expected = "codes"
    if wrong:
        raise SettingsError("segment_value", found=f"{known.name}: {wrong[0]!r}", expected=expected)


@dataclass(frozen=True)
class Segment:
    """Conditions, or groups of them, of which all or any must hold.

    Parameters
    ----------
    joined : {"and", "or"}
        Whether all parts must hold or any is enough.
    parts : tuple of Condition or Segment
        At least one.

    Raises
    ------
    SettingsError
        There is no part, or there are too many.

    Examples
    --------
    >>> Segment("and", (Condition("hobbies", "any_of", ("chess",)),)).text
    '["and",["hobbies","any_of","chess"]]'
    """

    joined: Joined
    parts: tuple[Condition | Segment, ...]

    def __post_init__(self) -> None:
        if self.joined not in ("and", "or"):
            raise SettingsError("segment_joined", found=str(self.joined), expected="and, or")
        count = len([*self.conditions])
        if not self.parts or count > MOST_CONDITIONS or self.depth > DEEPEST:
            raise SettingsError("segment_size", found=str(count), expected=f"1 to {MOST_CONDITIONS}")

    @property
    def depth(self) -> int:
        """How many groups stand in each other."""
        return 1 + max((part.depth for part in self.parts if isinstance(part, Segment)), default=0)

    @property
    def conditions(self) -> Iterator[Condition]:
        """All conditions, in their order."""
        for part in self.parts:
            if isinstance(part, Segment):
                yield from part.conditions
            else:
                yield part

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes it asks for, each once."""
        return tuple(dict.fromkeys(one.attribute for one in self.conditions))

    @property
    def text(self) -> str:
        """The segment as compact JSON: the same segment, the same text; `read` understands it."""
        return json.dumps(_plain(self), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Segment:
    """Read a segment from its text.

    Raises
    ------
    SettingsError
        The text is no segment.
    """
    try:
        tree = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        tree = None
    found = _part(tree)
    if not isinstance(found, Segment):
        raise SettingsError("segment_unreadable", found=text[:80], expected="the text of a segment")
    return found


def _plain(part: Condition | Segment) -> list[Any]:
    if isinstance(part, Segment):
        return [part.joined, *map(_plain, part.parts)]
    return [part.attribute, part.operator, *part.chosen]


def _part(tree: Any, depth: int = 0) -> Condition | Segment | None:
    if not isinstance(tree, list) or not tree or depth > DEEPEST:
        return None
    if tree[0] in ("and", "or"):
        parts = [_part(one, depth + 1) for one in tree[1:]]
        known = tuple(part for part in parts if part is not None)
        return Segment(tree[0], known) if len(known) == len(parts) else None
    name, operator, *values = (*tree, "", "")[:2] if len(tree) < 2 else tree  # noqa: PLR2004 -- a name, an operator
    return Condition(str(name), str(operator), tuple(values))
