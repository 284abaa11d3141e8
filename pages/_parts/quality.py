"""How far the data reach and how full they are, on the Data page."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pandas as pd
import streamlit as st

import crm_core
from crm_core.horizon import ATTRIBUTES
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import card
from pages._parts.section import Section
from pages._parts.view import View

FRESHNESS, QUALITY = "data.freshness", "data.quality"
MINUTES = 15
CHOSEN = "quality_table"


def draw(view: View) -> None:
    """Draw both cards, and the choice of the table that the second one is about."""
    filters = _now()
    names = list(view.answer(FRESHNESS, filters)["table"])
    if not names:
        return
    titles = {name: word(f"table.{name}", view.language) for name in names}
    chosen = st.session_state.get(CHOSEN, names[0])
    chosen = chosen if chosen in names else names[0]
    reach, fullness = st.columns(2)
    with reach:
        card.draw(view, partial(fresh, filters=filters))
    with fullness:
        label = word("quality.table", view.language)
        st.selectbox(label, names, index=names.index(chosen), format_func=titles.__getitem__, key=CHOSEN)
        card.draw(view, partial(columns, filters=filters, name=chosen))


def _now() -> crm_core.Filters:
    """Look at everything there is now; floored, so that the answer is kept for a while."""
    now = dt.datetime.now(dt.UTC)
    return crm_core.Filters(as_of=now.replace(minute=now.minute - now.minute % MINUTES, second=0, microsecond=0))


def fresh(view: View, *, filters: crm_core.Filters) -> Section:
    """Days since the end of each table's data, the oldest first; attributes of people and things have no end."""
    table = view.answer(FRESHNESS, filters).sort_values("days_since", ascending=False)
    table = table[~table["table"].isin(ATTRIBUTES)]
    places = {"day": formats.day(filters.as_of.date(), view.language)}
    return Section("quality.fresh", FRESHNESS, "bars", table, places=places, filters=filters)


def columns(view: View, *, filters: crm_core.Filters, name: str) -> Section:
    """The share of rows that fill each column of a table, the fullest first."""
    table = view.answer(QUALITY, filters, table=name)
    shown = table[table["filled"] > 0].sort_values("filled_pct", ascending=False)
    places = {"table": word(f"table.{name}", view.language), "n": counted(_rows(shown), "records", view.language)}
    return Section("quality.column", QUALITY, "bars", shown, places=places, filters=filters, options={"table": name})


def _rows(table: pd.DataFrame) -> int:
    return int(table["rows"].max()) if len(table) else 0
