"""Files from lines of text into a store, read in this process, and what a store holds afterwards."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from crm_core import Store, ingest, schema
from crm_core.ingest import KeptFile, Profile, Staged
from crm_core.ingest.child import read
from crm_core.ingest.commit import Committed
from crm_core.ingest.job import Job
from tests.ingest.reading import LIMITS

COMPLAINTS = "complaint_id,customer_id,opened_at,updated_at,status"


def text(*lines: str, end: str = "\n") -> bytes:
    """The bytes of a file with these lines."""
    return "".join(line + end for line in lines).encode()


def staged(store: Store, table: str, content: bytes, profile: Profile | None = None) -> tuple[Staged, KeptFile]:
    """A file kept, read and checked, not yet committed."""
    file = ingest.keep(store, content, f"{table}.csv")
    folder = store.folder / "staging" / uuid4().hex
    folder.mkdir(parents=True)
    counts = read(Job(file.path, folder, schema.LOADED[table], profile or Profile(table), LIMITS))
    return Staged(folder, counts), file


def load(store: Store, table: str, *lines: str, profile: Profile | None = None, batch: str | None = None) -> Committed:
    """Load lines into a table."""
    return load_bytes(store, table, text(*lines), profile, batch)


def load_bytes(
    store: Store, table: str, content: bytes, profile: Profile | None = None, batch: str | None = None
) -> Committed:
    """Load bytes into a table."""
    return ingest.commit(store, *staged(store, table, content, profile), batch=batch)


def rows(store: Store, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Values of some columns of a table, ordered."""
    table = schema.METADATA.tables[name]
    chosen = [table.c[column] for column in columns] or list(table.c)
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(*chosen)).all()
    return sorted((tuple(row) for row in found), key=repr)


def state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that files brought: all loaded tables, their twins, and the customers' keys."""
    names = [*schema.LOADED, *(f"replaced_{name}" for name in schema.LOADED), "customer_keys"]
    return {name: found for name in names if (found := rows(store, name))}


def lines(done: Committed) -> dict[str, int]:
    """Lines by term, without those of no line; the account must hold."""
    assert sum(done.account.lines.values()) == done.account.lines_in
    return {term: n for term, n in done.account.lines.items() if n}


def write(folder: Path, name: str, *content: str) -> Path:
    """A file on disk with these lines."""
    path = folder / name
    path.write_bytes(text(*content))
    return path
