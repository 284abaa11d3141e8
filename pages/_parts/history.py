"""What was loaded, and the buttons that take it back or bring it again."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core import ingest
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import own, preview
from pages._parts.markdown import escaped
from pages._parts.view import View

SHOWN = 20
"""Imports listed, the newest; the sample counts as one."""


def sample(view: View) -> None:
    """Offer to start empty, or to bring the sample retailer back; a visitor's own store has none."""
    if own.active():
        return
    with st.container(border=True, key="card_sample"):
        st.subheader(word("sample.title", view.language), anchor=False)
        there = ingest.sample_is_loaded(view.store)
        state = "loaded" if there else "gone"
        st.markdown(word(f"sample.{state}", view.language))
        if st.button(word(f"sample.{'remove' if there else 'restore'}", view.language), key="sample_switch"):
            with st.spinner(word("sample.working", view.language), show_time=True):
                crm_core.start_empty(view.store) if there else crm_core.restore_sample(view.store)
            st.rerun()


def draw(view: View) -> None:
    """List the imports, each with what it brought and one button."""
    entries = ingest.history(view.store)
    own = entries[entries["batch_id"].fillna("") != ingest.SAMPLE_BATCH].head(SHOWN)
    with st.container(border=True, key="card_history"):
        st.subheader(word("history.title", view.language), anchor=False)
        if own.empty:
            st.markdown(word("history.none", view.language))
        for entry in own.to_dict("records"):
            _entry(view, entry)


def _entry(view: View, entry: dict[str, object]) -> None:
    undone = entry["state"] != "committed"
    with st.container(horizontal=True, vertical_alignment="center", key=f"import_{entry['import_id']}"):
        places = {
            "name": escaped(str(entry["file_name"])),
            "table": word(f"table.{entry['table_name']}", view.language),
            "day": formats.short_day(entry["imported_at"].date(), view.language),
            "good": counted(int(entry["records_good"]), "records", view.language),
            "aside": formats.number(entry["records_quarantined"], view.language),
        }
        st.markdown(word("history.undone" if undone else "history.entry", view.language, **places), width="stretch")
        if entry["records_quarantined"] and not undone:
            preview.set_aside(view, str(entry["import_id"]), int(entry["records_quarantined"]))
        text = word("history.redo" if undone else "history.undo", view.language)
        if st.button(text, key=f"undo_{entry['import_id']}", type="tertiary"):
            with st.spinner(word("sample.working", view.language)):
                (ingest.redo if undone else ingest.undo)(view.store, str(entry["import_id"]))
            preview.forget()
            st.rerun()
