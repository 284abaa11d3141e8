"""The sample retailer in a store: loaded through the same door as any file, taken back as one batch."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from crm_core import kept
from crm_core.database import Store
from crm_core.errors import ImportRefused
from crm_core.ingest import batch, redo, undo
from crm_core.ingest.batch import SAMPLE_BATCH, Progress
from crm_core.ingest.load import LoadReport
from crm_core.sample.files import write_sample
from crm_core.sample.filling import fill
from crm_core.sample.rules import add_rules, remove_rules
from crm_core.sample.size import TOWN_CUSTOMERS, Size

FOLDER = Path(__file__).parents[2] / "sample_data"
"""The sample that is shipped."""

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
"""The sample's records end before it, whatever the clock says."""


def load_sample(
    store: Store, folder: Path | str = FOLDER, *, progress: Progress | None = None
) -> tuple[LoadReport, ...]:
    """Load the sample retailer as one batch, and write its rules.

    Parameters
    ----------
    store : Store
        The workspace.
    folder : path
        One CSV file per table.
    progress : callable, optional
        Called with (table, done, total).

    Raises
    ------
    CsvRejected
        A file is refused; nothing of the sample stays.
    """
    reports = batch.load_folder(store, folder, SAMPLE_BATCH, progress=progress, now=max(store.now(), END))
    add_rules(store)
    kept.refresh(store)
    return reports


def create_sample(
    store: Store,
    customers: int = 5_000,
    seed: int = 1,
    *,
    size: Size | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Make a sample retailer of any size and load it.

    Up to a town's customers it goes through files, like everything that users load; a larger one is made town by town
    straight into the tables of an empty store: a million customers in some minutes.

    Parameters
    ----------
    store : Store
        The workspace.
    customers : int
        How many customers; everything else keeps its proportion.
    seed : int
        The same seed and size give the same rows.
    size : Size, optional
        Other proportions; then `customers` is not used.
    progress : callable, optional
        Called with (table, done, total), or with ("", towns done, towns).

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    ImportRefused
        Code ``not_empty``: a large sample is made in an empty store only.
    """
    size = size or Size.of(customers)
    if size.customers > TOWN_CUSTOMERS:
        made = fill(store, size, seed, progress=progress)
        kept.refresh(store)
        return made
    with tempfile.TemporaryDirectory(dir=store.folder) as folder:
        write_sample(folder, seed=seed, size=size)
        return {one.table: one.good for one in load_sample(store, folder, progress=progress)}


def start_empty(store: Store) -> None:
    """Take the sample out with its rules; what was loaded or changed beside it stays."""
    if batch.sample_is_loaded(store):
        undo(store, SAMPLE_BATCH)
    remove_rules(store)


def restore_sample(store: Store, *, progress: Progress | None = None) -> None:
    """Bring the sample back with its rules: the one that was taken out, else the shipped one."""
    try:
        redo(store, SAMPLE_BATCH, now=max(store.now(), END))
        add_rules(store)
        kept.refresh(store)
    except ImportRefused as refused:
        if refused.code not in ("import_unknown", "file_gone"):
            raise
        load_sample(store, progress=progress)
