"""Rows by hand: a test writes what it is about, the rest has a default."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import Filters, Store, schema

Row = dict[str, Any]

BOOKKEEPING: Row = {"source": "own", "import_id": "import-1", "precision": "second"}
DEFAULTS: dict[str, Row] = {
    "customers": {"kind": "person"},
    "products": {"name": "A product"},
    "purchases": {"line_no": 1, "revenue": 10, "bought_at": "2024-02-01"},
    "staff": {"name": "A person"},
    "stores": {"name": "A store"},
    "survey_answers": {"answered_at": "2024-02-01"},
    "survey_invitations": {"survey": "yearly", "touchpoint": "relationship", "bounced": False, "opted_out": False},
}
AT_ONCE = 400
"""Rows of one statement: PostgreSQL binds at most 65,535 values."""

AS_OF = dt.datetime(2024, 3, 8, 12, tzinfo=dt.UTC)


def at(text: str, zone: str = "UTC") -> dt.datetime:
    """An instant from ``2024-02-01`` or ``2024-02-01 13:45:10`` on the clocks of a zone."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def put(store: Store, **tables: list[Row]) -> None:
    """Write rows into tables; instants and days may be text, a key that is left out is made up."""
    with store.write("rows of a test") as connection:
        for name, rows in tables.items():
            complete = _alike([_complete(name, place, row) for place, row in enumerate(rows, 1)])
            for start in range(0, len(complete), AT_ONCE):
                connection.execute(sa.insert(schema.table(name)).values(complete[start : start + AT_ONCE]))
        store.raise_versions(connection, tables)


def known(**changes: Any) -> Filters:
    """Filters as of 8 March 2024, noon, changed as the test needs."""
    return Filters(**({"as_of": AS_OF} | changes))


def _complete(name: str, place: int, row: Row) -> Row:
    contract = schema.TABLES[name]
    made_up = {contract.key[0]: f"{name}-{place}"} if contract.key else {}
    loaded = BOOKKEEPING | {"line": place + 1} if contract.origin == "loaded" else {}
    whole = loaded | made_up | DEFAULTS.get(name, {}) | row
    return {column: _typed(name, column, value) for column, value in whole.items()}


def _alike(rows: list[Row]) -> list[Row]:
    """One statement needs the same columns in every row."""
    empty = dict.fromkeys(column for row in rows for column in row)
    return [empty | row for row in rows]


def _typed(name: str, column: str, value: Any) -> Any:
    kind = schema.table(name).c[column].type
    if isinstance(value, str) and isinstance(kind, sa.DateTime):
        return at(value)
    return dt.date.fromisoformat(value) if isinstance(value, str) and isinstance(kind, sa.Date) else value


def days(first: str, count: int) -> Iterator[str]:
    """So many days in a row, as text."""
    start = dt.date.fromisoformat(first)
    yield from ((start + dt.timedelta(days=place)).isoformat() for place in range(count))
