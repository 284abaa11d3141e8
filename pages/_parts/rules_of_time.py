"""Promised times on the Settings page, above the working hours they go by."""

from __future__ import annotations

from functools import partial

import streamlit as st

from crm_core.actions import Author, effects
from crm_core.actions import settings as rules
from crm_core.schema import TABLES
from crm_core.settings import SlaTarget, checks
from crm_core.text import formats, label, word
from pages._parts import proposal, rules_of_calendars, rules_of_promises, sidebar
from pages._parts.proposal import Proposal
from pages._parts.view import View

SUBJECT = "promises"
SEVERITIES = TABLES["sla_targets"].column("severity").choices
SECONDS_PER_HOUR = 3_600


def draw(view: View) -> None:
    """Draw the promises in force, the form that changes one, the table that changes several, and the calendars."""
    held = _in_force(view)
    with st.expander(word("settings.change_promise", view.language), key="change_promises"):
        with st.form("form_promises", border=False):
            with proposal.fields():
                asked = _asked(view)
            author = proposal.submitted(view, SUBJECT)
        if author is not None:
            problems = checks.of_promise(asked, [one.name for one in view.settings.calendars])
            changed = effects.with_promises(view.settings, [asked])
            proposal.propose(
                view, SUBJECT, problems, lambda: Proposal(SUBJECT, changed, partial(_save, view, asked), author)
            )
        proposal.draw(view, SUBJECT)
    if len(held) > 1:
        rules_of_promises.draw(view, held)
    rules_of_calendars.draw(view)


def _save(view: View, asked: SlaTarget, author: Author) -> None:
    rules.put_promises(view.store, [asked], author)


def _in_force(view: View) -> list[SlaTarget]:
    """List what is promised for cases opened now, and return it."""
    day = rules.today(view.store)
    newest = {(one.severity, one.category): one for one in view.settings.sla_targets if one.valid_from <= day}
    st.markdown(word("settings.promises_text" if newest else "settings.promises_none", view.language))
    if newest:
        st.dataframe([_row(view, one) for one in newest.values()], hide_index=True, height="content")
    return list(newest.values())


def _row(view: View, one: SlaTarget) -> dict[str, str]:
    everything = word("settings.all_cases", view.language)
    cells = {
        "severity": label("severity", one.severity, view.language) if one.severity else everything,
        "category": one.category or everything,
        "first_answer": _hours(view, one.first_response_seconds),
        "end": _hours(view, one.resolution_seconds),
        "calendar": one.calendar or word("settings.calendar_of_team", view.language),
        "since_when": formats.short_day(one.valid_from, view.language),
    }
    return {word(f"settings.{name}", view.language): cell for name, cell in cells.items()}


def _hours(view: View, seconds: int | None) -> str:
    if seconds is None:
        return word("settings.no_promise", view.language)
    return word("settings.hours", view.language, n=formats.number(seconds / SECONDS_PER_HOUR, view.language))


def _asked(view: View) -> SlaTarget:
    """Ask for one promise; a field that is left empty promises nothing."""
    everything = word("settings.all_cases", view.language)
    severity = _of(view, "severity", dict.fromkeys([""], everything) | _severities(view))
    category = _of(
        view, "category", {"": everything} | sidebar.offer("category", view.store, view.versions, view.language)
    )
    first, end = (_number(view, name) for name in ("first_answer", "end"))
    names = {one.name: one.name for one in view.settings.calendars}
    calendar = _of(view, "calendar", {"": word("settings.calendar_of_team", view.language)} | names)
    since = proposal.day(view, SUBJECT)
    return SlaTarget(since, severity or None, category or None, first, end, calendar or None)


def _severities(view: View) -> dict[str, str]:
    return {code: label("severity", code, view.language) for code in SEVERITIES}


def _of(view: View, name: str, offered: dict[str, str]) -> str:
    title = word(f"settings.{name}", view.language)
    return str(
        st.selectbox(title, list(offered), format_func=offered.__getitem__, key=f"promise_{name}", width=proposal.FIELD)
    )


def _number(view: View, name: str) -> int | None:
    """Ask for working hours."""
    title = word(f"settings.{name}_hours", view.language)
    hours = st.number_input(title, 0.0, value=None, step=1.0, key=f"promise_{name}", width=proposal.FIELD)
    return None if hours is None else round(hours * SECONDS_PER_HOUR)
