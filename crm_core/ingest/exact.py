"""The child's work for `read_table`: records cut and kept as they stand, for any list of expected names.

Without types there is no second look at a cell, so what could be a piece of another record, another header, another
table or a sum is set aside, though it might be a record: nothing may be silently wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from crm_core.errors import CsvRejected
from crm_core.ingest import literals
from crm_core.ingest.copy import Copy, write_copy
from crm_core.ingest.encodings import Encoding, find_encoding
from crm_core.ingest.engine import connect, scan
from crm_core.ingest.finding import Found, find_names
from crm_core.ingest.job import Job
from crm_core.ingest.magic import refuse_other_files
from crm_core.ingest.neighbours import doubtful
from crm_core.ingest.opening import first_lines
from crm_core.ingest.quarantine import set_aside
from crm_core.ingest.sureness import sure_encoding
from crm_core.ingest.suspects import Suspects

ROWS = "rows.parquet"


@dataclass(frozen=True)
class _Source:
    """The file's encoding and what its first lines say."""

    encoding: Encoding
    lines: tuple[str, ...]
    found: Found


def read_exact(job: Job) -> dict[str, Any]:
    """Cut a file into records, leave them as rows.parquet and bad.parquet, and return the counts.

    Raises
    ------
    CsvRejected
        The file as a whole can't be taken.
    """
    source = _open(job)
    found = source.found
    names = source.lines[found.line] if found.headed else ""
    suspects = Suspects(found.shape, names)
    copy = write_copy(job.file, job.folder, source.encoding, found.shape, header=found.header, suspects=suspects)
    with connect(job.folder, job.limits, ordered=True) as engine:
        doubts = doubtful(engine, copy, found, lambda entry: _raw(job, source.encoding, entry))
        quarantine = set_aside(engine, job.file, copy, source.encoding, found=iter(doubts))
        _write_rows(engine, copy, found.places, [one.line for one in doubts])
    above = [[number, line] for number, line in enumerate(source.lines[: found.line], 1) if line.strip()]
    return {
        "encoding": source.encoding.name,
        "lines_in": copy.tally.lines_in,
        "records": copy.tally.records + copy.tally.broken,
        "quarantined": quarantine.records,
        "above": above[found.said :],
    }


def _raw(job: Job, encoding: Encoding, entry: Any) -> str:
    with job.file.open("rb") as opened:
        opened.seek(int(entry["offset"]))
        return opened.read(int(entry["size"])).decode(encoding.name, "replace").rstrip("\r\n")


def _open(job: Job) -> _Source:
    refuse_other_files(job.file)
    encoding = find_encoding(job.file, job.profile.encoding)
    if encoding.how == "guessed":
        encoding = sure_encoding(job.file)
    lines = first_lines(job.file, encoding)
    if not any(line.strip() for line in lines):
        raise CsvRejected("no_rows_found", found="blank lines only", expected="a header and rows")
    return _Source(encoding, lines, find_names(lines, job.table.column_names, job.profile))


def _write_rows(engine: duckdb.DuckDBPyConnection, copy: Copy, places: Sequence[int], left_out: list[int]) -> None:
    cells = ", ".join(f"coalesce(c{place}, '') AS r{number}" for number, place in enumerate(places))
    engine.execute("CREATE TEMP TABLE left_out AS SELECT unnest(?::BIGINT[]) AS line", [left_out])
    rows = f"SELECT line, {cells} FROM {scan(copy)} WHERE line NOT IN (FROM left_out)"  # noqa: S608 (our names)
    engine.execute(f"COPY ({rows}) TO {literals.to_parquet(copy.folder / ROWS)}")
