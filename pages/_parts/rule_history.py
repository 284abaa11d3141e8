"""What was changed on the Settings page, by whom and why, with the button that takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

import crm_core
from crm_core import actions
from crm_core.actions import Change
from crm_core.actions import settings as rules
from crm_core.actions.changes import Part
from crm_core.text import formats, has_word, word
from pages._parts import page
from pages._parts.markdown import escaped
from pages._parts.view import View

SHOWN = 30
NAMED = ("key", "scheme", "metric", "name", "text", "column_name", "severity", "valid_from")
"""Columns that say which rule a change is about, in the order in which they are told."""


def draw(view: View) -> None:
    """List the changes, the newest first."""
    changes = actions.history(view.store, rules.PREFIX, SHOWN)
    if not changes:
        st.markdown(word("settings.no_changes", view.language))
    for place, one in enumerate(changes):
        with st.container(horizontal=True, vertical_alignment="center", key=f"change_{place}"):
            st.markdown(_told(view, one), width="stretch")
            if one.undone:
                continue
            if st.button(word("settings.undo", view.language), key=f"undo_{place}", type="tertiary"):
                _undo(view, one)


def _undo(view: View, one: Change) -> None:
    try:
        actions.undo(view.store, one.at)
    except crm_core.LoyaltyError as error:
        page.failed(error, view.language)
        return
    st.rerun()


def _told(view: View, one: Change) -> str:
    local = one.at.astimezone(ZoneInfo(view.settings.zone))
    places = {
        "what": word(f"change_of.{one.what.removeprefix(rules.PREFIX)}", view.language),
        "which": escaped(_which(view, one)),
        "day": formats.short_day(local.date(), view.language),
        "time": f"{local:%H:%M}",
        "who": escaped(one.who) or word("settings.somebody", view.language),
        "reason": escaped(one.reason),
    }
    said = word("settings.change_with_reason" if one.reason else "settings.change_line", view.language, **places)
    return word("settings.change_undone", view.language, said=said) if one.undone else said


def _which(view: View, one: Change) -> str:
    """Name the rules of a change, with their values before and after where they have one."""
    pairs = zip(one.before, one.after, strict=True)
    return "; ".join(dict.fromkeys(text for before, after in pairs if (text := _part(view, before, after))))


def _part(view: View, before: Part, after: Part) -> str:
    """Name one rule; the hours and holidays of a calendar go under its name."""
    if "calendar" in after.scope:
        return ""
    names = [_name(view, name, after.scope[name]) for name in NAMED if after.scope.get(name) is not None]
    values = [_value(rows) for rows in (before.rows, after.rows)]
    if not any(values):
        return ", ".join(names)
    said = [text or word("settings.nothing", view.language) for text in values]
    return word("settings.from_to", view.language, name=", ".join(names), before=said[0], after=said[1])


def _value(rows: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(str(row["value"]) for row in rows if "value" in row)


def _name(view: View, column: str, value: Any) -> str:
    """Write what names a rule: its title where it has one, the day where it is one."""
    if column == "valid_from":
        day = value.astimezone(ZoneInfo(view.settings.zone)).date() if hasattr(value, "tzinfo") else value
        return word("settings.since", view.language, day=formats.short_day(day, view.language))
    key = {"key": f"rule.{value}", "metric": f"figure_title.{value}"}.get(column, "")
    return word(key, view.language) if key and has_word(key, view.language) else str(value)
