"""The one sidebar of filters, drawn by the router on every page and kept in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

import crm_core
from crm_core.actions.selections import SEGMENT
from crm_core.periods import PERIODS
from crm_core.rows import choices
from crm_core.schema.dimensions import FILTERS
from crm_core.segments import Segment, read
from crm_core.text import label, word
from pages._parts import address, segment_words
from pages._parts.address import COMPARISONS, FIELDS, Selection
from pages._parts.answers import cached

PERIOD, DATES, COMPARE = "filter_period", "filter_dates", "filter_compare"
"""Keys of the widgets that say which days are looked at, and what to compare with."""

KEPT = "selection"
"""Key of the selection of the last run that drew all widgets."""

GROUPS = ("where", "who", "what", "more")


def field_key(name: str) -> str:
    """Return the key of a field's widget."""
    return f"filter_{name}"


def restore() -> None:
    """Take the selection from the address at a visitor's first run; afterwards the widgets hold it.

    A widget that the last run did not draw, perhaps because the visitor was quicker, has forgotten its value and gets
    it back.
    """
    if st.session_state.pop("show_everything", False):
        show_everything()
    if KEPT not in st.session_state:
        parameters = {name: st.query_params.get_all(name) for name in st.query_params}
        show(address.read(parameters))
        return
    for key, value in _widgets(st.session_state[KEPT]).items():
        st.session_state.setdefault(key, value)


def show(selection: Selection) -> None:
    """Put a selection into the widgets; before they are drawn."""
    st.session_state[KEPT] = selection
    for key, value in _widgets(selection).items():
        st.session_state[key] = value


def _widgets(selection: Selection) -> dict[str, Any]:
    """Return what each widget holds for a selection, by its key."""
    fields = {field_key(name): list(selection.values.get(name, ())) for name in FIELDS}
    days = {DATES: (selection.start, selection.end)} if selection.start and selection.end else {}
    return {PERIOD: selection.period, COMPARE: selection.compare, **days, **fields}


def show_everything() -> None:
    """Choose all of the data and no filter."""
    show(Selection(period="all"))


def selected() -> Selection:
    """Return what the widgets say."""
    dates = st.session_state.get(DATES) or ()
    period = st.session_state[PERIOD]
    whole = period == "dates" and len(dates) == 2  # noqa: PLR2004 -- a range has two ends
    return Selection(
        period=period if whole or period != "dates" else address.DEFAULT_PERIOD,
        start=dates[0] if whole else None,
        end=dates[1] if whole else None,
        compare=st.session_state[COMPARE],
        values={name: tuple(st.session_state[field_key(name)]) for name in FIELDS if st.session_state[field_key(name)]},
    )


def draw(
    store: crm_core.Store,
    versions: tuple[tuple[str, int], ...],
    last: dt.date,
    saved: Iterable[str],
    named: Mapping[str, Segment],
    language: str,
) -> None:
    """Draw the fields; a dimension that no row has is not offered. What is saved can be compared with.

    The segments by name are offered together with the one that is on.
    """
    with st.sidebar:
        periods = {code: word(f"period.{code}", language) for code in PERIODS}
        st.selectbox(word("filter.period", language), PERIODS, format_func=periods.__getitem__, key=PERIOD)
        if st.session_state[PERIOD] == "dates":
            _dates(last, language)
        _compare(saved, language)
        for group in GROUPS:
            _group(group, store, versions, language)
            if group == "who":
                _segment(named, language)


def _compare(saved: Iterable[str], language: str) -> None:
    """Draw what there is to compare with; a saved selection that is gone gives way to the automatic choice."""
    offered = {code: word(f"compare.{code}", language) for code in COMPARISONS}
    offered |= {address.SAVED + name: word("compare.saved", language, name=name) for name in saved}
    if st.session_state[COMPARE] not in offered:
        st.session_state[COMPARE] = "auto"
    st.selectbox(word("filter.compare", language), list(offered), format_func=offered.__getitem__, key=COMPARE)


def keep_in_address() -> None:
    """Write the selection into the address, so that the link can be kept and sent, and keep it for the next run."""
    st.session_state[KEPT] = selected()
    parameters = address.written(st.session_state[KEPT])
    parameters |= {address.CUSTOMER: [st.query_params[address.CUSTOMER]]} if address.CUSTOMER in st.query_params else {}
    if {name: st.query_params.get_all(name) for name in st.query_params} != parameters:
        st.query_params.from_dict(parameters)


def _dates(last: dt.date, language: str) -> None:
    if DATES not in st.session_state:
        st.session_state[DATES] = (last - dt.timedelta(days=27), last)
    st.date_input(word("filter.dates", language), key=DATES, max_value=last, format="YYYY-MM-DD")


def _group(group: str, store: crm_core.Store, versions: tuple[tuple[str, int], ...], language: str) -> None:
    offered = {one.name: offer(one.name, store, versions, language) for one in FILTERS if one.group == group}
    drawn = {name: codes for name, codes in offered.items() if codes or st.session_state[field_key(name)]}
    if not drawn:
        return
    chosen = sum(1 for name in drawn if st.session_state[field_key(name)])
    heading = word(f"filter.{group}", language)
    title = word("filter.counted", language, group=heading, n=chosen) if chosen else heading
    with st.expander(title, key=f"group_{group}"):
        for name, codes in drawn.items():
            options = list(dict.fromkeys([*codes, *st.session_state[field_key(name)]]))
            st.multiselect(
                word(f"filter.{name}", language),
                options,
                format_func=lambda code, codes=codes: codes.get(code, code),
                key=field_key(name),
                placeholder=word("filter.all", language),
            )


def _segment(named: Mapping[str, Segment], language: str) -> None:
    """Draw the field that narrows every page to one segment, where there is any to choose."""
    key = field_key(SEGMENT)
    names = {segment.text: name for name, segment in named.items()}
    others = {text: segment_words.said(read(text), language) for text in st.session_state[key] if text not in names}
    offered = names | others
    if offered:
        placeholder = word("filter.everybody", language)
        shown = {"max_selections": 1, "placeholder": placeholder, "key": key}
        st.multiselect(word("filter.segment", language), list(offered), format_func=offered.__getitem__, **shown)


def offer(name: str, store: crm_core.Store, versions: tuple[tuple[str, int], ...], language: str) -> dict[str, str]:
    """Return the codes of a dimension that occur in the data with their labels in a language."""
    found: dict[str, str] = cached(repr(("choices", store.name, versions, name)), _compute=lambda: choices(store, name))
    return {code: label(name, code, language) if text == code else text for code, text in found.items()}
