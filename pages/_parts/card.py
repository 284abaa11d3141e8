"""A card with one chart: its sentence, its table, its definition, the rows behind it, and its downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core import charts
from crm_core.rows import rows_behind
from crm_core.text import formats, has_word, word
from pages._parts import downloads, gathered, said, words
from pages._parts.answers import cached
from pages._parts.definitions import definition
from pages._parts.section import LIST, Section
from pages._parts.view import View

SHOWN_ROWS = 500
"""Records shown behind a number; all of them are in the download."""

DOWNLOADED_ROWS = 200_000
AS_HIGH_AS_IT_IS = ("scorecard",)
"""Pictures with many rows: their height is not that of the card beside them."""

TABLE_WIDTH = 680  # pixels; a popover is as wide as what it holds

Maker = Callable[[View], Section]


def side_by_side(view: View, *cards: tuple[int, Maker]) -> None:
    """Draw cards in one row; each has its relative width."""
    for column, (_, make) in zip(st.columns([width for width, _ in cards]), cards, strict=True):
        with column:
            draw(view, make)


def draw(view: View, make: Maker) -> None:
    """Draw a card; its table and its picture are made once for the same view."""
    section, spec = _prepared(view, make)
    with st.container(border=True, height="stretch", gap="xsmall", key=f"card_{section.name.replace('.', '_')}"):
        _head(view, section)
        _body(view, section, spec)


def one_of(view: View, name: str, makers: Mapping[str, Maker]) -> None:
    """Draw a card with a choice of what it shows, by the codes of `makers`; the first one is shown at first.

    The words of the choice and of its codes stand under the card's name, ``<name>_choice`` and ``<name>_by_<code>``.
    """
    if len(makers) == 1:
        draw(view, *makers.values())
        return
    with st.container(border=True, height="stretch", gap="xsmall", key=f"card_{name.replace('.', '_')}"):
        head = st.container(gap="xsmall")
        titles = {code: word(f"{name}_by_{code}", view.language) for code in makers}
        label = word(f"{name}_choice", view.language)
        shown = st.selectbox(label, list(makers), format_func=titles.__getitem__, key=f"choice_{name}")
        section, spec = _prepared(view, makers[shown])
        with head:
            _head(view, section)
        _body(view, section, spec)


def _prepared(view: View, make: Maker) -> tuple[Section, dict[str, Any]]:
    theme: charts.Theme = "dark" if st.context.theme.type == "dark" else "light"
    key = repr(("section", *_maker(make), view.key, theme))
    found: tuple[Section, dict[str, Any]] = cached(key, _compute=lambda: _made(view, make(view), theme))
    return found


def _head(view: View, section: Section) -> None:
    st.subheader(said.title(section, view.language), anchor=False)
    st.markdown(f":small[:gray[{said.sentence(section, view.language)}]]")


def _body(view: View, section: Section, spec: dict[str, Any]) -> None:
    """Draw the picture and what stands under it, or why there is none."""
    if section.empty or (section.nameless and has_word(f"{section.name}_load", view.language)):
        advice = _advice(view, section)
        gathered.here().without[said.title(section, view.language)] = advice
        st.markdown(advice)
        return
    sentence = said.sentence(section, view.language)
    height = "content" if section.kind in AS_HIGH_AS_IT_IS else "stretch"
    st.vega_lite_chart(spec, height=height, alt=sentence, key=f"chart_{section.name}")
    if section.more:
        title, rows = section.more
        with st.expander(title):
            st.dataframe(rows, hide_index=True, key=f"more_{section.name}")
    footer(view, section)


def listed(view: View, section: Section, rows: pd.DataFrame, formats_of: dict[str, str]) -> None:
    """Draw a card whose picture is its table; `formats_of` says how numbers are written, by their headings."""
    section = replace(section, kind=LIST)
    with st.container(border=True, gap="xsmall", key=f"card_{section.name.replace('.', '_')}"):
        st.subheader(said.title(section, view.language), anchor=False)
        st.markdown(f":small[:gray[{said.sentence(section, view.language)}]]")
        columns = {name: st.column_config.NumberColumn(format=how) for name, how in formats_of.items()}
        st.dataframe(rows, hide_index=True, column_config=columns, key=f"list_{section.name}")
        footer(view, section)


def _maker(make: Maker) -> tuple[object, ...]:
    """Return what tells one maker of sections from another: its name, and the words it was given in advance."""
    if isinstance(make, partial):
        return (make.func.__module__, make.func.__name__, sorted(make.keywords.items()))
    return (make.__module__, make.__name__)


def _advice(view: View, section: Section) -> str:
    """Say why there is nothing to draw: what to load where that would help, else what in the selection is the cause."""
    if section.hidden:
        return word("section.few_people", view.language)
    load, missing = f"{section.name}_load", f"{section.name}_none"
    if has_word(load, view.language) and not _anywhere(view, section):
        return word(load, view.language)
    return word(missing if has_word(missing, view.language) else "section.nothing", view.language)


def _anywhere(view: View, section: Section) -> bool:
    """Whether there is anything to draw without any filter, over all that is known."""
    filters = view.filters(crm_core.ask(section.metric).tables).unnarrowed
    table = view.answer(section.metric, filters, by=section.by, **section.options)
    return not replace(section, table=table[table["group"] != crm_core.MISSING]).empty


def _made(view: View, section: Section, theme: charts.Theme) -> tuple[Section, dict[str, Any]]:
    return section, _picture(view, section, theme).to_dict()


def _picture(view: View, section: Section, theme: charts.Theme) -> Any:
    said, metric = words.for_chart(view, section), crm_core.ask(section.metric)
    return charts.draw(section.kind, section.table, metric, said, before=section.before, theme=theme)


@st.fragment
def footer(view: View, section: Section) -> None:
    """Draw the four small buttons; what a popover holds is made when it is opened."""
    gathered.here().sections[section.name] = section
    key = section.name.replace(".", "_")
    with st.container(horizontal=True, key=f"foot_{key}"):
        rows = () if section.described else (("rows", _rows),)
        split = () if section.split is None else (("split", _split),)
        for name, fill in (("how", _how), *split, *rows, ("table", _table), ("download", downloads.of_section)):
            popover = st.popover(
                word(f"section.{name}", view.language), type="tertiary", on_change="rerun", key=f"{name}_{key}"
            )
            if popover.open:
                with popover:
                    fill(view, section)


def _how(view: View, section: Section) -> None:
    if not section.described:
        definition(crm_core.ask(section.metric), view.language)
        return
    st.markdown(word("section.how_changes", view.language))
    for name in section.described:
        metric = crm_core.ask(name)
        st.markdown(f"**{metric.title}**: {metric.summary}")


def _rows(view: View, section: Section) -> None:
    metric = crm_core.ask(section.metric)
    filters = section.filters or view.filters(metric.tables)
    asked: dict[str, Any] = {"settings": view.settings, "by": section.by, **section.options}
    key = repr(("rows", view.store.name, view.versions, section.metric, filters, asked))
    compute = lambda: rows_behind(metric, view.store, filters, limit=SHOWN_ROWS, **asked)  # noqa: E731
    frame, total = cached(key, _compute=compute)
    shown, all_of = formats.number(len(frame), view.language), formats.number(total, view.language)
    st.caption(
        word("section.rows_all", view.language, total=all_of)
        if total <= SHOWN_ROWS
        else word("section.rows_shown", view.language, shown=shown, total=all_of)
    )
    st.dataframe(frame, hide_index=True, key=f"frame_{section.name}", width=TABLE_WIDTH)
    if total > DOWNLOADED_ROWS:
        st.caption(word("section.too_many_rows", view.language, limit=formats.number(DOWNLOADED_ROWS, view.language)))
        return
    downloads.of_rows(view, section, filters, asked)


def _split(view: View, section: Section) -> None:
    st.caption(word("mix.how", view.language))
    st.dataframe(section.split, hide_index=True, key=f"split_{section.name}_frame", width=TABLE_WIDTH)


def _table(view: View, section: Section) -> None:
    table = words.labelled(view, section)
    st.dataframe(table, hide_index=True, key=f"table_{section.name}_frame", width=TABLE_WIDTH)
