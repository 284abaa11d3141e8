"""The empty chair: the newest serious words of a customer, for whom nobody else in the room speaks."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core.text import formats, word
from pages._parts import sidebar
from pages._parts.answers import cached
from pages._parts.markdown import escaped
from pages._parts.view import View

TABLES = ("survey_answers",)


def draw(view: View) -> None:
    """Draw the card; where nothing may be quoted it says so."""
    filters = view.filters(TABLES)
    key = repr(("empty chair", view.store.name, view.versions, view.settings, filters))
    compute = lambda: crm_core.newest_quote(view.store, filters, settings=view.settings)  # noqa: E731
    quote: crm_core.Quote | None = cached(key, _compute=compute)
    with st.container(border=True, height="stretch", gap="xsmall", key="card_empty_chair"):
        st.subheader(word("overview.chair_title", view.language), anchor=False)
        if quote is None:
            st.markdown(word("overview.chair_none", view.language))
            return
        with st.container(key="quote"):
            st.text(quote.text)
        st.markdown(f":gray[{_said(view, quote)}]")


def _said(view: View, quote: crm_core.Quote) -> str:
    """Say how low the score was, when it was given, and after what."""
    parts = {"touchpoint": quote.touchpoint, "store": quote.store_id}
    labels = [_label(view, dimension, code) for dimension, code in parts.items() if code]
    places = {"score": quote.score, "scale": quote.scale, "day": formats.day(quote.answered_at.date(), view.language)}
    return " · ".join([word("overview.chair_score", view.language, **places), *labels])


def _label(view: View, dimension: str, code: str) -> str:
    return escaped(sidebar.offer(dimension, view.store, view.versions, view.language).get(code, code))
