"""Try it with my file: a store of the visitor's own, which nobody else sees and which goes when the visit ends."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core import ingest
from crm_core.text import word
from pages._parts import draft, workspace

FOR_ME, FOR_ALL = "me", "all"


@st.cache_resource(scope="session", on_release=crm_core.close_session_store, show_spinner=False)
def _opened() -> crm_core.Store:
    return crm_core.open_session_store(workspace.configured())


def active() -> bool:
    """Whether the visitor looks at a store of their own."""
    return workspace.OWN in st.session_state


def enter() -> None:
    """Go on with an empty store of the visitor's own."""
    st.session_state[workspace.OWN] = _opened()
    st.session_state["show_everything"] = True


def leave() -> None:
    """Go back to the shared data; what was loaded for the visitor alone is deleted."""
    draft.drop()
    st.session_state.pop("loaded", None)
    st.session_state.pop(workspace.OWN, None)
    st.session_state["show_everything"] = True
    _opened.clear()


def banner(language: str) -> None:
    """Say on every page whose data are shown, while they are the visitor's own."""
    if st.session_state.pop("own_lost", False):
        st.info(word("own.lost", language))
    if not active():
        return
    with st.container(horizontal=True, key="own", vertical_alignment="center", gap="small"):
        st.markdown(word("own.banner", language), width="content")
        st.button(word("own.leave", language), key="own_leave", type="tertiary", on_click=leave)


def ask(store: crm_core.Store, language: str) -> bool:
    """Ask who is to see the next file; True for the visitor alone.

    Where the made-up retailer is shown, that is the first answer: who tries a file changes nothing for others.
    """
    if active():
        return True
    answers = {FOR_ME: word("own.for_me", language), FOR_ALL: word("own.for_all", language)}
    chosen = st.radio(
        word("own.who", language),
        list(answers),
        index=0 if ingest.sample_is_loaded(store) else 1,
        format_func=answers.__getitem__,
        key="upload_for",
        horizontal=True,
    )
    return chosen == FOR_ME
