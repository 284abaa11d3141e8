"""The row above a page that says what is on, and clears it."""

from __future__ import annotations

import streamlit as st

from crm_core.actions.selections import SEGMENT
from crm_core.text import word
from pages._parts import said, segment_words, sidebar
from pages._parts.markdown import escaped
from pages._parts.sidebar import field_key
from pages._parts.view import View

NAMED = 2
"""Most values that a chip names; more are counted."""


def draw(view: View, tables: tuple[str, ...]) -> None:
    """Draw the period with what it is compared with, one chip per field, and one button that clears all."""
    with st.container(horizontal=True, key="chips", vertical_alignment="center", gap="small"):
        kind = view.comparison(tables)
        places = {"period": period(view, tables), "name": escaped(view.selection.saved)}
        st.markdown(f":gray[{word(f'compare.chip_{kind}', view.language, **places)}]", width="content")
        for name, codes in view.selection.values.items():
            _chip(view, name, codes)
        if view.selection.values:
            st.button(word("filter.clear_all", view.language), key="clear_all", type="tertiary", on_click=clear_all)


def period(view: View, tables: tuple[str, ...]) -> str:
    """Return the period's days in words."""
    return said.period(view.filters(tables), view.language)


def _chip(view: View, name: str, codes: tuple[str, ...]) -> None:
    field = word(f"filter.{name}", view.language)
    if name == SEGMENT:
        text = word("filter.chip", view.language, name=field, values=escaped(segment_words.named(view, codes[0])))
    elif len(codes) <= NAMED:
        labels = sidebar.offer(name, view.store, view.versions, view.language)
        values = escaped(", ".join(labels.get(code, code) for code in codes))
        text = word("filter.chip", view.language, name=field, values=values)
    else:
        text = word("filter.chip_many", view.language, name=field, n=len(codes))
    help_text = word("filter.remove", view.language)
    st.button(f"{text} ✕", key=f"chip_{name}", help=help_text, on_click=clear, args=(name,))


def clear(name: str) -> None:
    """Take one filter away."""
    st.session_state[field_key(name)] = []


def clear_all() -> None:
    """Take every filter away; the period stays."""
    for name in sidebar.FIELDS:
        st.session_state[field_key(name)] = []
