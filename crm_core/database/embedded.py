"""The one way the embedded engine is opened: one root connection per file and process, sealed before first use."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb
import sqlalchemy as sa
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy.pool import QueuePool

from crm_core.errors import StoreDamaged, StoreError, StoreLocked, StoreNewer, StoreUnreachable

POOL_SIZE = 8
"""Cursors kept open for reuse; more are made when asked for."""


@dataclass
class Root:
    """The root connection of one file, shared by every store that this process opens on it."""

    connection: duckdb.DuckDBPyConnection
    users: int = 0


_roots: dict[Path, Root] = {}
_roots_lock = threading.Lock()


def acquire(path: Path, folder: Path, *, memory_limit_mb: int, threads: int) -> Root:
    """Open a database file, or join the root connection that is already open in this process.

    Parameters
    ----------
    path : Path
        The database file; its folder must exist.
    folder : Path
        The only folder that queries may read files from or write files to.
    memory_limit_mb, threads : int
        Limits of the engine, in MB and threads.
    """
    with _roots_lock:
        if path not in _roots:
            _roots[path] = Root(_sealed(path, folder, memory_limit_mb, threads))
        _roots[path].users += 1
        return _roots[path]


def release(path: Path) -> None:
    """Give a root connection back; the last user closes it."""
    with _roots_lock:
        root = _roots[path]
        root.users -= 1
        if root.users == 0:
            root.connection.close()
            del _roots[path]


def engine_on(root: Root) -> sa.Engine:
    """Return an SQLAlchemy engine whose connections are cursors of the root connection."""
    return sa.create_engine(
        "duckdb://",
        creator=lambda: ConnectionWrapper(root.connection.cursor()),
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=-1,
    )


def _sealed(path: Path, folder: Path, memory_limit_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    connection = _connect(path)
    # The order matters: what external access needs comes before it is switched off, the lock comes last.
    for statement in (
        f"SET memory_limit = '{memory_limit_mb}MB'",
        f"SET threads = {threads}",
        f"SET temp_directory = {_quoted(folder / 'temporary')}",
        f"SET allowed_directories = [{_quoted(folder)}]",
        "SET python_enable_replacements = false",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET GLOBAL TimeZone = 'UTC'",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.parent.is_dir():
        raise StoreUnreachable("folder_missing", found=str(path.parent), todo="create the folder or name another file")
    try:
        return duckdb.connect(str(path))
    except duckdb.Error as error:
        raise _explained(path, str(error)) from error


def _explained(path: Path, message: str) -> StoreError:
    held = re.search(r"\(PID (\d+)\)", message)
    if "lock on file" in message:
        found = f"process {held.group(1)} holds {path.name}" if held else f"{path.name} is in use"
        return StoreLocked("store_locked", found=found, todo="stop that process, or let it do the work")
    if "newer version" in message or "storage version" in message:
        return StoreNewer("store_newer_engine", found=path.name, todo="update the product, then open the file again")
    if "not a valid DuckDB database" in message:
        return StoreDamaged("store_not_a_database", found=path.name, todo="name another file or restore a backup")
    return StoreUnreachable("store_unreadable", found=f"{path.name}: {message}", todo="check the file's permissions")
