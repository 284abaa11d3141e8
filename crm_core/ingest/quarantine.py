"""Records that were set aside: where each stands, what is wrong with it, and its raw text in full."""

from __future__ import annotations

import csv
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np

from crm_core.ingest import literals
from crm_core.ingest.copy import BROKEN, Copy
from crm_core.ingest.encodings import Encoding
from crm_core.ingest.engine import read_csv
from crm_core.ingest.validate import Problem

BAD = "bad.parquet"
EXAMPLES = 5
_LISTED = "bad.csv"
_COLUMNS = {
    "record": "BIGINT", "first_line": "BIGINT", "last_line": "BIGINT", "byte_offset": "BIGINT",
    "column_name": "VARCHAR", "code": "VARCHAR", "found": "VARCHAR", "expected": "VARCHAR", "raw": "VARCHAR",
}  # fmt: skip


@dataclass
class Quarantine:
    """What was set aside.

    Attributes
    ----------
    records, lines : int
        Records, and the lines they take.
    codes : Counter of str
        Faults by code.
    examples : list of dict
        The first faults, as rows of bad.parquet.
    last : int
        Number of the record counted last, from 1.
    longest : int
        Bytes of the longest raw text.
    """

    records: int = 0
    lines: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    examples: list[dict[str, Any]] = field(default_factory=list)
    last: int = 0
    longest: int = 0

    def count(self, row: dict[str, Any]) -> None:
        """Count one fault; faults of one record follow each other."""
        self.codes[row["code"]] += 1
        if self.last != row["record"]:
            self.records += 1
            self.lines += row["last_line"] - row["first_line"] + 1
        self.last = row["record"]
        self.longest = max(self.longest, len(row["raw"].encode()))
        if len(self.examples) < EXAMPLES:
            self.examples.append(row)


def set_aside(
    engine: duckdb.DuckDBPyConnection, file: Path, copy: Copy, encoding: Encoding, *, found: Iterable[Problem]
) -> Quarantine:
    """Write bad.parquet: one row for each fault, in the order of the file.

    Parameters
    ----------
    engine : DuckDBPyConnection
        The child's engine.
    file : Path
        The kept upload, from which the raw text comes.
    copy : Copy
        The copy and its index.
    encoding : Encoding
        How the file is encoded.
    found : iterable of Problem
        Faults of readable records, ordered by line.
    """
    result = Quarantine()
    listed = copy.folder / _LISTED
    with file.open("rb") as opened, listed.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, _COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        for row in _rows(heapq.merge(found, _broken(copy), key=lambda one: one.line), opened, copy, encoding):
            result.count(row)
            writer.writerow(row)
    source = read_csv(listed, _COLUMNS, longest=2 * result.longest + 4096, ordered=True)
    rows = f"SELECT * REPLACE (nullif(column_name, '') AS column_name) FROM {source}"  # noqa: S608 (our names)
    engine.execute(f"COPY ({rows}) TO {literals.to_parquet(copy.folder / BAD)}")
    listed.unlink()
    return result


def _rows(found: Iterable[Problem], opened: BinaryIO, copy: Copy, encoding: Encoding) -> Iterator[dict[str, Any]]:
    index = copy.index()
    lines = np.asarray(index["line"])
    for problem in found:
        place = int(np.searchsorted(lines, problem.line))
        entry = index[place]
        opened.seek(int(entry["offset"]))
        raw = opened.read(int(entry["size"])).decode(encoding.name, "replace")
        yield {
            "record": place + 1,
            "first_line": problem.line,
            "last_line": problem.line + int(entry["lines"]) - 1,
            "byte_offset": int(entry["offset"]),
            "column_name": problem.column,
            "code": problem.code,
            "found": problem.found,
            "expected": problem.expected,
            "raw": raw.rstrip("\r\n"),
        }


def _broken(copy: Copy) -> Iterator[Problem]:
    with (copy.folder / BROKEN).open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            yield Problem(int(row["line"]), None, row["code"], row["found"], row["expected"])
