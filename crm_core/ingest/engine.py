"""The engine that reads the copy: an own DuckDB of the child process, bounded, without any access but to its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from crm_core.ingest import literals
from crm_core.ingest.copy import PREPARED, Copy
from crm_core.ingest.limits import Limits

_USUAL_LINE = 2 * 1024 * 1024  # bytes
_BUFFER = 16 * 1024 * 1024  # bytes read at once by one thread


def connect(folder: Path, limits: Limits, *, ordered: bool = False) -> duckdb.DuckDBPyConnection:
    """Open an engine in memory that can read and write in `folder` alone and can't be reconfigured.

    Parameters
    ----------
    folder : Path
        The only place it sees.
    limits : Limits
        What it may take.
    ordered : bool
        Whether rows keep the order of their file without being told to; that takes more memory and time.
    """
    engine = duckdb.connect()
    place = literals.text(str(folder))
    for setting in (
        f"SET memory_limit='{limits.memory_mb}MB'",
        f"SET threads={limits.threads}",
        f"SET temp_directory={place}",
        f"SET allowed_directories=[{place}]",
        "SET autoinstall_known_extensions=false",
        "SET autoload_known_extensions=false",
        "SET python_enable_replacements=false",
        f"SET preserve_insertion_order={str(ordered).lower()}",
        "SET TimeZone='UTC'",
        "SET enable_external_access=false",
        "SET lock_configuration=true",
    ):
        engine.execute(setting)
    return engine


def scan(copy: Copy, path: Path | None = None) -> str:
    """SQL that reads the copy, or a file written like it, as text: columns line, c1, c2, ... and prepared ones."""
    if not copy.prepared:
        return _scan_text(copy, path)
    rows = literals.rows(copy.folder / PREPARED)
    among = f"SELECT line FROM {_scan_text(copy, path)}"  # noqa: S608 (our names)
    return rows if path is None else f"(SELECT * FROM {rows} WHERE line IN ({among}))"  # noqa: S608 (our names)


def _scan_text(copy: Copy, path: Path | None) -> str:
    shape = copy.shape
    columns = {"line": "BIGINT"} | {f"c{number}": "VARCHAR" for number in range(1, shape.width + 1)}
    return read_csv(
        path or copy.path, columns, delimiter=shape.delimiter, quote=shape.quote, longest=copy.tally.longest
    )


def read_csv(
    path: Path,
    columns: Mapping[str, str],
    *,
    delimiter: str = ",",
    quote: str = '"',
    longest: int,
    ordered: bool = False,
) -> str:
    """SQL that reads a CSV of the product's own making, in which nothing is left to guess.

    Parameters
    ----------
    path : Path
        The file; its first line is the header, its lines end with LF.
    columns : dict of str to str
        Types by name.
    delimiter, quote : str
        One character each.
    longest : int
        Bytes of its longest record: the engine takes memory for what it is told and refuses longer ones.
    ordered : bool
        Whether the rows come in the order of the file: one thread reads them then.
    """
    names = ", ".join(f"{literals.text(name)}: {literals.text(kind)}" for name, kind in columns.items())
    line = max(_USUAL_LINE, longest + 64)
    sizes = f"max_line_size={line}, buffer_size={max(_BUFFER, 2 * line)}, parallel={str(not ordered).lower()}"
    return (
        f"read_csv({literals.text(str(path))}, delim={literals.text(delimiter)}, quote={literals.text(quote)}, "
        f"escape={literals.text(quote)}, header=true, auto_detect=false, strict_mode=true, new_line='\\n', "
        f"{sizes}, columns={{{names}}})"
    )
