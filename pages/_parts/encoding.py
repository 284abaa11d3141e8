"""The encoding of an upload: always shown beside the first rows, always changeable."""

from __future__ import annotations

import streamlit as st

from crm_core.ingest import ENCODINGS
from crm_core.text import has_word, word
from pages._parts import draft
from pages._parts.draft import Draft
from pages._parts.view import View


def choose(view: View, now: Draft) -> None:
    """Draw the field; another choice reads the file anew and shows its first rows in those letters."""
    found = now.reading.encoding
    chosen = st.selectbox(
        word("upload.encoding", view.language),
        list(dict.fromkeys((found, *ENCODINGS))),
        format_func=lambda name: _label(name, view.language),
        help=word(f"upload.encoding_{_how(now)}", view.language),
        key=f"upload_encoding_{now.kept.hash[:8]}_{found}",
    )
    if chosen != found:
        draft.keep(draft.said(view, now, encoding=chosen))
        st.rerun()


def _how(now: Draft) -> str:
    """Whether the letters were told by the file, guessed from them, or said."""
    return now.reading.encoding_how if now.reading.encoding_how in ("guessed", "given") else "told"


def _label(name: str, language: str) -> str:
    return word(f"encoding.{name}", language) if has_word(f"encoding.{name}") else name.upper()
