"""Where we stand: published scores of companies and industries, year by year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

US = "(us)"
"""Code of the company whose index is our own."""

ACSI = "acsi"
"""What a published satisfaction index is called in the column ``metric``."""

SERIES = ("industry", "country", "topic", "channel")
"""Figures that agree in these are compared with each other."""


def _published(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, measure: str = ACSI
) -> sa.Subquery:
    rows = filters.rows(store, "benchmarks", by=by, cohort="period_end", settings=settings)
    return sa.select(*rows.c).where(rows.c.metric == measure).subquery("published")


@metric(
    "satisfaction.benchmark",
    title="Who leads, by published scores",
    chart="standing",
    cohort="benchmarks.period_end",
    tables=("benchmarks", "survey_answers", "customers", "staff", "stores"),
    columns={
        "group": "code",
        "industry": "code",
        "period": "code",
        "company": "code",
        "value_points": "points of 100",
        "low": "points of 100",
        "high": "points of 100",
        "place": "places",
        "lead_points": "points of 100",
        "industry_points": "points of 100",
        "led": "years",
        "led_clearly": "years",
    },
    value="value_points",
    better="higher",
    records=_published,
)
def benchmark(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, measure: str = ACSI
) -> pd.DataFrame:
    r"""Published satisfaction scores of an industry, who leads it, by how much, and for how many years.

    Definition
    ----------
    The figures of the table benchmarks whose metric is `measure`, of the industry with the newest one; our own index
    of the same calendar years takes part as "(us)" where answers were loaded. In each period the companies are ranked
    by their score, equal scores share a place. The lead is the score less the best score of another company. A company
    leads a year when its lead is above 0, and clearly when the lead exceeds the published margin of error (the larger
    of the two companies' margins; for us half of our interval). Years are counted from the first published one up to
    the row's own. A year that was not published is a gap: it is neither led nor lost, and nothing is put in its place.

    Columns
    -------
    group : always empty
    industry : the industry
    period : first day of the year, as YYYY-MM-DD
    company : the company; "(us)" for our own index
    value_points : the score, points of 100
    low, high : score less and plus the published margin, same points; missing where none was published
    place : place among the companies of that year
    lead_points : score less the best other one, points of 100; below 0 for who doesn't lead
    industry_points : the industry's own score that year, points of 100; missing where none was published
    led : years led so far
    led_clearly : years of these in which the lead exceeds the margin

    Caution
    -------
    Our index has the same formula, not the same sample: differences under about 3 points mean nothing. Filters narrow
    our own index alone. A score that changes by less than its margin could have changed by chance.

    Source
    ------
    The citation of each figure; for the index Fornell et al. (1996), Journal of Marketing 60, 7-18.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _published(store, filters, settings, measure=measure)
    names = (*SERIES, "company", "period_start", "value", "margin")
    published = store.read(sa.select(*(rows.c[name] for name in names)))
    if published.empty:
        return published
    figures = _newest_series(published)
    scores = figures[figures["company"] != figures["industry"]]
    ours = _own_index(store, filters, settings, sorted(set(scores["period"])))
    ranked = _ranked(pd.concat([scores[["period", "company", "value", "margin"]], ours], ignore_index=True))
    industry = figures[figures["company"] == figures["industry"]].set_index("period")["value"]
    own = {"group": "", "industry": figures["industry"].iloc[0]}
    return ranked.assign(**own, industry_points=ranked["period"].map(industry))


def _newest_series(published: pd.DataFrame) -> pd.DataFrame:
    """Keep the series of the newest figure, and name its years."""
    keys = published[list(SERIES)].fillna("").agg("\t".join, axis=1)
    newest = published["period_start"].max()
    series = keys[published["period_start"] == newest].min()
    years = published["period_start"].dt.strftime("%Y-01-01")
    kept: pd.DataFrame = published.assign(period=years)[keys == series]
    return kept.drop_duplicates(["period", "company"])


def _own_index(store: Store, filters: Filters, settings: Settings, years: list[str]) -> pd.DataFrame:
    """Return our index of these calendar years, with half its interval as margin."""
    whole = replace(filters, start=None, end=None)
    rows = whole.rows(store, "survey_answers", by="year", cohort="answered_at", settings=settings)
    question = relations.index_of_groups(relations.of_survey(rows, "relationship"), settings.index_weights)
    table = store.read(question)
    table = table[table["group"].isin(years) & (table["n"] >= settings.minimum_n)]
    means = table[[f"mean_{item}" for item in relations.INDEX_ITEMS]].to_numpy()
    scores = [stats.satisfaction_index(row, settings.index_weights) for row in means]
    low, high = stats.mean_interval(scores, table["deviation"], table["n"], low=0.0, high=100.0)
    ours = {"period": table["group"], "company": US, "value": scores, "margin": (high - low) / 2}
    return pd.DataFrame(ours).astype({"value": "float64", "margin": "float64"})


def _ranked(scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row per year and company with its place, its lead, and the years led so far."""
    rows = pd.concat([_of_year(part) for _, part in scores.groupby("period")])
    rows = rows.sort_values(["period", "place", "company"]).reset_index(drop=True)
    leads = rows["lead_points"] > 0
    clearly = leads & (rows["lead_points"] > rows["margin_of_lead"])
    so_far = {"led": leads, "led_clearly": clearly}
    years = {name: which.groupby(rows["company"]).cumsum() for name, which in so_far.items()}
    limits = {"low": rows["value"] - rows["margin"], "high": rows["value"] + rows["margin"]}
    return rows.rename(columns={"value": "value_points"}).assign(**limits, **years)


def _of_year(part: pd.DataFrame) -> pd.DataFrame:
    """Add the place, the lead over the best other company, and the larger margin of the two."""
    rows = []
    for place in range(len(part)):
        own, others = part.iloc[place], part.drop(part.index[place])
        best = others.loc[others["value"].idxmax()] if len(others) else None
        lead = np.nan if best is None else own["value"] - best["value"]
        margin = np.nan if best is None else np.maximum(own["margin"], best["margin"])
        rows.append((lead, margin))
    places = part["value"].rank(ascending=False, method="min")
    return part.assign(place=places, **pd.DataFrame(rows, index=part.index, columns=["lead_points", "margin_of_lead"]))
