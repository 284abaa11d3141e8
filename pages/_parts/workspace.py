"""The store that a visitor looks at, and the view of it for one run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

import crm_core
from crm_core import schema, sessions
from crm_core.actions import selections
from crm_core.errors import StoreUnreachable
from pages._parts import saved, sidebar
from pages._parts.view import DATED, View


@st.cache_resource(show_spinner=False)
def configured() -> crm_core.Config:
    """Return the deployment's configuration, read once."""
    return crm_core.load_config()


@st.cache_resource(show_spinner=False)
def opened() -> crm_core.Store:
    """Return the workspace's store, opened once per process."""
    config = configured()
    _make(config.work_folder)
    return crm_core.open_store(config.database_url, config.analytics or None, folder=config.work_folder, config=config)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnreachable(
            "folder_unwritable",
            found=f"{folder}: {error.strerror}",
            todo="make it, or name another one as LOYALTY_WORK_FOLDER",
        ) from error


OWN = "own_store"
"""Key of the visitor's own store in the state of the visit."""


def shown() -> crm_core.Store:
    """Return the store that the visitor looks at: their own one while they try a file, else the workspace's."""
    own: crm_core.Store | None = st.session_state.get(OWN)
    if own is None:
        return opened()
    if not sessions.is_open(own):
        del st.session_state[OWN]
        st.session_state["own_lost"] = True
        return opened()
    return own


def look(language: str) -> None:
    """Draw the sidebar and keep what this run looks at."""
    store = shown()
    versions = store.versions(schema.LOADED)
    reach = crm_core.horizon(store, DATED) or dt.datetime.now(dt.UTC)
    settings = store.settings(dt.datetime.now(dt.UTC))
    kept = selections.saved(store)
    named = selections.saved_segments(store)
    sidebar.draw(store, versions, reach.date(), kept, named, language)
    saved.draw(store, kept, language)
    st.session_state["view"] = View(store, settings, language, sidebar.selected(), versions, kept, segments=named)
