"""What the pages show of published scores."""

from __future__ import annotations

import pandas as pd

from crm_core import charts
from crm_core.metrics.benchmarks import US
from crm_core.text import formats, word
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

BENCHMARK = "satisfaction.benchmark"


def industry_level(view: View) -> tuple[charts.Level, ...]:
    """Return the newest published score of the industry, named with its year; empty where there is none."""
    published = view.answer(BENCHMARK, view.ever(BENCHMARK)).dropna(subset=["industry_points"])
    if published.empty:
        return ()
    newest = published.iloc[-1]
    score = formats.number(newest["industry_points"], view.language)
    places = {"industry": newest["industry"], "year": newest["period"][:4], "score": score}
    return (charts.Level(float(newest["industry_points"]), word("chart.industry_level", view.language, **places)),)


def standing(view: View) -> Section:
    """Who leads the published scores, year by year, whatever the period of the page."""
    filters = view.ever(BENCHMARK)
    table = view.answer(BENCHMARK, filters)
    us = word("code.us", view.language)
    shown = table.assign(company=table["company"].where(table["company"] != US, us))
    title, places = _finding(view, shown)
    return Section(
        "satisfaction.standing",
        BENCHMARK,
        "standing",
        shown,
        places=places | {"gaps": _gaps(view, shown)},
        filters=filters,
        title=title,
        accented=(us,) if US in set(table["company"]) else (),
    )


def _finding(view: View, table: pd.DataFrame) -> tuple[str, dict[str, str]]:
    """Return the title for whoever leads the newest year, with its places; the plain one where nobody does."""
    newest = table[table["period"] == table["period"].max()]
    leading = newest[(newest["place"] == 1) & (newest["lead_points"] > 0)]
    if leading.empty:
        return "", {}
    first = leading.iloc[0]
    counts = {"led": first["led"], "clearly": first["led_clearly"], "years": table["period"].nunique()}
    places = {name: formats.number(int(value), view.language) for name, value in counts.items()}
    every = first["led"] == counts["years"]
    return f"satisfaction.standing_{'every' if every else 'some'}", places | {"company": escaped(first["company"])}


def _gaps(view: View, table: pd.DataFrame) -> str:
    """Say which years between the first and the last were not published."""
    years = {int(period[:4]) for period in table["period"]}
    missing = [str(year) for year in range(min(years, default=0), max(years, default=0)) if year not in years]
    return word("satisfaction.gaps", view.language, years=", ".join(missing)) if missing else ""
