"""Several promised times changed at once on the Settings page, as a table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

from crm_core.actions import Author, effects
from crm_core.actions import settings as rules
from crm_core.errors import SettingsError
from crm_core.schema import TABLES
from crm_core.settings import SlaTarget, checks
from crm_core.text import label, word
from pages._parts import proposal
from pages._parts.proposal import Proposal
from pages._parts.view import View

SUBJECT = "several"
COLUMNS = ("severity", "category", "first_answer", "end", "calendar")
SECONDS_PER_HOUR = 3_600


def draw(view: View, held: Iterable[SlaTarget]) -> None:
    """Draw the table of the promises in force, to be changed, added to and shortened."""
    before = tuple(held)
    with st.expander(word("settings.change_several", view.language), key="change_several"):
        with st.form("form_several", border=False):
            table = _edited(view, before)
            st.caption(word("settings.several_help", view.language))
            since = proposal.day(view, SUBJECT)
            author = proposal.submitted(view, SUBJECT)
        if author is not None:
            asked = changed(before, table, since)
            names = [one.name for one in view.settings.calendars]
            problems = [*_of_table(asked), *(problem for one in asked for problem in checks.of_promise(one, names))]
            tried, save = effects.with_promises(view.settings, asked), partial(_save, view, asked)
            proposal.propose(view, SUBJECT, problems, lambda: Proposal(SUBJECT, tried, save, author))
        proposal.draw(view, SUBJECT)


def changed(held: Iterable[SlaTarget], table: pd.DataFrame, since: dt.date) -> tuple[SlaTarget, ...]:
    """Return what a table changes: rows that say something else or are new, and a promise of nothing for one that went.

    Parameters
    ----------
    held : iterable of SlaTarget
        What is promised now, one for each severity and category.
    table : DataFrame
        severity, category, first_answer and end (hours), calendar; an empty cell is missing.
    since : date
        First day of what is changed.
    """
    given = table.astype("object").where(table.notna(), None).to_dict("records")
    asked = [_promise(row, since) for row in given]
    before = {(one.severity, one.category): _terms(one) for one in held}
    kept = {(one.severity, one.category) for one in asked}
    gone = [SlaTarget(since, *key) for key in before if key not in kept]
    return (*(one for one in asked if before.get((one.severity, one.category)) != _terms(one)), *gone)


def _promise(row: dict[str, object], since: dt.date) -> SlaTarget:
    texts = {name: str(row[name] or "").strip() or None for name in ("severity", "category", "calendar")}
    first, end = (
        None if row[name] is None else round(float(str(row[name])) * SECONDS_PER_HOUR) for name in COLUMNS[2:4]
    )
    return SlaTarget(since, texts["severity"], texts["category"], first, end, texts["calendar"])


def _terms(one: SlaTarget) -> tuple[object, ...]:
    return one.first_response_seconds, one.resolution_seconds, one.calendar


def _of_table(asked: tuple[SlaTarget, ...]) -> Iterable[SettingsError]:
    if not asked:
        yield SettingsError("nothing_changed", expected="a row that says something else")
    counts = Counter((one.severity, one.category) for one in asked)
    for (severity, category), n in counts.items():
        if n > 1:
            yield SettingsError("promise_twice", found=f"{severity or ''} {category or ''}".strip(), expected="one row")


def _edited(view: View, held: tuple[SlaTarget, ...]) -> pd.DataFrame:
    rows = [
        (one.severity, one.category, _hours(one.first_response_seconds), _hours(one.resolution_seconds), one.calendar)
        for one in held
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"first_answer": "float64", "end": "float64"})
    titles = {name: word(f"settings.{name}", view.language) for name in ("severity", "category", "calendar")}
    hours = {name: word(f"settings.{name}_hours", view.language) for name in ("first_answer", "end")}
    severities = TABLES["sla_targets"].column("severity").choices
    columns = {
        "severity": st.column_config.SelectboxColumn(
            titles["severity"], options=list(severities), format_func=partial(_severity, language=view.language)
        ),
        "category": st.column_config.TextColumn(titles["category"]),
        "first_answer": st.column_config.NumberColumn(hours["first_answer"], min_value=0),
        "end": st.column_config.NumberColumn(hours["end"], min_value=0),
        "calendar": st.column_config.SelectboxColumn(
            titles["calendar"], options=[one.name for one in view.settings.calendars]
        ),
    }
    return st.data_editor(
        table, num_rows="dynamic", hide_index=True, column_config=columns, key="table_several", height="content",
        placeholder="",
    )  # fmt: skip


def _severity(code: str, language: str) -> str:
    return label("severity", code, language)


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / SECONDS_PER_HOUR


def _save(view: View, asked: tuple[SlaTarget, ...], author: Author) -> None:
    rules.put_promises(view.store, asked, author)
