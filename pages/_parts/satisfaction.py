"""What the pages show of satisfaction."""

from __future__ import annotations

from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import SENTENCES
from pages._parts import benchmarks, card, comments, drivers, page, ratings, steps
from pages._parts.section import Section
from pages._parts.view import View

INDEX = "satisfaction.index"
NPS = "satisfaction.nps"
TREND_MONTHS = 24
ASKED = (INDEX, NPS, ratings.CSAT, ratings.EFFORT, steps.STEPS, comments.TONE)
"""Numbers of which any one is enough for the page to have something to show."""

RISEN = {"better": "risen", "worse": "fallen"}
"""Verdicts on the whole period that let the trend's title be a finding."""


def any_answers(view: View) -> bool:
    """Whether anybody answered in the period."""
    return any(int(view.ask(name)["n"].sum()) > 0 for name in ASKED)


def sentences(view: View) -> list[str]:
    """Return what is, whether it is recommended, and what to look at: CSAT stands in where there is no index."""
    if view.ask(INDEX)["n"].iloc[0] == 0 and ratings.series_of(view, ratings.CSAT):
        return [*ratings.sentence(view), *_spoken(view, NPS), *steps.sentence(view)]
    return [*_spoken(view, INDEX), *_spoken(view, NPS), *steps.sentence(view)]


def _spoken(view: View, name: str) -> list[str]:
    metric = crm_core.ask(name)
    return SENTENCES[name](view.compare(name), metric, page.spoken(view, metric.tables))


def of_promoters(found: pd.Series[Any], language: str) -> str:
    """Word how many of those asked are promoters."""
    places = {"promoters": formats.number(found["promoters"], language), "n": formats.number(found["n"], language)}
    return word("figure.promoters_of", language, **places)


def index_by_month(view: View, name: str = "satisfaction.trend") -> Section:
    """The index by month, beside the newest published score of the industry."""
    table, filters = view.by_month(INDEX, TREND_MONTHS), view.last_months(INDEX, TREND_MONTHS)
    title = f"{name}_{RISEN[verdict]}" if (verdict := view.compare(INDEX)["verdict"].iloc[0]) in RISEN else ""
    return Section(
        name,
        INDEX,
        "trend",
        table,
        None,
        {"n": view.settings.minimum_n},
        by="month",
        filters=filters,
        title=title,
        levels=benchmarks.industry_level(view),
    )


def where(view: View) -> dict[str, card.Maker]:
    """Return where satisfaction can be looked at: the index by region, satisfied answers by team.

    The teams come first where the total moved because answers moved between them.
    """
    makers: dict[str, card.Maker] = {"region": by_region, "team": ratings.by_team}
    if ratings.moved_by_sizes(view):
        makers = dict(reversed(makers.items()))
    known = {"region": view.ask(INDEX)["n"].iloc[0] > 0, "team": bool(ratings.series_of(view, ratings.CSAT))}
    return {name: make for name, make in makers.items() if known[name]} or {"region": by_region}


def what_goes_with_it(view: View) -> dict[str, card.Maker]:
    """Return what there is to say about the why: steps of service, what leads to loyalty; else the score by month."""
    makers: dict[str, card.Maker] = {}
    if drivers.known(view):
        makers["steps"] = drivers.matter_most
    if drivers.leads(view):
        makers["paths"] = drivers.lead_on
    return makers or {"months": nps_by_month}


def nps_by_month(view: View) -> Section:
    """The net promoter score by month."""
    filters = view.last_months(NPS, TREND_MONTHS)
    return Section("satisfaction.nps", NPS, "trend", view.by_month(NPS, TREND_MONTHS), by="month", filters=filters)


def by_region(view: View) -> Section:
    """The index by the customer's region."""
    now, before = view.now_and_before(INDEX, by="region")
    return Section("satisfaction.region", INDEX, "dumbbell", now, before, {"n": view.settings.minimum_n}, by="region")
