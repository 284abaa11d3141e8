"""A second table right below the first: no blank line tells where it begins, but its header does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from crm_core.ingest import literals
from crm_core.ingest.copy import Copy
from crm_core.ingest.engine import scan
from crm_core.ingest.kinds import has_digit, numbered
from crm_core.ingest.mapping import every_name
from crm_core.ingest.plan import Plan
from crm_core.ingest.validate import Problem, problems, set_apart
from crm_core.ingest.words import NULL_WORDS, fold

_ABOVE = 2_000  # records that say what the first table's columns hold
_ENOUGH = 5  # of them, before names that nobody knows are believed
_TRIED = 1_000  # records looked at as a header
_LONGEST_NAME = 60  # characters
_LONGEST_CELL = 200  # characters compared
_NOTHING = frozenset(map(fold, (*NULL_WORDS, "unknown", "missing", "tba", "tbd"))) | {""}

Sheet = Sequence[tuple[int, list[str]]]
"""Records, each with its line."""


@dataclass(frozen=True)
class _Below:
    """Lines of the first table's header in other letters, and the line from which on all belongs to another table."""

    repeated: tuple[int, ...] = ()
    another: int | None = None

    @property
    def condition(self) -> str:
        """SQL: whether a line is none of the first table's."""
        begins = "false" if self.another is None else f"line >= {self.another}"
        return f"(line IN ({', '.join(map(str, (-1, *self.repeated)))}) OR {begins})"

    def code(self, line: int) -> str | None:
        """Return what a line is, None for a record of the first table."""
        if line in self.repeated:
            return "repeated_header"
        return "another_table" if self.another is not None and line >= self.another else None


def faults_of(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan, checked: Path) -> Iterator[Problem]:
    """Return what is wrong with every readable record that is not good, in the order of the file.

    What stands below the header of another table, and a header again, is taken out of the checked rows.
    """
    apart = set_apart(engine, copy, checked)
    below = _look(engine, copy, plan, apart)
    if below == _Below():
        return problems(engine, copy, plan, apart)
    _take_out(engine, checked, below)
    return _named(problems(engine, copy, plan, set_apart(engine, copy, checked)), below)


def _take_out(engine: duckdb.DuckDBPyConnection, checked: Path, below: _Below) -> None:
    above = checked.with_suffix(".above")
    rows = f"SELECT * FROM {literals.rows(checked)} WHERE NOT {below.condition}"  # noqa: S608 (our names)
    engine.execute(f"COPY ({rows}) TO {literals.to_parquet(above)}")
    above.replace(checked)


def _named(found: Iterator[Problem], below: _Below) -> Iterator[Problem]:
    """Say once of a record what it is, instead of what is wrong with each of its cells."""
    last = 0
    for problem in found:
        code = below.code(problem.line)
        if code is None:
            yield problem
        elif problem.line != last:
            yield Problem(problem.line, None, code, "", "")
        last = problem.line


def _look(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan, apart: Path | None) -> _Below:
    names = [fold(column) for column in plan.columns[: copy.shape.width]]
    repeated: list[int] = []
    above: Sheet | None = None
    for line, cells in _wordy(engine, copy, plan, apart):
        above = above or _records(engine, f"SELECT * FROM {scan(copy, copy.head(_ABOVE))}", copy)  # noqa: S608 (our names)
        if [fold(cell) for cell in cells] == names:
            repeated.append(line)
        elif _is_header(cells, [row for at, row in above if at < line]):
            return _Below(tuple(repeated), line)
    return _Below(tuple(repeated))


def _wordy(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan, apart: Path | None) -> Sheet:
    """Return the first records that may be a header: words where a day is required, else words alone."""
    places = [cell.place for cell in plan.cells if cell.dated and cell.column.required]
    if places and apart is None:
        return []
    source = scan(copy, apart) if places else scan(copy)
    words = " AND ".join(
        f"NOT regexp_matches(coalesce(c{place}, ''), '\\p{{Nd}}')" for place in places or range(1, copy.shape.width + 1)
    )
    rows = f"SELECT * FROM {source} WHERE {words} ORDER BY line LIMIT {_TRIED}"  # noqa: S608 (our names)
    return _records(engine, rows, copy)


def _records(engine: duckdb.DuckDBPyConnection, rows: str, copy: Copy) -> Sheet:
    """Return records with the beginnings of their cells: no name is longer, but a cell may be."""
    cells = ", ".join(f"left(coalesce(c{place}, ''), {_LONGEST_CELL})" for place in range(1, copy.shape.width + 1))
    return engine.execute(f"SELECT line, [{cells}] FROM ({rows}) ORDER BY line").fetchall()  # noqa: S608 (our names)


def _is_header(cells: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """Whether a record below others is a header: names, where the others have numbers or other words."""
    folded = [fold(cell) for cell in cells]
    filled = [name for name in folded if name]
    if len(filled) < 2 or len(set(filled)) < len(filled) or not above or _seen(cells, above):
        return False
    known = sum(name in every_name() for name in filled)
    numbers = numbered(above)
    if any(has_digit(cells[place]) or folded[place] in _NOTHING for place in numbers):
        return False
    if known == len(filled) or (numbers and known >= 2 and 2 * known >= len(filled)):
        return True
    short = len(filled) == len(cells) and all(len(cell) <= _LONGEST_NAME for cell in cells)
    return short and len(numbers) > 1 and len(above) >= _ENOUGH


def _seen(cells: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """Whether some cell stands in its column above too: then it is a value, not a name."""
    return any(cell.strip() and any(row[place] == cell for row in above) for place, cell in enumerate(cells))
