"""What the page on teams shows of all of them: what is a team's own and what only its cases make."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import figures, page, ratings, sidebar
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

TABLES = ("survey_answers", "complaints")
SATISFIED, SPREAD, TIMES = "team.satisfaction", "team.spread", "team.resolution"
RESPONSE, COVERAGE = "satisfaction.response_rate", "satisfaction.coverage"
LEAST_SHARED_PCT = 50
"""Part of a team's answers whose kind of contact another team has too, per cent: below it the team is grey."""


def anything(view: View) -> bool:
    """Whether a team has an answer or a complaint in the period."""
    return bool(view.ask(SATISFIED)["n"].sum() > 0 or view.ask(TIMES)["n"].sum() > 0)


def sentences(view: View) -> list[str]:
    """Say of the team that takes longest whether it is slow or has the long cases, and how much teams differ."""
    said = [*_longest(view), *_differ(view)]
    here = page.spoken(view, TABLES)
    return said or [word("team.thin" if anything(view) else "team.none", view.language, period=here.period)]


def _longest(view: View) -> list[str]:
    table = view.ask(TIMES)
    judged = table[(table["n"] >= view.settings.minimum_n) & table["median_hours"].notna()]
    if len(judged) < 2:  # noqa: PLR2004 -- two teams
        return []
    row = judged.loc[judged["median_hours"].idxmax()]
    places = {
        "team": escaped(_names(view).get(str(row["group"]), str(row["group"]))),
        "time": formats.quantity(row["median_hours"], "hours", view.language),
        "expected": _expected(view, row),
        "period": page.spoken(view, ("complaints",)).period,
    }
    return [word(f"team.takes_longest_{pace_of(row)}", view.language, **places)]


def _expected(view: View, row: pd.Series[Any]) -> str:
    missing = formats.missing(row["expected_hours"])
    text = word("team.not_half", view.language)
    return text if missing else formats.quantity(row["expected_hours"], "hours", view.language)


def pace_of(row: pd.Series[Any]) -> str:
    """Return whether a team is slower or faster than everybody with its kinds of complaint, or alike."""
    if formats.missing(row["pace_low"]):
        return "alike"
    return "slower" if row["pace_high"] < 1 else "faster" if row["pace_low"] > 1 else "alike"


def _differ(view: View) -> list[str]:
    found = view.ask(SPREAD).iloc[0]
    if formats.missing(found["spread_points"]):
        return []
    return [word(f"team.differ_{_sureness(found)}", view.language, **_of_spread(view, found))]


def _sureness(found: pd.Series[Any]) -> str:
    """Return whether teams differ, may differ, or differ less than chance would make them."""
    return "less" if found["spread_points"] == 0 else "perhaps" if found["low"] == 0 else "more"


def _of_spread(view: View, found: pd.Series[Any]) -> dict[str, str]:
    unit = "points of 100"
    return {
        "spread": word(
            "unit.points", view.language, value=formats.quantity(found["spread_points"], unit, view.language)
        ),
        "interval": formats.interval(found["low"], found["high"], unit, view.language),
        "n": counted(int(found["n"]), "teams", view.language),
    }


def spread(view: View) -> None:
    """Draw how much teams differ beside chance: one figure about all and about none of them."""
    found, title = view.ask(SPREAD).iloc[0], word(f"figure_title.{SPREAD}", view.language)
    if formats.missing(found["spread_points"]):
        figures.stated(view, title, word("figure.no_data", view.language), word("team.few_teams", view.language))
        return
    said = _of_spread(view, found)
    notes = (
        f"{word('figure.interval', view.language)} {said['interval']}",
        word("team.compared", view.language, n=said["n"]),
    )
    figures.stated(view, title, said["spread"], *notes)


def settled(view: View) -> Section:
    """The time until half are settled, with the time that everybody would take for the same kinds as the ring."""
    table = view.ask(TIMES)
    expected = table.assign(median_hours=table["expected_hours"])
    places = {"n": view.settings.minimum_n, "alike": _paces(view, table)}
    return Section("team.settled", TIMES, "dumbbell", table, expected, places, labels=_names(view))


def _paces(view: View, table: pd.DataFrame) -> str:
    """Say which teams are faster or slower than their cases make them, by name; else that none is."""
    judged = table[table["n"] >= view.settings.minimum_n]
    parts = []
    for kind in ("slower", "faster"):
        named = [escaped(_names(view).get(row["group"], row["group"])) for _, row in judged.iterrows()
                 if pace_of(row) == kind]  # fmt: skip
        if named:
            parts.append(word(f"team.are_{kind}", view.language, teams=formats.listed(named, view.language)))
    return " ".join(parts) or word("team.none_differs", view.language)


def satisfied(view: View) -> Section:
    """The share of satisfied answers as it would be with everybody's contacts, told from chance."""
    table = view.ask(SATISFIED)
    alone = table["shared_pct"].lt(LEAST_SHARED_PCT).fillna(value=True)
    table = table.assign(untraceable=alone, weight=table["expected_answers"])
    own = [escaped(_names(view).get(code, code)) for code in table.loc[alone & table["n"].gt(0), "group"]]
    text = "team.satisfied_own" if own else ""
    places = {"scale": _scale(table), "own": formats.listed(own, view.language)}
    return Section("team.satisfied", SATISFIED, "funnel", table, places=places, labels=_names(view), text=text)


def _scale(table: pd.DataFrame) -> str:
    return "" if table.empty else str(table["scale"].iloc[0])


def asked(view: View) -> Section:
    """The share of contacts after which customers were asked, by team: whom a team asks shows in its answers."""
    now, before = view.now_and_before(COVERAGE, by="team")
    return Section("team.asked", COVERAGE, "dumbbell", now, before, {"n": view.settings.minimum_n}, by="team")


def answered(view: View) -> Section:
    """The share of those asked who answered, by team."""
    now, before = view.now_and_before(RESPONSE, by="team")
    return Section("team.answered", RESPONSE, "dumbbell", now, before, {"n": view.settings.minimum_n}, by="team")


def _names(view: View) -> dict[str, str]:
    return sidebar.offer("team", view.store, view.versions, view.language)


FIGURES = (ratings.csat, spread, figures.of("complaints.resolution_time"), figures.of(RESPONSE))
"""The figures of the page, in their order."""
