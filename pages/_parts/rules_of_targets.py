"""Targets and event notes on the Settings page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

import crm_core
from crm_core.actions import Author
from crm_core.actions import settings as rules
from crm_core.schema.dimensions import TIMES
from crm_core.settings import EventNote, Target, checks
from crm_core.text import formats, word
from pages._parts import proposal, sidebar
from pages._parts.markdown import escaped
from pages._parts.proposal import Proposal
from pages._parts.view import View

TARGET, NOTE = "target", "note"


def draw(view: View) -> None:
    """Draw targets, then what happened."""
    _targets(view)
    st.subheader(word("settings.notes", view.language), anchor=False)
    _notes(view)


def _targets(view: View) -> None:
    st.markdown(word("settings.targets_text" if view.settings.targets else "settings.targets_none", view.language))
    for place, one in enumerate(view.settings.targets):
        with st.container(horizontal=True, vertical_alignment="center", key=f"target_{place}"):
            st.markdown(_told(view, one), width="stretch")
            text = word("settings.remove", view.language)
            if st.button(text, key=f"target_remove_{place}", type="tertiary"):
                rules.remove_target(view.store, one.metric, one.group)
                st.rerun()
    with st.expander(word("settings.change_target", view.language), key="change_target"):
        name = _figure(view)
        with st.form("form_target", border=False):
            asked = _asked(view, name)
            author = proposal.submitted(view, TARGET)
        if author is not None:
            problems = checks.of_target(asked, set(_titles(view)))
            made = Proposal(TARGET, _aimed(view, asked), partial(_save, view, asked), author)
            proposal.propose(view, TARGET, problems, lambda: made)
        proposal.draw(view, TARGET)


def _aimed(view: View, asked: Target) -> crm_core.Settings:
    others = [one for one in view.settings.targets if (one.metric, one.group) != (asked.metric, asked.group)]
    return replace(view.settings, targets=(*others, asked))


def _save(view: View, asked: Target, author: Author) -> None:
    rules.put_target(view.store, asked, author)


def _told(view: View, one: Target) -> str:
    metric = crm_core.ask(one.metric)
    places = {
        "name": word(f"figure_title.{one.metric}", view.language),
        "value": formats.quantity(one.value, metric.unit, view.language),
        "since": word("settings.since", view.language, day=formats.short_day(one.valid_from, view.language)),
    }
    told = word("settings.in_force", view.language, **places)
    group = _groups(view, one.metric).get(one.group, one.group)
    return f"{told} {word('settings.of_group', view.language, name=escaped(group))}" if one.group else told


def _titles(view: View) -> dict[str, str]:
    """Return the titles of all numbers, sorted as they are read."""
    titles = {name: word(f"figure_title.{name}", view.language) for name in crm_core.list_metrics()["name"]}
    return dict(sorted(titles.items(), key=lambda one: one[1]))


def _figure(view: View) -> str:
    """Ask which number first: the groups it can be aimed at for follow from it."""
    titles = _titles(view)
    figure, title_of = word("settings.figure", view.language), titles.__getitem__
    return str(st.selectbox(figure, list(titles), format_func=title_of, key="target_metric", width=proposal.FIELD))


def _groups(view: View, name: str) -> dict[str, str]:
    """Return the groups of a number by code: the whole first, then those of each dimension it can be split by."""
    found = {"": word("settings.whole", view.language)}
    for by in (one for one in crm_core.ask(name).by if one not in TIMES):
        dimension = word(f"filter.{by}", view.language)
        for code, label in sidebar.offer(by, view.store, view.versions, view.language).items():
            found.setdefault(code, word("settings.group_of", view.language, dimension=dimension, name=label))
    return found


def _asked(view: View, name: str) -> Target:
    value_title, group_title = word("settings.value", view.language), word("settings.for_group", view.language)
    groups = _groups(view, name)
    with proposal.fields():
        group = st.selectbox(
            group_title, list(groups), format_func=groups.__getitem__, key=f"target_group_{name}", width=proposal.FIELD
        )
        value = st.number_input(value_title, value=None, key="target_value", width=proposal.FIELD)
        since = proposal.day(view, TARGET)
    st.caption(word("settings.target_help", view.language))
    return Target(name, str(group), float("nan") if value is None else float(value), since)


def _notes(view: View) -> None:
    st.markdown(word("settings.notes_text" if view.settings.event_notes else "settings.notes_none", view.language))
    for place, one in enumerate(view.settings.event_notes):
        with st.container(horizontal=True, vertical_alignment="center", key=f"note_{place}"):
            places = {"day": formats.short_day(one.date, view.language), "text": escaped(one.text)}
            st.markdown(word("settings.note_line", view.language, **places), width="stretch")
            text = word("settings.remove", view.language)
            if st.button(text, key=f"note_remove_{place}", type="tertiary"):
                rules.remove_note(view.store, one)
                st.rerun()
    with st.expander(word("settings.change_note", view.language), key="change_note"):
        with st.form("form_note", border=False):
            note = _noted(view)
            author = proposal.submitted(view, NOTE)
        if author is not None:
            made = Proposal(NOTE, view.settings, lambda by: rules.put_note(view.store, note, by), author)
            proposal.propose(view, NOTE, checks.of_note(note), lambda: made)
        proposal.draw(view, NOTE)


def _noted(view: View) -> EventNote:
    title, where, on = (word(f"settings.{name}", view.language) for name in ("note_text", "scope", "note_day"))
    scopes = {"": word("settings.everywhere", view.language)} | _titles(view)
    name_of, now = scopes.__getitem__, rules.today(view.store)
    with proposal.fields():
        text = st.text_input(title, max_chars=checks.LONGEST_NOTE, key="note_text", width=proposal.FIELD)
        day = st.date_input(on, now, key="note_day", format="YYYY-MM-DD", width=proposal.FIELD)
        scope = st.selectbox(where, list(scopes), format_func=name_of, key="note_scope", width=proposal.FIELD)
    return EventNote(day, text, scope or None)
