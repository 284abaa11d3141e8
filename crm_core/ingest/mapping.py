"""Which column of a file is which column of a contract, by names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crm_core.errors import CsvRejected
from crm_core.ingest.systems.export import Made
from crm_core.ingest.words import fold
from crm_core.schema.contract import Column, Table
from crm_core.schema.subjects import LOADED

_CLOSE = 0.8  # ratio of difflib above which two names are worth a question


@dataclass(frozen=True)
class Match:
    """One column of a file.

    Parameters
    ----------
    column : str
        Its name in the file; a repeated one has a number behind it.
    target : str or None
        The contract's column, None where nothing fits or the user left it out.
    how : str
        given, exact, alias, folded, similar (a suggestion that needs the user's word), left_out or unknown; of a
        known system's file also system, question, made, passed_over or scale (needs the user's word).
    made : Made or None
        How its cells are made, for what is no column of the file.
    """

    column: str
    target: str | None
    how: str
    made: Made | None = None

    @property
    def sure(self) -> bool:
        """Whether the match holds without asking."""
        return self.target is not None and self.how not in ("similar", "scale")


@lru_cache(maxsize=64)
def names_of(table: Table) -> dict[str, str]:
    """Return the contract's column by each folded name and alias; a column's own name goes before any alias."""
    found: dict[str, str] = {}
    for column in table.columns:
        found.setdefault(fold(column.name), column.name)
    for column in table.columns:
        for alias in column.aliases:
            found.setdefault(fold(alias), column.name)
    return found


@lru_cache(maxsize=1)
def every_name() -> frozenset[str]:
    """Return the folded names and aliases of every column that any contract knows."""
    return frozenset(name for table in LOADED.values() for name in names_of(table))


def distinct(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return header cells as distinct names, and those that stood there twice.

    An empty cell is called by its place, column_3; the second "Status" is called "Status_2".
    """
    taken: dict[str, int] = {}
    result, repeated = [], []
    for place, name in enumerate(names, 1):
        plain = name.strip().strip("\ufeff") or f"column_{place}"
        taken[plain] = taken.get(plain, 0) + 1
        if taken[plain] > 1:
            repeated.append(plain)
            plain = f"{plain}_{taken[plain]}"
            taken[plain] = 1
        result.append(plain)
    return tuple(result), tuple(repeated)


def match(columns: Sequence[str], table: Table, given: Mapping[str, str | None] | None = None) -> tuple[Match, ...]:
    """Match a file's columns with a contract's.

    Parameters
    ----------
    columns : sequence of str
        Distinct names of the file's columns.
    table : Table
        The contract.
    given : dict of str to (str or None), optional
        What the user said.

    Raises
    ------
    CsvRejected
        Code ``mapping_column_missing``, ``mapping_target_unknown`` or ``column_mapped_twice``.
    """
    found = _given(columns, table, given or {})
    for how, suits in (("exact", _exact), ("alias", _alias), ("folded", _folded), ("similar", _similar)):
        for column in columns:
            taken = {one.target for one in found.values()}
            if column not in found and (target := suits(column, table, taken)) is not None:
                found[column] = Match(column, target, how)
    return tuple(found.get(column, Match(column, None, "unknown")) for column in columns)


def _given(columns: Sequence[str], table: Table, given: Mapping[str, str | None]) -> dict[str, Match]:
    by_fold = {fold(column): column for column in reversed(columns)}
    found: dict[str, Match] = {}
    for name, target in given.items():
        column = name if name in columns else by_fold.get(fold(name))
        if column is None:
            raise CsvRejected("mapping_column_missing", found=", ".join(columns), expected=name)
        if target is not None and target not in table.column_names:
            raise CsvRejected("mapping_target_unknown", found=target, expected=", ".join(table.column_names))
        if target is not None and target in {one.target for one in found.values()}:
            raise CsvRejected("column_mapped_twice", found=target, expected="one column of the file for each")
        found[column] = Match(column, target, "given" if target else "left_out")
    return found


def _exact(column: str, table: Table, taken: set[str | None]) -> str | None:
    return column if column in table.column_names and column not in taken else None


def _alias(column: str, table: Table, taken: set[str | None]) -> str | None:
    return next((one.name for one in table.columns if one.name not in taken and column in one.aliases), None)


def _folded(column: str, table: Table, taken: set[str | None]) -> str | None:
    folded = fold(column)
    return next((one.name for one in table.columns if one.name not in taken and folded in _folds(one)), None)


def _similar(column: str, table: Table, taken: set[str | None]) -> str | None:
    names = {name: target for name, target in names_of(table).items() if target not in taken}
    close = difflib.get_close_matches(fold(column), names, n=1, cutoff=_CLOSE)
    return names[close[0]] if close else None


@lru_cache(maxsize=4096)
def _folds(column: Column) -> frozenset[str]:
    return frozenset(map(fold, (column.name, *column.aliases)))


def require(matches: Sequence[Match], table: Table) -> None:
    """Raise CsvRejected when a column that no row can be without is not in the file.

    Raises
    ------
    CsvRejected
        Code ``required_column_missing``: names what is missing and lists the file's columns.
    """
    have = {one.target for one in matches if one.sure}
    missing = [column.name for column in table.columns if column.required and column.name not in have]
    if table.needs_one_of and not have & set(table.needs_one_of):
        missing.append(" or ".join(table.needs_one_of))
    if not missing:
        return
    hints = [f"is {one.column!r} {one.target}?" for one in matches if one.how == "similar" and one.target in missing]
    raise CsvRejected(
        "required_column_missing",
        found=", ".join(one.column for one in matches),
        expected=", ".join(missing),
        todo=" ".join(hints) or "say which column of the file it is, or export it too",
    )
