"""What is being built on the page on segments: groups of rows, kept for the visit, and the segment they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import streamlit as st

from crm_core.errors import SettingsError
from crm_core.segments import Condition, Segment
from crm_core.segments.conditions import Joined, Value

DRAFT = "segment_draft"
"""Key in the state of the visit."""

FIRST = "hobbies"
"""The attribute that a new row asks for."""


@dataclass
class Row:
    """One row: what is said of an attribute; unfinished while nothing is chosen."""

    number: int
    attribute: str = FIRST
    operator: str = "any_of"
    chosen: list[Value] = field(default_factory=list)


@dataclass
class Rows:
    """Rows of which all or any must hold."""

    number: int
    joined: Joined
    rows: list[Row]


@dataclass
class Draft:
    """Groups of rows of which all or any must hold; `made` counts rows and groups, so that each has its own number."""

    joined: Joined = "and"
    groups: list[Rows] = field(default_factory=list)
    made: int = 0

    def number(self) -> int:
        """Return a number that nothing else of this draft has."""
        self.made += 1
        return self.made

    def add_row(self, group: Rows) -> None:
        """Add an empty row to a group."""
        group.rows.append(Row(self.number()))

    def add_group(self) -> None:
        """Add a group with an empty row."""
        self.groups.append(Rows(self.number(), "and", []))
        self.add_row(self.groups[-1])

    def drop(self, number: int) -> None:
        """Take a row away, and its group with its last one; an empty row is always left."""
        for group in self.groups:
            group.rows = [row for row in group.rows if row.number != number]
        self.groups = [group for group in self.groups if group.rows]
        if not self.groups:
            self.add_group()

    @property
    def segment(self) -> Segment | None:
        """The segment that the finished rows make; None while none is finished."""
        parts = [_part(group) for group in self.groups]
        known = tuple(part for part in parts if part is not None)
        if not known:
            return None
        only = known[0]
        return only if len(known) == 1 and isinstance(only, Segment) else Segment(self.joined, known)


def _part(group: Rows) -> Segment | Condition | None:
    conditions = tuple(one for row in group.rows if (one := _condition(row)) is not None)
    if len(conditions) > 1:
        return Segment(group.joined, conditions)
    return conditions[0] if conditions else None


def _condition(row: Row) -> Condition | None:
    try:
        return Condition(row.attribute, row.operator, tuple(row.chosen))
    except SettingsError:  # unfinished
        return None


def current() -> Draft:
    """Return what is being built in this visit."""
    if DRAFT not in st.session_state:
        start(None)
    return cast("Draft", st.session_state[DRAFT])


def start(segment: Segment | None) -> None:
    """Begin anew: with a segment, or with an empty row."""
    made = st.session_state[DRAFT].made if DRAFT in st.session_state else 0  # a widget of before keeps its own value
    draft = Draft(made=made)
    if segment is not None:
        nested = any(isinstance(part, Segment) for part in segment.parts)
        draft.joined = segment.joined if nested else "and"
        for part in segment.parts if nested else (segment,):
            draft.groups.append(_group(draft, part))
    if not draft.groups:
        draft.add_group()
    st.session_state[DRAFT] = draft


def _group(draft: Draft, part: Segment | Condition) -> Rows:
    joined: Joined = part.joined if isinstance(part, Segment) else "and"
    conditions = [*part.conditions] if isinstance(part, Segment) else [part]
    rows = [Row(draft.number(), one.attribute, one.operator, list(one.chosen)) for one in conditions]
    return Rows(draft.number(), joined, rows)


def can_show(segment: Segment) -> bool:
    """Whether a segment has no more than groups of rows, which is what can be built."""
    return all(not isinstance(inner, Segment) for part in segment.parts if isinstance(part, Segment)
        for inner in part.parts)  # fmt: skip
