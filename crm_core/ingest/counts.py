"""The account of a file: what became of each line, and how far its data reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np

from crm_core.errors import CsvRejected
from crm_core.ingest import literals
from crm_core.ingest.copy import EXCLUDED, Copy
from crm_core.ingest.keys import GOOD, SUPERSEDED
from crm_core.ingest.plan import Plan
from crm_core.ingest.quarantine import EXAMPLES, Quarantine

_DAY = 86_400_000_000  # microseconds
_STILL_OPEN = ("open", "pending")
"""States of a case that is open, though its file may still hold the end it once had."""


@dataclass(frozen=True)
class Account:
    """Counts of one file.

    Attributes
    ----------
    lines : dict of str to int
        Lines by term; they sum to ``lines_in``.
    records : dict of str to int
        Records by term.
    """

    lines: dict[str, int]
    records: dict[str, int]


def account(engine: duckdb.DuckDBPyConnection, copy: Copy, quarantine: Quarantine) -> Account:
    """Count what became of the lines and make sure that none is missing.

    Raises
    ------
    CsvRejected
        Code ``lines_unaccounted``: the terms don't sum to the lines counted while decoding. Never expected.
    """
    lines = {"header": copy.tally.header, "blank": copy.tally.blank, "quarantined": quarantine.lines, "excluded": 0}
    records = {"quarantined": quarantine.records, "excluded": 0}
    wide = _records_of_lines(copy)
    for term, file, condition in (
        *((("excluded", EXCLUDED, "true"),) if copy.prepared else ()),
        ("good", GOOD, "true"),
        ("duplicate", SUPERSEDED, "reason = 'duplicate'"),
        ("superseded", SUPERSEDED, "reason = 'superseded'"),
    ):
        rows = f"{literals.rows(copy.folder / file)} WHERE {condition}"
        lines[term], records[term] = _lines_of(engine, rows, wide)
    if sum(lines.values()) != copy.tally.lines_in or sum(records.values()) != copy.tally.records + copy.tally.broken:
        raise CsvRejected(
            "lines_unaccounted",
            found=f"{lines} of {copy.tally.lines_in} lines, {records} of {copy.tally.records} records",
            expected="every line in one term",
        )
    return Account(lines, records)


def _records_of_lines(copy: Copy) -> dict[int, int]:
    """Further lines of the records that take more than one, by first line."""
    return {int(line): int(further) for line, further in copy.wide()}


def _lines_of(engine: duckdb.DuckDBPyConnection, rows: str, wide: dict[int, int]) -> tuple[int, int]:
    """Return lines and records of some rows."""
    if not wide:
        count = int(engine.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0])  # noqa: S608 (our names)
        return count, count
    first = engine.execute(f"SELECT line FROM {rows}").fetchnumpy()["line"]  # noqa: S608 (our names)
    among = np.isin(np.fromiter(wide, np.int64), first)
    further = np.fromiter(wide.values(), np.int64)[among].sum()
    return len(first) + int(further), len(first)


def reach(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan, exported_at: datetime | None) -> dict[str, Any]:
    """Return data_from, data_until, precision, has_open and the rows of each month.

    ``data_until`` is the export the user named, else the latest recorded day or instant, never a planned one.
    """
    rows = literals.rows(copy.folder / GOOD)
    dated = [cell.column.name for cell in plan.cells if cell.dated and not cell.planned]
    happened = plan.table.happened if plan.table.happened in plan.names else None
    latest = ", ".join(f"CAST(max({literals.name(name)}) AS TIMESTAMPTZ)" for name in dated)
    first = f"CAST(min({literals.name(happened)}) AS TIMESTAMPTZ)" if happened else "NULL::TIMESTAMPTZ"
    until = f"greatest({latest})" if latest else "NULL::TIMESTAMPTZ"
    query = f"SELECT epoch_us({first}), epoch_us({until}), {_whole_days(plan)}, {_open(plan)} FROM {rows}"  # noqa: S608 (our names)
    start, end, days, has_open = engine.execute(query).fetchall()[0]
    return {
        "data_from": _moment(start),
        "data_until": exported_at.isoformat() if exported_at else _moment(end),
        "precision": "day" if days else "second",
        "has_open": has_open,
        "months": _months(engine, rows, happened, plan.context.zone),
    }


def _moment(microseconds: int | None) -> str | None:
    return None if microseconds is None else datetime.fromtimestamp(microseconds / 1e6, UTC).isoformat()


def _whole_days(plan: Plan) -> str:
    """SQL: whether every instant is the start of a day in the file's zone."""
    instants = [literals.name(cell.column.name) for cell in plan.cells if cell.column.type == "instant"]
    checks = [f"coalesce(bool_and({_starts_a_day(name, plan.context.zone)}), true)" for name in instants]
    return " AND ".join(["count(*) > 0", *checks]) if checks else "true"


def _starts_a_day(name: str, zone: str) -> str:
    """SQL: in UTC by arithmetic, for the calendar is slow; elsewhere by the calendar, which may skip midnight."""
    if zone == "UTC":
        return f"epoch_us({name}) % {_DAY} = 0"
    place = literals.text(zone)
    return f"{name} = timezone({place}, date_trunc('day', timezone({place}, {name})))"


def _open(plan: Plan) -> str:
    """SQL: whether some case has no end, or is open whatever end it had; null where the table knows no ends."""
    ends = [name for name in ("resolved_at", "closed_at") if name in plan.table.column_names]
    if "resolved_at" not in ends:
        return "NULL::BOOLEAN"
    endless = f"coalesce({', '.join(map(literals.name, ends))}) IS NULL"
    opened = f" OR status IN ({literals.texts(_STILL_OPEN)})" if "status" in plan.table.column_names else ""
    return f"coalesce(bool_or({endless}{opened}), false)"


def _months(engine: duckdb.DuckDBPyConnection, rows: str, happened: str | None, zone: str) -> list[list[Any]]:
    if happened is None:
        return []
    name = literals.name(happened)
    local = f"make_timestamp(epoch_us({name}))"
    if zone != "UTC":
        local = f"timezone({literals.text(zone)}, CAST({name} AS TIMESTAMPTZ))"
    months = f"SELECT date_trunc('month', {local}) AS month, count(*) AS n FROM {rows} GROUP BY 1"  # noqa: S608 (our names)
    query = f"SELECT strftime(month, '%Y-%m'), n FROM ({months}) WHERE month IS NOT NULL ORDER BY 1"  # noqa: S608 (our names)
    return [list(row) for row in engine.execute(query).fetchall()]


def good_examples(engine: duckdb.DuckDBPyConnection, copy: Copy, plan: Plan) -> list[dict[str, str | None]]:
    """Return the first good rows as text, in the columns that the file has."""
    names = [cell.column.name for cell in plan.cells]
    columns = ", ".join(f"CAST({literals.name(name)} AS VARCHAR)" for name in names)
    query = f"SELECT {columns} FROM {literals.rows(copy.folder / GOOD)} ORDER BY line LIMIT {EXAMPLES}"  # noqa: S608 (our names)
    return [dict(zip(names, row, strict=True)) for row in engine.execute(query).fetchall()]
