"""From rules to files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, Expression, FunctionExpression

from crm_core.sample import (
    answers,
    buying,
    comments,
    complaints,
    contacts,
    invitations,
    names,
    people,
    shop,
    truths,
    voice,
)
from crm_core.sample.draws import open_generator, set_wheel
from crm_core.sample.readme import readme
from crm_core.sample.size import FIRST, Size, Town

_WHEELS = (names.WHEELS, buying.WHEELS, contacts.WHEELS, complaints.WHEELS, comments.WHEELS, voice.WHEELS)
_STATEMENTS = (
    *people.STATEMENTS,
    *buying.STATEMENTS,
    *contacts.STATEMENTS,
    *complaints.STATEMENTS,
    *invitations.STATEMENTS,
    *answers.STATEMENTS,
    *voice.STATEMENTS,
)


def write_sample(
    folder: Path | str, customers: int = 5_000, seed: int = 1, *, size: Size | None = None
) -> dict[str, int]:
    """Write the sample retailer as one CSV file per table, with a README that names what is planted.

    Parameters
    ----------
    folder : path
        Where the files go; it is made if it does not exist.
    customers : int
        How many customers; everything else keeps its proportion.
    seed : int
        The same seed and size give the same bytes.
    size : Size, optional
        Other proportions; then `customers` is not used.

    Returns
    -------
    dict of str to int
        Rows of each table.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with generated(size or Size.of(customers), seed) as connection:
        rows = {name: _write(connection, name, target) for name in table_names(connection)}
        text = readme(rows, truths.measure(connection))
    (target / "README.md").write_text(text, encoding="utf-8", newline="\n")
    return rows


@contextmanager
def generated(size: Size, seed: int, *, town: Town = FIRST) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a database whose schema ``csv`` holds the sample's tables, or those of one of its towns.

    A large sample spills into a temporary folder instead of filling the memory.
    """
    with TemporaryDirectory(prefix="sample-") as folder, open_generator(Path(folder), size, seed, town=town) as lent:
        for wheels in _WHEELS:
            for name, values in wheels.items():
                set_wheel(lent, name, values)
        shop.fill(lent)
        for statement in _STATEMENTS:
            lent.execute(statement)
        voice.benchmarks(lent)
        yield lent


def table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the sample's tables, in the order they were made."""
    tables = connection.sql("select table_name from duckdb_tables() where schema_name = 'csv' order by table_oid")
    return [name for (name,) in tables.fetchall()]


def _write(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> int:
    table = connection.table(f"csv.{name}")
    cells = [_cell(column, str(kind)).alias(column) for column, kind in zip(table.columns, table.types, strict=True)]
    table.select(*cells).write_csv(str(folder / f"{name}.csv"))
    return len(table)


def _cell(column: str, kind: str) -> Expression:
    value = ColumnExpression(column)
    if kind == "TIMESTAMP":
        return FunctionExpression("strftime", value, ConstantExpression("%Y-%m-%dT%H:%M:%SZ"))
    if kind == "BOOLEAN":
        no = CaseExpression(value.isnull(), ConstantExpression(None)).otherwise(ConstantExpression("no"))
        return CaseExpression(value, ConstantExpression("yes")).otherwise(no)
    return value
