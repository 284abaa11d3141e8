"""What the Overview says and shows."""

from __future__ import annotations

import pandas as pd

import crm_core
from crm_core import comparison
from crm_core.text import sentences as spoken
from crm_core.text import word
from pages._parts import complaints, page
from pages._parts import satisfaction as answers
from pages._parts.section import Section
from pages._parts.view import View

HEADLINE = ("satisfaction.index", "complaints.rate", "complaints.resolution_time")
"""The figures whose change the Overview looks at."""

JUDGED = ("better", "worse", "moved", "noise")
"""Verdicts on a change that could be compared."""


def anything(view: View) -> bool:
    """Whether there is any answer or complaint in the period."""
    return answers.any_answers(view) or complaints.any_opened(view)


def sentences(view: View) -> list[str]:
    """Return what the Overview says: satisfaction, complaints, and what moved most beyond chance."""
    answers_first = answers.any_answers(view) or not complaints.any_opened(view)
    parts = (_of_answers, _of_complaints) if answers_first else (_of_complaints, _of_answers)
    return [line for part in parts for line in part(view)] + _moved(_changes(view), view.language)


def _of_answers(view: View) -> list[str]:
    index = crm_core.ask("satisfaction.index")
    if view.reach(("survey_answers",)) is None:
        return [word("overview.index_not_loaded", view.language)]
    return spoken.index(view.compare(index.name), index, page.spoken(view, index.tables), page="overview.")


def _of_complaints(view: View) -> list[str]:
    if view.reach(("complaints",)) is None:
        return [word("overview.complaints_not_loaded", view.language)]
    rates, times = view.compare("complaints.rate"), view.compare("complaints.resolution_time")
    rate = crm_core.ask("complaints.rate")
    return spoken.overview_of_complaints(rates, times, rate, page.spoken(view, ("complaints",)))


def _moved(changed: pd.DataFrame, language: str) -> list[str]:
    """Say what moved most beyond chance; nothing where nothing can be compared."""
    if not changed["verdict"].isin(JUDGED).any():
        return []
    moved = comparison.moved_most(changed)
    if moved is None:
        return [word("overview.nothing_moved", language)]
    return [word("overview.moved", language, figure=word(f"figure_title.{moved}", language))]


def _changes(view: View) -> pd.DataFrame:
    return comparison.changes({name: view.compare(name) for name in HEADLINE})


def changes(view: View) -> Section:
    """The change of each figure with its interval."""
    kind = view.comparison(("complaints",))
    against = word(f"overview.against_{kind}", view.language)
    places = {"comparison": against}
    return Section("overview.changed", HEADLINE[0], "changes", _changes(view), places=places, described=HEADLINE)


def satisfaction(view: View) -> Section:
    """The index over 24 months."""
    return answers.index_by_month(view, "overview.trend")


def waiting(view: View) -> Section:
    """Open complaints by age at month ends."""
    return complaints.backlog(view, "overview.waiting")
