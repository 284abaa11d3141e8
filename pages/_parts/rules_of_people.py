"""Sensitive columns on the Settings page: off, unless somebody answers for a purpose until a day."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from crm_core.actions import Author
from crm_core.actions import settings as rules
from crm_core.settings import SensitiveColumn, checks
from crm_core.text import formats, word
from pages._parts import proposal
from pages._parts.markdown import escaped
from pages._parts.proposal import Proposal
from pages._parts.view import View

SUBJECT = "sensitive"
USUAL = dt.timedelta(days=90)
"""How long a column is on, unless another end is said."""


def draw(view: View) -> None:
    """Draw which sensitive columns are on, and the form that switches one on."""
    st.markdown(word("settings.privacy_text", view.language))
    for column in checks.SENSITIVE:
        _state(view, column)
    with st.expander(word("settings.change_sensitive", view.language), key="change_sensitive"):
        with st.form("form_sensitive", border=False):
            asked = _asked(view)
            author = proposal.submitted(view, SUBJECT)
        if author is not None:
            by = Author(author.who or asked.person, author.reason or asked.purpose)
            made = Proposal(SUBJECT, view.settings, partial(_save, view, asked), by)
            proposal.propose(view, SUBJECT, checks.of_sensitive(asked, rules.today(view.store)), lambda: made)
        proposal.draw(view, SUBJECT)


def _save(view: View, asked: SensitiveColumn, author: Author) -> None:
    rules.switch_on(view.store, asked, author)


def _state(view: View, column: str) -> None:
    """Say whether a column is on, for what, by whom and until when."""
    if column not in view.settings.sensitive_columns:
        st.markdown(word("settings.column_off", view.language, column=column))
        return
    held = next(one for one in rules.switched_on(view.store) if one.column_name == column)
    places = {
        "purpose": escaped(held.purpose),
        "person": escaped(held.person),
        "day": formats.short_day(held.valid_until, view.language),
    }
    with st.container(horizontal=True, vertical_alignment="center", key=f"sensitive_{column}"):
        st.markdown(word("settings.column_on", view.language, column=column, **places), width="stretch")
        if st.button(word("settings.switch_off", view.language), key=f"off_{column}", type="tertiary"):
            rules.switch_off(view.store, column)
            st.rerun()


def _asked(view: View) -> SensitiveColumn:
    which, purposes, name, end = (
        word(f"settings.{one}", view.language) for one in ("column", "purpose", "person", "until")
    )
    with proposal.fields():
        column = st.selectbox(which, checks.SENSITIVE, key="sensitive_column", width=proposal.FIELD)
        purpose = st.text_input(purposes, max_chars=200, key="sensitive_purpose", width=proposal.FIELD)
        person = st.text_input(name, max_chars=80, key="sensitive_person", width=proposal.FIELD)
        since = proposal.day(view, SUBJECT)
        usual = since + USUAL
        until = st.date_input(end, usual, key="sensitive_until", format="YYYY-MM-DD", width=proposal.FIELD)
    return SensitiveColumn(str(column), purpose.strip(), person.strip(), since, until)
