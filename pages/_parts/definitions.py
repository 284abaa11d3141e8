"""The definitions of numbers and of files, from the metrics and the contracts themselves."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core import schema
from crm_core.text import has_word, word
from pages._parts.view import View


def count() -> int:
    """Return how many numbers are defined."""
    return len(crm_core.list_metrics())


def numbers(view: View) -> None:
    """Draw every metric's definition."""
    st.subheader(word("definitions.numbers", view.language), anchor=False)
    for name in crm_core.list_metrics()["name"]:
        metric = crm_core.ask(name)
        with st.expander(metric.title, key=f"definition_{name}"):
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
    """Draw every contract: what one row is, and its columns."""
    st.subheader(word("definitions.files", view.language), anchor=False)
    for name, contract in schema.LOADED.items():
        with st.expander(name, key=f"contract_{name}"):
            st.text(contract.comment)
            st.dataframe(_columns_of(contract, view.language), hide_index=True, height="content")
