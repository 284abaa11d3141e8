"""Files that are called CSV and are something else, told by their first bytes."""

from __future__ import annotations

from pathlib import Path

from crm_core.errors import CsvRejected

_KINDS = (
    (0, b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (0, b"%PDF", "a PDF document"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"ARROW1", "an Arrow file"),
    (0, b"SQLite format 3", "a SQLite database"),
    (8, b"DUCK", "a DuckDB database"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ", "an xz archive"),
    (0, b"7z\xbc\xaf", "a 7-Zip archive"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (0, b"Rar!", "a RAR archive"),
)  # fmt: skip


def refuse_other_files(file: Path) -> None:
    """Raise CsvRejected for a file that is empty or no text table at all.

    Raises
    ------
    CsvRejected
        Code ``empty_file`` or ``not_a_csv``.
    """
    with file.open("rb") as opened:
        start = opened.read(64)
    if not start:
        raise CsvRejected("empty_file", found="0 bytes", expected="a header and rows", todo="export the file again")
    for position, magic, kind in _KINDS:
        if start[position : position + len(magic)] == magic:
            raise CsvRejected(
                "not_a_csv", found=kind, expected="text with separated columns", todo="save it as CSV and load that"
            )
