"""Which codes of an attribute there are, and how many people have each: what can be chosen, and what is too rare."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from crm_core import kept, sql
from crm_core.database import Store
from crm_core.segments.attributes import ATTRIBUTES, Attribute
from crm_core.segments.conditions import Condition, Segment
from crm_core.segments.derived import column_of
from crm_core.settings import Settings

MOST = 500
"""Most codes of one attribute that are offered, those of the most people."""


def minimum_for(attribute: Attribute, settings: Settings) -> int:
    """Return the fewest people of a code that is shown."""
    return settings.minimum_people_personal if attribute.personal else settings.minimum_people


def counted(store: Store, name: str, settings: Settings, as_of: dt.datetime) -> dict[str, int]:
    """Count the people of each code of an attribute at a moment, the most people first."""
    rows = coded(store, name, settings, as_of)
    people = sql.count().label("people")
    question = sa.select(rows.c.segment, people).group_by(rows.c.segment)
    found = store.read(question.order_by(people.desc(), rows.c.segment))
    return dict(zip(found["segment"], found["people"].astype(int), strict=True))


def coded(store: Store, name: str, settings: Settings, as_of: dt.datetime) -> sa.Subquery:
    """Return the codes of each customer: ``customer_id``, ``segment``, each pair once; who has none is not there."""
    source, columns = column_of(store, (name,), settings, as_of)
    codes: sa.ColumnElement[str] = columns[name]
    several = ATTRIBUTES[name].kind == "several"
    codes = sql.each_of(codes, ";") if several else codes
    rows = sa.select(columns["customer_id"], codes.label("segment")).select_from(source).subquery("codes")
    known = sa.select(*rows.c).where(rows.c.segment.is_not(None), rows.c.segment != "")
    return (known.distinct() if several else known).subquery("codes_of_customers")


def rare(store: Store, attribute: Attribute, settings: Settings, as_of: dt.datetime) -> tuple[str, ...]:
    """Return the codes that too few people have: who has none of the others counts as having none."""
    if attribute.kind == "number" or attribute.codes:
        return ()
    few = minimum_for(attribute, settings)
    return tuple(code for code, people in counted(store, attribute.name, settings, as_of).items() if people < few)


def offered(store: Store, name: str, settings: Settings, as_of: dt.datetime) -> tuple[str, ...]:
    """Return the codes of an attribute that enough people have, in their order; all that the product defines.

    A code of too few people is not named. A number has no codes.
    """
    attribute = ATTRIBUTES[name]
    if attribute.kind == "number":
        return ()
    if name == "tier":
        scheme = kept.scheme(settings)
        return scheme.names if scheme else ()
    if attribute.codes:
        return attribute.codes
    found = counted(store, name, settings, as_of)
    few = minimum_for(attribute, settings)
    enough = [code for code, people in found.items() if people >= few][:MOST]
    return tuple(sorted(enough))


def largest(store: Store, name: str, settings: Settings, as_of: dt.datetime, most: int = 5) -> tuple[Segment, ...]:
    """Return one segment for each of the codes of an attribute that most people have, those first."""
    few = minimum_for(ATTRIBUTES[name], settings)
    found = counted(store, name, settings, as_of)
    codes = [code for code, people in found.items() if people >= few][:most]
    return tuple(Segment("and", (Condition(name, "any_of", (code,)),)) for code in codes)
