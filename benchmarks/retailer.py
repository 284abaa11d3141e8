"""The large retailer that the questions are put to: made once, kept for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import crm_core
from crm_core.sample import Size


def made(folder: Path, customers: int) -> Path:
    """Return the database of a retailer of this size; make it if it is not there."""
    path = folder / f"retailer-{customers}.duckdb"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        for left in folder.glob(f"{unfinished.name}*"):
            left.unlink()
        with crm_core.open_store(f"duckdb:///{unfinished}", folder=folder / "files") as store:
            crm_core.create_sample(store, size=Size.benchmark(customers), progress=_tell)
        unfinished.rename(path)
    return path


@contextmanager
def opened(path: Path) -> Iterator[crm_core.Store]:
    """Open a retailer as the product opens its database: two threads, a gigabyte of memory."""
    with crm_core.open_store(f"duckdb:///{path}", folder=path.parent / "files") as store:
        yield store


def _tell(_: str, done: int, total: int) -> None:
    print(f"made {done} of {total} parts of the retailer", flush=True)
