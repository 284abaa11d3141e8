"""The definitions of numbers and of files, from the metrics and the contracts themselves."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core import schema
from crm_core.schema.templates import csv_template
from crm_core.text import has_word, word
from pages._parts.view import View


def count() -> int:
    """Return how many numbers are defined."""
    return len(crm_core.list_metrics())


def numbers(view: View) -> None:
    """Draw every metric's definition under its subject."""
    names = list(crm_core.list_metrics()["name"])
    for subject in dict.fromkeys(name.partition(".")[0] for name in names):
        st.subheader(word(f"menu.{subject}", view.language), anchor=False)
        for name in (one for one in names if one.startswith(f"{subject}.")):
            metric = crm_core.ask(name)
            with st.expander(metric.title, key=f"definition_{name.replace('.', '_')}"):
                definition(metric, view.language)


def definition(metric: crm_core.Metric, language: str) -> None:
    """Draw a metric's docstring: its first sentence, then its sections."""
    st.markdown(metric.summary)
    splits = ", ".join(_split(name, language) for name in metric.by)
    st.caption(word("definitions.split", language, names=splits) if splits else word("definitions.no_split", language))
    for heading, text in metric.sections.items():
        st.markdown(f"**{word(f'section.{heading.lower()}', language)}**")
        st.markdown(_lines(text) if heading == "Columns" else text)


def _split(name: str, language: str) -> str:
    key = f"time.{name}"
    return word(key, language) if has_word(key, language) else word(f"filter.{name}", language).lower()


def _lines(text: str) -> str:
    """Turn "name : what it is" lines, which may run over several lines, into a list."""
    items: list[str] = []
    for line in text.splitlines():
        if " : " in line and not line.startswith(" "):
            name, _, meaning = line.partition(" : ")
            items.append(f"- `{name}`: {meaning}")
        else:
            items[-1] += f" {line.strip()}"
    return "\n".join(items)


def _columns_of(contract: schema.Table, language: str) -> list[dict[str, object]]:
    """Return a contract's columns as rows under translated headings."""
    return [
        {
            word("definitions.column", language): column.name,
            word("definitions.meaning", language): column.comment,
            word("definitions.type", language): word(f"type.{column.type}", language),
            word("definitions.unit_head", language): column.unit,
            word("definitions.needed", language): column.required,
            word("definitions.values", language): ", ".join(column.choices),
        }
        for column in contract.columns
    ]


def files(view: View) -> None:
    """Draw one contract: what a row is, its columns, and a template to fill in."""
    st.subheader(word("definitions.files", view.language), anchor=False)
    contract = _chosen(view)
    st.text(contract.comment)
    st.dataframe(_columns_of(contract, view.language), hide_index=True, height="content")
    _template(view, contract)


def templates(view: View) -> None:
    """Draw a card that gives a template for each kind of file."""
    with st.container(border=True, key="card_templates"):
        st.subheader(word("definitions.templates", view.language), anchor=False)
        _template(view, _chosen(view))


def _chosen(view: View) -> schema.Table:
    titles = {name: word(f"table.{name}", view.language) for name in schema.LOADED}
    options = sorted(titles, key=titles.__getitem__)
    start, title_of = options.index("complaints"), titles.__getitem__
    name = st.selectbox(word("definitions.file", view.language), options, index=start, format_func=title_of)
    return schema.LOADED[name]


def _template(view: View, contract: schema.Table) -> None:
    text, make = word("definitions.template", view.language), lambda: csv_template(contract)
    st.download_button(text, make, f"{contract.name}.csv", "text/csv", on_click="ignore")
