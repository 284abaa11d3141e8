"""Single values on the Settings page: time zone, currency, minimum numbers, weights and windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st
from babel.numbers import list_currencies

from crm_core.actions import Author
from crm_core.actions import settings as rules
from crm_core.errors import SettingsError
from crm_core.settings import checks
from crm_core.text import formats, word
from pages._parts import estimated_weights, proposal
from pages._parts.markdown import escaped
from pages._parts.proposal import Proposal
from pages._parts.view import View

GENERAL = (
    "zone", "currency", "minimum_n", "minimum_people", "minimum_people_personal", "answer_within_seconds",
)  # fmt: skip
SATISFACTION = ("index_weights", "response_window_days")
STAFF = (
    "staff_data", "staff_managers", "punctuality", "late_minutes", "late_count", "late_months", "training_first",
    "conduct",
)  # fmt: skip
BETWEEN = "; "
"""Between two names in one field."""

WEIGHED = ("satisfaction", "expectations", "ideal")


def general(view: View) -> None:
    """Draw time zone, currency and minimum numbers."""
    values(view, "general", GENERAL)


def satisfaction(view: View) -> None:
    """Draw the weights of the index and the days to answer."""
    estimated_weights.draw(view, {name: f"rule_index_weights_{name}" for name in WEIGHED})
    values(view, "satisfaction", SATISFACTION)


def staff(view: View) -> None:
    """Draw the switch for what is about single members of staff, and the standards of a team."""
    st.markdown(word("settings.staff_text", view.language))
    values(view, "staff", STAFF)


def values(view: View, subject: str, names: tuple[str, ...]) -> None:
    """Draw values in force, since when, and the form that changes them."""
    set_by_day = rules.values_by_day(view.store)
    for name in names:
        with st.container(gap="xxsmall"):
            st.markdown(_in_force(view, name, set_by_day.get(name, ())))
            st.markdown(f":small[:gray[{word(f'rule_help.{name}', view.language)}]]")
    with st.expander(word("settings.change", view.language), key=f"change_{subject}"):
        with st.form(f"form_{subject}", border=False):
            with proposal.fields():
                asked = {name: _ask(view, name) for name in names}
                since = proposal.day(view, subject)
            author = proposal.submitted(view, subject)
        if author is not None:
            changed = {name: value for name, value in asked.items() if value != getattr(view.settings, name)}
            save = partial(_save, view, changed, since)
            made = lambda: Proposal(subject, replace(view.settings, **changed), save, author)  # noqa: E731
            wrong = [*checks.of_values(changed), *_none(changed), *rules.of_staff(view.store, changed, author)]
            proposal.propose(view, subject, wrong, made)
        proposal.draw(view, subject)


def _save(view: View, changed: Mapping[str, Any], since: dt.date, author: Author) -> None:
    rules.set_values(view.store, changed, since, author)


def _none(changed: Mapping[str, Any]) -> list[SettingsError]:
    """Say that nothing is different from what holds."""
    return [] if changed else [SettingsError("nothing_changed", todo="fill in another value")]


def _in_force(view: View, name: str, known: tuple[tuple[dt.datetime, Any], ...]) -> str:
    """Word a value with since when it holds, and what is to come."""
    title, value = word(f"rule.{name}", view.language), shown(view, name, getattr(view.settings, name))
    now = view.store.now()
    past = [moment for moment, _ in known if moment <= now]
    since = _since(view, past[0]) if past else word("settings.by_default", view.language)
    said = word("settings.in_force", view.language, name=title, value=value, since=since)
    coming = [(moment, later) for moment, later in known if moment > now]
    for moment, later in reversed(coming):
        places = {"value": shown(view, name, later), "day": _day(view, moment)}
        said = f"{said} {word('settings.coming', view.language, **places)}"
    return said


def _since(view: View, moment: dt.datetime) -> str:
    return word("settings.since", view.language, day=_day(view, moment))


def _day(view: View, moment: dt.datetime) -> str:
    local = moment.astimezone(ZoneInfo(view.settings.zone))
    return formats.short_day(local.date(), view.language)


def shown(view: View, name: str, value: Any) -> str:
    """Write a value for a reader."""
    if name == "index_weights":
        return " : ".join(formats.number(one, view.language) for one in value)
    if isinstance(value, bool):
        return word("settings.on" if value else "settings.off", view.language)
    if isinstance(value, tuple):
        return escaped(BETWEEN.join(value)) or word("settings.nobody", view.language)
    return escaped(str(value)) if isinstance(value, str) else formats.number(value, view.language)


def _ask(view: View, name: str) -> Any:
    """Draw the field of a value, filled with what holds."""
    title, value, key = word(f"rule.{name}", view.language), getattr(view.settings, name), f"rule_{name}"
    if name == "zone":
        zones = sorted({*available_timezones(), value})
        return st.selectbox(title, zones, index=zones.index(value), key=key, width=proposal.FIELD)
    if name == "currency":
        codes = sorted({*list_currencies(), value})
        return st.selectbox(title, codes, index=codes.index(value), key=key, width=proposal.FIELD)
    if name == "index_weights":
        return _weights(view, value, key)
    if isinstance(value, bool):
        return st.checkbox(title, value, key=key, width=proposal.FIELD)
    if isinstance(value, tuple):
        return _names(st.text_input(title, BETWEEN.join(value), key=key, max_chars=400, width=proposal.FIELD))
    return int(st.number_input(title, min_value=1, value=value, step=1, key=key, width=proposal.FIELD))


def _names(said: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in said.split(BETWEEN.strip()) if name.strip())


def _weights(view: View, value: tuple[float, ...], key: str) -> tuple[float, ...]:
    titles = [word(f"rule.weight_{name}", view.language) for name in WEIGHED]
    return tuple(
        st.number_input(title, 0.0, value=float(one), step=0.1, key=f"{key}_{name}", width=proposal.FIELD)
        for title, one, name in zip(titles, value, WEIGHED, strict=True)
    )
