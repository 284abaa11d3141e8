"""A large sample, town by town straight into the tables: no file in between, so that millions of rows take minutes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.errors import ImportRefused
from crm_core.ingest.batch import SAMPLE_BATCH, Progress
from crm_core.ingest.cells import sql_type as engine_type
from crm_core.ingest.identity import refresh_keys
from crm_core.ingest.ledger import COMMITTED
from crm_core.ingest.profile import Profile
from crm_core.ingest.scratch import copy_rows
from crm_core.sample.files import generated, table_names
from crm_core.sample.rules import add_rules
from crm_core.sample.size import FIRST, TOWN_CUSTOMERS, Size, Town

ONCE = ("stores", "products", "staff", "shifts", "benchmarks")
"""Tables that belong to the retailer, not to its customers: made with the first town alone."""

LAST_SECOND = dt.timedelta(days=1, seconds=-1)
"""From the beginning of a day to its last second."""


def fill(
    store: Store, size: Size, seed: int = 1, *, town: int = TOWN_CUSTOMERS, progress: Progress | None = None
) -> dict[str, int]:
    """Make a sample of any size straight into the tables of a store.

    Parameters
    ----------
    store : Store
        The workspace; it must be empty.
    size : Size
        How many customers and how much of everything; more than one town's customers are made town by town.
    seed : int
        The same seed, size and town give the same rows.
    town : int
        Most customers generated at once.
    progress : callable, optional
        Called with ("", towns done, towns) after each town.

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    ImportRefused
        Code ``not_empty``.
    """
    if any(map(store.has_rows, schema.LOADED)):
        raise ImportRefused("not_empty", found="records", expected="an empty database", todo="name another one")
    towns = list(size.towns(town))
    rows: dict[str, int] = {}
    numbers: dict[str, str] = {}
    for done, (place, part) in enumerate(towns, 1):
        for name, count in _settle(store, place, part, seed, numbers).items():
            rows[name] = rows.get(name, 0) + count
        if progress:
            progress("", done, len(towns))
    with store.write("entering the sample") as connection:
        for name, number in numbers.items():
            _enter(store, connection, name, number=number, mark=f"{size} {seed} {name}")
    add_rules(store)
    store.checkpoint()
    return rows


def _settle(store: Store, town: Town, size: Size, seed: int, numbers: dict[str, str]) -> dict[str, int]:
    """Make one town and bring its rows into the tables; return the rows of each."""
    rows: dict[str, int] = {}
    with generated(size, seed, town=town) as lent, TemporaryDirectory(dir=store.folder) as folder:
        for name in table_names(lent):
            if town == FIRST or name not in ONCE:
                numbers.setdefault(name, f"{len(numbers) + 1:06d}")
                path = Path(folder) / f"{name}.parquet"
                columns = _export(lent, name, path)
                rows[name] = _bring(store, path, name, columns, numbers[name])
                path.unlink()
    return rows


def _export(lent: duckdb.DuckDBPyConnection, name: str, path: Path) -> list[str]:
    """Write one table with the contract's types and a line number, and return the columns it has."""
    table = lent.table(f"csv.{name}")
    contract = schema.LOADED[name]
    cells = [f"CAST({column} AS {engine_type(contract.column(column))}) AS {column}" for column in table.columns]
    numbered = f"{', '.join(cells)}, 1 + row_number() OVER () AS line"
    table.project(numbered).write_parquet(str(path))
    return list(table.columns)


def _bring(store: Store, path: Path, name: str, columns: Sequence[str], number: str) -> int:
    """Insert a file's rows into their table."""
    target = schema.table(name)
    marks = {"source": "own", "import_id": number, "precision": _precision(name, columns)}
    with store.write("making the sample") as connection:
        staged = store.stage(connection, path, [sa.Column(c, target.c[c].type) for c in (*columns, "line")], "arriving")
        stamped = [sa.literal(value, sa.String()).label(mark) for mark, value in marks.items()]
        placed = copy_rows(connection, target, sa.select(*staged.c, *stamped))
        if name == "customers":
            refresh_keys(connection, staged)
        store.raise_versions(connection, {name, "imports"})
    return placed


def _enter(store: Store, connection: sa.Connection, name: str, *, number: str, mark: str) -> None:
    """Write the ledger's row of one table: its lines are its rows."""
    count, precision, first, last, is_open = connection.execute(_covered(name, number)).one()
    until = last + LAST_SECOND if last and precision == "day" else last
    row: dict[str, Any] = {
        "import_id": number, "batch_id": SAMPLE_BATCH, "table_name": name, "source": "own",
        "file_hash": hashlib.sha256(mark.encode()).hexdigest(), "file_name": f"{name}.csv",
        "profile": Profile(name).to_json(), "time_zone": "UTC", "data_from": first,
        "data_until": until, "precision": precision, "has_open": is_open, "state": COMMITTED,
        "imported_at": store.now(), "lines_in": count, "records_good": count, "records_quarantined": 0,
    }  # fmt: skip
    terms = {f"lines_{term}": count if term == "good" else 0 for term in schema.imports.LINE_TERMS}
    connection.execute(sa.insert(schema.table("imports")).values(**row | terms))


def _precision(name: str, columns: Sequence[str]) -> str:
    """Return how exactly rows with these columns are dated: without any instant they know days."""
    return "second" if any(schema.LOADED[name].column(column).type == "instant" for column in columns) else "day"


def _covered(name: str, number: str) -> sa.Select[Any]:
    """Ask for the rows of an import, the first and last instant they tell of, and whether some case has no end."""
    contract, table = schema.LOADED[name], schema.table(name)
    dated = [c.name for c in contract.columns if c.type in ("instant", "day") and c.name not in contract.planned]
    moments = [sa.cast(sa.func.max(table.c[column]), sa.TIMESTAMP(timezone=True)) for column in dated]
    first = sa.cast(sa.func.min(table.c[contract.happened]), sa.TIMESTAMP(timezone=True)) if contract.happened else None
    ends = [table.c[column] for column in ("resolved_at", "closed_at") if column in table.c]
    still = sa.func.count(sa.case((sa.and_(*(end.is_(None) for end in ends)), 1))) if len(ends) > 1 else None
    return sa.select(
        sa.func.count().label("n"),
        sa.func.min(table.c.precision).label("precision"),
        (sa.null() if first is None else first).label("first"),
        (sa.func.greatest(*moments) if moments else sa.null()).label("last"),
        (sa.null() if still is None else still > 0).label("is_open"),
    ).where(table.c.import_id == number)
