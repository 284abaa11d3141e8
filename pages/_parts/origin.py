"""Where a file comes from and what one row of it is: the first two questions of an upload, each with a guess."""

from __future__ import annotations

import streamlit as st

from crm_core import ingest
from crm_core.text import word
from pages._parts import draft
from pages._parts.draft import Draft
from pages._parts.view import View


def recognised(view: View, now: Draft) -> None:
    """Say which system's file it is, where it is a known one."""
    if now.profile.system:
        kind = word(f"system.{now.profile.system}", view.language)
        st.markdown(f"**{word('notice.system', view.language, found=kind)}**")


def ask(view: View, now: Draft) -> None:
    """Ask which system wrote the file and what one row is; another answer than the guess has it looked at again."""
    with st.grid(2, min_column_width=260):
        source = _system(view, now)
        table = _row(view, now)
    if source != now.profile.source:
        draft.keep(draft.of_system(view, now, source))
        st.rerun()
    if table != now.profile.table:
        draft.keep(draft.looked(view, now.kept, None, table))
        st.rerun()


def _system(view: View, now: Draft) -> str:
    titles = {name: word(f"source.{name}", view.language) for name in (ingest.OWN, *ingest.SYSTEMS)}
    titles.setdefault(now.profile.source, now.profile.source)
    return _choice(view, now, "upload.system", titles, now.profile.source)


def _row(view: View, now: Draft) -> str:
    tables = dict.fromkeys((*now.reading.also, *(name for name, _ in now.reading.tables)))
    titles = {name: word(f"table.{name}", view.language) for name in tables}
    return _choice(view, now, "upload.table", titles, now.profile.table)


def _choice(view: View, now: Draft, key: str, titles: dict[str, str], guess: str) -> str:
    options = list(titles)
    return st.selectbox(
        word(key, view.language),
        options,
        index=options.index(guess),
        format_func=titles.__getitem__,
        key=f"{key.replace('.', '_')}_{now.kept.hash[:8]}",
    )
