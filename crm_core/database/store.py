"""The store: the one place where tables are read and written, on the embedded engine or on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy as sa

from crm_core import schema
from crm_core.database import rules, server
from crm_core.database.frames import to_frame
from crm_core.errors import StoreLocked, TooManyRows
from crm_core.settings import Settings

MAXIMUM_ROWS = 200_000
"""Largest answer a question may have, in rows: more belongs into the database, not into a page's memory."""

WRITER_SECONDS = 600.0
"""How long a writer waits for another before it gives up, in seconds."""


@dataclass
class Writer:
    """The lock that lets one writer at a time into a database, and who holds it."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    holder: str = ""


class Store:
    """A workspace's tables.

    Made by `crm_core.open_store`; use it as a context manager or call `close`.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The operational database: reads and writes.
    analytics : sqlalchemy.Engine
        The database that answers questions; the same one unless told otherwise.
    folder : Path
        Work folder: kept uploads, staging, the journal.
    name : str
        Identity of the workspace, part of every cache key.
    writer : Writer
        The write lock, shared by all stores of this process on the same database.
    on_close : callable
        Gives the engine's resources back.
    """

    def __init__(
        self,
        engine: sa.Engine,
        analytics: sa.Engine,
        *,
        folder: Path,
        name: str,
        writer: Writer,
        on_close: Callable[[], None],
    ) -> None:
        self.engine, self.analytics = engine, analytics
        self.folder, self.name = folder, name
        self._writer, self._on_close = writer, on_close

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give connections and files back; closing twice does no harm."""
        give_back, self._on_close = self._on_close, lambda: None
        give_back()

    @property
    def embedded(self) -> bool:
        """Whether the operational database is a file of this machine."""
        return self.engine.dialect.name == "duckdb"

    def now(self) -> dt.datetime:
        """Return the present moment in UTC; nothing else in the library asks a clock."""
        return dt.datetime.now(dt.UTC)

    def checkpoint(self) -> None:
        """Bring the embedded engine's log into its file, with no writer beside; a server does so by itself.

        While somebody reads, the log stays: what was committed is on the disk all the same, the next time takes it.
        """
        if not self.embedded:
            return
        with self._writer.lock, self.engine.connect() as connection:
            try:
                connection.exec_driver_sql("CHECKPOINT")
            except sa.exc.OperationalError as error:
                if not isinstance(error.orig, duckdb.TransactionException):
                    raise

    def table(self, name: str) -> sa.FromClause:
        """Return a table of the data model as questions see it, by its name in the model."""
        return schema.table(name)

    def read(self, question: sa.Select[Any] | sa.CompoundSelect[Any], *, limit: int = MAXIMUM_ROWS) -> pd.DataFrame:
        """Answer a question.

        Parameters
        ----------
        question : sqlalchemy.Select
            Every selected column must have an SQL type.
        limit : int, default 200,000
            Most rows the answer may have.

        Returns
        -------
        pandas.DataFrame
            Int64, float64, boolean, str, datetime64[us, UTC] and datetime64[s] columns, the same with no rows.

        Raises
        ------
        TooManyRows
            The answer is longer than `limit`; nothing of it is returned.
        """
        with self.analytics.connect() as connection:
            frame = to_frame(connection.execute(question.limit(limit + 1)), list(question.selected_columns))
        if len(frame) > limit:
            raise TooManyRows("answer_too_long", found=f"over {limit} rows", expected=f"at most {limit}")
        return frame

    @contextmanager
    def write(self, purpose: str = "another change", *, seconds: float = WRITER_SECONDS) -> Iterator[sa.Connection]:
        """Open a transaction that no other writer can interleave with.

        Parameters
        ----------
        purpose : str
            What is being done, told to whoever has to wait.
        seconds : float
            How long to wait for another writer.

        Raises
        ------
        StoreLocked
            Another writer of this process did not finish in time.
        """
        if not self._writer.lock.acquire(timeout=seconds):
            raise StoreLocked("writer_busy", found=self._writer.holder, todo="wait until it is done, then try again")
        try:
            self._writer.holder = purpose
            with self.engine.begin() as connection:
                if not self.embedded:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(server.LOCK_KEY)))
                yield connection
        finally:
            self._writer.lock.release()

    def stage(self, connection: sa.Connection, path: Path, columns: Iterable[sa.Column[Any]], name: str) -> sa.Table:
        """Make a Parquet file of the work folder readable as a table for the length of a transaction.

        Parameters
        ----------
        connection : sqlalchemy.Connection
            A connection of `write`.
        path : Path
            The file; it must lie in the work folder.
        columns : iterable of sqlalchemy.Column
            Names and types of the file's columns.
        name : str
            Name of the temporary table.
        """
        staged = sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
        if self.embedded:
            quoted = str(path).replace("'", "''")
            names = ", ".join(f'"{column.name}"' for column in staged.columns)
            query = f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {names} FROM read_parquet('{quoted}')"
            connection.exec_driver_sql(query)
        else:
            connection.execute(sa.text(f"DROP TABLE IF EXISTS pg_temp.{name}"))
            staged.create(connection)
            server.copy_parquet(connection, path, name, path.parent)
        return staged

    def raise_versions(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Say, in the transaction that changes them, that these tables are not what they were."""
        versions = schema.table("table_versions")
        for name in sorted(set(names)):
            raised = sa.update(versions).where(versions.c.table_name == name).values(n=versions.c.n + 1)
            known = connection.scalar(sa.select(sa.func.count()).where(versions.c.table_name == name))
            connection.execute(raised if known else sa.insert(versions).values(table_name=name, n=1))

    def versions(self, names: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """Return (table, n) for each of the tables, n rising with every change; 0 for never changed."""
        wanted = sorted(set(names))
        versions = schema.table("table_versions")
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(versions.c.table_name, versions.c.n)).all()
        found = {str(name): int(n) for name, n in rows}
        return tuple((name, found.get(name, 0)) for name in wanted)

    def settings(self, as_of: dt.datetime) -> Settings:
        """Return the business rules that were valid at a moment."""
        with self.engine.connect() as connection:
            return rules.read(connection, as_of)

    def has_rows(self, name: str) -> bool:
        """Whether a table of the data model has any row."""
        with self.analytics.connect() as connection:
            return (
                connection.execute(sa.select(sa.literal(1)).select_from(self.table(name)).limit(1)).first() is not None
            )
