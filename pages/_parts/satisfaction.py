"""What the pages show of satisfaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import figures
from pages._parts.section import Section
from pages._parts.view import View

INDEX = "satisfaction.index"
NPS = "satisfaction.nps"
TREND_MONTHS = 24


def any_answers(view: View) -> bool:
    """Whether anybody answered in the period."""
    return bool(view.ask(INDEX)["n"].iloc[0] + view.ask(NPS)["n"].iloc[0] > 0)


def of_promoters(found: pd.Series[Any], language: str) -> str:
    """Word how many of those asked are promoters."""
    places = {"promoters": formats.number(found["promoters"], language), "n": formats.number(found["n"], language)}
    return word("figure.promoters_of", language, **places)


def last_month(view: View) -> None:
    """Draw the index of the last month that enough customers answered in."""
    months = view.by_month(INDEX, TREND_MONTHS)
    enough = months[months["n"] >= view.settings.minimum_n]
    if enough.empty:
        title, reason = word("figure.last_month", view.language), word("figure.no_month", view.language)
        figures.without(view, title, "no_data", reason)
        return
    found = enough.iloc[-1]
    day = dt.date.fromisoformat(found["group"])
    around = formats.interval(found["low"], found["high"], "points of 100", view.language)
    said = word("figure.month_of", view.language, month=formats.month(day, view.language), interval=around)
    n = counted(int(found["n"]), "customers", view.language)
    figures.plain(view, "figure.last_month", found["index_points"], "points of 100", said, n)


def index_by_month(view: View, name: str = "satisfaction.trend") -> Section:
    """The index by month."""
    table, filters = view.by_month(INDEX, TREND_MONTHS), view.last_months(INDEX, TREND_MONTHS)
    return Section(name, INDEX, "trend", table, None, {"n": view.settings.minimum_n}, by="month", filters=filters)


def nps_by_month(view: View) -> Section:
    """The net promoter score by month."""
    filters = view.last_months(NPS, TREND_MONTHS)
    return Section("satisfaction.nps", NPS, "trend", view.by_month(NPS, TREND_MONTHS), by="month", filters=filters)


def by_region(view: View) -> Section:
    """The index by the customer's region."""
    now, before = view.now_and_before(INDEX, by="region")
    return Section("satisfaction.region", INDEX, "dumbbell", now, before, {"n": view.settings.minimum_n}, by="region")


def by_store(view: View) -> Section:
    """Whether customers would recommend us after a contact in a store."""
    contact, places = {"survey": "contact"}, {"n": view.settings.minimum_n}
    now, before = view.now_and_before(NPS, by="store", **contact)
    return Section("satisfaction.store", NPS, "dumbbell", now, before, places, by="store", options=contact)
