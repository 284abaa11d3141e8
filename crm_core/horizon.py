"""How far the data reach: the default ``as_of`` of every page, so that no open case grows older than its evidence."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store

ATTRIBUTES = ("customers", "staff", "stores", "products", "benchmarks")
"""Tables whose rows are today's whatever their date: they don't hold back what happens."""


class Reach(NamedTuple):
    """What one table's committed imports cover.

    Attributes
    ----------
    data_from, data_until : datetime or None
        First and last instant covered, in UTC; None where nothing says so.
    has_open : bool or None
        Whether any import holds open cases; None where that means nothing.
    """

    data_from: dt.datetime | None
    data_until: dt.datetime | None
    has_open: bool | None


def horizon(store: Store, tables: Iterable[str]) -> dt.datetime | None:
    """Return the moment until which all of these tables are known.

    Parameters
    ----------
    store : Store
        The workspace.
    tables : iterable of str
        The tables a question needs; those without rows are left out.

    Returns
    -------
    datetime or None
        In UTC: the earliest ``data_until`` of the tables, each table's being the latest of its committed imports; the
        end of the day for a table of days. Customers, staff, stores and products count only when nothing else does.
        None when nothing is loaded.
    """
    known = _reaches(store)
    ends = {name: end for name in tables if name in known and (end := known[name].data_until) is not None}
    happening = {name: end for name, end in ends.items() if name not in ATTRIBUTES}
    return min((happening or ends).values(), default=None)


def reach(store: Store, table: str) -> Reach:
    """Return what a table's committed imports cover, three times None for a table that was not loaded."""
    return _reaches(store).get(table, Reach(None, None, None))


def ends_by_change(store: Store) -> bool:
    """Whether some loaded complaints count as settled when they were last changed, as their file knew no better."""
    imports = schema.table("imports").c
    question = sa.select(imports.mapping).where(imports.table_name == "complaints", imports.state == "committed")
    with store.engine.connect() as connection:
        mappings = connection.execute(question.distinct()).scalars().all()
    changed = schema.LOADED["complaints"].column("updated_at")
    names = {_plain(name) for name in (changed.name, *changed.aliases)}
    said = (json.loads(mapping or "{}") for mapping in mappings)
    return any(target == "resolved_at" and _plain(column) in names for one in said for column, target in one.items())


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _reaches(store: Store) -> dict[str, Reach]:
    imports = schema.table("imports").c
    question = (
        sa.select(
            imports.table_name,
            sa.func.min(imports.data_from),
            sa.func.max(imports.data_until),
            sa.func.max(sa.case((imports.has_open, 1), (sa.not_(imports.has_open), 0))),
        )
        .where(imports.state == "committed", imports.records_good > 0)
        .group_by(imports.table_name)
    )
    with store.engine.connect() as connection:
        rows = connection.execute(question).all()
    return {
        name: Reach(_utc(first), _utc(last), None if is_open is None else bool(is_open))
        for name, first, last, is_open in rows
    }


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC) if moment else None
