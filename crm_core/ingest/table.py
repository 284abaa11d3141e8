"""Any table of known columns from any text file: decoded, cut and kept as it stands, without a contract."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from crm_core.config import load_config
from crm_core.errors import CsvRejected
from crm_core.ingest.exact import ROWS
from crm_core.ingest.job import Job
from crm_core.ingest.limits import Limits
from crm_core.ingest.profile import Profile
from crm_core.ingest.stage import Staged, run
from crm_core.schema import Column, Table

REJECTS = ("line", "last_line", "code", "found", "expected", "raw")


def read_table(
    path: Path | str, columns: Sequence[str], *, profile: Profile | None = None, limits: Limits | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Read a table with these columns as text: every record comes back right, or is set aside with its line.

    Encoding, delimiter, quotes, line ends and the header's place are found out; lines above the header are set aside.
    A record is also set aside where it can't be told from a piece of another one, a second header, another table or a
    sum below the rows. What can't be told for the file as a whole (no header, a name that stands twice, an encoding
    of which several fit) refuses it.

    Parameters
    ----------
    path : path
        The file; only read.
    columns : sequence of str
        Names of the columns, at least one and all different. They may stand in any order, in other case, with other
        spaces and punctuation; columns that are not asked for are left out.
    profile : Profile, optional
        What is known: ``encoding``, ``delimiter``, ``quote``, ``skip`` (lines above the header), and ``header_lines=0``
        for a file without a header, whose columns stand in the order of `columns`. The rest of it means nothing here.
    limits : Limits, optional
        What the child process that reads the file may take. Default: the deployment's.

    Returns
    -------
    rows : pandas.DataFrame
        One row for each record, in the order of the file: exactly `columns`, in their order, as text. An empty cell
        is ``""``, never missing; blanks, digits and words for nothing stay as they are; line ends inside a cell are
        ``\n``. The index, ``line``, is the record's first physical line, from 1.
    rejects : pandas.DataFrame
        One row for each record set aside: line, last_line (both included), code (such as too_few_cells, stray_quote,
        undecodable, piece_of_another), found, expected, and raw: its text as it stood there, decoded. Blank lines and
        the header are in neither.

    Raises
    ------
    CsvRejected
        The file is refused: it is missing, empty or no text, has no such header (``header_missing``,
        ``required_column_missing``, ``repeated_column``), its encoding is not sure (``encoding_unclear``), or it broke
        the child process or its limits (``reader_failed``). ``columns_unclear``: `columns` are empty or repeated.
    """
    file = Path(path)
    if not file.is_file():
        raise CsvRejected("file_missing", found=str(path), expected="a file", todo="check the path")
    if not columns or len(set(columns)) < len(columns):
        raise CsvRejected("columns_unclear", found=", ".join(columns), expected="names, each once")
    with tempfile.TemporaryDirectory() as folder:
        return frames(run(job_of(file, Path(folder), columns, profile, limits)), columns)


def job_of(
    file: Path, folder: Path, columns: Sequence[str], profile: Profile | None = None, limits: Limits | None = None
) -> Job:
    """Return what the child process is asked to do."""
    expected = Table("table", "Any.", tuple(Column(name, "text", "Any.") for name in columns), ())
    return Job(file.absolute(), folder, expected, profile or Profile("table"), limits or _limits(), exact=True)


def frames(staged: Staged, columns: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows and rejects of what the child process left."""
    return _rows(staged, columns), _rejects(staged)


def _limits() -> Limits:
    config = load_config()
    now = datetime.fromtimestamp(0, UTC)  # nothing here lies in the future: no cell is read as a day
    return Limits(now, config.memory_limit_mb, config.read_seconds, threads=config.threads)


def _rows(staged: Staged, columns: Sequence[str]) -> pd.DataFrame:
    with duckdb.connect() as engine:
        frame = engine.read_parquet(str(staged.folder / ROWS)).order("line").df()
    rows = frame.set_index("line").astype("str")
    return rows.set_axis(list(columns), axis="columns")


def _rejects(staged: Staged) -> pd.DataFrame:
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(staged.bad)).order("first_line")
        rows = found.project("first_line, last_line, code, found, expected, raw").fetchall()
    above = [(line, line, "above_header", "", "", text) for line, text in staged.counts["above"]]
    types = dict.fromkeys(REJECTS, "str") | {"line": "int64", "last_line": "int64"}
    return pd.DataFrame.from_records([*above, *rows], columns=list(REJECTS)).astype(types)
