"""The first lines of a file: encoding, delimiter, header, and which column is which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm_core.errors import CsvRejected
from crm_core.ingest.decode import blocks
from crm_core.ingest.dialect import CONFIRMED, SEARCHED, Dialect, cells_of
from crm_core.ingest.encodings import Encoding, find_encoding
from crm_core.ingest.magic import refuse_other_files
from crm_core.ingest.mapping import Match, distinct, match, names_of, require
from crm_core.ingest.profile import Profile
from crm_core.ingest.systems.export import Export
from crm_core.ingest.systems.heading import read_heading
from crm_core.ingest.systems.matching import File, match_export
from crm_core.ingest.systems.summaries import refuse_total
from crm_core.schema.contract import Table

_FIRST_BYTES = 512 * 1024  # read for the first lines


@dataclass(frozen=True)
class Opening:
    """What the first lines say.

    Attributes
    ----------
    encoding : Encoding
        How the file is encoded.
    dialect : Dialect
        How it separates cells.
    columns : tuple of str
        Distinct names of its columns.
    repeated : tuple of str
        Names that stood twice in the header.
    lines : tuple of str
        The first lines.
    export : Export or None
        The kind of file it is, where a known system writes such.
    below : tuple of tuple of str
        Rows of the header below the names.
    """

    encoding: Encoding
    dialect: Dialect
    columns: tuple[str, ...]
    repeated: tuple[str, ...]
    lines: tuple[str, ...]
    export: Export | None = None
    below: tuple[tuple[str, ...], ...] = ()

    @property
    def header(self) -> int:
        """Lines before the first row."""
        return self.dialect.skip + self.dialect.header_lines

    @property
    def named(self) -> str:
        """The header's line where it is a single one, else empty."""
        return self.lines[self.dialect.skip] if self.dialect.header_lines == 1 else ""

    def rows(self, count: int) -> list[list[str]]:
        """Return the cells of the first rows."""
        below = (line for line in self.lines[self.header :] if line.strip())
        return [cells_of(line, self.dialect.delimiter, self.dialect.quote) for line in islice(below, count)]


def open_file(file: Path, tables: Iterable[Table], profile: Profile | None = None) -> Opening:
    """Read the first lines of a file that may belong to one of these contracts.

    Without a profile the header says whether a known system wrote it.

    Raises
    ------
    CsvRejected
        It is no text table, empty, in an encoding nobody knows, or a report of averages.
    """
    refuse_other_files(file)
    encoding = find_encoding(file, profile.encoding if profile else None)
    lines = first_lines(file, encoding)
    contracts = tuple(tables)
    known = {name for table in contracts for name in names_of(table)}
    heading = read_heading(lines, known, profile, tables=[table.name for table in contracts])
    columns, repeated = distinct(heading.dialect.names)
    return Opening(encoding, heading.dialect, columns, repeated, lines, heading.export, heading.below)


def match_columns(opening: Opening, table: Table, profile: Profile) -> tuple[Match, ...]:
    """Match the columns and insist on what is required; sensitive ones that are switched off are left out.

    Returns
    -------
    tuple of Match
        One for each column of the file, in order, then those that are made of several cells.

    Raises
    ------
    CsvRejected
        Code ``header_missing`` for a file without header and mapping, or one of `match` and `require`.
    """
    if opening.dialect.header_lines == 0 and not profile.mapping:
        raise CsvRejected(
            "header_missing",
            found=" | ".join(next(iter(opening.rows(1)), [])),
            expected="a first line with the columns' names",
            todo=f"say what the {len(opening.columns)} columns are, by their place: {', '.join(opening.columns)}",
        )
    matches = tuple(_without_sensitive(one, table, profile) for one in matches_of(opening, table, profile))
    if table.happened and table.happened not in {one.target for one in matches if one.sure}:
        refuse_total(opening.rows(CONFIRMED))
    require(matches, table)
    return matches


def matches_of(opening: Opening, table: Table, profile: Profile) -> tuple[Match, ...]:
    """Match the columns as the file's system writes them, else by their names."""
    if opening.export is None or opening.export.table != table.name:
        return match(opening.columns, table, profile.mapping)
    file = File(opening.columns, opening.below, opening.rows(CONFIRMED))
    return match_export(file, table, opening.export, profile)


def first_lines(file: Path, encoding: Encoding) -> tuple[str, ...]:
    """Return the lines among which a header is looked for and those that confirm it."""
    lines: list[str] = []
    for block in blocks(file, encoding, size=_FIRST_BYTES):
        lines += block.text.decode().split("\n")[: len(block)]
        if len(lines) >= SEARCHED + CONFIRMED:
            break
    return tuple(lines[: SEARCHED + CONFIRMED])


def _without_sensitive(one: Match, table: Table, profile: Profile) -> Match:
    if one.target is None or table.column(one.target).privacy != "sensitive" or one.target in profile.sensitive:
        return one
    return Match(one.column, None, "sensitive")
