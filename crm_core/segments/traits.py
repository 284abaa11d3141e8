"""Who meets the conditions of a segment: attributes of all customers at a moment, and predicates on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crm_core import kept, sql
from crm_core.database import Store
from crm_core.segments.attributes import MISSING, Attribute
from crm_core.segments.conditions import Condition, Segment
from crm_core.segments.derived import column_of
from crm_core.segments.offered import rare
from crm_core.settings import Settings


@dataclass(frozen=True)
class People:
    """All customers at a moment with the attributes that are asked for.

    Attributes
    ----------
    rows : sqlalchemy.Subquery
        ``customer_id`` and a column for each attribute: text, missing where there is no value; a number in per cent.
    tiers : tuple of str
        Tiers in force, the lowest first.
    rare : mapping of str to tuple of str
        Codes that too few people have, of attributes that are asked for who has none: they count as no value.
    """

    rows: sa.Subquery
    tiers: tuple[str, ...] = ()
    rare: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def meet(self, part: Condition | Segment) -> sa.ColumnElement[bool]:
        """Whether a customer meets a condition or a segment; never missing."""
        if isinstance(part, Condition):
            return self._holds(part)
        each = [self.meet(one) for one in part.parts]
        return sa.and_(*each) if part.joined == "and" else sa.or_(*each)

    def _holds(self, condition: Condition) -> sa.ColumnElement[bool]:
        known, column, values = condition.known, self.rows.c[condition.attribute], condition.chosen
        if known.kind == "number":
            return sa.func.coalesce(_in_limits(column, condition.operator, values), sa.false(), type_=sa.Boolean())
        if condition.operator in ("at_least", "at_most", "between"):
            return self._in_order(known, column, condition.operator, values)
        each = [self._has(known, column, str(code)) for code in values]
        if condition.operator == "all_of":
            return sa.and_(*each)
        return sa.not_(sa.or_(*each)) if condition.operator == "none_of" else sa.or_(*each)

    def _has(self, known: Attribute, column: sa.ColumnElement[Any], code: str) -> sa.ColumnElement[bool]:
        if code == MISSING:
            return self._has_none(known, column)
        found = _among(column, code) if known.kind == "several" else column == sa.literal(code, sa.String())
        return sa.func.coalesce(found, sa.false(), type_=sa.Boolean())

    def _has_none(self, known: Attribute, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        rare = self.rare.get(known.name, ())
        if not rare:
            return column.is_(None)
        if known.kind != "several":
            return sa.or_(column.is_(None), sa.func.coalesce(column.in_(rare), sa.false(), type_=sa.Boolean()))
        others = column
        for code in rare:
            others = sa.func.replace(others, f";{code};", ";", type_=sa.String())
        return sa.or_(column.is_(None), sa.func.coalesce(others == ";", sa.false(), type_=sa.Boolean()))

    def _in_order(
        self, known: Attribute, column: sa.ColumnElement[Any], operator: str, values: tuple[Any, ...]
    ) -> sa.ColumnElement[bool]:
        codes = self.tiers if known.name == "tier" else known.codes
        if not codes:  # years, whose order is that of their text
            found = _in_limits(column, operator, values)
        elif not {*values} <= {*codes}:
            return sa.false()
        else:
            ends = {"at_least": (values[0], codes[-1]), "at_most": (codes[0], values[0])}.get(operator, values)
            first, last = (codes.index(end) for end in ends)
            found = column.in_(codes[first : last + 1])
        return sa.func.coalesce(found, sa.false(), type_=sa.Boolean())


def _in_limits(column: sa.ColumnElement[Any], operator: str, values: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    low, high = {"at_least": (values[0], None), "at_most": (None, values[0])}.get(operator, (values[0], values[-1]))
    limits = [column >= sa.literal(low, column.type)] if low is not None else []
    limits += [column <= sa.literal(high, column.type)] if high is not None else []
    return sa.and_(*limits)


def _among(column: sa.ColumnElement[Any], code: str) -> sa.ColumnElement[bool]:
    """Whether a code is among several, which stand between semicolons."""
    return sa.func.strpos(column, f";{code};", type_=sa.Integer()) > sa.literal(0, sa.Integer())


def traits(store: Store, names: Sequence[str], settings: Settings, as_of: dt.datetime) -> People:
    """Return all customers at a moment with these attributes."""
    scheme = kept.scheme(settings)
    source, columns = column_of(store, names, settings, as_of)
    rows = sa.select(*(column.label(name) for name, column in columns.items())).select_from(source)
    return People(rows.subquery("traits"), scheme.names if scheme else ())


def everybody(store: Store, segments: Sequence[Segment], settings: Settings, as_of: dt.datetime) -> People:
    """Return all customers at a moment with the attributes that segments ask for."""
    names = tuple(dict.fromkeys(name for one in segments for name in one.attributes))
    people = traits(store, names, settings, as_of)
    asked = {one.attribute: one.known for segment in segments for one in segment.conditions if MISSING in one.chosen}
    few = {name: rare(store, known, settings, as_of) for name, known in asked.items()}
    return People(people.rows, people.tiers, few)


def members(store: Store, segment: Segment, settings: Settings, as_of: dt.datetime) -> sa.Select[Any]:
    """Return the customers of a segment at a moment: ``customer_id``, each once."""
    people = everybody(store, (segment,), settings, as_of)
    return sa.select(people.rows.c.customer_id).where(people.meet(segment))


def apart(store: Store, segments: Sequence[Segment], settings: Settings, as_of: dt.datetime) -> sa.Subquery:
    """Return who is in which of several segments: ``customer_id``, ``segment``, its place as text.

    A customer of several segments is there once for each; who is in none is not there.
    """
    people = everybody(store, segments, settings, as_of)
    marks = [people.meet(one).label(f"in_{place}") for place, one in enumerate(segments)]
    each = sa.select(people.rows.c.customer_id, *marks).subquery("marked_people")
    places = [str(place) for place in range(len(segments))]
    named = sa.select(sql.unnested(places, sa.String()).label("segment")).subquery("places")
    inside = sa.case({place: each.c[f"in_{place}"] for place in places}, value=named.c.segment, else_=sa.false())
    pairs = sa.select(each.c.customer_id, named.c.segment).select_from(each.join(named, sa.true()))
    return pairs.where(sa.type_coerce(inside, sa.Boolean())).subquery("members_of_segments")
