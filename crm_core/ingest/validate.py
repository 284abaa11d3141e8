"""From text columns to typed rows: one pass for the good ones, a second over the few others to say what is wrong.

A record is good when no condition of any column and no rule between columns is hurt. The first pass keeps exactly
those; every record of the index that it did not keep is read again and gets its faults, at least one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from crm_core.ingest import literals
from crm_core.ingest.cells import Cell, Fault, sql_type
from crm_core.ingest.copy import ENTRY, Copy
from crm_core.ingest.engine import scan
from crm_core.ingest.plan import Plan
from crm_core.ingest.scales import scale_faults
from crm_core.ingest.usual import is_odd, usual_local_of, usual_value_of, words_of
from crm_core.ingest.values import address_key, value_of
from crm_core.ingest.words import fold
from crm_core.schema.contract import Column

CHECKED = "checked.parquet"
_SUBSET = "subset.csv"
_FOUND = 200  # characters of a value shown as found; the raw record is kept whole
_CHUNK = 10_000  # faults fetched at once


@dataclass(frozen=True)
class Problem:
    """One fault of one record, by the record's first line."""

    line: int
    column: str | None
    code: str
    found: str
    expected: str


def check(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan) -> Path:
    """Write the good rows, with the contract's columns and ``line``, and return the file.

    Where a row lacks its key there is one more column, ``content``: a hash of source and all cells.
    """
    target = copy.folder / CHECKED
    if plan.has_key:
        _keep_good(engine, copy, plan, target)
        first = literals.name(plan.table.key[0])
        lacking = f"SELECT count(*) FROM {literals.rows(target)} WHERE {first} IS NULL"  # noqa: S608 (our names)
        if engine.execute(lacking).fetchall() == [(0,)]:
            return target
    _keep_good(engine, copy, plan, target, more=f", {_content(copy, plan)} AS content")
    return target


def _keep_good(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan, target: Path, *, more: str = "") -> None:
    groups = (*(cell.faults(plan.context) for cell in plan.cells), *(faults for _, faults in _between(plan)))
    conditions = [fault.condition for faults in groups for fault in faults if not fault.implied]
    hurt = f"CASE WHEN {' OR '.join(f'({condition})' for condition in conditions) or 'false'} THEN true ELSE false END"
    columns = ", ".join(_output(plan, column) for column in plan.table.columns)
    # random() keeps the engine from pushing the filter down, where it would compute every value once per condition
    judged = f"SELECT *, {hurt} OR random() < 0 AS hurt FROM {_values(plan, copy, scan(copy))}"  # noqa: S608 (our names)
    rows = f"SELECT {columns}, line{more} FROM ({judged}) WHERE NOT hurt"  # noqa: S608 (our names)
    engine.execute(f"COPY ({rows}) TO {literals.to_parquet(target)}")


def set_apart(engine: duckdb.DuckDBPyConnection, copy: Copy, checked: Path) -> Path | None:
    """Return a file of the readable records that are not among the checked ones; None where there is no such record."""
    count = engine.execute(f"SELECT count(*) FROM {literals.rows(checked)}").fetchall()  # noqa: S608 (our path)
    return None if count == [(copy.tally.records,)] else _write_subset(engine, copy, checked)


def problems(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan, apart: Path | None) -> Iterator[Problem]:
    """Yield what is wrong with every record set apart, in the order of the file."""
    if apart is None:
        return
    engine.execute(_explanation(plan, copy, scan(copy, apart)))
    while rows := engine.fetchmany(_CHUNK):
        yield from (Problem(*row) for row in rows)
    apart.unlink()


def _values(plan: Plan, copy: Copy, source: str) -> str:
    """SQL of texts, local times and values of all cells, beside the raw columns; usual spellings take a short way."""
    worded = [cell for cell in plan.cells if cell.worded]
    others = [cell for cell in plan.cells if not cell.worded]
    usual = [f"{words_of(cell, plain=copy.plain)} AS {cell.text}" for cell in worded]
    rows = f"SELECT *{_more([*usual, *(f'{usual_value_of(cell)} AS {cell.quick}' for cell in others)])} FROM {source}"  # noqa: S608 (our names)
    for layer in (
        (f"{is_odd(cell)} AS {cell.odd}" for cell in others),
        (_if_odd(cell, cell.trimmed, "NULL", cell.raw) for cell in others),
        (_if_odd(cell, cell.clean, f"c{cell.place}", cell.text) for cell in others),
        (_if_odd(cell, cell.local_time(), usual_local_of(cell), cell.local) for cell in others if cell.dated),
        (
            *(f"{value_of(cell, plan.context)} AS {cell.value}" for cell in worded),
            *(_if_odd(cell, value_of(cell, plan.context), cell.quick, cell.value) for cell in others),
        ),
    ):
        rows = f"SELECT *{_more(layer)} FROM ({rows})"  # noqa: S608 (our names)
    return f"({rows})"


def _if_odd(cell: Cell, long: str, short: str, name: str) -> str:
    return f"CASE WHEN {cell.odd} THEN {long} ELSE {short} END AS {name}"


def _more(expressions: Iterable[str]) -> str:
    return "".join(f", {expression}" for expression in expressions)


def _output(plan: Plan, column: Column) -> str:
    """SQL of one column of the contract; what the file lacks is null."""
    values = {cell.column.name: cell.value for cell in plan.cells}
    value = values.get(column.name, "NULL")
    if plan.ending and column.name == "resolved_at":
        value = f"CASE WHEN {values['status']} IS DISTINCT FROM 'withdrawn' THEN {value} END"
    if plan.ending and column.name == "closed_at":
        value = f"CASE WHEN {values['status']} = 'withdrawn' THEN {values['resolved_at']} END"
    if (column.name, column.references) == ("customer_id", "customers") and value == "NULL" and "email" in values:
        value = address_key(values["email"], plan.context)
    return f"CAST({value} AS {sql_type(column)}) AS {literals.name(column.name)}"


def _content(copy: Copy, plan: Plan) -> str:
    """SQL of a hash of all cells, the same in whatever order the columns stand."""
    places = sorted(range(1, copy.shape.width + 1), key=lambda place: fold(plan.columns[place - 1]))
    cells = ", ".join(f"coalesce(trim(c{place}), '')" for place in places)
    return f"md5(concat_ws(chr(31), {literals.text(plan.context.source)}, {cells}))"


def _between(plan: Plan) -> list[tuple[str | None, tuple[Fault, ...]]]:
    """Rules between columns, each with the column it is reported for."""
    cells = {cell.column.name: cell for cell in plan.cells}
    found: list[tuple[str | None, tuple[Fault, ...]]] = [
        (later, (_order(cells[earlier], cells[later], plan),))
        for earlier, later in plan.table.ordered
        if earlier in cells and later in cells
    ]
    found += [(answer, (fault,)) for answer, fault in scale_faults(cells)]
    if one_of := [cells[name].text for name in plan.table.needs_one_of if name in cells]:
        nothing = f"coalesce({', '.join(one_of)}) IS NULL"
        found.append((None, (Fault("needs_one_of", nothing, " or ".join(plan.table.needs_one_of)),)))
    return found


def _order(earlier: Cell, later: Cell, plan: Plan) -> Fault:
    """A day alone is not before a time on the same day."""
    same_day = f"{later.local} = date_trunc('day', {earlier.local})"
    condition = f"{later.value} < {earlier.value} AND NOT coalesce({same_day}, false)"
    return Fault("out_of_order", condition, f"not before {plan.names[earlier.column.name]}")


def _write_subset(engine: duckdb.DuckDBPyConnection, copy: Copy, checked: Path) -> Path:
    """Write the readable records that are not among the checked ones to a file of their own."""
    path = copy.folder / _SUBSET
    good = f"SELECT line FROM {literals.rows(checked)} WHERE line"  # noqa: S608 (our path)
    with copy.path.open("rb") as source, path.open("wb") as target:
        target.write(source.readline())
        for entries, after in _spans(copy):
            first, last = entries["line"][0], entries["line"][-1]
            # no parameters: for the sake of their types the driver would import pandas, 60 MB and a fifth of a second
            lines = engine.execute(f"{good} BETWEEN {first} AND {last}").fetchnumpy()["line"]
            aside = ~np.isin(entries["line"], lines, assume_unique=True)
            for begin, end in zip(entries["copy"][aside].tolist(), after[aside].tolist(), strict=True):
                source.seek(begin)
                target.write(source.read(end - begin))
    return path


def _spans(copy: Copy) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    """Yield entries of readable records and where each ends in the copy, part by part."""
    held = np.zeros(0, ENTRY)
    for part in copy.parts():
        readable = np.concatenate([held, part[part["copy"] >= 0]])
        held = readable[-1:]
        if len(readable) > 1:
            yield readable[:-1], readable["copy"][1:]
    if len(held):
        yield held, np.array([copy.path.stat().st_size])


def _explanation(plan: Plan, copy: Copy, source: str) -> str:
    """SQL of the faults: the first of each column, then those between columns."""
    groups: list[tuple[str | None, Sequence[Fault], str]] = [
        (cell.column.name, cell.faults(plan.context), cell.text) for cell in plan.cells
    ]
    texts = {cell.column.name: cell.text for cell in plan.cells}
    groups += [(name, faults, texts.get(name or "", "NULL")) for name, faults in _between(plan)]
    found = ", ".join(_first_fault(name, faults, text) for name, faults, text in groups if faults)
    faults = f"list_filter([{found}], lambda one: one IS NOT NULL)"
    none = "{'column': NULL::VARCHAR, 'code': 'unreadable', 'found': '', 'expected': ''}"
    listed = f"SELECT line, unnest(CASE WHEN len({faults}) = 0 THEN [{none}] ELSE {faults} END) AS fault"
    parts = ", ".join(f"coalesce(fault.{part}, '')" for part in ("code", "found", "expected"))
    return f"SELECT line, fault.column, {parts} FROM ({listed} FROM {_values(plan, copy, source)}) ORDER BY line"  # noqa: S608 (our names)


def _first_fault(column: str | None, faults: Sequence[Fault], text: str) -> str:
    name = literals.text(column) if column else "NULL::VARCHAR"
    cases = " ".join(
        f"WHEN {fault.condition} THEN {{'column': {name}, 'code': {literals.text(fault.code)}, "
        f"'found': left({text}, {_FOUND}), 'expected': {literals.text(fault.expected)}}}"
        for fault in faults
    )
    return f"CASE {cases} END"
