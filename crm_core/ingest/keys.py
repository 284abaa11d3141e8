"""One row for each key: keys for rows that have none, twins counted once, and the newest of rows that disagree.

A row without a key gets one from its content and occurrence: the hash of source and all cells, with -2, -3, ... for
the second, third, ... equal line. Two equal lines are two purchases, the same file again makes the same keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from crm_core.ingest import literals
from crm_core.ingest.plan import Plan

GOOD, SUPERSEDED = "good.parquet", "superseded.parquet"
_KEYED = "keyed.parquet"


@dataclass(frozen=True)
class Kept:
    """What came of the checked rows.

    Attributes
    ----------
    good : int
        Rows kept.
    twins : int
        Rows equal to an earlier one of a file without keys, and kept.
    generated : bool
        Whether rows got their key from their content.
    """

    good: int
    twins: int
    generated: bool


def settle(engine: duckdb.DuckDBPyConnection, checked: Path, plan: Plan) -> Kept:
    """Write good.parquet and superseded.parquet beside `checked`, and remove it.

    Parameters
    ----------
    engine : DuckDBPyConnection
        The child's engine.
    checked : Path
        Typed rows with ``line`` and ``content``.
    plan : Plan
        The contract.
    """
    folder = checked.parent
    lacking = _has_content(engine, checked)
    twins = _twins(engine, checked) if lacking else 0
    keyed = checked
    if lacking or _line_number(plan):
        keyed = _write(engine, folder / _KEYED, _with_keys(checked, plan, lacking=lacking))
    _write(engine, folder / SUPERSEDED, _losers(engine, keyed, plan))
    if _count(engine, folder / SUPERSEDED):
        losers = f"SELECT line FROM {literals.rows(folder / SUPERSEDED)}"  # noqa: S608 (our path)
        kept = f"SELECT * FROM {literals.rows(keyed)} WHERE line NOT IN ({losers})"  # noqa: S608 (our path)
        _write(engine, folder / GOOD, kept)
    else:
        keyed.replace(folder / GOOD)
    for path in (checked, keyed):
        path.unlink(missing_ok=True)
    return Kept(_count(engine, folder / GOOD), twins, lacking)


def _write(engine: duckdb.DuckDBPyConnection, path: Path, query: str) -> Path:
    engine.execute(f"COPY ({query}) TO {literals.to_parquet(path)}")
    return path


def _count(engine: duckdb.DuckDBPyConnection, path: Path) -> int:
    return _number(engine, f"SELECT count(*) FROM {literals.rows(path)}")  # noqa: S608 (our path)


def _number(engine: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(engine.execute(query).fetchall()[0][0])


def _has_content(engine: duckdb.DuckDBPyConnection, checked: Path) -> bool:
    described = engine.execute(f"DESCRIBE SELECT * FROM {literals.rows(checked)}").fetchall()  # noqa: S608 (our path)
    return any(row[0] == "content" for row in described)


def _twins(engine: duckdb.DuckDBPyConnection, checked: Path) -> int:
    return _number(engine, f"SELECT count(content) - count(DISTINCT content) FROM {literals.rows(checked)}")  # noqa: S608 (our path)


def _line_number(plan: Plan) -> str | None:
    """The column that counts lines within the key before it, such as line_no within order_id."""
    numbers = [name for name in plan.table.key[1:] if plan.table.column(name).type == "integer"]
    return numbers[0] if numbers else None


def _with_keys(checked: Path, plan: Plan, *, lacking: bool) -> str:
    """SQL of the rows with every key filled, in the columns of the contract and ``line``."""
    rows = literals.rows(checked)
    key = literals.name(plan.table.key[0])
    if lacking:
        prefix = "" if plan.context.source == "own" else f"{literals.text(plan.context.source + ':')} || "
        nth = "row_number() OVER (PARTITION BY content ORDER BY line)"
        made = f"{prefix}content || CASE WHEN {nth} = 1 THEN '' ELSE '-' || {nth} END"
        rows = f"(SELECT * EXCLUDE (content) REPLACE (coalesce({key}, {made}) AS {key}) FROM {rows})"  # noqa: S608 (our names)
    if (number := _line_number(plan)) is None:
        return f"FROM {rows}"
    column = literals.name(number)
    last = f"coalesce(max({column}) OVER (PARTITION BY {key}), 0)"
    place = f"row_number() OVER (PARTITION BY {key}, {column} IS NULL ORDER BY line)"
    return f"SELECT * REPLACE (coalesce({column}, {last} + {place}) AS {column}) FROM {rows}"  # noqa: S608 (our names)


def _losers(engine: duckdb.DuckDBPyConnection, keyed: Path, plan: Plan) -> str:
    """SQL of the rows that another row of the same key takes the place of, with ``reason`` and ``kept_line``."""
    rows = literals.rows(keyed)
    key = ", ".join(map(literals.name, plan.table.key))
    repeated = f"SELECT {key} FROM {rows} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608 (our names)
    if not key or not _number(engine, f"SELECT count(*) FROM ({repeated})"):  # noqa: S608 (our names)
        return f"SELECT *, '' AS reason, line AS kept_line FROM {rows} WHERE false"  # noqa: S608 (our path)
    newest = [f"CAST({literals.name(name)} AS TIMESTAMPTZ)" for name in plan.table.newest_by]
    order = f"coalesce({', '.join(newest)}) DESC NULLS LAST, line DESC" if newest else "line DESC"
    window = f"OVER (PARTITION BY {key} ORDER BY {order})"
    looks = f"md5(CAST(({', '.join(map(literals.name, plan.table.column_names))}) AS VARCHAR))"
    marked = (
        f"SELECT *, row_number() {window} AS place, first_value(line) {window} AS kept_line, "  # noqa: S608 (our names)
        f"{looks} = first_value({looks}) {window} AS equal FROM {rows} WHERE ({key}) IN ({repeated})"
    )
    reason = "CASE WHEN equal THEN 'duplicate' ELSE 'superseded' END AS reason"
    return f"SELECT * EXCLUDE (place, equal, kept_line), {reason}, kept_line FROM ({marked}) WHERE place > 1"  # noqa: S608 (our names)
