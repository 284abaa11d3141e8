"""What the page on channels shows of questions that are solved, answered right, and found in a manual."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core.metrics.solved_contacts import LEAST_KNOWN_PCT
from crm_core.text import formats, word
from crm_core.text.sentences import change, counted
from pages._parts import card, figures, page, sidebar
from pages._parts.section import LIST, Section
from pages._parts.view import View
from pages._parts.words import column_title

SOLVED, SAID = "channels.first_contact_resolution", "channels.said_solved"
ALIKE = "channels.solved_alike"
RIGHT, SEARCHES = "channels.accuracy", "channels.search_success"
MANUALS, OLD = "channels.manual_coverage", "channels.old_manuals"


def at_once(view: View) -> None:
    """Draw the share of the issues that one contact was enough for; in grey where too few can be followed."""
    found, title = view.compare(SOLVED).iloc[0], word(f"figure_title.{SOLVED}", view.language)
    if found["traceable_pct"] < LEAST_KNOWN_PCT and not formats.missing(found["solved_pct"]):
        grey = figures.GREY.format(formats.quantity(found["solved_pct"], "per cent", view.language))
        figures.stated(view, title, grey, word("figure.few_traceable", view.language, share=_traceable(found, view)))
        return
    places = {name: formats.number(found[name], view.language) for name in ("solved", "issues")}
    figures.drawn(view, crm_core.ask(SOLVED), found, title, word("figure.solved_of", view.language, **places))


def _traceable(found: pd.Series[Any], view: View) -> str:
    return formats.whole_share(found["traceable_pct"], view.language)


def sentences(view: View) -> list[str]:
    """Say how many issues one contact was enough for, and what customers say; nothing where too few can be followed."""
    found, metric = view.compare(SOLVED).iloc[0], crm_core.ask(SOLVED)
    if found["n"] < view.settings.minimum_n or found["traceable_pct"] < LEAST_KNOWN_PCT:
        return []
    here = page.spoken(view, metric.tables)
    said = view.ask(SAID).iloc[0]
    places = {
        "share": formats.share(found["solved_pct"], view.language),
        "interval": formats.interval(found["low"], found["high"], metric.unit, view.language),
        "n": counted(int(found["n"]), "customers", view.language),
        "period": here.period,
        "change": change(found, metric, here),
    }
    if said["n"] < view.settings.minimum_n:
        return [word("channels.solved", view.language, **places)]
    return [word("channels.solved_said", view.language, **places, said=formats.share(said["said_pct"], view.language))]


def by_team(view: View) -> Section:
    """The share that one contact was enough for by team, each with everybody's questions, told from chance."""
    traceable = view.ask(SOLVED, by="team").set_index("group")["traceable_pct"]
    teams = view.ask(ALIKE)
    teams = teams.assign(untraceable=teams["group"].map(traceable).lt(LEAST_KNOWN_PCT), weight=teams["expected_issues"])
    names = sidebar.offer("team", view.store, view.versions, view.language)
    labels = {code: names.get(code, code) for code in teams["group"]}
    return Section("channels.solved", ALIKE, "funnel", teams, places={"known": LEAST_KNOWN_PCT}, labels=labels)


def right_by_topic(view: View) -> Section:
    """The share of checked answers that were right by topic; beside it what searches bring."""
    now, before = view.now_and_before(RIGHT, by="topic")
    known = now[now["group"] != crm_core.MISSING]
    places = {"n": view.settings.minimum_n, "searches": _searched(view)}
    return Section("channels.right", RIGHT, "dumbbell", known, before, places, by="topic")


def _searched(view: View) -> str:
    """Say how many searches helped, where enough of them can be followed."""
    found = view.ask(SEARCHES).iloc[0]
    if found["n"] < view.settings.minimum_n:
        return ""
    places = {
        "share": formats.share(found["success_pct"], view.language),
        "interval": formats.interval(found["low"], found["high"], "per cent", view.language),
        "nameless": formats.number(found["nameless"], view.language),
    }
    return word("channels.searched", view.language, **places)


def manuals(view: View) -> None:
    """Draw the products that were sold and whose manual is out of date; nothing where no product was sold."""
    found, table = view.ask(MANUALS).iloc[0], view.ask(OLD)
    if found["n"] == 0:
        return
    section = Section("channels.manuals", OLD, LIST, table, places=_coverage(view, found))
    if table.empty:
        with st.container(border=True, gap="xsmall", key="card_channels_manuals"):
            st.subheader(word("channels.manuals_title", view.language), anchor=False)
            st.markdown(word("channels.manuals_none", view.language))
        return
    shown = table[["name", "sold", "updated", "revised"]].fillna({"name": "", "updated": "", "revised": ""})
    rows = shown.rename(columns={column: column_title(column, view.language) for column in shown})
    card.listed(view, section, rows, {})


def _coverage(view: View, found: pd.Series[Any]) -> dict[str, Any]:
    return {
        "share": formats.share(found["current_pct"], view.language),
        "interval": formats.interval(found["low"], found["high"], "per cent", view.language),
        "n": formats.number(found["n"], view.language),
    }
