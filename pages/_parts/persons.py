"""What the page on teams shows of single persons: nothing unless it is switched on, and never in order of merit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core import schema
from crm_core.actions import staff
from crm_core.rows import rows_behind
from crm_core.text import formats, word
from pages._parts import card, page, proposal
from pages._parts.answers import cached
from pages._parts.section import LIST, Section
from pages._parts.view import View
from pages._parts.words import column_title

PERSONS, LATE, UNTRAINED = "team.persons", "team.punctuality", "team.onboarding"
CONDUCT, NOTES = "team.conduct", "team.notes"
ROWS_OF = {"shifts": LATE, "conduct_notes": NOTES}
"""Tables whose rows a person may comment on this page, and the metric that lists them."""


def draw(view: View) -> None:
    """Draw what is said of single persons, one standard under each tab; one line where it is off."""
    settings = view.settings
    if not settings.shows_staff:
        st.markdown(f":small[:gray[{word('team.persons_off', view.language)}]]")
        return
    parts: dict[str, Callable[[View], None]] = {"persons": _heard}
    parts |= {"late": _late} if settings.punctuality else {}
    parts |= {"untrained": _untrained} if settings.training_first else {}
    parts |= {"notes": _noted} if settings.conduct else {}
    st.subheader(word("team.persons_heading", view.language), anchor=False)
    page.sections(view, "team", **parts)


def _heard(view: View) -> None:
    """Draw what customers say of each person, or of the one that is chosen with the cases behind it."""
    known = _by_name(view.ask(PERSONS))
    names = dict(zip(known["group"], known["name"], strict=True)) | {"": word("team.everybody", view.language)}
    label = word("team.person", view.language)
    chosen = st.selectbox(label, ["", *known["group"]], format_func=names.__getitem__, key="person")
    asked = {"person": chosen} if chosen else {}
    table = _by_name(view.ask(PERSONS, **asked))
    shown = pd.DataFrame(
        {
            "name": table["name"],
            "satisfied": table["satisfied"],
            "expected_answers": table["expected_answers"].round(1),
            "standard_pct": [formats.share(one, view.language) for one in table["standard_pct"]],
            "interval": _intervals(view, table),
            "answers": table["answers"],
            "team": table["team"],
        }
    )
    _list(view, "team.persons", PERSONS, table, shown, **asked)


def _intervals(view: View, table: pd.DataFrame) -> list[str]:
    return [formats.interval(low, high, "per cent", view.language) for low, high in zip(table["low"], table["high"],
            strict=True)]  # fmt: skip


def _by_name(table: pd.DataFrame) -> pd.DataFrame:
    """Return the persons in the order of their names."""
    named = table[table["group"] != ""]
    return named.sort_values("name", key=lambda names: names.str.casefold(), kind="stable")


def _late(view: View) -> None:
    table = _by_name(view.ask(LATE))
    settings = view.settings
    rule = {"minutes": settings.late_minutes, "count": settings.late_count, "months": settings.late_months}
    reached = [word(f"team.reached_{code}", view.language) for code in table["reached"]]
    shown = table[["name", "late_arrivals", "excused", "n", "team"]].assign(reached=reached)
    _list(view, "team.late", LATE, table, shown, **{f"place_{name}": value for name, value in rule.items()})
    _comment(view, "shifts")


def _untrained(view: View) -> None:
    table = _by_name(view.ask(UNTRAINED))
    shown = table[["name", "before_training", "n", "training_weeks", "trained", "team"]]
    _list(view, "team.untrained", UNTRAINED, table, shown.assign(training_weeks=shown["training_weeks"].round(1)))


def _noted(view: View) -> None:
    counted = view.ask(CONDUCT)
    counted = counted[counted["group"] != ""]
    _list(view, "team.conduct", CONDUCT, counted, counted[["group", "kind", "n"]].rename(columns={"group": "team"}))
    listed = view.ask(NOTES)
    _list(view, "team.notes", NOTES, listed, listed[["noted", "name", "kind", "text", "note"]])
    _comment(view, "conduct_notes")


def _list(view: View, name: str, metric: str, table: pd.DataFrame, shown: pd.DataFrame, **asked: Any) -> None:
    """Draw a list with its sentence, its definition and the records behind it; one line where nothing is recorded."""
    places = {key.removeprefix("place_"): value for key, value in asked.items() if key.startswith("place_")}
    options = {key: value for key, value in asked.items() if not key.startswith("place_")}
    if table.empty:
        st.markdown(word("team.nothing_recorded", view.language))
        return
    section = Section(name, metric, LIST, table, places=places, options=options)
    rows = shown.rename(columns={column: column_title(column, view.language) for column in shown})
    card.listed(view, section, rows, {})


def _comment(view: View, subject: str) -> None:
    """Draw what persons said of their rows, and the form in which one says something."""
    keys = _keys(view, subject)
    if not keys:
        return
    said = staff.comments(view.store, subject, keys)
    if len(said):
        titles = {column: column_title(column, view.language) for column in said}
        st.dataframe(said.rename(columns=titles), hide_index=True, key=f"said_{subject}")
    with st.expander(word("team.comment", view.language), key=f"comment_{subject}"), st.form(f"say_{subject}", True):
        with proposal.fields():
            key = st.selectbox(word("team.comment_row", view.language), keys, key=f"row_{subject}")
            who = st.text_input(word("settings.who", view.language), key=f"who_{subject}", max_chars=80)
        text = st.text_area(word("team.comment_text", view.language), key=f"text_{subject}", max_chars=1_000)
        if st.form_submit_button(word("team.comment_save", view.language), key=f"save_{subject}"):
            _save(view, subject, str(key), text, who)


def _keys(view: View, subject: str) -> list[str]:
    """Return the numbers of the rows that are listed, the newest first."""
    metric = crm_core.ask(ROWS_OF[subject])
    filters = view.filters(metric.tables)
    key = repr(("commented", view.key, subject))
    frame = cached(key, _compute=lambda: rows_behind(metric, view.store, filters, settings=view.settings)[0])
    name = schema.TABLES[subject].key[0]
    return [str(one) for one in frame[name]] if name in frame else []


def _save(view: View, subject: str, key: str, text: str, who: str) -> None:
    try:
        staff.comment(view.store, subject, key, text, who)
    except crm_core.LoyaltyError as error:
        page.failed(error, view.language)
        return
    st.rerun()
