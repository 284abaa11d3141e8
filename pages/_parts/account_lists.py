"""The lists of the page on key accounts: whom to call, and whom to hand over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from crm_core.reports import to_csv
from crm_core.text import formats, label, word
from pages._parts import card
from pages._parts.accounts import HANDOVER_LIST, WARNING, money
from pages._parts.section import LIST, Section
from pages._parts.view import View

SHOWN = 50
"""Customers shown; all of them are in the download."""

HEIGHT = 420  # pixels

Read = Callable[[View, pd.DataFrame], pd.DataFrame]
"""How a list is brought into the form that a reader sees."""


def warnings(view: View) -> None:
    """Draw the list of key accounts to call, with every reason in words."""
    _draw(view, "accounts.warning", WARNING, _to_call)


def handover(view: View) -> None:
    """Draw the list of customers to hand over."""
    _draw(view, "accounts.handover", HANDOVER_LIST, _to_hand_over)


def _draw(view: View, name: str, metric: str, read: Read) -> None:
    table, key = view.ask(metric), name.replace(".", "_")
    counts = {"shown": min(SHOWN, len(table)), "n": len(table)}
    places = {place: formats.number(count, view.language) for place, count in counts.items()}
    text = f"{name}_part" if len(table) > SHOWN else ""
    section = Section(name, metric, LIST, table, places=places, text=text)
    with st.container(border=True, gap="xsmall", key=f"card_{key}"):
        st.subheader(word(f"{name}_title", view.language), anchor=False)
        if table.empty:
            nobody = "section.nobody_or_few" if view.selection.segment else f"{name}_none"
            st.markdown(word(nobody, view.language))
            return
        st.markdown(f":small[:gray[{word(f'{section.text or name}_text', view.language, **places)}]]")
        height: Any = HEIGHT if len(table) > SHOWN // 5 else "content"
        st.dataframe(read(view, table.head(SHOWN)), hide_index=True, key=f"list_{key}", height=height)
        st.download_button(
            word("accounts.all_csv", view.language),
            lambda: to_csv(read(view, table)),
            f"{key}.csv",
            "text/csv",
            key=f"csv_{key}",
            on_click="ignore",
            type="tertiary",
        )
        card.footer(view, section)


def _to_call(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the list as a reader sees it; what matters most comes first, since a phone shows four columns."""
    said = [formats.listed(reasons(row, view), view.language) for row in table.to_dict("records")]
    columns = {
        "customer": table["customer"],
        "name": table["name"].fillna(""),
        "why": said,
        "stake": _money(view, table["stake"]),
        **({"owner": table["owner"].fillna("")} if table["owner"].notna().any() else {}),
        "last_year": _money(view, table["last_year"]),
        "year_before": _money(view, table["year_before"]),
    }
    return _titled(columns, view.language)


def _to_hand_over(view: View, table: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "customer": table["customer"],
        "name": table["name"].fillna(""),
        "last_year": _money(view, table["last_year"]),
        "open_complaints": table["open_complaints"],
        "last_contact": [_day(day, view.language) for day in table["last_contact"]],
        "owner": table["owner"],
        "left_on": [_day(day, view.language) for day in table["left_on"]],
        "kind": [label("kind", str(code), view.language) for code in table["kind"].fillna("")],
        "key_account": [word(f"accounts.key_{code}", view.language) for code in table["key_account"]],
    }
    return _titled(columns, view.language)


def _titled(columns: dict[str, Any], language: str) -> pd.DataFrame:
    return pd.DataFrame({word(f"column.{name}", language): list(values) for name, values in columns.items()})


def _money(view: View, amounts: pd.Series[float]) -> list[str]:
    return [money(view, amount) for amount in amounts]


def _day(written: str, language: str) -> str:
    return formats.short_day(dt.date.fromisoformat(written), language) if written else ""


def reasons(row: dict[str, Any], view: View) -> list[str]:
    """Say why a key account is on the list; `row` is one of the list."""
    language = view.language
    counts = {
        "late_complaint": row["late_complaints"],
        "open_complaint": row["open_complaints"] - row["late_complaints"],
    }
    places = {
        "low_score": {"score": row["score"], "scale": row["score_of"]},
        "less_content": {"now": row["content_now"], "before": row["content_before"]},
    }
    said = []
    for code in row["reasons"].split():
        if code in counts:
            form = "one" if counts[code] == 1 else "many"
            said.append(word(f"accounts.why_{code}_{form}", language, n=formats.number(counts[code], language)))
        elif code in places:
            numbers = {name: formats.number(value, language) for name, value in places[code].items()}
            said.append(word(f"accounts.why_{code}", language, **numbers))
        else:
            spent = {"now": money(view, row["last_year"]), "before": money(view, row["year_before"])}
            said.append(word("accounts.why_spend_fell", language, **spent))
    return said
