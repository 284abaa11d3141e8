"""What the Overview says and shows."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import crm_core
from crm_core.relations.answers import RELATIONSHIP
from crm_core.text import sentences as spoken
from crm_core.text import word
from pages._parts import complaints, empty_chair, figures, moved, page, promises, ratings
from pages._parts import satisfaction as answers
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View


def anything(view: View) -> bool:
    """Whether there is any answer or complaint in the period."""
    return answers.any_answers(view) or complaints.any_opened(view)


def sentences(view: View) -> list[str]:
    """Return what the Overview says: satisfaction, complaints, and what moved most beyond chance."""
    answers_first = answers.any_answers(view) or not complaints.any_opened(view)
    parts = (_of_answers, _of_complaints) if answers_first else (_of_complaints, _of_answers)
    return [line for part in parts for line in part(view)] + moved.sentence(view)


def _of_answers(view: View) -> list[str]:
    index = crm_core.ask(answers.INDEX)
    if view.reach(("survey_answers",)) is None:
        return [word("overview.index_not_loaded", view.language)]
    if _no_index(view):
        return ratings.sentence(view)
    here = page.spoken(view, index.tables)
    return spoken.index(view.compare(index.name), index, here, page="overview.", answered_pct=_answered(view))


def _answered(view: View) -> float:
    """Return the share of those asked about the whole relationship who answered, per cent; NaN if not known."""
    filters = view.filters(crm_core.ask(ratings.RESPONSE).tables)
    asked = view.answer(ratings.RESPONSE, replace(filters, touchpoint=(RELATIONSHIP,)))
    return float(asked["response_pct"].iloc[0])


def _no_index(view: View) -> bool:
    """Whether the share of satisfied answers stands in for the index, which nobody was asked for."""
    return view.ask(answers.INDEX)["n"].iloc[0] == 0 and ratings.series_of(view, ratings.CSAT) is not None


def _of_complaints(view: View) -> list[str]:
    if view.reach(("complaints",)) is None:
        return [word("overview.complaints_not_loaded", view.language)]
    rates, times = view.compare("complaints.rate"), view.compare("complaints.resolution_time")
    rate, here = crm_core.ask("complaints.rate"), page.spoken(view, ("complaints",))
    return spoken.overview_of_complaints(rates, times, rate, here, late=promises.late(view))


def satisfied(view: View) -> None:
    """Draw the index, or what stands in for it."""
    (ratings.csat if _no_index(view) else figures.of(answers.INDEX))(view)


def changes(view: View) -> Section:
    """The change of each figure, and of the segments that moved beyond chance, with its interval."""
    kind = view.comparison(("complaints",))
    against = word(f"overview.against_{kind}", view.language, name=escaped(view.selection.saved))
    places = {"comparison": against}
    table = moved.table(view)
    names = moved.labels(view, table["group"])
    return Section(
        "overview.changed", moved.HEADLINE[0], "changes", table, places=places, described=moved.HEADLINE, labels=names
    )


def satisfaction(view: View) -> Section:
    """The index over 24 months."""
    return answers.index_by_month(view, "overview.trend")


def waiting(view: View) -> Section:
    """Open complaints by age at month ends."""
    return complaints.backlog(view, "overview.waiting")


def quiet(view: View) -> None:
    """Draw the two quiet cards: the empty chair, and the last 1 %."""
    chair, last = st.columns([1, 2])
    with chair:
        empty_chair.draw(view)
    with last:
        promises.oldest(view)
