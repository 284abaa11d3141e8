"""What is asked about tickets and surveys: which types are complaints, and on how many points people answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from crm_core.ingest.mapping import Match
from crm_core.ingest.question import Question
from crm_core.ingest.systems.matching import File
from crm_core.ingest.systems.questions import POINTS, highest
from crm_core.ingest.words import fold
from crm_core.schema.contract import Column

KINDS = "kinds"
MOST_KINDS = 40
"""Types that a person can go through; a column with more of them holds something else than types."""
COMPLAINT, OTHER = "complaint", "other"
_AS_IT_STANDS = ("first_of", "instead", "unless_filled")
"""Ways of making a column that leave the words or days of its last cell as they stand."""


def read_from(matches: Sequence[Match]) -> dict[str, Match]:
    """Return the match that each of the contract's columns is read from: a made column goes before a plain one."""
    return {one.target: one for one in matches if one.target is not None and one.sure}


def cell_of(one: Match) -> str | None:
    """Return the file's column whose cells show what a match holds, None where no cell does."""
    if one.made is None:
        return one.column
    return one.made.of[-1] if one.made.how in _AS_IT_STANDS and one.made.of else None


def kinds_question(file: File, one: Match | None) -> Question | None:
    """Ask which types of tickets are complaints; not where a file names kinds as the contract does."""
    if one is None or one.how == "exact":
        return None
    column = one.made.of[0] if one.made is not None else one.column
    found = Counter(value.strip() for value in file.values(column) if value.strip())
    if not 0 < len(found) <= MOST_KINDS:
        return None
    words, counts = zip(*found.most_common(), strict=True)
    return Question(KINDS, column, "", "", words, counts)


def scale_questions(file: File, matches: Sequence[Match]) -> Iterator[Question]:
    """Ask on how many points a question was answered, where its answers would fit a shorter scale too."""
    for one in matches:
        if one.how == "scale":
            top = highest(file.values(one.column)) or 0
            guess = next(code for code, points in POINTS.items() if top <= int(points))
            yield Question("scale", one.column, str(top), guess, tuple(POINTS))


def said_of_kinds(column: Column, types: Sequence[str], ticked: Sequence[str]) -> Mapping[str, str]:
    """Return what each type of ticket is: a complaint if it is ticked, else what its word means.

    Parameters
    ----------
    column : Column
        The contract's column ``kind``.
    types : sequence of str
        Types in the file.
    ticked : sequence of str
        Those that are complaints.
    """
    known = {fold(word): code for word, code in (*column.words, *((code, code) for code in column.choices))}
    meant = {one: known.get(fold(one), OTHER) for one in types}
    plain = {one: code if code != COMPLAINT else OTHER for one, code in meant.items()}
    return {one: COMPLAINT if one in ticked else plain[one] for one in types}
