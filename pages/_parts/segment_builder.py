"""The builder of segments: rows of conditions in groups, how many customers meet them, and what can be done with it."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

import crm_core
from crm_core import segments
from crm_core.actions import selections
from crm_core.actions.selections import SEGMENT
from crm_core.segments import ATTRIBUTES, MISSING, Segment
from crm_core.segments.attributes import STEP_PCT
from crm_core.segments.conditions import OPERATORS, Value
from crm_core.text import formats, word
from crm_core.text.problems import explained
from pages._parts import segment_draft, segment_words, sidebar
from pages._parts.answers import cached
from pages._parts.markdown import escaped
from pages._parts.segment_draft import Draft, Row, Rows
from pages._parts.view import DATED, View

NAME, PROBLEM, SHOWN = "segment_name", "segment_problem", "segment_shown"
"""Keys in the state of the visit: the name typed, what was wrong with it, the segment of the sidebar last put here."""

JOINED = ("and", "or")


def draw(view: View) -> Segment | None:
    """Draw the card; return the segment that is built, None while nothing is."""
    _take_from_sidebar(view)
    draft, language = segment_draft.current(), view.language
    with st.container(border=True, key="card_builder"):
        st.subheader(word("segments.builder_title", language), anchor=False)
        st.markdown(f":small[:gray[{word('segments.builder_text', language)}]]")
        if view.selection.segment is not None:
            st.markdown(f":small[:gray[{word('segments.not_here', language)}]]")
        for place, group in enumerate(draft.groups):
            if place:
                _between(draft, place, language)
            _group(view, draft, group)
        add = word("segments.add_group", language)
        st.button(add, key="segment_add_group", type="tertiary", on_click=draft.add_group)
        segment = draft.segment
        _found(view, segment)
        _saved(view)
    return segment


def _take_from_sidebar(view: View) -> None:
    """Put the segment that narrows the pages into the builder, when it has changed since the last time."""
    on = view.selection.segment
    if on is not None and st.session_state.get(SHOWN) != on.text and segment_draft.can_show(on):
        segment_draft.start(on)
    st.session_state[SHOWN] = on.text if on else ""


def _between(draft: Draft, place: int, language: str) -> None:
    """Draw what joins the groups, once; further joints only say it."""
    words = {code: word(f"segments.groups_{code}", language) for code in JOINED}
    if place > 1:
        st.markdown(f":gray[{words[draft.joined]}]")
        return
    shown = {"format_func": words.__getitem__, "key": f"segment_joint_{draft.groups[1].number}", "width": 220}
    st.session_state.setdefault(shown["key"], draft.joined)
    label = word("segments.joint", language)
    draft.joined = st.selectbox(label, JOINED, label_visibility="collapsed", **shown)


def _group(view: View, draft: Draft, group: Rows) -> None:
    with st.container(border=len(draft.groups) > 1, gap="small", key=f"segment_group_{group.number}"):
        if len(group.rows) > 1:
            words = {code: word(f"segments.rows_{code}", view.language) for code in JOINED}
            key = f"segment_rows_{group.number}"
            st.session_state.setdefault(key, group.joined)
            label = word("segments.joint", view.language)
            shown = {"format_func": words.__getitem__, "label_visibility": "collapsed", "key": key, "width": 260}
            group.joined = st.selectbox(label, JOINED, **shown)
        for row in group.rows:
            _row(view, draft, row)
        add = word("segments.add_row", view.language)
        key = f"segment_add_{group.number}"
        st.button(add, key=key, type="tertiary", on_click=draft.add_row, args=(group,))


def _row(view: View, draft: Draft, row: Row) -> None:
    """Draw one row: attribute, what is said of it, values, and a cross."""
    what, how, which, cross = st.columns([3, 2.2, 5, 1], vertical_alignment="bottom")
    key, language = f"segment_{row.number}", view.language
    names = [name for name in ATTRIBUTES if name == row.attribute or _can_be_asked(view, name)]
    with what:
        st.session_state.setdefault(f"{key}_what", row.attribute)
        chosen = _one(word("segments.attribute", language), names, f"{key}_what",
            {name: segment_words.attribute(name, language) for name in names})  # fmt: skip
        if chosen != row.attribute:
            row.attribute, row.operator, row.chosen = chosen, OPERATORS[ATTRIBUTES[chosen].kind][0], []
            for part in ("how", "which"):
                st.session_state.pop(f"{key}_{part}", None)
    with how:
        operators = OPERATORS[ATTRIBUTES[row.attribute].kind]
        words = {one: word(f"segments.how_{one}", language) for one in operators}
        st.session_state.setdefault(f"{key}_how", row.operator)
        row.operator = _one(word("segments.how", language), list(operators), f"{key}_how", words)
    with which:
        row.chosen = _values(view, row, f"{key}_which_{row.attribute}_{_shape(row)}")
    with cross:
        drop = word("segments.drop", language)
        st.button("✕", key=f"{key}_drop", type="tertiary", help=drop, on_click=draft.drop, args=(row.number,))


def _one(label: str, options: list[str], key: str, words: dict[str, str]) -> str:
    return str(st.selectbox(label, options, format_func=words.__getitem__, key=key))


def _shape(row: Row) -> str:
    """Return which kind of widget asks for a row's values."""
    return {"at_least": "one", "at_most": "one", "between": "two"}.get(row.operator, "many")


def _values(view: View, row: Row, key: str) -> list[Value]:
    language, label = view.language, word("segments.values", view.language)
    codes: list[Value] = [*_offered(view, row.attribute)]
    words = {one: segment_words.code(row.attribute, one, language) for one in (*codes, *row.chosen, MISSING)}
    shape, shown = _shape(row), {"format_func": lambda one: words.get(one, str(one)), "key": key}
    if shape == "many":
        st.session_state.setdefault(key, list(row.chosen))
        options = list(dict.fromkeys([*codes, MISSING, *st.session_state[key]]))
        return list(st.multiselect(label, options, placeholder=word("segments.choose", language), **shown))
    if ATTRIBUTES[row.attribute].kind == "number":
        codes = list(range(0, 101, STEP_PCT))
        words |= {one: segment_words.code(row.attribute, one, language) for one in codes}
    if not codes:
        st.markdown(word("segments.no_values", language))
        return []
    known = [one for one in row.chosen if one in codes]
    if shape == "one":
        st.session_state.setdefault(key, known[0] if known else codes[len(codes) // 2])
        return [st.selectbox(label, codes, **shown)]
    st.session_state.setdefault(key, (known[0], known[-1]) if len(known) > 1 else (codes[0], codes[-1]))
    return list(cast("tuple[Any, Any]", st.select_slider(label, codes, **shown)))


def _can_be_asked(view: View, name: str) -> bool:
    """Whether an attribute has anything to choose: codes that enough people have, or a number."""
    return ATTRIBUTES[name].kind == "number" or bool(_offered(view, name))


def _offered(view: View, name: str) -> tuple[str, ...]:
    as_of = view.reach(DATED) or view.store.now()
    key = repr(("offered", view.store.name, view.versions, view.settings, name, view.reach(DATED)))
    found: tuple[str, ...] = cached(key, _compute=lambda: segments.offered(view.store, name, view.settings, as_of))
    return found


def _found(view: View, segment: Segment | None) -> None:
    """Say how many customers meet the conditions, and offer what can be done with them."""
    language = view.language
    with st.container(horizontal=True, vertical_alignment="center", key="segment_found"):
        if segment is None:
            st.markdown(f":gray[{word('segments.unfinished', language)}]")
            return
        (people,) = view.people(segment)
        if people is None:
            few = segments.minimum_of((segment,), view.settings)
            st.markdown(word("segments.few", language, n=few))
            return
        st.markdown(word("segments.people", language, n=formats.number(people, language)), width="content")
        use = word("segments.use", language)
        st.button(use, key="segment_use", on_click=_use, args=(segment.text,))
        look = word("segments.open_complaints", language)
        if st.button(look, key="segment_open", on_click=_use, args=(segment.text,)):
            st.switch_page("complaints.py")
    _save(view, segment)


def _use(text: str) -> None:
    """Narrow every page to a segment."""
    st.session_state[SHOWN] = text
    st.session_state[sidebar.field_key(SEGMENT)] = [text]


def _save(view: View, segment: Segment) -> None:
    names = {one.text: name for name, one in view.segments.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="segment_keep"):
        if segment.text in names:
            st.markdown(f":gray[{word('segments.is_saved', view.language, name=escaped(names[segment.text]))}]")
            return
        label = word("segments.name", view.language)
        st.text_input(label, key=NAME, max_chars=selections.LONGEST_NAME, width=280)
        save = word("segments.save", view.language)
        st.button(save, key="segment_save", on_click=_keep, args=(view, segment))
    if problem := st.session_state.get(PROBLEM):
        st.markdown(problem)


def _keep(view: View, segment: Segment) -> None:
    try:
        selections.save_segment(view.store, st.session_state[NAME], segment)
    except crm_core.LoyaltyError as error:
        st.session_state[PROBLEM] = explained(error, view.language, shown=escaped)
    else:
        st.session_state[NAME] = ""
        st.session_state.pop(PROBLEM, None)


def _saved(view: View) -> None:
    """Draw the saved segments: each can be put into the builder, or forgotten."""
    if not view.segments:
        return
    with st.popover(word("segments.saved", view.language), type="tertiary", key="segments_saved"):
        for place, (name, segment) in enumerate(view.segments.items()):
            with st.container(horizontal=True, vertical_alignment="center", key=f"segment_entry_{place}"):
                load, forget = f"segment_load_{place}", f"segment_delete_{place}"
                st.button(escaped(name), key=load, type="tertiary", on_click=segment_draft.start, args=(segment,))
                label = word("selection.delete", view.language)
                gone = {"on_click": selections.delete, "args": (view.store, name)}
                st.button(label, key=forget, type="tertiary", **gone)
