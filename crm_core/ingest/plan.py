"""How each column of a file is read, found out from its values before any of them is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from crm_core.ingest.cells import Cell, Context
from crm_core.ingest.copy import Copy
from crm_core.ingest.days import ORDERS, forms
from crm_core.ingest.engine import scan
from crm_core.ingest.job import Job
from crm_core.ingest.mapping import Match
from crm_core.ingest.readings import SAMPLE, Columns, read_amounts, read_days
from crm_core.ingest.words import fold
from crm_core.schema.contract import Table
from crm_core.schema.subjects import LOADED


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
        Reading of the days by the contract's column: an order, in another calendar, or a system of serial numbers.
    borrowed : tuple of str
        Columns whose reading no value told: it is that of the file's other columns.
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
        Code ``day_order_ambiguous``, ``amounts_ambiguous`` or ``serial_ambiguous``: every value of a column fits two
        readings, or as many the one as the other; ``format_unknown``: the profile names a format there is none of.
    """
    cells = _cells(job, matches)
    values = _sample(engine, copy, cells)
    names = {one.target: one.column for one in matches if one.target and one.sure}
    columns = Columns(engine, copy, job.profile, names, values, job.now)
    orders, borrowed = read_days(columns, [cell for cell in cells if cell.dated])
    styles, followers = read_amounts(columns, [cell for cell in cells if _is_amount(cell)])
    read = tuple(
        replace(
            cell,
            forms=_forms(values[cell.place], orders[cell.column.name]) if cell.dated else (),
            reading=orders.get(cell.column.name, ""),
            style=styles.get(cell.column.name, cell.style),
        )
        for cell in cells
    )
    context = Context(job.profile.source, job.profile.time_zone, job.now)
    header = tuple(one.column for one in matches)
    return Plan(job.table, read, context, header, names, orders, (*borrowed, *followers), _ends_anyhow(names))


def _cells(job: Job, matches: Sequence[Match]) -> tuple[Cell, ...]:
    """Cells in the order of the contract."""
    places = {one.target: place for place, one in enumerate(matches, 1) if one.sure}
    words = {one.target: job.profile.words.get(one.column, {}) for one in matches if one.sure}
    return tuple(
        Cell(column, places[column.name], words=words[column.name], planned=column.name in job.table.planned)
        for column in job.table.columns
        if column.name in places
    )


def _forms(values: Sequence[str], reading: str) -> tuple[str, ...]:
    """Forms for strptime; days of another calendar are not read by it."""
    return forms(values, reading) if reading in ORDERS else ()


def _is_amount(cell: Cell) -> bool:
    return cell.column.type in ("real", "money")


def _sample(engine: duckdb.DuckDBPyConnection, copy: Copy, cells: Sequence[Cell]) -> dict[int, list[str]]:
    """Return the first values of the columns that can be written in several ways, by place."""
    places = [cell.place for cell in cells if cell.dated or _is_amount(cell)]
    if not places:
        return {}
    columns = ", ".join(f"coalesce(c{place}, '')" for place in places)
    rows = engine.execute(f"SELECT {columns} FROM {scan(copy, copy.head(SAMPLE))} ORDER BY line").fetchall()  # noqa: S608 (our names)
    return dict(zip(places, map(list, zip(*rows, strict=True)), strict=True)) if rows else {p: [] for p in places}


def _ends_anyhow(names: Mapping[str, str]) -> bool:
    """A column that is called closed or last changed, not resolved, holds the end of withdrawn cases too."""
    header = fold(names.get("resolved_at", ""))
    closed = ("clos", "\u5173\u95ed", "بستن", "بسته")
    anyhow = any(map(header.__contains__, closed)) or ends_by_change(names)
    return "status" in names and "closed_at" not in names and anyhow


def ends_by_change(names: Mapping[str, str]) -> bool:
    """Whether cases count as over when they were last changed, by the file's column for each of the contract's."""
    changed = LOADED["complaints"].column("updated_at")
    return fold(names.get("resolved_at", "")) in map(fold, (changed.name, *changed.aliases))
