"""Files that a visitor has, and a work folder they were loaded into."""

import csv
import datetime as dt
import io
from pathlib import Path

import crm_core
from tests.pages.shop import Row

CASEWORK = Path(__file__).parents[1] / "data" / "nyc_council_casework_bronx.csv"


def csv_of(rows: list[Row]) -> bytes:
    """Rows as a file with a line of names; instants as ISO 8601."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows({name: _written(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode()


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def load(folder: Path, tables: dict[str, list[Row]]) -> None:
    """Load rows into the database of a work folder, as files, and close it."""
    store = crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder)
    for name, rows in tables.items():
        crm_core.load_csv(store, name, csv_of(rows))
    store.close()
