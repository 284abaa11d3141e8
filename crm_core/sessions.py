"""A visitor's own store: empty but for what this visitor loads, seen by nobody else, gone when the visit ends."""

from __future__ import annotations

import secrets
import shutil
import threading
from dataclasses import replace
from pathlib import Path

from crm_core.config import Config
from crm_core.database import Store, open_store
from crm_core.errors import StoreError, StoreUnreachable

FOLDER = "sessions"
MOST = 20
"""Stores of visitors that may be open at a time."""

MEMORY_MB = 128
"""Memory that the engine of one visitor's store may use, in MB."""

THREADS = 1

_open: set[Path] = set()
_lock = threading.Lock()


def open_session_store(config: Config) -> Store:
    """Open an empty store of a name that nobody can guess, in ``sessions/`` of the work folder.

    Parameters
    ----------
    config : Config
        Names the work folder; the engine gets 128 MB and one thread, whatever it says.

    Returns
    -------
    Store
        An embedded one. Database, uploads and staging lie in a folder of its own.

    Raises
    ------
    StoreUnreachable
        Code ``sessions_many``: twenty are open already.
    """
    folder = config.work_folder.absolute() / FOLDER / secrets.token_hex(16)
    with _lock:
        if len(_open) >= MOST:
            raise StoreUnreachable("sessions_many", found=f"{MOST}", expected=f"fewer than {MOST}", todo="try later")
        _open.add(folder)
    limited = replace(config, memory_limit_mb=MEMORY_MB, threads=THREADS)
    try:
        folder.mkdir(parents=True, mode=0o700)
        return open_store(f"duckdb:///{folder / 'visitor.duckdb'}", folder=folder, config=limited)
    except (OSError, StoreError):
        _forget(folder)
        raise


def close_session_store(store: Store) -> None:
    """Close a visitor's store and delete everything that was in it."""
    store.close()
    _forget(store.folder)


def is_open(store: Store) -> bool:
    """Whether a visitor's store is still there: a lost connection ends a visit."""
    with _lock:
        return store.folder in _open


def delete_leftovers(config: Config) -> None:
    """Delete the stores of visits that a stopped process could not end; called at the start, before any visit."""
    shutil.rmtree(config.work_folder / FOLDER, ignore_errors=True)


def _forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with _lock:
        _open.discard(folder)
