"""Reads a file as the child process does, in this process, and shows what came of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from crm_core.ingest import Limits, Profile
from crm_core.ingest.child import read
from crm_core.ingest.exact import read_exact
from crm_core.ingest.job import Job
from crm_core.ingest.stage import Staged
from crm_core.ingest.table import frames, job_of
from crm_core.schema import LOADED

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIMITS = Limits(NOW, memory_mb=256, seconds=60, threads=1)


@dataclass(frozen=True)
class Came:
    """What came of a file."""

    folder: Path
    counts: dict[str, Any]

    def rows(self, columns: str, file: str = "good.parquet") -> list[tuple[Any, ...]]:
        """Rows of one of the folder's files, by line; instants as text in UTC."""
        with duckdb.connect() as engine:
            engine.execute("SET TimeZone='UTC'")
            order = "first_line" if file == "bad.parquet" else "line"
            order = "ALL" if "count(" in columns else order
            return engine.execute(f"SELECT {columns} FROM '{self.folder / file}' ORDER BY {order}").fetchall()  # noqa: S608

    def values(self, column: str) -> list[Any]:
        """Values of one column of the good rows, instants as text in UTC."""
        return [row[0] for row in self.rows(column)]

    def bad(self, columns: str = "first_line, column_name, code") -> list[tuple[Any, ...]]:
        """Rows of the quarantine."""
        return self.rows(columns, "bad.parquet")

    def warned(self) -> set[str]:
        """Codes of the warnings."""
        return {one["code"] for one in self.counts["warnings"]}

    @property
    def lines(self) -> dict[str, int]:
        """Lines by term, without those of no line."""
        return {term: n for term, n in self.counts["lines"].items() if n}


def read_bytes(folder: Path, content: bytes, table: str = "complaints", profile: Profile | None = None) -> Came:
    """Read these bytes as a file."""
    file = folder / "upload"
    file.write_bytes(content)
    return read_file(file, folder / "staged", table, profile)


def read_text(folder: Path, *lines: str, table: str = "complaints", profile: Profile | None = None) -> Came:
    """Read these lines as a file in UTF-8."""
    return read_bytes(folder, "".join(line + "\n" for line in lines).encode(), table, profile)


def read_file(file: Path, folder: Path, table: str, profile: Profile | None = None) -> Came:
    """Read a file into a folder; the account must hold for every file."""
    folder.mkdir()
    counts = read(Job(file, folder, LOADED[table], profile or Profile(table), LIMITS))
    assert sum(counts["lines"].values()) == counts["lines_in"]
    return Came(folder, counts)


def read_exactly(
    folder: Path, content: bytes, columns: list[str], profile: Profile | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows and rejects of these bytes, as `read_table` gives them, read in this process."""
    file = folder / "upload"
    file.write_bytes(content)
    job = job_of(file, folder, columns, profile, LIMITS)
    return frames(Staged(folder, read_exact(job)), columns)


def complaints(folder: Path, *cells: str, profile: Profile | None = None, column: str = "Created at") -> Came:
    """Cases whose one interesting cell is given; each has a key and an opening."""
    more = "" if column == "Created at" else ",2026-01-05"
    rows = (f'{number},"{cell}"{more}' for number, cell in enumerate(cells, 1))
    header = f"Case Number,{column}" + (",Created at" if more else "")
    return read_text(folder, header, *rows, profile=profile)


def codes(came: Came) -> list[str]:
    """Codes of the quarantine, by line."""
    return [code for (code,) in came.bad("code")]
