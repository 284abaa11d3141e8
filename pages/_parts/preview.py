"""What a checked file would bring, what is wrong with it, and the button that loads it."""

from __future__ import annotations

import streamlit as st

import crm_core
from crm_core import ingest
from crm_core.text import formats, has_word, word
from crm_core.text.sentences import counted
from pages._parts import draft
from pages._parts.draft import Draft
from pages._parts.markdown import escaped
from pages._parts.view import View

TERMS = ("header", "blank", "good", "quarantined", "duplicate", "superseded", "excluded")
DONE = "loaded"
OF_SYSTEMS = ("holds_also",)
"""Notices that name a known kind of file by its code."""
PAGES = {"complaints": "complaints.py", "survey_answers": "satisfaction.py"}


def draw(view: View, now: Draft) -> None:
    """Draw the account of every line, the problems, and the two ways on."""
    staged = now.staged
    if staged is None:
        return
    nothing = now.brings.get("good", 0) == 0
    n = counted(int(staged.records["good"]), "records", view.language)
    table = word(f"table.{now.profile.table}", view.language)
    sentence = word("preview.sentence", view.language, good=n, table=table)
    st.markdown(word("preview.nothing_new", view.language) if nothing else sentence)
    _account(view, now)
    _notices(view, staged.counts["warnings"])
    _problems(view, staged.counts)
    _examples(view, staged.counts)
    empty_first = _sample_question(view)
    with st.container(horizontal=True):
        text = word("preview.load", view.language)
        if st.button(text, type="primary", key="upload_load", disabled=nothing):
            _load(view, now, empty_first=empty_first)
        if st.button(word("preview.back", view.language), key="upload_back"):
            draft.keep(draft.looked(view, now.kept, now.profile))
            st.rerun()
        st.button(word("upload.cancel", view.language), key="upload_cancel", on_click=draft.cancel)


def _account(view: View, now: Draft) -> None:
    """Show what becomes of each line: the terms sum to the lines of the file."""
    lines = {term: int(now.brings.get(term, 0)) for term in TERMS}
    rows = [
        {
            word("preview.what", view.language): word(f"term.{term}", view.language),
            word("preview.lines", view.language): n,
        }
        for term, n in lines.items()
        if n
    ]
    rows.append(
        {
            word("preview.what", view.language): word("term.all", view.language),
            word("preview.lines", view.language): sum(lines.values()),
        }
    )
    st.dataframe(rows, hide_index=True, height="content", key="preview_account")


def _notices(view: View, notices: list[dict[str, str]]) -> None:
    for notice in (one for one in notices if one["code"] != "system"):  # said above, where the file was looked at
        if notice["code"] in OF_SYSTEMS:
            notice = notice | {"found": word(f"system.{notice['found']}", view.language)}
        places = {"found": escaped(notice["found"]), "expected": escaped(notice["expected"])}
        said = word("notice." + notice["code"], view.language, **places)
        st.markdown(f":small[{said}]")


def _problems(view: View, counts: dict[str, object]) -> None:
    """Show the records set aside: how many of each fault, and the first ones."""
    codes = counts["codes"]
    if not codes:
        return
    st.markdown(f"**{word('preview.problems', view.language)}**")
    for code, n in codes.items():
        st.markdown(f":small[{fault(code, view.language)}: {formats.number(n, view.language)}]")
    shown = [
        {
            word("preview.line", view.language): row["first_line"],
            word("preview.column", view.language): row["column_name"] or "",
            word("preview.problem", view.language): fault(row["code"], view.language),
            word("preview.found", view.language): row["found"],
            word("preview.expected", view.language): row["expected"],
        }
        for row in counts["bad_examples"]
    ]
    st.dataframe(shown, hide_index=True, height="content", key="preview_bad")


def fault(code: str, language: str) -> str:
    """Return the words for what is wrong with a record."""
    return word(f"fault.{code}", language) if has_word(f"fault.{code}", language) else code


def _examples(view: View, counts: dict[str, object]) -> None:
    if counts["good_examples"]:
        st.markdown(f"**{word('preview.examples', view.language)}**")
        filled = [{name: value or "" for name, value in row.items()} for row in counts["good_examples"]]
        st.dataframe(filled, hide_index=True, height="content", key="preview_good")


def _sample_question(view: View) -> bool:
    """Ask whether the sample retailer goes before the first own file comes."""
    if not ingest.sample_is_loaded(view.store):
        return False
    answers = {"empty": word("preview.empty_first", view.language), "beside": word("preview.beside", view.language)}
    chosen = st.radio(
        word("preview.sample", view.language), list(answers), format_func=answers.__getitem__, key="upload_sample"
    )
    return chosen == "empty"


def _load(view: View, now: Draft, *, empty_first: bool) -> None:
    """Bring the rows in, and show everything afterwards."""
    if now.staged is None:
        return
    with st.spinner(word("preview.loading", view.language), show_time=True):
        if empty_first:
            crm_core.start_empty(view.store)
        done = ingest.commit(view.store, now.staged, now.kept)
    draft.keep(None)
    st.session_state["upload_place"] += 1
    st.session_state[DONE] = (now.profile.table, done.import_id, done.account.good, done.account.quarantined)
    st.session_state["show_everything"] = True
    st.rerun()


def forget() -> None:
    """Stop telling of the file loaded last."""
    st.session_state.pop(DONE, None)


def loaded(view: View) -> None:
    """Say what the last file brought, with the way to its page and to what was set aside."""
    done = st.session_state.get(DONE)
    if done is None:
        return
    table, import_id, good, quarantined = done
    places = {"n": counted(good, "records", view.language), "table": word(f"table.{table}", view.language)}
    st.success(word("preview.done", view.language, **places))
    with st.container(horizontal=True):
        if table in PAGES:
            st.page_link(PAGES[table], label=word(f"preview.see_{table}", view.language))
        if quarantined:
            set_aside(view, import_id, quarantined)


def set_aside(view: View, import_id: str, n: int) -> None:
    """Offer the records that were set aside as a file to correct and load again."""
    text = word("preview.quarantine", view.language, n=formats.number(n, view.language))
    make = lambda: ingest.quarantine_csv(view.store, import_id)  # noqa: E731
    st.download_button(
        text, make, f"set_aside_{import_id}.csv", "text/csv", key=f"aside_{import_id}", on_click="ignore"
    )
