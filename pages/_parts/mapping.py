"""Which column of a file is which, and the questions that a file leaves open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st

from crm_core import periods, schema
from crm_core.ingest import READINGS, Profile, Question
from crm_core.text import word
from pages._parts import kinds
from pages._parts.draft import Draft
from pages._parts.markdown import escaped
from pages._parts.view import View

ACROSS = 3
"""Fields beside each other."""


def ask(view: View, now: Draft) -> Profile | None:
    """Draw the fields and return the profile they say; None while a needed answer is missing."""
    contract = schema.LOADED[now.profile.table]
    targets = _columns(view, now, contract)
    orders = _readings(view, now)
    words = _words(view, now) | kinds.complaints(view, now)
    points = kinds.scales(view, now)
    zone, exported = _when(view, now)
    have = {*targets.values(), *(one.target for one in now.reading.made)}
    missing = [c.name for c in contract.columns if c.required and c.name not in have]
    for name in missing:
        st.markdown(f":red[{word('upload.missing', view.language, column=name)}]")
    if missing or None in orders.values() or _twice(view, targets):
        return None
    formats_said = dict(now.profile.formats) | {column: order for column, order in orders.items() if order} | points
    return replace(
        now.profile, mapping=targets, formats=formats_said, words=words, time_zone=zone, exported_at=exported
    )


def _columns(view: View, now: Draft, contract: schema.Table) -> dict[str, str | None]:
    """Draw one field per column of the file; those that are sure stay folded away."""
    unsure = [one for one in now.reading.matches if not one.sure]
    sure = [one for one in now.reading.matches if one.sure]
    needed = {c.name for c in contract.columns if c.required} - {one.target for one in (*sure, *now.reading.made)}
    guesses = {q.guess: q.column for q in now.reading.questions if q.code == "required" and q.guess}
    targets: dict[str, str | None] = {}
    known = [one for one in now.reading.matches if one.sure or one.how == "passed_over"]
    title = word("upload.columns", view.language, known=len(known), all=len(now.reading.matches))
    with st.expander(title, expanded=bool(needed), key="upload_columns"), st.grid(ACROSS, min_column_width=200):
        for one in [*unsure, *sure]:
            guess = guesses.get(one.column) if one.how == "scale" else one.target or guesses.get(one.column)
            targets[one.column] = _column(view, now, contract, one.column, guess)
    return targets


def _column(view: View, now: Draft, contract: schema.Table, column: str, guess: str | None) -> str | None:
    options = ["", *contract.column_names]
    left_out = word("upload.left_out", view.language)
    chosen = st.selectbox(
        escaped(column),
        options,
        index=options.index(guess or ""),
        format_func=lambda name: name or left_out,
        key=f"map_{now.kept.hash[:8]}_{contract.name}_{now.profile.system}_{column}",
    )
    return chosen or None


def _twice(view: View, targets: dict[str, str | None]) -> bool:
    """Say which column of ours is filled from two of the file's."""
    filled = [target for target in targets.values() if target]
    twice = sorted({target for target in filled if filled.count(target) > 1})
    for target in twice:
        st.markdown(f":red[{word('upload.twice', view.language, column=target)}]")
    return bool(twice)


def _asked(now: Draft, code: str) -> list[Question]:
    return [question for question in now.reading.questions if question.code == code]


def _readings(view: View, now: Draft) -> dict[str, str | None]:
    """Ask how a column's dates or amounts are meant, where every value would fit two readings."""
    answers: dict[str, str | None] = {}
    for question in (question for code in READINGS for question in _asked(now, code)):
        answers[question.column] = st.radio(
            word(
                f"upload.{question.code}",
                view.language,
                column=escaped(question.column),
                example=escaped(question.found),
            ),
            question.options,
            index=None,
            horizontal=True,
            format_func={code: word(f"upload.{code}", view.language) for code in question.options}.__getitem__,
            key=f"order_{now.kept.hash[:8]}_{question.column}",
        )
    return answers


def _words(view: View, now: Draft) -> dict[str, dict[str, str]]:
    """Ask what a word means that the column's own list doesn't have."""
    answers = {column: dict(words) for column, words in now.profile.words.items()}
    for question in _asked(now, "word"):
        unknown = word("upload.word_unknown", view.language)
        chosen = st.selectbox(
            word("upload.word", view.language, word=escaped(question.found), column=escaped(question.column)),
            ["", *question.options],
            format_func=lambda code, unknown=unknown: code or unknown,
            key=f"word_{now.kept.hash[:8]}_{question.column}_{question.found}",
        )
        if chosen:
            answers.setdefault(question.column, {})[question.found] = chosen
    return answers


def _when(view: View, now: Draft) -> tuple[str, dt.datetime | None]:
    """Ask for the zone of the file's times and for the day it was written."""
    zones = sorted(available_timezones())
    with st.expander(word("upload.when", view.language), key="upload_when"):
        zone = st.selectbox(
            word("upload.zone", view.language),
            zones,
            index=zones.index(now.profile.time_zone),
            key=f"zone_{now.kept.hash[:8]}",
        )
        today = dt.datetime.now(dt.UTC).date()
        label = word("upload.exported", view.language)
        day = st.date_input(
            label, value=None, max_value=today, key=f"exported_{now.kept.hash[:8]}", format="YYYY-MM-DD"
        )
    return zone, periods.end_of_day(day, zone) if isinstance(day, dt.date) else None
