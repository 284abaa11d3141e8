"""On the Settings page: the weights of the index that the answers of a base year suggest."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

import crm_core
from crm_core.text import formats, word
from pages._parts.view import View

WEIGHTS = "satisfaction.weights"
YEARS = 5
"""Whole years back that are offered as a base."""

DECIMALS = 3
"""Of a weight filled in."""


def draw(view: View, fields: dict[str, str]) -> None:
    """Offer the weights that a year's answers suggest, and to fill them in; `fields` has the key of each's field."""
    tables = crm_core.ask(WEIGHTS).tables
    reach = view.reach(tables)
    if reach is None:
        return
    last = reach.astimezone(ZoneInfo(view.settings.zone)).year - 1
    with st.expander(word("settings.estimate", view.language), key="estimate_weights", on_change="rerun") as expander:
        if not expander.open:
            return
        st.markdown(f":small[:gray[{word('settings.estimate_help', view.language)}]]")
        offered = list(range(last, last - YEARS, -1))
        year = st.selectbox(word("settings.base_year", view.language), offered, key="base_year", width=240)
        base = replace(view.filters(tables).unnarrowed, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31))
        _found(view, view.answer(WEIGHTS, base).set_index("item"), year, fields)


def _found(view: View, table: pd.DataFrame, year: int, fields: dict[str, str]) -> None:
    n = formats.number(table["n"].iloc[0], view.language)
    if table["weight_pct"].isna().any():
        st.markdown(word("settings.estimate_none", view.language, year=year, n=n))
        return
    st.markdown(word("settings.estimated", view.language, year=year, n=n))
    for name in fields:
        shares = {key: formats.share(table.loc[name, key], view.language) for key in ("weight_pct", "low", "high")}
        title = word(f"rule.weight_{name}", view.language)
        st.markdown(word("settings.estimated_weight", view.language, name=title, **shares))
    values = {key: round(float(table.loc[name, "weight_pct"]) / 100, DECIMALS) for name, key in fields.items()}
    st.button(
        word("settings.fill_in", view.language), key="fill_in_weights", on_click=st.session_state.update, args=(values,)
    )
