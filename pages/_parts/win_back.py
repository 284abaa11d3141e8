"""The list of customers to win back, with the reason in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from crm_core.contacts import contacts
from crm_core.reports import to_csv
from crm_core.text import formats, word
from pages._parts import card
from pages._parts.section import LIST, Section
from pages._parts.view import View

WIN_BACK = "loyalty.win_back"
SHOWN = 50
"""Customers shown; all of them are in the download."""


def draw(view: View) -> None:
    """Draw the list: who brought most first, why they may be leaving, and whether they may be written to."""
    table = view.ask(WIN_BACK)
    counts = {"shown": min(SHOWN, len(table)), "n": len(table)}
    places = {name: formats.number(count, view.language) for name, count in counts.items()}
    section = Section("loyalty.win_back", WIN_BACK, LIST, table, places=places)
    with st.container(border=True, gap="xsmall", key="card_loyalty_win_back"):
        st.subheader(word("loyalty.win_back_title", view.language), anchor=False)
        if table.empty:
            nobody = "section.nobody_or_few" if view.selection.segment else "loyalty.win_back_none"
            st.markdown(word(nobody, view.language))
            return
        st.markdown(f":small[:gray[{word('loyalty.win_back_text', view.language, **places)}]]")
        st.dataframe(_listed(view, table.head(SHOWN)), hide_index=True, key="list_win_back", height=420)
        _addresses(view, table)
        card.footer(view, section)


def _listed(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the list as a reader sees it; what matters most comes first, since a phone shows four columns."""
    currency, language = view.settings.currency, view.language
    years = ("last_year", "year_before")
    money = {name: [formats.money(one, currency, language) for one in table[name]] for name in years}
    consent = [word(f"loyalty.consent_{code}", view.language) for code in table["consent"]]
    columns = {
        "customer": table["customer"],
        "why": [reason(row, view.language) for _, row in table.iterrows()],
        **money,
        "consent": consent,
    }
    return pd.DataFrame({word(f"column.{name}", view.language): list(values) for name, values in columns.items()})


def reason(row: pd.Series[Any], language: str) -> str:
    """Say why a customer is on the list; `row` is one of the list."""
    if row["reason"] == "late_complaint":
        one = row["late_complaints"] == 1
        key = "loyalty.why_late_complaint_one" if one else "loyalty.why_late_complaint_many"
        return word(key, language, late=formats.number(row["late_complaints"], language))
    if row["reason"] == "low_score":
        score, scale = (formats.number(row[name], language) for name in ("score", "score_of"))
        return word("loyalty.why_low_score", language, score=score, scale=scale)
    if row["reason"] == "fell":
        return word("loyalty.why_fell", language, tier_before=row["tier_before"], tier=row["tier"])
    usual, silent = (formats.number(round(row[name]), language) for name in ("usual_days", "silent_days"))
    return word("loyalty.why_quiet", language, usual=usual, silent=silent)


def _addresses(view: View, table: pd.DataFrame) -> None:
    """Offer the addresses of those who may be written to; they are read when they are asked for."""
    names = table.loc[table["consent"] == "yes", "customer"].tolist()
    filters = view.filters(("purchases",))
    st.download_button(
        word("loyalty.contacts", view.language),
        lambda: to_csv(contacts(view.store, filters, names, view.settings)),
        "win_back_contacts.csv",
        "text/csv",
        key="csv_contacts",
        on_click="ignore",
        type="tertiary",
    )
