"""As many records as a page gives away in Excel, against pandas with the same writer; and the memory that takes."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator

import pandas as pd

import crm_core
from benchmarks.table import Line, seconds
from benchmarks.timing import alternate
from crm_core.database import Store
from crm_core.reports import Block, Sheet, to_csv, to_excel
from crm_core.rows import rows_behind

ROWS = 200_000
METRIC = "complaints.resolution_time"
AIM = 1.2
"""Most times the CPU of pandas."""

MEMORY = 100
"""Most megabytes beside the records themselves: the file, and what is on its way to the disk."""

ROUNDS = 2


def compare(store: Store) -> Iterator[Line]:
    """Yield a line for the time and one for the memory of a workbook of the newest records, and one for the CSV."""
    frame, as_of = records(store)
    pair = alternate(lambda: workbook(frame, as_of), lambda: by_pandas(frame), rounds=ROUNDS)
    size = f"{len(frame):,} records, {frame.shape[1]} columns"
    ours, theirs = pair.sides
    yield Line(f"{size} as Excel", seconds(ours), f"{seconds(theirs)} pandas", pair.ratio, AIM)
    csv = alternate(lambda: to_csv(frame), lambda: frame.to_csv(index=False), rounds=ROUNDS)
    yield Line(f"{size} as CSV", seconds(csv.sides[0]), f"{seconds(csv.sides[1])} pandas", csv.ratio, AIM)
    peak = peak_of(frame, as_of)
    yield Line(f"peak memory, {size} as Excel", f"{peak:.0f} MB", "", peak, MEMORY, unit="MB")


def records(store: Store, limit: int = ROWS) -> tuple[pd.DataFrame, dt.datetime]:
    """Return the newest records behind a number, and how far they are known."""
    as_of = crm_core.horizon(store, ("complaints",))
    assert as_of is not None, "the retailer has no rows"
    frame, _ = rows_behind(crm_core.ask(METRIC), store, crm_core.Filters(as_of=as_of), limit=limit)
    return frame, as_of


def workbook(frame: pd.DataFrame, as_of: dt.datetime) -> bytes:
    """Write the records as a page does."""
    return to_excel([Sheet("Behind it", (), (Block(frame),))], created=as_of)


def by_pandas(frame: pd.DataFrame) -> bytes:
    """Write the records as pandas does, which refuses instants with a zone."""
    plain = frame.copy()
    for name in plain.select_dtypes("datetimetz"):
        plain[name] = plain[name].dt.tz_localize(None)
    file = io.BytesIO()
    plain.to_excel(file, index=False, engine="xlsxwriter")
    return file.getvalue()


def peak_of(frame: pd.DataFrame, as_of: dt.datetime) -> float:
    """Return the megabytes that Python takes at most while it writes the workbook, the records not counted."""
    tracemalloc.start()
    try:
        workbook(frame, as_of)
        return tracemalloc.get_traced_memory()[1] / 1024**2
    finally:
        tracemalloc.stop()
