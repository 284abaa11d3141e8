"""Records that were set aside, as a table and as a file that can be corrected and loaded again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy as sa

from crm_core import schema
from crm_core.database import MAXIMUM_ROWS, Store
from crm_core.database.frames import dtype_of
from crm_core.ingest import ledger
from crm_core.ingest.dialect import QUOTE
from crm_core.ingest.layout import Shape
from crm_core.ingest.profile import CORRECTION, Profile
from crm_core.ingest.quoting import parse
from crm_core.ingest.stage import Staged

LEADING = tuple(CORRECTION + name for name in ("line", "problem", "found", "expected"))
"""Columns in front of the file's own; loading the corrected file passes them over."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*$")


def problems(store: Store, import_id: str) -> pd.DataFrame:
    """Return the faults of the records that an import set aside, in the order of the file, the first 200,000.

    Returns
    -------
    pandas.DataFrame
        record, first_line, last_line, byte_offset, column_name, code, found, expected, raw.
    """
    table = schema.table("rejected_rows")
    chosen = sa.select(*_columns()).where(table.c.import_id == import_id).order_by(table.c.record)
    first = chosen.limit(MAXIMUM_ROWS).subquery()
    return store.read(sa.select(*first.c).order_by(first.c.record))


def problems_of(staged: Staged) -> pd.DataFrame:
    """Return the same of a file that is not committed yet."""
    with duckdb.connect() as engine:
        rows = engine.read_parquet(str(staged.bad)).limit(MAXIMUM_ROWS).order("record").fetchall()
    frame = pd.DataFrame.from_records(rows, columns=[column.name for column in _columns()])
    return frame.astype({column.name: dtype_of(column) for column in _columns()})


def quarantine_csv(store: Store, import_id: str) -> bytes:
    """Return the records that an import set aside as a file to correct and load again.

    Four columns say what is wrong (`LEADING`), then come the file's own; loading the file passes the four over. A
    record that could not be cut into cells stands cut at its delimiters, quotes and all. Text that a spreadsheet
    would run as a formula has an apostrophe in front, which loading takes away.

    Raises
    ------
    ImportRefused
        Code ``import_unknown``.
    """
    row = ledger.entry(store, import_id)
    profile = Profile.from_json(row.profile)
    columns = json.loads(row.mapping)
    named = profile.header_lines != 0
    own = [name if named else target or name for name, target in columns.items()]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([*LEADING, *own])
    shape = Shape(profile.delimiter or ",", profile.quote or QUOTE, len(own))
    for leading, raw in _records(store, import_id):
        writer.writerow([_armoured(cell) for cell in (*leading, *_cells(raw, shape))])
    return text.getvalue().encode("utf-8-sig")


def _columns() -> list[sa.Column[Any]]:
    return [column for column in schema.table("rejected_rows").c if column.name != "import_id"]


def _records(store: Store, import_id: str) -> Iterator[tuple[list[str], str]]:
    """Each record once, with everything that is wrong with it."""
    table = schema.table("rejected_rows").c
    faults = sa.select(*_columns()).where(table.import_id == import_id)
    with store.engine.connect() as connection:
        rows = connection.execute(faults.order_by(table.record, table.column_name, table.code)).all()
    for _, group in groupby(rows, key=lambda row: row.record):
        found = list(group)
        problem = "; ".join(_problem(row.column_name, row.code) for row in found)
        leading = [
            str(found[0].first_line),
            problem,
            *("; ".join(_filled(found, name)) for name in ("found", "expected")),
        ]
        yield leading, found[0].raw or ""


def _problem(column: str | None, code: str) -> str:
    words = code.replace("_", " ")
    return f"{column}: {words}" if column else words


def _filled(rows: list[sa.Row[Any]], name: str) -> list[str]:
    return [value for row in rows if (value := getattr(row, name))]


def _cells(raw: str, shape: Shape) -> list[str]:
    plain = raw.replace("\r\n", "\n").replace("\r", "\n")
    if shape.delimiter == " ":
        plain = re.sub(" +", " ", plain).strip(" ")
    return parse(plain.split("\n"), shape) or plain.split(shape.delimiter)


def _armoured(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell
