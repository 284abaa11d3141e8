"""Which column of a known system's file is which column of the contract, and what is made of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_core.ingest.mapping import Match, match
from crm_core.ingest.profile import Profile
from crm_core.ingest.systems.export import EITHER, Export, Made, OrderLines, present
from crm_core.ingest.systems.questions import POINTS, is_derived, question_of, unsure_of_scale
from crm_core.schema.contract import Table

MADE = "made"
"""How a column came about that no single cell holds as it is."""

ORDER_LINES = "order_lines"
CSAT, _SCALE, _TEN = "csat", "csat_scale", "10"
_ALL_NEEDED = ("minutes_after", "unless_filled")


@dataclass(frozen=True)
class File:
    """What is known of a file before its rows are read.

    Attributes
    ----------
    columns : tuple of str
        Distinct names of its columns.
    below : tuple of tuple of str
        Rows of the header below the names.
    rows : sequence of sequence of str
        Some of its rows.
    """

    columns: tuple[str, ...]
    below: tuple[tuple[str, ...], ...] = ()
    rows: Sequence[Sequence[str]] = ()

    def words(self, column: str) -> str:
        """Return all that the header says of a column."""
        place = self.columns.index(column)
        words = [column, *(row[place] for row in self.below if place < len(row))]
        return " ".join(" ".join(words).split())

    def values(self, column: str) -> list[str]:
        """Return the column's cells in the rows at hand."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows if len(row) == len(self.columns)]


def match_export(file: File, table: Table, kind: Export, profile: Profile) -> tuple[Match, ...]:
    """Match a file's columns as its system writes them; what the user said goes first.

    Returns
    -------
    tuple of Match
        One for each column of the file, in order, then one for each column that is made: it takes the place of a
        match with the same target.

    Raises
    ------
    CsvRejected
        As `match` says, for what the user said.
    """
    said = {
        one.column: one
        for one in match(file.columns, table, profile.mapping)
        if one.how in ("given", "left_out")
    }  # fmt: skip
    found = dict(said)
    taken = {one.target for one in said.values()}
    for target, column in _direct(file, kind):
        if target not in taken and column not in found:
            found[column] = Match(column, target, "system")
            taken.add(target)
    made = list(_made(file, kind, said, found))
    if kind.questions:
        made += _questions(file, profile, kind, found=found)
    known = set(present(kind.read, file.columns))
    left = {column: Match(column, None, "passed_over" if column in known else "unknown") for column in file.columns}
    plain = tuple(found.get(column, left[column]) for column in file.columns)
    return (*plain, *_filled(kind, plain), *made)


def is_made(one: Match) -> bool:
    """Whether a match is no column of the file."""
    return one.made is not None


def spellings(name: str) -> tuple[str, ...]:
    """Return the spellings of a name written as ``label|API name``."""
    return tuple(name.split(EITHER))


def _direct(file: File, kind: Export) -> Iterator[tuple[str, str]]:
    for target, names in kind.columns.items():
        if found := present(names, file.columns):
            yield target, found[0]


def _made(file: File, kind: Export, said: Mapping[str, Match], found: dict[str, Match]) -> Iterator[Match]:
    for target, recipe in kind.made.items():
        of = present(recipe.of, file.columns)
        if recipe.of and len(of) < (len(recipe.of) if recipe.how in _ALL_NEEDED else 1):
            continue
        if any(one.target == target and one.column not in of for one in said.values()):
            continue
        if len(of) == 1:
            if of[0] in said and said[of[0]].target is None and _is_shown(kind, of[0], target):
                continue  # the user left it out
            if of[0] not in found and _is_shown(kind, of[0], target):
                found[of[0]] = Match(of[0], target, "system")
        yield _match(file, target, recipe, of)
    if kind.lines is not None:
        yield from _order_lines(file, kind.lines)


def _is_shown(kind: Export, column: str, target: str) -> bool:
    """Whether a column is shown as this one's: the first that is made of it alone."""
    of_it = (one for one, recipe in kind.made.items() if present(recipe.of, [column]))
    return next(of_it) == target


def _match(file: File, target: str, recipe: Made, of: tuple[str, ...]) -> Match:
    column = next(iter(present(spellings(recipe.column), file.columns)), "")
    return Match(" + ".join(of) or target, target, MADE, replace(recipe, of=of, column=column))


def _order_lines(file: File, lines: OrderLines) -> Iterator[Match]:
    """Columns that are computed over all lines of an order."""
    of = present((lines.quantity, lines.price), file.columns)
    for target in ("line_no", "revenue", "discount", "tax", "refunded"):
        yield Match(" * ".join(of) if target == "revenue" else target, target, MADE, Made(ORDER_LINES, of, target))


def _filled(kind: Export, plain: Sequence[Match]) -> Iterator[Match]:
    """Columns that stand on the first line of an order alone, filled down."""
    down = {column for one in plain for column in present(kind.fill_down, [one.column])}
    for one in plain:
        if one.target is not None and one.column in down:
            yield Match(one.column, one.target, MADE, Made("first_of", (one.column,)))


def _questions(file: File, profile: Profile, kind: Export, *, found: dict[str, Match]) -> Iterator[Match]:
    """Tell questions by their words and answers; one whose scale is not sure waits for the user's word."""
    for column in file.columns:
        said = profile.formats.get(column, "")
        if (column in found and said not in POINTS) or present(kind.read, [column]):
            continue
        taken = {one.target for one in found.values() if one.column != column and one.target}
        one = _question(file, column, POINTS.get(said))
        if one.target not in taken:
            found[column] = one
            if one.target == CSAT:
                yield Match(_SCALE, _SCALE, MADE, Made("constant", value=POINTS[said]))


def _question(file: File, column: str, scale: str | None) -> Match:
    """Return what one question is; with the scale that the user said, or waiting for it."""
    values = file.values(column)
    target = None if is_derived(column) else question_of(file.words(column), values)
    if target is None:
        return Match(column, None, "passed_over" if is_derived(column) else "unknown")
    if scale is None:
        return Match(column, target, "scale" if unsure_of_scale(target, values) else "question")
    if scale == _TEN:
        return Match(column, target, "question")
    return Match(column, CSAT, "question") if target == "satisfaction" else Match(column, None, "unknown")
