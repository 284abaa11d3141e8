"""Opening a workspace's database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from crm_core import schema
from crm_core.config import Config, load_config
from crm_core.database import embedded, server
from crm_core.database.counting import count_durations, count_kinds
from crm_core.database.store import MAXIMUM_ROWS, Store, Writer
from crm_core.database.words import make_anew
from crm_core.errors import ConfigurationError, StoreNewer, StoreUnreachable

__all__ = ["MAXIMUM_ROWS", "SCHEMA_VERSION", "Store", "count_durations", "count_kinds", "open_store"]

SCHEMA_VERSION = 7
"""Version of the tables this code writes; a database with a higher one is not opened."""

_writers: dict[str, Writer] = {}


def open_store(
    url: str, analytics: str | None = None, *, folder: Path | None = None, config: Config | None = None
) -> Store:
    """Open a database and make the tables it lacks.

    Parameters
    ----------
    url : str
        ``duckdb:///path/to/file.duckdb`` for the embedded engine, ``postgresql+psycopg://...`` for a server.
    analytics : str, optional
        URL of a database that answers the questions instead, read only.
    folder : Path, optional
        Work folder for kept uploads and staging. Default: for a file the folder beside it named after it,
        else the configured one.
    config : Config, optional
        Limits of the engine; read from ``loyalty.toml`` and the environment when left out.

    Raises
    ------
    StoreLocked, StoreNewer, StoreUnreachable, StoreDamaged
        Each says what was found and what to do.
    """
    config = config or load_config()
    address = _address(url)
    if address.get_backend_name() == "duckdb":
        store = _open_file(address, folder, config)
    elif address.drivername == "postgresql+psycopg":
        store = _open_server(url, folder or config.work_folder)
    else:
        raise ConfigurationError("engine_unknown", found=address.drivername, expected="duckdb or postgresql+psycopg")
    if analytics:
        store.analytics = server.connect(analytics)
    with ExitStack() as unless_prepared:
        unless_prepared.callback(store.close)
        _prepare(store)
        unless_prepared.pop_all()
    return store


def _address(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except sa.exc.ArgumentError as error:
        expected = "duckdb:///file.duckdb or postgresql+psycopg://user@host/database"
        raise ConfigurationError("address_broken", found=url.split("@")[-1], expected=expected) from error


def _open_file(address: sa.URL, folder: Path | None, config: Config) -> Store:
    if not address.database or address.database == ":memory:":
        raise ConfigurationError("memory_store", found=str(address), expected="a file: duckdb:///loyalty.duckdb")
    path = Path(address.database).absolute()
    folder = (folder or path.with_suffix(".files")).absolute()
    if not path.parent.is_dir():
        raise StoreUnreachable("folder_missing", found=str(path.parent), todo="create the folder or name another file")
    folder.mkdir(parents=True, exist_ok=True)
    root = embedded.acquire(path, folder, memory_limit_mb=config.memory_limit_mb, threads=config.threads)
    engine = embedded.engine_on(root)

    def close() -> None:
        engine.dispose()
        embedded.release(path)

    return Store(
        engine, engine, folder=folder, name=str(path), writer=_writers.setdefault(str(path), Writer()), on_close=close
    )


def _open_server(url: str, folder: Path) -> Store:
    engine = server.connect(url)
    name = sa.make_url(url).render_as_string(hide_password=True)
    folder.mkdir(parents=True, exist_ok=True)
    writer = _writers.setdefault(name, Writer())
    return Store(engine, engine, folder=folder.absolute(), name=name, writer=writer, on_close=engine.dispose)


def _prepare(store: Store) -> None:
    """Refuse a newer database; make the tables and columns that an older or empty one lacks, all or none of them."""
    version = schema.table("schema_version")
    with store.write("preparing the tables") as connection:
        connection.execute(CreateTable(version, if_not_exists=True))
        found = connection.scalar(sa.select(sa.func.max(version.c.version)))
        if found is not None and found > SCHEMA_VERSION:
            raise StoreNewer("store_newer", found=f"tables of version {found}", expected=f"at most {SCHEMA_VERSION}")
        if found == SCHEMA_VERSION:
            return
        for table in schema.METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
        if found is not None:
            _add_columns(connection)
            make_anew(connection)
            connection.exec_driver_sql("DROP INDEX IF EXISTS key_calendar_hours")  # until version 4 without its day
        if not store.embedded:
            _keep_keys(connection)
        connection.execute(sa.insert(version).values(version=SCHEMA_VERSION))


def _add_columns(connection: sa.Connection) -> None:
    """Add the columns that older tables lack; they are empty in every row."""
    found = sa.text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :ours")
    ours = connection.scalar(sa.text("SELECT current_schema()"))
    known = {(row.table_name, row.column_name) for row in connection.execute(found, {"ours": ours})}
    for table in schema.METADATA.sorted_tables:
        for column in table.columns:
            if (table.name, column.name) not in known:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}')


def _keep_keys(connection: sa.Connection) -> None:
    """Give PostgreSQL the unique keys that the embedded engine goes without (its loading would be six times slower)."""
    for name, contract in schema.TABLES.items():
        if contract.key:
            columns = ", ".join(f'"{column}"' for column in contract.key)  # a target's group is a word of SQL
            connection.exec_driver_sql(f"CREATE UNIQUE INDEX IF NOT EXISTS key_{name} ON {name} ({columns})")
