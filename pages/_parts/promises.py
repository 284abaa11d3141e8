"""What the pages show of promised times: whether they are kept, and who has waited longest."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core.text import formats, label, word
from crm_core.text.sentences import counted
from pages._parts import card, figures, said, sidebar
from pages._parts.section import LIST, Section
from pages._parts.view import View

SLA, OLDEST = "complaints.sla", "complaints.oldest"
OLDEST_SHOWN = 5
MUCH_PAUSED = 25
"""Share of the time paused, per cent, above which it is told beside the promise: pausing makes promises look kept."""


def kept(view: View) -> None:
    """Draw the share of the complaints due by now that were settled in the time promised."""
    metric = crm_core.ask(SLA)
    found = view.compare(SLA).iloc[0]
    title = word(f"figure_title.{SLA}", view.language)
    if view.reach(("complaints",)) is None:
        figures.not_loaded(view, title, "complaints")
    elif found["n"] == 0:
        promised = found["not_promised"] < found["left_out"]
        reason = "none_due" if promised else "not_promised"
        figures.without(view, title, "no_data", word(f"figure.{reason}", view.language))
    else:
        figures.drawn(view, metric, found, title, _of_due(found, view.language))


def _of_due(found: pd.Series[Any], language: str) -> str:
    """Word how many were due, and how many of them are still open."""
    places = {"n": formats.number(found["n"], language), "open": formats.number(found["overdue"], language)}
    due = word("figure.of_due", language, **places)
    if formats.missing(found["pause_pct"]) or found["pause_pct"] <= MUCH_PAUSED:
        return due
    return word("figure.paused", language, due=due, x=formats.quantity(found["pause_pct"], "per cent", language))


def late(view: View) -> int:
    """Return how many complaints opened in the period are open past the time promised."""
    return int(view.ask(SLA)["overdue"].iloc[0])


def oldest(view: View, *, limit: int = OLDEST_SHOWN) -> None:
    """Draw the complaints that have been open longest, by their numbers."""
    section = _oldest(view, limit=limit)
    with st.container(border=True, height="stretch", gap="xsmall", key="card_oldest"):
        st.subheader(said.title(section, view.language), anchor=False)
        if section.empty:
            st.markdown(word("oldest.none", view.language))
            return
        st.markdown(f":small[:gray[{said.sentence(section, view.language)}]]")
        _listed(view, section.table)
        card.footer(view, section)


def _oldest(view: View, *, limit: int) -> Section:
    table = view.ask(OLDEST, limit=limit)
    places = {"n": counted(len(table), "complaints", view.language)}
    return Section("oldest", OLDEST, LIST, table, places=places, options={"limit": limit}, title=OLDEST, text=OLDEST)


def _listed(view: View, table: pd.DataFrame) -> None:
    """Draw the list; what matters most comes first, since a phone shows four columns."""
    stores = sidebar.offer("store", view.store, view.versions, view.language)
    severities = partial(label, "severity", language=view.language)
    columns = {
        "case": table["case"],
        "age_days": table["age_days"].round(),
        "category": table["category"],
        "store": [stores.get(code, code) for code in table["store"]],
        "severity": [severities(code) if pd.notna(code) else None for code in table["severity"]],
        "promise_used_pct": table["promise_used_pct"].round(),
    }
    filled = {name: values for name, values in columns.items() if pd.notna(values).any()}
    shown = pd.DataFrame(filled)
    words = [name for name in shown if name not in ("age_days", "promise_used_pct")]
    shown[words] = shown[words].fillna("")
    titles = {name: word(f"column.{name}", view.language) for name in shown}
    longest = float(shown["age_days"].max())
    bar = st.column_config.ProgressColumn(titles["age_days"], format="%d", max_value=longest, color="primary")
    st.dataframe(
        shown.rename(columns=titles), hide_index=True, height="content", column_config={titles["age_days"]: bar}
    )
