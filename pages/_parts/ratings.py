"""What the pages show of ratings after a contact, and of who was asked."""

from __future__ import annotations

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import SENTENCES, counted
from pages._parts import figures, mix, page
from pages._parts.section import Section
from pages._parts.view import View

CSAT, EFFORT = "satisfaction.csat", "satisfaction.effort"
RESPONSE, MIX = "satisfaction.response_rate", "satisfaction.mix"
OPTION = {CSAT: "scale", EFFORT: "version"}
"""What a metric of several series is asked with for one of them."""


def series_of(view: View, name: str) -> str | None:
    """Return the scale, or the version, that most customers of the period answered on; None where nobody did."""
    found = view.ask(name)
    found = found[found["n"] > 0]
    return None if found.empty else str(found.loc[found["n"].idxmax(), OPTION[name]])


def asked_of(view: View, name: str) -> dict[str, str]:
    """Return what a metric of several series is asked with for the one that most answered; nothing where nobody did."""
    series = series_of(view, name)
    return {OPTION[name]: series} if series else {}


def sentence(view: View) -> list[str]:
    """Say how many are satisfied, on the scale that most answered on."""
    metric = crm_core.ask(CSAT)
    return SENTENCES[CSAT](view.compare(CSAT, **asked_of(view, CSAT)), metric, page.spoken(view, metric.tables))


def csat(view: View) -> None:
    """Draw the share of satisfied answers on the scale that most answered on."""
    asked = asked_of(view, CSAT)
    title = word("figure.csat_of", view.language, **asked) if asked else word(f"figure_title.{CSAT}", view.language)
    _rating(view, CSAT, title, asked)


def effort(view: View) -> None:
    """Draw the share that found it easy, by the version of the question that most answered."""
    _rating(view, EFFORT, word(f"figure_title.{EFFORT}", view.language), asked_of(view, EFFORT))


def _rating(view: View, name: str, title: str, asked: dict[str, str]) -> None:
    found = view.compare(name, **asked).iloc[0]
    note = counted(int(found["answers"]), "answers", view.language)
    figures.drawn(view, crm_core.ask(name), found, title, note, **asked)


def response(view: View) -> None:
    """Draw the share of those asked who answered."""
    title = word(f"figure_title.{RESPONSE}", view.language)
    if view.reach(("survey_invitations",)) is None:
        figures.not_loaded(view, title, "survey_invitations")
        return
    found = view.compare(RESPONSE).iloc[0]
    places = {name: formats.number(found[name], view.language) for name in ("answered", "invitations")}
    figures.drawn(view, crm_core.ask(RESPONSE), found, title, word("figure.answered_of", view.language, **places))


def by_team(view: View) -> Section:
    """Satisfied answers by the team that served, on one scale, and why their total moved."""
    asked = asked_of(view, CSAT)
    now, before = view.now_and_before(CSAT, by="team", **asked)
    found = mix_of_teams(view)
    said = mix.sentence(view, "satisfaction", found)
    places = {"n": view.settings.minimum_n, "scale": asked.get("scale", ""), "mix": said}
    title = ""
    if found is not None and said:
        places["part"] = mix.part(view, found)
        title = f"satisfaction.team_{'fell' if found['change'].iloc[0] < 0 else 'rose'}"
    return Section(
        "satisfaction.team",
        CSAT,
        "dumbbell",
        now,
        before,
        places,
        by="team",
        options=asked,
        title=title,
        split=mix.table(view, found),
    )


def mix_of_teams(view: View) -> pd.DataFrame | None:
    """Return why the share of satisfied answers moved, by team; None where there is nothing to compare."""
    scale = series_of(view, CSAT)
    return mix.split(view, MIX, measure=scale) if scale else None


def moved_by_sizes(view: View) -> bool:
    """Whether the share of satisfied answers moved because answers moved between teams, beyond chance."""
    return bool(mix.sentence(view, "satisfaction", mix_of_teams(view)))
