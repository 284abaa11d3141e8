"""A file comes in by steps: the file, how it was read, what its columns are, what is wrong with it, and in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import draft, encoding, mapping, origin, own, page, preview
from pages._parts.draft import Draft
from pages._parts.markdown import escaped
from pages._parts.view import View

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}


def draw(view: View) -> None:
    """Draw the steps as far as the visitor has come."""
    with st.container(border=True, key="card_upload"):
        st.subheader(word("upload.title", view.language), anchor=False)
        above = st.container()
        _choose(view)  # a new file ends the news of the last one, which stand above its field
        with above:
            preview.loaded(view)
        now = draft.current()
        if now is not None:
            _go_on(view, now)


def _choose(view: View) -> None:
    """Take a file; the same one is taken once."""
    place = st.session_state.setdefault("upload_place", 0)
    for_me = own.ask(view.store, view.language)
    file = st.file_uploader(
        word("upload.file", view.language), key=f"upload_{place}", help=word("upload.help", view.language)
    )
    if file is None:
        st.markdown(f":small[{word('upload.known_systems', view.language)}]")
    if file is None or st.session_state.get("upload_taken") == file.file_id:
        return
    preview.forget()
    draft.drop()
    try:
        if for_me and not own.active():
            own.enter()
            st.rerun()
        st.session_state["upload_taken"] = file.file_id
        with st.spinner(word("upload.looking", view.language)):
            draft.keep(draft.begun(view, file, file.name))
    except crm_core.LoyaltyError as error:
        page.failed(error, view.language)


def _go_on(view: View, now: Draft) -> None:
    try:
        _reading(view, now)
        if now.staged is None:
            _questions_and_check(view, now)
        else:
            preview.draw(view, now)
    except crm_core.LoyaltyError as error:
        page.failed(error, view.language)
        st.button(word("upload.cancel", view.language), key="upload_cancel", on_click=draft.cancel)


def _reading(view: View, now: Draft) -> None:
    """Say how the file was read and show its first rows."""
    origin.recognised(view, now)
    before = draft.loaded_before(view, now)
    if before is not None:
        st.info(word("upload.already", view.language, **_of_entry(before, view.language)))
    reading = now.reading
    line = word(
        "upload.read_with" if reading.header_lines else "upload.read_without",
        view.language,
        encoding=escaped(reading.encoding.upper()),
        delimiter=word(f"delimiter.{DELIMITERS[reading.delimiter]}", view.language),
        line=reading.skip + 1,
        columns=len(reading.columns),
    )
    st.markdown(line)
    st.dataframe([dict(zip(reading.columns, row, strict=False)) for row in reading.rows], hide_index=True)
    if now.staged is None:
        encoding.choose(view, now)


def _of_entry(entry: dict[str, Any], language: str) -> dict[str, str]:
    """Return what a sentence says of an import."""
    return {
        "day": formats.day(entry["imported_at"].date(), language),
        "table": word(f"table.{entry['table_name']}", language),
        "n": counted(int(entry["records_good"]), "records", language),
    }


def _questions_and_check(view: View, now: Draft) -> None:
    """Ask what only the visitor knows, then check the whole file."""
    origin.ask(view, now)
    said = mapping.ask(view, now)
    with st.container(horizontal=True):
        if st.button(word("upload.check", view.language), type="primary", key="upload_check", disabled=said is None):
            _check(view, replace(now, profile=said or now.profile))
        st.button(word("upload.cancel", view.language), key="upload_cancel", on_click=draft.cancel)


def _check(view: View, now: Draft) -> None:
    with st.spinner(word("upload.checking", view.language), show_time=True):
        draft.keep(draft.checked(view, now))
    st.rerun()
