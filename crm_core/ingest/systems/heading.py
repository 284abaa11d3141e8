"""The first lines of a file from a known system: which kind it is, and how many rows its header takes."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from crm_core.ingest.dialect import DELIMITERS, Dialect, cells_of, find_dialect
from crm_core.ingest.mapping import distinct
from crm_core.ingest.profile import Profile
from crm_core.ingest.systems.export import Export, export, present
from crm_core.ingest.systems.recognise import every_name, recognised, refuse_kind
from crm_core.ingest.systems.summaries import refuse_summary
from crm_core.ingest.words import is_data

OPTION = ": "
"""Between a question and one of the options that have a column each."""


@dataclass(frozen=True)
class Heading:
    """What the first lines say.

    Attributes
    ----------
    dialect : Dialect
        How the file is written; the header's lines are all of its rows' lines.
    export : Export or None
        The kind of file it is, where a known system writes such.
    below : tuple of tuple of str
        Rows of the header below the names.
    """

    dialect: Dialect
    export: Export | None = None
    below: tuple[tuple[str, ...], ...] = ()


def read_heading(
    lines: Sequence[str], names: Collection[str], profile: Profile | None, *, tables: Collection[str]
) -> Heading:
    """Read the heading of a file.

    Parameters
    ----------
    lines : sequence of str
        Its first lines, without line ends.
    names : collection of str
        Folded names that the contracts know.
    profile : Profile or None
        What is known; its ``system`` decides. None: the header decides.
    tables : collection of str
        Contracts in question.

    Raises
    ------
    CsvRejected
        Nothing but blank lines, a report of averages, or a kind of file that can't be loaded.
    """
    if profile is None:
        found = _told(lines, names, tables)
    elif profile.system:
        found = _said(lines, names, profile)
    else:
        found = Heading(find_dialect(lines, names, profile))
    if found.export is None:
        _refuse_summaries(found.dialect, lines)
        return found
    refuse_kind(found.export, found.dialect.names)
    return _tall(found.dialect, lines, found.export) if found.export.header_rows > 1 else found


def _said(lines: Sequence[str], names: Collection[str], profile: Profile) -> Heading:
    kind = export(profile.system)
    plain = replace(profile, header_lines=1) if kind.header_rows > 1 else profile
    return Heading(find_dialect(lines, {*names, *kind.names}, plain), kind)


def _told(lines: Sequence[str], names: Collection[str], tables: Collection[str]) -> Heading:
    """Read the header by the contracts' names; where no system is told from it, by the systems' names too."""
    plain = find_dialect(lines, names)
    for dialect in (plain, find_dialect(lines, {*names, *every_name()})):
        kind = recognised(distinct(dialect.names)[0], tables)
        if kind is not None:
            return Heading(dialect, kind)
    return Heading(plain)


def _refuse_summaries(dialect: Dialect, lines: Sequence[str]) -> None:
    """Refuse a report of averages however its cells are separated: its names are nobody's, so no delimiter is sure."""
    for delimiter in DELIMITERS:
        refuse_summary(cells_of(lines[dialect.skip], delimiter, dialect.quote))


def _tall(dialect: Dialect, lines: Sequence[str], kind: Export) -> Heading:
    """Count the header's rows, of which one may take several lines, and give options the name of their question."""
    reader = csv.reader(
        (line + "\n" for line in lines[dialect.skip :]), delimiter=dialect.delimiter, quotechar=dialect.quote
    )
    first = [cell.strip() for cell in next(reader)]
    dated = first.index(present(kind.columns[_dated(kind)], first)[0])
    height = reader.line_num
    rows: list[tuple[str, ...]] = []
    for row in takewhile(lambda row: len(row) == len(first) and not is_data(row[dated]), islice(reader, _below(kind))):
        rows.append(tuple(cell.strip() for cell in row))
        height = reader.line_num
    names = _with_options(first, rows[0] if rows else ())
    return Heading(replace(dialect, header_lines=height, names=names), kind, tuple(rows))


def _below(kind: Export) -> int:
    return kind.header_rows - 1


def _dated(kind: Export) -> str:
    """The contract's column whose cells are instants in every row: it tells rows from header."""
    return next(target for target in ("answered_at", "opened_at", "bought_at") if target in kind.columns)


def _with_options(names: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    result: list[str] = []
    question = ""
    for place, name in enumerate(names):
        option = options[place] if place < len(options) else ""
        question = name or question
        result.append(name or (question + OPTION + option if option else ""))
    return tuple(result)
