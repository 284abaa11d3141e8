"""Finding customers by their words, and all that is known of one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.relations.facts import known_at, moment
from crm_core.relations.winning import ADULT_YEARS

EXACT, AT_STARTS, WITHIN = 0, 1, 2
"""How well a customer fits: just these words one after the other, each at the start of one of theirs, or within."""


TOLD = ("customer_id", "name", "kind", "city", "country", "email", "phone", "key_account")
"""Columns that tell those apart who are found."""


def is_grown(rows: sa.FromClause, day: dt.date) -> sa.ColumnElement[bool]:
    """Whether a customer is 16 by a day, as far as is known: children are never shown."""
    return _none_of(_is_child(rows, day))


def _is_child(rows: sa.FromClause, day: dt.date) -> sa.ColumnElement[bool]:
    leap = (day.month, day.day) == (2, 29)  # a century's year has no such day
    latest = day.replace(year=day.year - ADULT_YEARS, day=28 if leap and day.year % 100 == ADULT_YEARS else day.day)
    return rows.c.birth_date > sa.literal(latest, sa.Date())


def _none_of(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether none of some conditions is known to hold: as a choice, which engines work out last, for few rows."""
    return sa.type_coerce(sa.case((sa.or_(*conditions), sa.false()), else_=sa.true()), sa.Boolean())


def with_words(words: Sequence[str], as_of: dt.datetime, day: dt.date, limit: int) -> sa.Select[Any]:
    """Find the customers who have all of these words, wherever in theirs they stand; the best ones first.

    Parameters
    ----------
    words : sequence of str
        Folded (`crm_core.folding`), so letters and digits alone.
    as_of : datetime
        Whoever joined later is not known yet.
    day : date
        Who is under 16 then is not shown.
    limit : int
        Most customers.

    Returns
    -------
    sqlalchemy.Select
        The columns of `TOLD` and ``fit``: `EXACT`, `AT_STARTS` or `WITHIN`.
    """
    rows = schema.table("customer_words")
    text = rows.c.words
    there = [text.like(f"%{word}%") for word in words]
    starts = sa.and_(*(text.like(f"% {word}%") for word in words))
    exact = text.like(f"% {' '.join(words)} %")
    fit = sa.case((exact, EXACT), (starts, AT_STARTS), else_=WITHIN)
    ranked = sa.type_coerce(fit, sa.Integer()).label("fit")
    found = sa.select(*(rows.c[name] for name in TOLD), ranked).where(*there, _is_shown(rows, as_of, day))
    best = found.order_by(ranked, rows.c.customer_id).limit(limit).subquery("best")
    return sa.select(*best.c).order_by(best.c.fit, best.c.customer_id)


def told_apart(ids: Sequence[str], as_of: dt.datetime, day: dt.date) -> sa.Select[Any]:
    """Return `TOLD` of customers, of those who are shown."""
    rows = schema.table("customer_words")
    return sa.select(*(rows.c[name] for name in TOLD)).where(rows.c.customer_id.in_(ids), _is_shown(rows, as_of, day))


def _is_shown(rows: sa.FromClause, as_of: dt.datetime, day: dt.date) -> sa.ColumnElement[bool]:
    return _none_of(rows.c.joined_on > moment(rows.c.joined_on, as_of), _is_child(rows, day))


def survivors_of(ids: Sequence[str]) -> sa.Select[Any]:
    """Say of those of some ids that were merged into another customer's which: ``customer_id``, ``survivor_id``."""
    identity = schema.table("customer_identity")
    columns = (identity.c.customer_id, identity.c.survivor_id)
    return sa.select(*columns).where(identity.c.customer_id.in_(ids), identity.c.survivor_id.is_not(None))


def merged_into(customer_id: str) -> sa.Select[Any]:
    """Return the ids that were merged into a customer's: ``customer_id``."""
    identity = schema.table("customer_identity")
    return sa.select(identity.c.customer_id).where(identity.c.survivor_id == sa.literal(customer_id, sa.String()))


def of_customers(name: str, ids: Sequence[str], as_of: dt.datetime) -> sa.Subquery:
    """Return the rows of a table about some customers as they were known at a moment.

    The engine reads no others: the condition stands on the table's own column, before any name is changed for that of
    a survivor. ``customer_id`` stays as the source wrote it.
    """
    table = schema.table(name)
    own = table.c.customer_id
    theirs = own == sa.literal(ids[0], sa.String()) if len(ids) == 1 else own.in_(ids)
    rows = sa.select(*table.c).where(theirs).subquery(f"{name}_of_customers")
    return known_at(rows, name, as_of, merged=False).subquery(f"{name}_known")
