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


def sentences(view: View) -> list[str]:
    """Return what the Overview says: satisfaction, complaints, and what moved most beyond chance."""
    index, rate = crm_core.ask("satisfaction.index"), crm_core.ask("complaints.rate")
    asked = view.compare("satisfaction.index")
    about_satisfaction = spoken.index(asked, index, page.spoken(view, index.tables), page="overview.")
    rates, times = view.compare("complaints.rate"), view.compare("complaints.resolution_time")
    about_complaints = spoken.overview_of_complaints(rates, times, rate, page.spoken(view, ("complaints",)))
    nobody_asked = asked["n"].iloc[0] == 0 < times["n"].iloc[0]
    lines = about_complaints + about_satisfaction if nobody_asked else about_satisfaction + about_complaints
    moved = comparison.moved_most(_changes(view))
    if view.comparison(("complaints",)) == "none":
        return lines
    if moved is None:
        return [*lines, word("overview.nothing_moved", view.language)]
    return [*lines, word("overview.moved", view.language, figure=word(f"figure_title.{moved}", view.language))]


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
