"""Saved selections and segments: named sets of filters and of conditions, to come back to and to compare with."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.actions.changes import Author, Part, apply
from crm_core.database import Store
from crm_core.errors import SettingsError
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.segments import Segment, read
from crm_core.settings import checks

LONGEST_NAME = 40
"""Letters of a name: it stands in chips and charts."""

Selections = dict[str, dict[str, tuple[str, ...]]]

SEGMENT = "segment"
"""Key of a segment's text among the codes of a selection, and of a saved segment's conditions."""


def save(store: Store, name: str, values: Mapping[str, tuple[str, ...]], author: Author | None = None) -> None:
    """Keep a selection under a name.

    Parameters
    ----------
    store : Store
        The workspace.
    name : str
        A new name, of 1 to 40 letters.
    values : mapping of str to tuple of str
        Codes of each dimension that narrows; the text of a segment under `SEGMENT`.
    author : Author, optional
        By whom and why.

    Raises
    ------
    SettingsError
        The name is empty, too long or taken, or nothing is selected.
    """
    chosen = {field: list(codes) for field, codes in values.items() if codes and field in (*DIMENSIONS, SEGMENT)}
    nothing = [] if chosen else [SettingsError("selection_empty", todo="choose a filter first")]
    _keep(store, name, {"filters": chosen}, nothing, author or Author())


def save_segment(store: Store, name: str, segment: Segment, author: Author | None = None) -> None:
    """Keep a segment under a name, as `save` keeps a selection; both share their names."""
    _keep(store, name, {SEGMENT: segment.text}, [], author or Author())


def delete(store: Store, name: str, author: Author | None = None) -> None:
    """Forget a selection or a segment."""
    apply(store, "selection.delete", [Part("segments", {"name": name})], author)


def saved(store: Store) -> Selections:
    """Return the saved selections by name, sorted: the codes of each dimension."""
    return {name: _filters(kept["filters"]) for name, kept in _rows(store).items() if "filters" in kept}


def saved_segments(store: Store) -> dict[str, Segment]:
    """Return the saved segments by name, sorted; one that is none any more is left out."""
    found: dict[str, Segment] = {}
    for name, kept in _rows(store).items():
        with contextlib.suppress(SettingsError):  # an attribute that an older version knew
            found |= {name: read(kept[SEGMENT])} if SEGMENT in kept else {}
    return found


def _rows(store: Store) -> dict[str, dict[str, Any]]:
    rows = schema.table("segments")
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(rows.c.name, rows.c.conditions).order_by(rows.c.name)).all()
    return {str(name): json.loads(conditions) for name, conditions in found}


def _keep(store: Store, name: str, kept: Mapping[str, Any], problems: list[SettingsError], author: Author) -> None:
    name = " ".join(name.split())
    if name in _rows(store):
        taken = SettingsError("selection_taken", found=name, todo="choose another name, or delete that one")
        problems = [*problems, taken]
    if not 0 < len(name) <= LONGEST_NAME:
        problems = [SettingsError("selection_name", found=name, expected=f"1 to {LONGEST_NAME} letters"), *problems]
    checks.refuse(problems)
    row = {"name": name, "conditions": json.dumps(kept, ensure_ascii=False),
        "created_by": author.who, "created_at": store.now()}  # fmt: skip
    apply(store, "selection.save", [Part("segments", {"name": name}, (row,))], author)


def _filters(chosen: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(codes) for field, codes in chosen.items() if field in (*DIMENSIONS, SEGMENT)}
