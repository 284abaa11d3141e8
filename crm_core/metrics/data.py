"""What the data themselves are: how fresh, and how good."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import relations
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

TABLES = ("imports", "rejected_rows", *relations.LOADED_TABLES)


def _imports(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, table: str | None = None
) -> sa.FromClause:
    return relations.imports_in_force()


@metric(
    "data.freshness",
    title="How fresh the data are",
    chart="bars",
    cohort="imports.imported_at",
    tables=TABLES,
    columns={
        "group": "code",
        "table": "code",
        "rows": "rows",
        "data_from": "code",
        "data_until": "code",
        "last_import": "code",
        "days_since": "days",
    },
    value="days_since",
    better="lower",
    records=_imports,
)
def freshness(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""How far each table reaches, and how long ago that was.

    Definition
    ----------
    For each table with rows: the rows known at the moment asked about, the first and last day that its imports in
    force cover, the day of the last import, and the days from the last day covered to the moment asked about. The end
    that was said at the import counts, else the latest instant recorded in the file that does not lie in its future.

    Columns
    -------
    group : empty
    table : the table
    rows : its rows
    data_from, data_until : first and last day covered, in the workspace's zone; missing where nothing says so
    last_import : day of the last import, in the workspace's zone
    days_since : days from the end of the data to the moment asked about, days

    Caution
    -------
    Which imports are in force is today's knowledge, whatever moment is asked about. A table without rows is left out.

    Source
    ------
    The ledger of imports.
    """
    settings = settings or store.settings(filters.as_of)
    rows = {name: filters.rows(store, name, settings=settings) for name in relations.LOADED_TABLES}
    counted = store.read(relations.row_counts(rows))
    table = counted[counted["rows"] > 0].merge(store.read(_all(relations.coverage())), on="table", how="left")
    since = (pd.Timestamp(filters.as_of) - table["data_until"]).dt.total_seconds() / 86_400
    days = {name: _day(table[name], settings.zone) for name in ("data_from", "data_until", "last_import")}
    return table.assign(group=WHOLE, days_since=since, **days).sort_values("table")


def _all(rows: sa.FromClause) -> sa.Select[Any]:
    return sa.select(*rows.c)


def _day(instants: pd.Series[pd.Timestamp], zone: str) -> pd.Series[str]:
    return instants.dt.tz_convert(zone).dt.strftime("%Y-%m-%d")


@metric(
    "data.quality",
    title="How good the data are",
    chart="bars",
    cohort="imports.imported_at",
    tables=TABLES,
    columns={
        "group": "code",
        "table": "code",
        "column": "code",
        "rows": "rows",
        "filled": "rows",
        "filled_pct": "per cent",
        "orphans": "rows",
        "out_of_order": "rows",
        "quarantined": "records",
        "quarantined_pct": "per cent",
    },
    value="filled_pct",
    better="higher",
    records=_imports,
)
def quality(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    table: str | None = None,
) -> pd.DataFrame:
    r"""How full each column is, and what is wrong in it.

    Definition
    ----------
    For each column of each table with rows, or of one `table` alone: the share of rows in which it is filled; the rows
    whose key names nothing that was itself loaded (orphans); the rows in which an instant lies before the one it must
    follow; and the records that were set aside for this column, as a share of all records of the table's imports in
    force.

    Columns
    -------
    group : empty
    table, column : the table and its column
    rows, filled : rows of the table, and those that fill the column
    filled_pct : filled rows as a share of all, per cent
    orphans : rows whose key has no row of its own in the table it points to
    out_of_order : rows in which this instant lies before the one it follows
    quarantined : records set aside for a fault in this column
    quarantined_pct : these as a share of the records taken and set aside, per cent

    Caution
    -------
    Every row is counted, so there is no interval. A record with several faults counts in each column at fault. A
    column of the product that no file has is 0 % full: that is no fault. Sensitive columns are left out until they
    are switched on.

    Source
    ------
    The tables, and the ledger of imports.
    """
    settings = settings or store.settings(filters.as_of)
    names = (table,) if table else relations.LOADED_TABLES
    rows = {name: filters.rows(store, name, settings=settings) for name in names}
    counted = store.read(relations.row_counts(rows))
    filled = {str(name): int(n) for name, n in counted[counted["rows"] > 0].itertuples(index=False)}
    parts = [_columns(store, name, rows[name], filled[name], settings) for name in sorted(filled)]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=["table", "column", "rows", "filled"])
    faults = store.read(_all(relations.set_aside()))
    records = store.read(_all(relations.coverage()))[["table", "good", "quarantined"]].set_index("table").sum(axis=1)
    found = found.merge(faults, on=["table", "column"], how="left")
    share = 100 * found["quarantined"].fillna(0) / found["table"].map(records).astype("float64")
    return found.assign(group=WHOLE, filled_pct=100 * found["filled"] / found["rows"], quarantined_pct=share)


def _columns(store: Store, name: str, rows: sa.FromClause, count: int, settings: Settings) -> pd.DataFrame:
    """Return a table's columns in their order: filled, orphans and out_of_order of each."""
    columns = relations.columns_of(name, settings.sensitive_columns)
    full = store.read(relations.fullness(rows, columns)).iloc[0]
    table = pd.DataFrame({"table": name, "column": columns, "rows": count, "filled": [full[one] for one in columns]})
    for asked in (relations.orphans(name, rows), relations.out_of_order(name, rows)):
        if asked:
            found = store.read(sa.union_all(*asked)).groupby("column", as_index=False).sum()
            table = table.merge(found, on="column", how="left")
    return table
