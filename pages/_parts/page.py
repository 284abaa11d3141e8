"""The frame of a page: chips, name, headline, and the grey line of what the data are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

import crm_core
from crm_core.actions.selections import SEGMENT
from crm_core.horizon import ends_by_change
from crm_core.segments import minimum_of
from crm_core.text import formats, has_word, word
from crm_core.text.problems import explained
from crm_core.text.sentences import SENTENCES, Spoken, counted
from pages._parts import chips, gathered, said, sidebar
from pages._parts.markdown import escaped
from pages._parts.view import DATED, View, current

NOUNS = {
    "complaints": "complaints",
    "survey_answers": "answers",
    "purchases": "orders",
    "interactions": "contacts",
    "appointments": "appointments",
    "attendances": "bookings",
    "memberships": "memberships",
}
"""Tables that the grey line counts, and what their rows are called."""


def opened(name: str, *tables: str, narrowed: bool = True) -> View | None:
    """Draw the chips and the page's name.

    A page that is not `narrowed` by the segment that is on shows its numbers though the segment has few people.

    Returns what the page looks at, or None after saying that none of its tables has a row.
    """
    view = current()
    chips.draw(view, tables)
    _name(name, view.language)
    if view.reach(tables) is None:
        _nothing(view, name)
        return None
    return None if narrowed and _too_few(view) else view


def _too_few(view: View) -> bool:
    """Whether the segment that narrows the page would tell about single people; says so, and offers to clear it."""
    segment = view.selection.segment
    if segment is None or view.people(segment)[0] is not None:
        return False
    with st.container(border=True, key="card_few"):
        st.subheader(word("segments.few_title", view.language), anchor=False)
        st.markdown(word("segments.few_body", view.language, n=minimum_of((segment,), view.settings)))
        clear = word("segments.few_clear", view.language)
        st.button(clear, type="primary", key="few_clear", on_click=chips.clear, args=(SEGMENT,))
    return True


def _name(name: str, language: str) -> None:
    """Draw a page's name, small and in the accent: the sentence under it is the headline."""
    gathered.here().title = word(f"{name}.title", language)
    st.title(f":primary[{word(f'{name}.title', language)}]", anchor=False)


def spoken(view: View, tables: tuple[str, ...]) -> Spoken:
    """Return what sentences about these tables have to know."""
    filters = view.filters(tables)
    name, minimum = view.selection.period, view.settings.minimum_n
    return Spoken(view.language, name, filters.start, filters.end, view.comparison(tables), minimum, against(view))


def against(view: View) -> str:
    """Return the name of the saved selection that is compared with, safe to stand in a sentence."""
    return escaped(view.selection.saved)


def headline(view: View, *names: str) -> None:
    """Draw the sentences of these metrics: the first large, the others under it, then the grey line."""
    lines: list[str] = []
    for name in names:
        metric = crm_core.ask(name)
        lines += SENTENCES[name](view.compare(name), metric, spoken(view, metric.tables))
    say(view, lines, tuple(dict.fromkeys(table for name in names for table in crm_core.ask(name).tables)))


def say(view: View, lines: list[str], tables: tuple[str, ...], *, response: bool = True) -> None:
    """Draw whole sentences as the headline, and the grey line about these tables under them.

    Without `response` the grey line leaves out how many of those asked answered: the sentences say it of their survey.
    """
    first, *others = lines
    gathered.here().lines += lines
    st.header(first, anchor=False)
    if others:
        st.markdown(" ".join(others))
    known = " · ".join(_known(view, tables, response=response))
    gathered.here().lines += [
        " · ".join([chips.period(view, tables), *said.narrowed(view, view.filters(tables))]),
        known,
    ]
    st.markdown(f":small[:gray[{known}]]")
    for table in tables:
        if table == "complaints" and crm_core.reach(view.store, table)[2] is False:
            st.markdown(f":small[{word('line.closed_only', view.language)}]")
        if table == "complaints" and ends_by_change(view.store):
            st.markdown(f":small[{word('line.ends_by_change', view.language)}]")


def _known(view: View, tables: tuple[str, ...], *, response: bool) -> list[str]:
    """Say how far the data reach, and how much there is, whatever the period."""
    reach = view.reach(tables)
    parts = [word("line.data_until", view.language, day=formats.day(reach, view.language))] if reach else []
    parts += [text for table, noun in NOUNS.items() if table in tables and (text := _amount(view, table, noun))]
    parts += _response(view) if response and "survey_answers" in tables else []
    return parts + said.not_narrowed(view, view.filters(tables), tables[0])


def _response(view: View) -> list[str]:
    """Say what share of those asked answered, where enough were asked long enough ago."""
    if view.reach(("survey_invitations",)) is None:
        return []
    found = view.ask("satisfaction.response_rate").iloc[0]
    if found["n"] < view.settings.minimum_n:
        return []
    return [word("line.response", view.language, share=formats.whole_share(found["response_pct"], view.language))]


def _amount(view: View, table: str, noun: str) -> str:
    filters = replace(view.filters((table,)), start=None, end=None)
    n = view.how_many(table, filters)
    if table != "complaints" or n == 0:
        return counted(n, noun, view.language) if n else ""
    still_open = view.answer("complaints.resolution_time", filters)["open"].iloc[0]
    places = {"complaints": counted(n, noun, view.language), "open": formats.number(still_open, view.language)}
    return word("line.complaints", view.language, **places)


def _nothing(view: View, name: str) -> None:
    """Say that there is no data yet, or what this page needs, and how to get some."""
    needed = has_word(f"{name}.not_loaded", view.language) and view.reach(DATED) is not None
    st.header(word(f"{name}.not_loaded" if needed else "empty.nothing_title", view.language), anchor=False)
    with st.container(border=True, key="card_nothing"):
        st.markdown(word("empty.nothing_body", view.language))
        if st.button(word("empty.load", view.language), type="primary", key="empty_load"):
            st.switch_page("data.py")


def nothing_selected(view: View, noun: str, tables: tuple[str, ...]) -> None:
    """Say what is empty and offer the change that helps most."""
    places = {"records": word(f"empty.{noun}", view.language), "period": chips.period(view, tables)}
    with st.container(border=True, key="card_empty"):
        st.subheader(word("empty.selection_title", view.language), anchor=False)
        st.markdown(word("empty.selection_body", view.language, **places))
        with st.container(horizontal=True):
            widen = word("empty.widen", view.language)
            st.button(widen, type="primary", key="empty_widen", on_click=sidebar.show_everything)
            if view.selection.values:
                st.button(word("empty.clear", view.language), key="empty_clear", on_click=chips.clear_all)


def failed(error: crm_core.LoyaltyError, language: str) -> None:
    """Say in one place what went wrong and what to do."""
    with st.container(border=True, key="card_error"):
        st.subheader(word("error.title", language), anchor=False)
        st.markdown(explained(error, language, shown=escaped))


def sections(view: View, group: str, **drawn: Callable[[View], None]) -> None:
    """Draw the parts of a page under one tab each, by the words of their group."""
    titles = [word(f"{group}.{name}", view.language) for name in drawn]
    for tab, draw in zip(st.tabs(titles), drawn.values(), strict=True):
        with tab:
            draw(view)


def plain(name: str, **places: object) -> View:
    """Draw the name and the sentence of a page that shows no numbers; return what it looks at."""
    view = current()
    _name(name, view.language)
    st.header(word(f"{name}.headline", view.language, **places), anchor=False)
    return view
