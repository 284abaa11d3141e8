"""What falls due in the next days, how much of it will be late, and how well that was foretold before."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import sidebar
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View
from pages._parts.words import column_title

DUE = "complaints.falling_due"
FORECAST, RECORD = "complaints.breach_forecast", "complaints.forecast_record"
MOST_OWNERS = 4
EXPECTED = "complaints expected"


def due(view: View) -> Section:
    """What falls due in the next days."""
    table = view.ask(DUE)
    days = {code: formats.day(dt.date.fromisoformat(code), view.language) for code in table["day"]}
    places = {"n": counted(int(table["due"].sum()), "complaints", view.language)}
    owners = _owners(view)
    text = "complaints.due_owned" if owners else ""
    places |= {"owners": owners, "foretold": _said(view)}
    return Section("complaints.due", DUE, "bars", table, places=places, labels=days, text=text, more=_weeks(view))


def _owners(view: View) -> str:
    """List the teams whose complaints fall due, those with most first; never persons. Empty where one team has all."""
    by_team = view.ask(DUE, by="team").groupby("group")["due"].sum().astype("int64")
    owned = by_team[by_team > 0].sort_values(ascending=False, kind="stable")
    if len(owned) < 2 or {*owned.index} == {crm_core.MISSING}:  # noqa: PLR2004 -- two teams
        return ""
    names = sidebar.offer("team", view.store, view.versions, view.language)
    names = names | {crm_core.MISSING: word("code.none", view.language)}
    parts = [
        word("complaints.due_owner", view.language, owner=escaped(names.get(team, team)), n=n)
        for team, n in owned.head(MOST_OWNERS).items()
    ]
    others = int(owned.iloc[MOST_OWNERS:].sum())
    return formats.listed(
        parts + ([word("complaints.due_others", view.language, n=others)] if others else []), view.language
    )


def foretold(view: View) -> dict[str, str]:
    """Return how many more will be late, with the range; empty where none falls due or the forecast is no use."""
    found = view.ask(FORECAST).iloc[0]
    if formats.missing(found["expected"]) or not _worth_showing(view):
        return {}
    return {name: formats.number(found[name], view.language, decimals=0) for name in ("expected", "low", "high")}


def _worth_showing(view: View) -> bool:
    record = _record(view)
    return bool((record["brier"] < record["usual_brier"]).all())


def _record(view: View) -> pd.DataFrame:
    """Return how well lateness of all complaints was foretold: it says as much of those that are looked at."""
    return view.answer(RECORD, view.filters(crm_core.ask(RECORD).tables).unnarrowed)


def _said(view: View) -> str:
    """Say how many of those that fall due will be late, or why that is not shown."""
    if formats.missing(view.ask(FORECAST)["expected"].iloc[0]):
        return ""
    numbers = foretold(view)
    if numbers:
        return word("complaints.foretold", view.language, **numbers)
    tried = not formats.missing(_record(view)["brier"].iloc[0])
    return word("complaints.foretold_worse" if tried else "complaints.foretold_untried", view.language)


def _weeks(view: View) -> tuple[str, pd.DataFrame] | None:
    """Return the record week by week, under its title; None where nothing is or was foretold."""
    if formats.missing(view.ask(FORECAST)["expected"].iloc[0]):
        return None  # nothing falls due: then the eight weeks before are not worth their time
    record = _record(view)
    if not record["due"].any():
        return None
    within = record["late"].astype("float64").between(record["low"], record["high"])
    title = word("complaints.record_title", view.language, n=int(within.sum()), weeks=int((record["due"] > 0).sum()))
    ranges = [
        "" if formats.missing(low) else formats.interval(low, high, EXPECTED, view.language)
        for low, high in zip(record["low"], record["high"], strict=True)
    ]
    columns = {
        "day": [formats.short_day(dt.date.fromisoformat(day), view.language) for day in record["day"]],
        "expected": record["expected"].round(),
        "range": ranges,
        "late": record["late"],
        "due": record["due"],
    }
    return title, pd.DataFrame(columns).rename(columns=lambda name: column_title(name, view.language))
