"""A rule on its way to be changed: filled in, its effect looked at, then switched on or left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import crm_core
from crm_core.actions import Author, effects
from crm_core.actions import settings as rules
from crm_core.errors import SettingsError
from crm_core.settings import checks
from crm_core.text import formats, word
from pages._parts import page
from pages._parts.answers import cached
from pages._parts.view import View

KEY = "proposal"
"""Key in the state of the visit."""

FIELD = 270
"""Width of a field in pixels: one in a row on a phone, three or four on a laptop."""

Save = Callable[[Author], object]


@dataclass(frozen=True)
class Proposal:
    """A change that is not yet made.

    Attributes
    ----------
    subject : str
        The form it comes from.
    changed : Settings
        The rules as they would be, to try them out; those in force where no number hangs on it.
    save : callable
        Makes the change; takes the author.
    author : Author
        By whom and why.
    more : callable, optional
        Draws what else the change would do; takes the view of the last twelve months without filters.
    """

    subject: str
    changed: crm_core.Settings
    save: Save
    author: Author
    more: Callable[[View], None] | None = None


def fields() -> DeltaGenerator:
    """Return a place for the fields of a form: side by side where there is room."""
    return st.container(horizontal=True, vertical_alignment="bottom")


def day(view: View, subject: str) -> dt.date:
    """Ask since when a rule is to hold; inside a form."""
    text, now = word("settings.valid_from", view.language), rules.today(view.store)
    return st.date_input(text, now, key=f"from_{subject}", format="YYYY-MM-DD", width=FIELD)


def submitted(view: View, subject: str) -> Author | None:
    """Ask by whom and why, and draw the button that shows the effect; inside a form. None until it is pressed."""
    with fields():
        who = st.text_input(word("settings.who", view.language), key=f"who_{subject}", max_chars=80, width=FIELD)
        reason = st.text_input(word("settings.reason", view.language), key=f"reason_{subject}", max_chars=200)
    text = word("settings.look", view.language)
    pressed = st.form_submit_button(text, key=f"look_{subject}")
    return Author(who.strip(), reason.strip()) if pressed else None


def propose(view: View, subject: str, problems: Iterable[SettingsError], made: Callable[[], Proposal]) -> None:
    """Keep a proposal, or say everything that is wrong with it."""
    st.session_state.pop(KEY, None)
    try:
        checks.refuse(problems)
        st.session_state[KEY] = made()
    except crm_core.LoyaltyError as error:
        page.failed(error, view.language)


def draw(view: View, subject: str) -> None:
    """Show what a proposal of this form would change, and the buttons that make it or leave it."""
    now: Proposal | None = st.session_state.get(KEY)
    if now is None or now.subject != subject:
        return
    with st.container(border=True, key=f"proposal_{subject}"):
        st.markdown(f"**{word('settings.effect', view.language)}**")
        if now.more is not None:
            now.more(view.of_everything())
        _effect(view, now.changed)
        with st.container(horizontal=True):
            text = word("settings.switch_on", view.language)
            if st.button(text, type="primary", key=f"save_{subject}"):
                _save(view, now)
            st.button(word("settings.leave", view.language), key=f"leave_{subject}", on_click=leave)


def leave() -> None:
    """Forget the proposal."""
    st.session_state.pop(KEY, None)


def _save(view: View, now: Proposal) -> None:
    try:
        now.save(now.author)
    except crm_core.LoyaltyError as error:
        page.failed(error, view.language)
        return
    leave()
    st.rerun()


def _effect(view: View, changed: crm_core.Settings) -> None:
    """Show the headline numbers that would move, over the last twelve months of everything."""
    with st.spinner(word("settings.counting", view.language)):
        found = cached(repr(("effect", view.key, changed)), _compute=lambda: _asked(view, changed))
    moved = found[found["moved"]]
    if moved.empty:
        st.markdown(word("settings.no_effect", view.language))
        return
    st.dataframe([_row(view, row) for row in moved.to_dict("records")], hide_index=True)
    st.caption(word("settings.effect_over", view.language))


def _asked(view: View, changed: crm_core.Settings) -> pd.DataFrame:
    everything = view.of_everything()
    known = [name for name in effects.HEADLINE if name in set(crm_core.list_metrics()["name"])]
    parts = [
        effects.effect(view.store, everything.filters(tables), view.settings, changed, [name])
        for name in known
        if view.reach(tables := crm_core.ask(name).tables) is not None
    ]
    return pd.concat(parts) if parts else effects.effect(view.store, view.filters(()), view.settings, changed, [])


def _row(view: View, row: dict[str, object]) -> dict[str, str]:
    metric = crm_core.ask(str(row["metric"]))
    titles = [word(f"settings.{name}", view.language) for name in ("figure", "now", "then")]
    values = [_value(view, metric, row[name], row[shown]) for name, shown in (("now", "shown"), ("then", "shown_then"))]
    return dict(zip(titles, [word(f"figure_title.{metric.name}", view.language), *values], strict=True))


def _value(view: View, metric: crm_core.Metric, value: object, shown: object) -> str:
    if formats.missing(value):
        return word("figure.no_data", view.language)
    number = formats.quantity(float(str(value)), metric.unit, view.language)
    return number if shown else word("settings.too_few", view.language, value=number)
