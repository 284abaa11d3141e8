"""How each column of a file is read, found out from its values before any of them is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from crm_core.errors import CsvRejected
from crm_core.ingest.amounts import STYLES, style_of
from crm_core.ingest.cells import Cell, Context
from crm_core.ingest.copy import Copy
from crm_core.ingest.days import DAY_FIRST, MONTH_FIRST, ORDERS, UNSURE, YEAR_FIRST, OrderCount, count_orders, forms
from crm_core.ingest.engine import scan
from crm_core.ingest.job import Job
from crm_core.ingest.mapping import Match
from crm_core.ingest.profile import Profile
from crm_core.ingest.words import fold
from crm_core.schema import Table

SAMPLE = 20_000  # records looked at first; the whole column only where they don't say


@dataclass(frozen=True)
class Plan:
    """The contract, its cells in the file, and what they have in common.

    Attributes
    ----------
    table : Table
        The contract.
    cells : tuple of Cell
        Columns that the file has.
    context : Context
        Source, zone, now.
    columns : tuple of str
        The file's columns.
    names : dict of str to str
        The file's column by the contract's.
    orders : dict of str to str
        Order of day and month by the contract's column, where it had to be told.
    borrowed : tuple of str
        Columns whose order no value told: it is that of the file's other columns.
    ending : bool
        Whether resolved_at stands for any end: it moves to closed_at where the case was withdrawn.
    """

    table: Table
    cells: tuple[Cell, ...]
    context: Context
    columns: tuple[str, ...]
    names: Mapping[str, str]
    orders: Mapping[str, str]
    borrowed: tuple[str, ...]
    ending: bool

    @property
    def has_key(self) -> bool:
        """Whether the file has the contract's key, or a table has none."""
        return not self.table.key or self.table.key[0] in self.names


def make_plan(engine: duckdb.DuckDBPyConnection, copy: Copy, job: Job, matches: Sequence[Match]) -> Plan:
    """Return how to read the copy.

    Raises
    ------
    CsvRejected
        Code ``day_order_ambiguous``: every day of a column fits both orders, or as many the one as the other;
        ``format_unknown``: the profile names a format there is none of.
    """
    cells = _cells(job, matches)
    values = _sample(engine, copy, cells)
    names = {one.target: one.column for one in matches if one.target and one.sure}
    orders, borrowed = _orders(_Columns(engine, copy, job.profile, names), cells, values)
    styles = {cell.column.name: _style(cell, values, job.profile, names) for cell in cells if _is_amount(cell)}
    read = tuple(
        replace(
            cell,
            forms=forms(values[cell.place], orders[cell.column.name]) if cell.dated else (),
            style=styles.get(cell.column.name, cell.style),
        )
        for cell in cells
    )
    context = Context(job.profile.source, job.profile.time_zone, job.now)
    columns = tuple(one.column for one in matches)
    return Plan(job.table, read, context, columns, names, orders, borrowed, _ends_anyhow(names))


def _cells(job: Job, matches: Sequence[Match]) -> tuple[Cell, ...]:
    """Cells in the order of the contract."""
    places = {one.target: place for place, one in enumerate(matches, 1) if one.sure}
    words = {one.target: job.profile.words.get(one.column, {}) for one in matches if one.sure}
    return tuple(
        Cell(column, places[column.name], words=words[column.name], planned=column.name in job.table.planned)
        for column in job.table.columns
        if column.name in places
    )


def _is_amount(cell: Cell) -> bool:
    return cell.column.type in ("real", "money")


def _sample(engine: duckdb.DuckDBPyConnection, copy: Copy, cells: Sequence[Cell]) -> dict[int, list[str]]:
    """Return the first values of the columns that can be written in several ways, by place."""
    places = [cell.place for cell in cells if cell.dated or _is_amount(cell)]
    if not places:
        return {}
    columns = ", ".join(f"coalesce(c{place}, '')" for place in places)
    rows = engine.execute(f"SELECT {columns} FROM {scan(copy)} LIMIT {SAMPLE}").fetchall()  # noqa: S608 (our names)
    return dict(zip(places, map(list, zip(*rows, strict=True)), strict=True)) if rows else {p: [] for p in places}


@dataclass(frozen=True)
class _Columns:
    """Where to look further, and what the user said."""

    engine: duckdb.DuckDBPyConnection
    copy: Copy
    profile: Profile
    names: Mapping[str, str]

    def said(self, cell: Cell, known: Sequence[str]) -> str | None:
        """Return the format the user gave for a column."""
        said = self.profile.formats.get(self.names[cell.column.name])
        if said is not None and said not in known:
            raise CsvRejected("format_unknown", found=said, expected=", ".join(known))
        return said

    def count_all(self, cell: Cell) -> OrderCount:
        """Count the orders over the whole column."""
        parts = [f"try_cast(regexp_extract(trim(c{cell.place}), '^{UNSURE}$', {n}) AS INTEGER)" for n in (1, 2)]
        both = "a <= 12 AND b <= 12 AND"
        counts = "a > 12 AND b <= 12", "b > 12 AND a <= 12", f"{both} a <> b", f"{both} a = b"
        sums = ", ".join(f"count(*) FILTER ({condition})" for condition in counts)
        inner = f"SELECT {parts[0]} AS a, {parts[1]} AS b FROM {scan(self.copy)}"  # noqa: S608 (our names)
        row = self.engine.execute(f"SELECT {sums} FROM ({inner})").fetchone()  # noqa: S608 (our names)
        return OrderCount(*row) if row else OrderCount()


def _orders(
    columns: _Columns, cells: Sequence[Cell], values: Mapping[int, list[str]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the order of each dated column: said, told by its values, or told by another column of the file."""
    found: dict[str, str] = {}
    unsure: list[str] = []
    told: set[str] = set()
    for cell in (cell for cell in cells if cell.dated):
        name, said = cell.column.name, columns.said(cell, ORDERS)
        count = count_orders(values[cell.place])
        if not said and count.order is None and _silent(count, values[cell.place]):
            count = columns.count_all(cell)
        if not said and count.order is None and (count.both or count.day_first):
            unsure.append(name)
        found[name] = said or count.order or (MONTH_FIRST if count.same else YEAR_FIRST)
        told |= {found[name]} if said or count.order else set()
    told -= {YEAR_FIRST}
    for name in unsure:
        if len(told) != 1:
            raise CsvRejected(
                "day_order_ambiguous",
                found=f"{columns.names[name]}: every day fits {MONTH_FIRST} and {DAY_FIRST}",
                expected="one day after the 12th",
                todo=f"say for {columns.names[name]} whether the month or the day comes first",
            )
        found[name] = next(iter(told))
    return found, tuple(unsure)


def _silent(count: OrderCount, values: Sequence[str]) -> bool:
    """Whether the sample may have missed what the rest of the column says."""
    return len(values) == SAMPLE and (count.both + count.day_first + count.same > 0 or not any(values))


def _style(cell: Cell, values: Mapping[int, list[str]], profile: Profile, names: Mapping[str, str]) -> str:
    said = profile.formats.get(names[cell.column.name])
    if said is not None and said not in STYLES:
        raise CsvRejected("format_unknown", found=said, expected=", ".join(STYLES))
    return said or style_of(values[cell.place])


def _ends_anyhow(names: Mapping[str, str]) -> bool:
    """A column that is called closed, not resolved, holds the end of withdrawn cases too."""
    header = fold(names.get("resolved_at", ""))
    closed = ("clos", "\u5173\u95ed", "بستن", "بسته")
    return "status" in names and "closed_at" not in names and any(map(header.__contains__, closed))
