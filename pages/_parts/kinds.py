"""What only the owner of tickets or of a survey knows: which types are complaints, how many points a question had."""

from __future__ import annotations

import streamlit as st

from crm_core import ingest, schema
from crm_core.ingest import Question
from crm_core.text import formats, word
from pages._parts.draft import Draft
from pages._parts.markdown import escaped
from pages._parts.view import View


def complaints(view: View, now: Draft) -> dict[str, dict[str, str]]:
    """Ask which types of tickets are complaints, all of them ticked; return what each type is, by the file's column."""
    return {one.column: _types(view, now, one) for one in _asked(now, "kinds")}


def scales(view: View, now: Draft) -> dict[str, str]:
    """Ask on how many points a question was answered; return the answers by the file's column."""
    found = {one.column: _points(view, now, one) for one in _asked(now, "scale")}
    return {column: points for column, points in found.items() if points}


def _asked(now: Draft, code: str) -> list[Question]:
    return [question for question in now.reading.questions if question.code == code]


def _types(view: View, now: Draft, question: Question) -> dict[str, str]:
    before = now.profile.words.get(question.column, {})
    counts = dict(zip(question.options, question.counts, strict=True))
    ticked = st.pills(
        word("upload.kinds", view.language, column=escaped(question.column)),
        question.options,
        selection_mode="multi",
        default=[one for one in question.options if before.get(one, ingest.COMPLAINT) == ingest.COMPLAINT],
        format_func=lambda one: f"{escaped(one)} ({formats.number(counts[one], view.language)})",
        help=word("upload.kinds_help", view.language),
        key=f"kinds_{now.kept.hash[:8]}_{question.column}",
    )
    column = schema.LOADED[now.profile.table].column("kind")
    return {**before, **ingest.said_of_kinds(column, question.options, ticked)}


def _points(view: View, now: Draft, question: Question) -> str:
    options = list(question.options)
    return st.radio(
        word("upload.scale", view.language, column=escaped(question.column), top=escaped(question.found)),
        options,
        index=options.index(question.guess),
        horizontal=True,
        format_func={code: word(f"upload.{code}", view.language) for code in options}.__getitem__,
        key=f"scale_{now.kept.hash[:8]}_{question.column}",
    )
