"""Saved selections in the sidebar: keep what is chosen under a name, come back to it, forget it."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core.actions import selections
from crm_core.text import word
from crm_core.text.problems import explained
from pages._parts import address, sidebar
from pages._parts.address import Selection
from pages._parts.markdown import escaped

NAME, PROBLEM = "selection_name", "selection_problem"
"""Keys in the state of the visit: the name that is typed, and what was wrong with it."""


def draw(store: crm_core.Store, saved: selections.Selections, language: str) -> None:
    """Draw one quiet button in the sidebar; everything is behind it."""
    with st.sidebar, st.popover(word("selection.button", language), type="tertiary", key="selections"):
        if sidebar.selected().values:
            st.text_input(word("selection.name", language), key=NAME, max_chars=selections.LONGEST_NAME)
            save = word("selection.save", language)
            st.button(save, key="selection_save", on_click=_save, args=(store, language))
        else:
            st.markdown(word("selection.nothing", language))
        if problem := st.session_state.get(PROBLEM):
            st.markdown(problem)
        for place, name in enumerate(saved):
            _entry(store, saved, name, place, language)


def _entry(store: crm_core.Store, saved: selections.Selections, name: str, place: int, language: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"selection_{place}"):
        st.button(escaped(name), key=f"selection_use_{place}", type="tertiary", on_click=_use, args=(saved[name],))
        forget = word("selection.delete", language)
        st.button(forget, key=f"selection_delete_{place}", type="tertiary", on_click=_delete, args=(store, name))


def _save(store: crm_core.Store, language: str) -> None:
    try:
        selections.save(store, st.session_state[NAME], sidebar.selected().values)
    except crm_core.LoyaltyError as error:
        st.session_state[PROBLEM] = explained(error, language, shown=escaped)
    else:
        st.session_state[NAME] = ""
        st.session_state.pop(PROBLEM, None)


def _use(values: dict[str, tuple[str, ...]]) -> None:
    """Choose what was saved; the period and the comparison stay."""
    now = sidebar.selected()
    sidebar.show(Selection(now.period, now.start, now.end, now.compare, values))


def _delete(store: crm_core.Store, name: str) -> None:
    selections.delete(store, name)
    if st.session_state[sidebar.COMPARE] == address.SAVED + name:
        st.session_state[sidebar.COMPARE] = "auto"
