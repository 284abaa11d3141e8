"""Working hours on the Settings page: by team or store, with the holidays of a country as suggestions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from itertools import groupby
from zoneinfo import available_timezones

import streamlit as st
from babel import Locale

from crm_core.actions import Author
from crm_core.actions import settings as rules
from crm_core.errors import SettingsError
from crm_core.settings import Calendar, Hours, checks, holidays, hours
from crm_core.text import formats, word
from pages._parts import proposal
from pages._parts.markdown import escaped
from pages._parts.proposal import Proposal
from pages._parts.view import View

SUBJECT = "calendar"
WEEK = range(1, 8)
DAY_FIELD = 130
"""Width of the field of one day, in pixels: seven in a row on a laptop, two on a phone."""

YEARS_BEFORE, YEARS_AFTER = 1, 2
"""Years around the present one whose holidays are suggested."""


def draw(view: View) -> None:
    """Draw each calendar's hours, and the form that sets one."""
    st.subheader(word("settings.calendars", view.language), anchor=False)
    st.markdown(word("settings.calendars_text", view.language))
    for place, one in enumerate(view.settings.calendars):
        with st.container(horizontal=True, vertical_alignment="center", key=f"calendar_{place}"):
            st.markdown(_told(view, one), width="stretch")
            text = word("settings.remove", view.language)
            if st.button(text, key=f"calendar_remove_{place}", type="tertiary"):
                rules.remove_calendar(view.store, one.name)
                st.rerun()
    with st.expander(word("settings.change_calendar", view.language), key="change_calendar"):
        _form(view)
        proposal.draw(view, SUBJECT)


def _told(view: View, one: Calendar) -> str:
    today = rules.today(view.store)
    now = one.hours_on(today)
    by_day = groupby(WEEK, key=lambda day: hours.written(now, day))
    days = [f"{_days(view, list(alike))} {text}" for text, alike in by_day if text]
    places = {"name": escaped(one.name), "zone": escaped(one.time_zone), "hours": escaped("; ".join(days))}
    line = word("settings.calendar_line", view.language, **places, n=len(one.holidays))
    later = [day for day in one.eras if day > dt.date.min]
    dated = [word("settings.hours_then", view.language, day=formats.short_day(day, view.language)) for day in later]
    return " ".join([line, *dated])


def _days(view: View, days: list[int]) -> str:
    """Name days in a row: Mon, or Mon to Fri."""
    first, last = _weekday(view, days[0]), _weekday(view, days[-1])
    return first if len(days) == 1 else word("settings.days_in_a_row", view.language, first=first, last=last)


def _weekday(view: View, day: int) -> str:
    return formats.weekday_names(view.language)[day - 1]


def _form(view: View) -> None:
    """Ask for one calendar: which one and whose holidays first, since the fields follow from it."""
    known = {"": word("settings.new_calendar", view.language)} | {one.name: one.name for one in view.settings.calendars}
    title, title_of = word("settings.which_calendar", view.language), known.__getitem__
    with proposal.fields():
        name = st.selectbox(title, list(known), format_func=title_of, key="calendar_which", width=proposal.FIELD)
        country = _country(view)
    start = next((one for one in view.settings.calendars if one.name == name), Calendar("", view.settings.zone))
    with st.form("form_calendar", border=False):
        asked = _asked(view, start)
        days = _holidays(view, start, country)
        author = proposal.submitted(view, SUBJECT)
    if author is not None:
        _propose(view, asked, days, author)


def _country(view: View) -> str:
    names = Locale.parse(view.language).territories
    offered = {"": word("settings.no_country", view.language)}
    offered |= {code: names.get(code, code) for code in holidays.countries()}
    title, name_of = word("settings.country", view.language), offered.__getitem__
    return str(st.selectbox(title, list(offered), format_func=name_of, key="calendar_country", width=proposal.FIELD))


Asked = tuple[str, str, dict[int, str], dt.date | None]
"""Name, zone, the hours of each day as text, and since when they hold."""


def _asked(view: View, start: Calendar) -> Asked:
    """Ask for name, zone, the hours of each day as text, and since when they hold."""
    key = start.name or "new"
    called = word("settings.calendar_name", view.language)
    zones = sorted({*available_timezones(), start.time_zone})
    title, place = word("rule.zone", view.language), zones.index(start.time_zone)
    with proposal.fields():
        name = st.text_input(called, start.name, key=f"calendar_name_{key}", width=proposal.FIELD)
        zone = st.selectbox(title, zones, index=place, key=f"calendar_zone_{key}", width=proposal.FIELD)
        since = st.date_input(
            word("settings.hours_since", view.language), None, format="YYYY-MM-DD", key=f"calendar_since_{key}",
            width=proposal.FIELD,
        )  # fmt: skip
    now = start.hours_on(rules.today(view.store))
    with st.container(horizontal=True):
        texts = {
            day: st.text_input(
                _weekday(view, day), hours.written(now, day), key=f"calendar_{key}_{day}", width=DAY_FIELD
            )
            for day in WEEK
        }
    st.caption(word("settings.hours_help", view.language))
    return name.strip(), zone, texts, since


def _holidays(view: View, start: Calendar, country: str) -> dict[dt.date, str]:
    """Ask on which days nobody works; a country's holidays around this year are filled in."""
    year = rules.today(view.store).year
    names = holidays.suggested(country, range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)) if country else {}
    offered = sorted({*start.holidays, *names})
    written = {day: f"{formats.short_day(day, view.language)} {names.get(day, '')}".strip() for day in offered}
    title, key = word("settings.holidays", view.language), f"calendar_days_{start.name}_{country}"
    chosen = st.multiselect(title, offered, default=offered, format_func=written.__getitem__, key=key)
    return {day: names.get(day, "") for day in chosen}


def _propose(view: View, asked: Asked, days: dict[dt.date, str], author: Author) -> None:
    name, zone, texts, since = asked
    read: list[Hours] = []
    problems: list[SettingsError] = []
    for day, text in texts.items():
        try:
            read += hours.read(text, day)
        except SettingsError as error:
            problems.append(error)
    made = Calendar(name, zone, tuple(sorted(read)), tuple(sorted(days)))
    others = [one for one in view.settings.calendars if one.name != name]
    whole = replace(made, hours=tuple(sorted([*_earlier(view, name, since), *_since(made, since)])))
    changed = replace(view.settings, calendars=tuple(sorted([*others, whole], key=lambda one: one.name)))
    save = partial(_save, view, made, days, since)
    every = [*problems, *checks.of_calendar(made), *checks.of_new_hours(made, since)]
    proposal.propose(view, SUBJECT, every, lambda: Proposal(SUBJECT, changed, save, author))


def _earlier(view: View, name: str, since: dt.date | None) -> list[Hours]:
    """Return the hours of a calendar that stay beside those that begin on a day."""
    known = [hour for one in view.settings.calendars if one.name == name for hour in one.hours]
    return [hour for hour in known if since is not None and hour.valid_from != since]


def _since(made: Calendar, since: dt.date | None) -> list[Hours]:
    return [replace(hour, valid_from=since or hour.valid_from) for hour in made.hours]


def _save(view: View, made: Calendar, days: dict[dt.date, str], since: dt.date | None, author: Author) -> None:
    rules.put_calendar(view.store, made, days, author, since=since)
