"""A folder of files, one per table, loaded together so that they can be taken back together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.errors import CsvRejected, LoyaltyError
from crm_core.ingest.ledger import COMMITTED
from crm_core.ingest.load import LoadReport, Order, load_csv
from crm_core.ingest.stubs import STUBBED
from crm_core.ingest.undo import undo
from crm_core.schema import LOADED

SAMPLE_BATCH = "sample"
"""Batch of the sample retailer's files."""

Progress = Callable[[str, int, int], None]
"""Told before each file: the table, how many files are done, how many there are."""


def load_folder(
    store: Store, folder: Path | str, batch: str, *, progress: Progress | None = None, now: dt.datetime | None = None
) -> tuple[LoadReport, ...]:
    """Load every file of a folder that is called as a table, ``complaints.csv``; all of them or none.

    Parameters
    ----------
    store : Store
        The workspace.
    folder : path
        Where the files lie.
    batch : str
        Name under which they are taken back together.
    progress : callable, optional
        Called with (table, done, total) before each file and once at the end.
    now : datetime, optional
        What lies after it lies in the future.

    Raises
    ------
    CsvRejected
        Code ``folder_empty``, or what is wrong with a file; then those loaded before it are taken back.
    """
    files = {name: Path(folder) / f"{name}.csv" for name in in_order() if (Path(folder) / f"{name}.csv").is_file()}
    if not files:
        raise CsvRejected("folder_empty", found=str(folder), expected="files such as customers.csv")
    tell = progress or _silent
    reports: list[LoadReport] = []
    try:
        for done, (name, file) in enumerate(files.items()):
            tell(name, done, len(files))
            reports.append(load_csv(store, name, file, order=Order(batch=batch, now=now)))
    except LoyaltyError:
        if is_loaded(store, batch):
            undo(store, batch)
        raise
    tell(name, len(files), len(files))
    return tuple(reports)


def in_order() -> tuple[str, ...]:
    """Names of the tables that users load, those first that others refer to: fewer stubs have to give way."""
    first = tuple(reversed(STUBBED))
    return (*first, *(name for name in LOADED if name not in first))


def is_loaded(store: Store, batch: str) -> bool:
    """Whether an import of this batch counts."""
    imports = schema.table("imports")
    standing = sa.and_(imports.c.batch_id == batch, imports.c.state == COMMITTED)
    with store.engine.connect() as connection:
        return (
            connection.execute(sa.select(sa.literal(1)).select_from(imports).where(standing).limit(1)).first()
            is not None
        )


def sample_is_loaded(store: Store) -> bool:
    """Whether the sample retailer is in the store."""
    return is_loaded(store, SAMPLE_BATCH)


def _silent(table: str, done: int, total: int) -> None:
    """Tell nobody."""
