"""Answers that are computed once: kept in memory for all visitors, and beside the database where they took long."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from pyarrow import ArrowInvalid

import crm_core
from crm_core import ingest

FOLDER = "answers"
SLOW = 0.1
"""Seconds from which an answer is worth keeping beside the database."""

Versions = tuple[tuple[str, int], ...]


@st.cache_data(show_spinner=False, max_entries=4_000)
def cached(key: str, _compute: Callable[[], Any]) -> Any:
    """Compute once per key: store, versions of its tables, settings, question and filters."""
    return _compute()


def kept(
    store: crm_core.Store,
    versions: Versions,
    question: tuple[object, ...],
    compute: Callable[[], pd.DataFrame],
) -> pd.DataFrame:
    """Compute a table once per question and state of the store; what took long outlasts the process.

    Answers of an earlier state, or of other code, are deleted with the first one that is kept after it: what was
    erased from the store does not stay in an answer.
    """
    key = repr((store.name, versions, question))
    answer: pd.DataFrame = cached(key, _compute=lambda: _kept(store, versions, key, compute))
    return answer


def _kept(store: crm_core.Store, versions: Versions, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    place = store.folder / FOLDER / _state(store, versions) / _digest(key.encode())
    with contextlib.suppress(OSError, ArrowInvalid):  # not there, just deleted for another visitor, or damaged
        return pd.read_feather(place)
    begun = time.perf_counter()
    answer = compute()
    if time.perf_counter() - begun >= SLOW:
        with contextlib.suppress(OSError):  # a full disk, or a folder deleted meanwhile: the answer is no less true
            _keep(place, answer)
    return answer


def _keep(place: Path, answer: pd.DataFrame) -> None:
    """Write a file that is there as a whole or not at all."""
    for earlier in place.parent.parent.glob("*"):
        if earlier != place.parent:
            shutil.rmtree(earlier, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        answer.to_feather(file)
    Path(name).replace(place)


def _state(store: crm_core.Store, versions: Versions) -> str:
    """Return the name of a state of a store; one that is deleted and filled again counts its versions anew."""
    loaded = cached(repr(("loaded", store.name, versions)), _compute=lambda: ingest.history(store)["imported_at"].max())
    return _digest(repr((store.name, versions, str(loaded), _code())).encode())


@functools.cache
def _code() -> str:
    """Return a text that is another one for other code: an answer must not outlast the mend of its metric."""
    sources = sorted(Path(crm_core.__file__).parent.rglob("*.py"))
    return _digest(b"".join(path.read_bytes() for path in sources)) + pd.__version__


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]
