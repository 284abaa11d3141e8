"""The journal: one line outside the database for every import that was committed or taken back.

A database whose write-ahead log was cut opens without any error and lacks its last transactions. The ledger inside
is therefore held against this file at every start.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.errors import StoreDamaged

FILE = "journal.jsonl"


@dataclass(frozen=True)
class Entry:
    """What the journal says of one import: its number, its file's hash, its good records, committed or undone."""

    import_id: str
    hash: str
    rows: int
    state: str = "committed"


def append(store: Store, *entries: Entry) -> None:
    """Add lines and wait until they are on the disk."""
    lines = [json.dumps({"store": store.name, **vars(entry)}, ensure_ascii=False) + "\n" for entry in entries]
    with _path(store).open("a", encoding="utf-8") as journal:
        journal.writelines(lines)
        journal.flush()
        os.fsync(journal.fileno())


def check(store: Store) -> None:
    """Hold the ledger against the journal; add to the journal what a killed process could not.

    Raises
    ------
    StoreDamaged
        Code ``journal_ahead``: the journal knows imports, or takings back, that the database lacks.
    """
    written, ledger = _written(store), _ledger(store)
    lost = [one for one in written.values() if not _agrees(one, ledger.get(one.import_id))]
    if lost:
        raise StoreDamaged(
            "journal_ahead",
            found=f"the journal names {len(lost)} imports that the database lacks: {_names(lost)}",
            expected="every import of the journal",
            todo="restore the latest backup and load these files again, or accept the database as it is",
        )
    append(store, *(one for number, one in ledger.items() if written.get(number) != one))


def accept(store: Store) -> None:
    """Write this store's part of the journal anew from its ledger: after a backup was restored on purpose."""
    others = [line for line, parts in _lines(store) if parts.get("store") != store.name]
    path = _path(store)
    path.write_text("".join(others), encoding="utf-8")
    append(store, *_ledger(store).values())


def _agrees(written: Entry, known: Entry | None) -> bool:
    """Whether the ledger knows the import; one that was undone since the line was written does."""
    return known is not None and known.hash == written.hash and (written.state == "committed" or known == written)


def _written(store: Store) -> dict[str, Entry]:
    """The last line of each import of this store."""
    found: dict[str, Entry] = {}
    for _, parts in _lines(store):
        if parts.pop("store", None) == store.name:
            entry = Entry(str(parts["import_id"]), str(parts["hash"]), int(str(parts["rows"])), str(parts["state"]))
            found[entry.import_id] = entry
    return found


def _lines(store: Store) -> Iterator[tuple[str, dict[str, object]]]:
    """The journal's lines; one that a power cut left unfinished says nothing."""
    path = _path(store)
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else ():
        try:
            yield line, json.loads(line)
        except json.JSONDecodeError:
            continue


def _ledger(store: Store) -> dict[str, Entry]:
    imports = schema.table("imports").c
    question = sa.select(imports.import_id, imports.file_hash, imports.records_good, imports.state)
    with store.engine.connect() as connection:
        rows = connection.execute(question.order_by(imports.import_id)).all()
    return {row.import_id: Entry(row.import_id, row.file_hash, int(row.records_good), row.state) for row in rows}


def _names(entries: list[Entry]) -> str:
    return ", ".join(entry.import_id for entry in entries[:5]) + (" ..." if len(entries) > 5 else "")


def _path(store: Store) -> Path:
    return store.folder / FILE
