"""Finding a customer, and opening one: the link to it works cold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from crm_core.customers import LIMIT, search
from crm_core.text import formats, label, word
from pages._parts import profile
from pages._parts.address import CUSTOMER
from pages._parts.answers import cached
from pages._parts.view import DATED, View


def draw(view: View) -> None:
    """Draw the field to search by, who is found, and the customer that is open."""
    as_of = view.reach(DATED) or dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
    text = st.text_input(
        word("customers.search", view.language),
        key="customers_search",
        placeholder=word("customers.example", view.language),
    )
    chosen = _found(view, text, as_of) if text.strip() else None
    if chosen:
        st.query_params[CUSTOMER] = chosen
    elif text.strip():  # whoever was open before is not who is looked for now
        st.query_params.pop(CUSTOMER, None)
    open_one = st.query_params.get(CUSTOMER)
    if open_one:
        profile.draw(view, open_one, as_of)


def _found(view: View, text: str, as_of: dt.datetime) -> str | None:
    """Draw who is found; return the one that is chosen, or the only one."""
    key = repr(("found", view.store.name, view.versions, text, as_of))
    found: pd.DataFrame = cached(key, _compute=lambda: search(view.store, text, as_of))
    if found.empty:
        st.markdown(word("customers.nobody", view.language))
        return None
    if len(found) == 1:
        return str(found["customer_id"].iloc[0])
    many = "customers.found_most" if len(found) == LIMIT else "customers.found"
    n = formats.number(len(found), view.language)
    st.markdown(f":small[:gray[{word(many, view.language, n=n)}]]")
    event: Any = st.dataframe(
        _listed(found, view.language),
        hide_index=True,
        height=300,
        on_select="rerun",
        selection_mode="single-row",
        key=f"customers_found_{text}",
    )
    rows = event.selection.rows
    return str(found["customer_id"].iloc[rows[0]]) if rows else None


def _listed(found: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return those found as a reader sees them; what tells them apart comes first."""
    yes = {True: word("customers.yes", language), False: ""}
    columns = {
        "name": found["name"].fillna(""),
        "customer": found["customer_id"],
        "city": found["city"].fillna(""),
        "email": found["email"].fillna(""),
        "phone": found["phone"].fillna(""),
        "kind": [label("kind", str(code), language) for code in found["kind"].fillna("")],
        "country": found["country"].fillna(""),
        "key_account": [yes[bool(one)] for one in found["key_account"].fillna(False)],
    }
    return pd.DataFrame({word(f"column.{name}", language): list(values) for name, values in columns.items()})
