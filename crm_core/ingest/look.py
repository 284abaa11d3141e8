"""A first look at a file: how it seems to be written, what its columns seem to be, and what only the user can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_core.ingest.mapping import Match, names_of
from crm_core.ingest.opening import Opening, matches_of, open_file
from crm_core.ingest.profile import OWN, Profile, header_hash
from crm_core.ingest.question import Question
from crm_core.ingest.systems.asking import cell_of, kinds_question, read_from, scale_questions
from crm_core.ingest.systems.export import export
from crm_core.ingest.systems.matching import File
from crm_core.ingest.systems.prepare import with_words
from crm_core.ingest.unsure import questions_of
from crm_core.ingest.words import NULL_WORDS, fold
from crm_core.schema import LOADED, Column, Table

ROWS = 5  # sample rows shown
_LOOKED_AT = 1000  # rows from which questions are told
_COMPLETE = 0.2  # share of columns that having all required ones is worth when tables compete
_DAY = re.compile(r"(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}[/.\-]?\d{2}[/.\-]?\d{2})(\D.*)?")
_AMOUNT = re.compile(r"-?[\d.,]*\d")


@dataclass(frozen=True)
class Reading:
    """What a first look found.

    Attributes
    ----------
    encoding, encoding_how : str
        Python's name, and given, byte_order_mark, nul_pattern, strict or guessed.
    delimiter : str
        A space stands for runs of spaces.
    skip, header_lines : int
        Lines before the header, and lines of it.
    columns : tuple of str
        The file's columns.
    rows : tuple of tuple of str
        The first rows, decoded.
    tables : tuple of (str, float)
        Tables it may hold, the likeliest first, with the share of its columns that each knows.
    table : str
        The one that the matches and questions are about.
    matches : tuple of Match
        For each column of the file.
    made : tuple of Match
        What is made of several of its columns.
    system : str
        Code of the known kind of file it is, empty for any other.
    source : str
        What goes in front of its keys, "own" unless a known system wrote it.
    also : tuple of str
        Other tables that the same file can be loaded into.
    questions : tuple of Question
        What to ask, each with a guess.
    header_hash : str
        Under which the answers are remembered.
    """

    encoding: str
    encoding_how: str
    delimiter: str
    skip: int
    header_lines: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tables: tuple[tuple[str, float], ...]
    table: str
    matches: tuple[Match, ...]
    questions: tuple[Question, ...]
    header_hash: str
    made: tuple[Match, ...] = ()
    system: str = ""
    source: str = OWN
    also: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[str, str | None]:
        """What is sure: the contract's column, or None, by the file's."""
        return {one.column: one.target if one.sure else None for one in self.matches}


def look(file: Path, table: str | Table | None = None, *, profile: Profile | None = None) -> Reading:
    """Look at the first rows of a file; nothing is loaded.

    Parameters
    ----------
    file : Path
        The kept upload.
    table : str or Table, optional
        Contract it is read as; guessed from its header otherwise.
    profile : Profile, optional
        What the user said so far; without it the header says whether a known system wrote the file.

    Raises
    ------
    CsvRejected
        It is no text table, empty, or in an encoding nobody knows.
    """
    contract = LOADED[table] if isinstance(table, str) else table
    opening = open_file(file, [contract] if contract else LOADED.values(), profile)
    scores = rank(opening.columns)
    kind = opening.export
    contract = contract or LOADED[kind.table if kind else scores[0][0]]
    known = profile or Profile(contract.name)
    matches = matches_of(opening, contract, known)
    rows = opening.rows(_LOOKED_AT)
    return Reading(
        opening.encoding.name, opening.encoding.how, opening.dialect.delimiter,
        opening.dialect.skip, opening.dialect.header_lines, opening.columns,
        tuple(map(tuple, rows[:ROWS])), scores, contract.name, tuple(one for one in matches if one.made is None),
        tuple(_questions(opening, contract, matches, rows, with_words(known, kind, matches) if kind else known)),
        header_hash(opening.columns), tuple(one for one in matches if one.made is not None),
        kind.code if kind else "", kind.source if kind else OWN,
        tuple(export(code).table for code in kind.also) if kind else (),
    )  # fmt: skip


def rank(columns: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return the loaded tables by how well they fit a header, the best first, with the share of columns known."""
    folded = {fold(column) for column in columns}
    scores = {}
    for name, table in LOADED.items():
        known = {names_of(table)[one] for one in folded if one in names_of(table)}
        complete = all(column.name in known for column in table.columns if column.required)
        scores[name] = (len(known) / max(1, len(columns)), complete)
    best = sorted(scores, key=lambda name: scores[name][0] + _COMPLETE * scores[name][1], reverse=True)
    return tuple((name, round(scores[name][0], 3)) for name in best)


def _questions(
    opening: Opening, table: Table, matches: Sequence[Match], rows: Sequence[Sequence[str]], profile: Profile
) -> Iterator[Question]:
    if opening.encoding.how == "guessed":
        yield Question("encoding", "", "bytes that are no UTF-8", opening.encoding.name)
    if opening.dialect.header_lines == 0 and not profile.mapping:
        yield Question("header_missing", "", " | ".join(rows[0]) if rows else "", "", opening.columns)
    plain = [one for one in matches if one.made is None]
    yield from _about_names(opening, table, matches, rows)
    file = File(opening.columns, opening.below, rows)
    read = read_from(matches)
    kinds = kinds_question(file, read.get("kind")) if table.name == "complaints" else None
    for target, one in read.items():
        if (column := cell_of(one)) is not None and not (kinds and target == "kind"):
            yield from _about_values(one, table.column(target), file.values(column), profile)
    yield from scale_questions(file, plain)
    yield from (kinds,) if kinds else ()


def _about_names(
    opening: Opening, table: Table, matches: Sequence[Match], rows: Sequence[Sequence[str]]
) -> Iterator[Question]:
    for one in matches:
        if one.how == "similar":
            yield Question("match", one.column, one.column, one.target or "", table.column_names)
    have = {one.target for one in matches if one.sure}
    for column in table.columns:
        if column.required and column.name not in have:
            yield Question("required", column.name, "", _candidate(column, matches, rows), opening.columns)


def _candidate(column: Column, matches: Sequence[Match], rows: Sequence[Sequence[str]]) -> str:
    """Return the column of the file that no other part claims and whose values look right, empty if there is none."""
    pattern = {"instant": _DAY, "day": _DAY, "money": _AMOUNT, "real": _AMOUNT, "integer": _AMOUNT}.get(column.type)
    if pattern is None:
        return ""
    plain = [one for one in matches if one.made is None]
    for place, one in enumerate(plain):
        values = [row[place] for row in rows if len(row) == len(plain) and row[place]]
        if one.target is None and values and all(map(pattern.fullmatch, values)):
            return one.column
    return ""


def _about_values(one: Match, column: Column, values: Sequence[str], profile: Profile) -> Iterator[Question]:
    if one.column not in profile.formats:
        yield from questions_of(one.column, column, values)
    if column.type == "choice":
        known = _known(column, profile.words.get(one.column, {}))
        strange = dict.fromkeys(value for value in values if value and fold(value) not in known)
        for word in (word for word in strange if word not in NULL_WORDS):
            yield Question("word", one.column, word, "", column.choices)


def _known(column: Column, said: Mapping[str, str]) -> set[str]:
    return set(map(fold, (*column.choices, *dict(column.words), *said)))
