"""Saved selections: named sets of filters, to come back to and to compare with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import sqlalchemy as sa

from crm_core import schema
from crm_core.actions.changes import Author, Part, apply
from crm_core.database import Store
from crm_core.errors import SettingsError
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.settings import checks

LONGEST_NAME = 40
"""Letters of a name: it stands in chips and charts."""

Selections = dict[str, dict[str, tuple[str, ...]]]


def save(store: Store, name: str, values: Mapping[str, tuple[str, ...]], author: Author | None = None) -> None:
    """Keep a selection under a name.

    Parameters
    ----------
    store : Store
        The workspace.
    name : str
        A new name, of 1 to 40 letters.
    values : mapping of str to tuple of str
        Codes of each dimension that narrows.
    author : Author, optional
        By whom and why.

    Raises
    ------
    SettingsError
        The name is empty, too long or taken, or nothing is selected.
    """
    name = " ".join(name.split())
    chosen = {dimension: list(codes) for dimension, codes in values.items() if codes and dimension in DIMENSIONS}
    problems = []
    if not 0 < len(name) <= LONGEST_NAME:
        problems.append(SettingsError("selection_name", found=name, expected=f"1 to {LONGEST_NAME} letters"))
    if not chosen:
        problems.append(SettingsError("selection_empty", todo="choose a filter first"))
    if name in saved(store):
        problems.append(SettingsError("selection_taken", found=name, todo="choose another name, or delete that one"))
    checks.refuse(problems)
    author = author or Author()
    row = {"name": name, "conditions": json.dumps({"filters": chosen}, ensure_ascii=False),
        "created_by": author.who, "created_at": store.now()}  # fmt: skip
    apply(store, "selection.save", [Part("segments", {"name": name}, (row,))], author)


def delete(store: Store, name: str, author: Author | None = None) -> None:
    """Forget a selection."""
    apply(store, "selection.delete", [Part("segments", {"name": name})], author)


def saved(store: Store) -> Selections:
    """Return the saved selections by name, sorted: the codes of each dimension."""
    rows = schema.table("segments")
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(rows.c.name, rows.c.conditions).order_by(rows.c.name)).all()
    return {str(name): _filters(json.loads(conditions)) for name, conditions in found}


def _filters(conditions: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    chosen = conditions.get("filters", {})
    return {dimension: tuple(codes) for dimension, codes in chosen.items() if dimension in DIMENSIONS}
