"""Reading a large file of complaints against the engine's own typed reader that sets bad rows aside."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from benchmarks import complaints_file
from benchmarks.table import Line, seconds
from benchmarks.timing import Pair, alternate
from crm_core.ingest import Limits, Profile, Staged, launch, stage
from crm_core.ingest.cells import sql_type
from crm_core.ingest.copy import Copy, write_copy
from crm_core.ingest.engine import connect
from crm_core.ingest.job import Job
from crm_core.ingest.opening import match_columns, open_file
from crm_core.ingest.plan import Plan, make_plan
from crm_core.ingest.suspects import Suspects
from crm_core.ingest.validate import check
from crm_core.schema import LOADED

WHOLE_AIM, VALIDATION_AIM = 2.0, 1.2
"""Most CPU of the whole reading and of the validation alone, as multiples of the engine's own reader's."""

BESIDE = 150
"""Megabytes that may be taken beside the limit of the engine."""

LIMITS = (128, 256, 1024)
"""Limits of the engine, in megabytes, at which the peak is measured."""

ROWS = 5_650_000
"""Complaints in 1.3 gigabytes."""

FULL_SIZE = 1_000_000
"""Customers of the retailer for which the file has its full size."""

ROUNDS = 3
ROOT = Path(__file__).parents[1]
SMALL_PARENT = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A new process begins with the peak of the one that made it, so a small one makes the child whose peak is measured."""
NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
TABLE = LOADED["complaints"]


def rows_for(customers: int) -> int:
    """Return the rows of the file that goes with a retailer of this size."""
    return max(100_000, round(ROWS * min(1, customers / FULL_SIZE)))


def compare(folder: Path, rows: int) -> Iterator[Line]:
    """Yield the lines: memory at each limit, the whole reading, validation alone."""
    file = complaints_file.made(folder, rows)
    size = f"{file.stat().st_size / 1e6:,.0f} MB"
    for limit in LIMITS:
        yield _memory(folder, file, limit, size)
    pair = alternate(lambda: staged(folder, file), lambda: typed(folder, file), ROUNDS)
    yield _line(f"reading {size} of complaints, child process included", pair, WHOLE_AIM)
    yield _line(f"validation of {size} alone", _validation(folder, file), VALIDATION_AIM)


def _line(what: str, pair: Pair, aim: float) -> Line:
    ours, theirs = map(seconds, pair.sides)
    return Line(what, ours, f"{theirs} read_csv, typed, with rejects, to Parquet", pair.ratio, aim)


def _memory(folder: Path, file: Path, limit: int, size: str) -> Line:
    """Read once within a limit, in a child of a process that is small itself."""
    place = folder / "peak"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    job = Job(file.absolute(), place.absolute(), TABLE, Profile(TABLE.name), Limits(NOW, limit))
    asked = place / "job.json"
    asked.write_text(job.to_json(), encoding="utf-8")
    command = [sys.executable, "-c", SMALL_PARENT, sys.executable, "-P", launch.__file__, str(asked.absolute())]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert Staged.open(place).lines_in > 0
    peak = int(told.split()[-1]) / 1024
    return Line(f"peak memory, {size}, limit {limit} MB", f"{peak:.0f} MB", "", peak, limit + BESIDE, unit="MB")


def staged(folder: Path, file: Path, limit: int = 1024) -> None:
    """Read a file as the product does, up to the folder of checked rows."""
    place = folder / "staged"
    shutil.rmtree(place, ignore_errors=True)
    found = stage(file, TABLE, Profile(TABLE.name), folder=place, limits=Limits(NOW, limit))
    assert sum(found.lines.values()) == found.lines_in, found.lines


def typed(folder: Path, file: Path) -> None:
    """Read a file with the engine's own types and rejects, into the same kind of file."""
    place = folder / "typed"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    with file.open(encoding="utf-8") as opened:
        names = opened.readline().strip().split(",")
    columns = ", ".join(f"'{name}': '{sql_type(TABLE.column(name))}'" for name in names)
    reader = f"read_csv('{file}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
    rows = f"SELECT * FROM {reader} store_rejects = true, columns = {{{columns}}})"
    with duckdb.connect(config={"memory_limit": "1024MB", "threads": 2, "temp_directory": str(place)}) as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute(f"COPY ({rows}) TO '{place}/typed.parquet' (FORMAT parquet)")


def _validation(folder: Path, file: Path) -> Pair:
    """Measure the validation of a copy that is already made."""
    with copied(folder, file) as (engine, copy, plan):
        return alternate(lambda: check(engine, copy, plan), lambda: typed(folder, file), ROUNDS)


@contextmanager
def copied(folder: Path, file: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Copy, Plan]]:
    """Lend an engine, the copy of a file, and the plan of its columns: all that the validation needs."""
    place = folder / "copied"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    job = Job(file, place, TABLE, Profile(TABLE.name), Limits(NOW))
    opening = open_file(job.file, [job.table], job.profile)
    suspects = Suspects(opening.dialect.shape, opening.named)
    copy = write_copy(file, place, opening.encoding, suspects.shape, header=opening.header, suspects=suspects)
    with connect(place, job.limits) as engine:
        yield engine, copy, make_plan(engine, copy, job, match_columns(opening, job.table, job.profile))
    shutil.rmtree(place)
