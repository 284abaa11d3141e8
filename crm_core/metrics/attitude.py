"""Like and buy: what customers think of us beside what they do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

LIKES = 80.0
"""Attitude from which a customer likes us, points of 100: an 8 on the scales from 0 to 10."""

YEAR = dt.timedelta(days=relations.YEAR_DAYS)
TABLES = ("survey_answers", "purchases", "customers")
SPLITS = ("region", "customer_kind")

_attitude = partial(metric, cohort="survey_answers.answered_at", tables=TABLES, by=SPLITS, better="higher")


def _year(filters: Filters, settings: Settings) -> Filters:
    """Return the 365 days that end with the period, or with the data where they end first."""
    last = filters.final_day(settings)
    return replace(filters, start=last - YEAR + dt.timedelta(days=1), end=last)


def _of_the_year(store: Store, filters: Filters, settings: Settings, by: str | None) -> sa.Subquery:
    year = _year(filters, settings)
    return year.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)


def _answers(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.Subquery:
    return relations.attitudes(_of_the_year(store, filters, settings, by))


def _records(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    """Return the answers of the year that say whether the customer would recommend us or buy again."""
    rows = _of_the_year(store, filters, settings, by)
    said = sa.or_(rows.c.recommend.is_not(None), rows.c.buy_again.is_not(None))
    return sa.select(*rows.c).where(said, rows.c.customer_id.is_not(None)).subquery("attitudes_said")


def _standing(
    store: Store, filters: Filters, settings: Settings, by: str | None, *, before: bool = True
) -> pd.DataFrame:
    """Count the customers who answered by what they said and bought: group, attitude, visits, quarters, people."""
    last = filters.final_day(settings)
    lines = relations.bought(filters.rows(store, "purchases", settings=settings))
    doing = relations.behaviour(lines, settings.zone, last, before=before)
    return store.read(relations.standing(_answers(store, filters, settings, by=by), doing))


def _silent(store: Store, filters: Filters, settings: Settings, by: str | None) -> pd.DataFrame:
    """Count the customers of each group who bought within the year and said nothing."""
    year = _year(filters, settings)
    lines = relations.bought(year.rows(store, "purchases", by=by, cohort="bought_at", settings=settings))
    said = relations.attitudes_said(_of_the_year(store, filters, settings, by))
    buyers = sa.select(lines.c.group, lines.c.customer_id).distinct().subquery("buyers")
    source = buyers.outerjoin(said, said.c.customer_id == buyers.c.customer_id)
    count = sa.select(buyers.c.group, sql.count().label("left_out")).select_from(source)
    return store.read(count.where(said.c.customer_id.is_(None)).group_by(buyers.c.group))


@_attitude(
    "loyalty.quadrants",
    title="Like us and buy",
    chart="quadrants",
    columns={
        "group": "code",
        "loyal_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "loyal": "customers",
        "latent": "customers",
        "spurious": "customers",
        "neither": "customers",
        "latent_before": "workspace currency",
        "n": "customers",
        "left_out": "customers",
    },
    value="loyal_pct",
    records=_records,
)
def quadrants(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Share of customers who like us and buy, beside those who only like us, only buy, or neither.

    Definition
    ----------
    A customer likes us when the mean of "would you recommend us" and "would you buy again" (0-10, each times 10) is at
    least 80, by the last answer of the year about the whole relationship; one of the two suffices. A customer buys who
    bought within the year. The year is the 365 days that end with the period, or with the data where they end first.
    Loyal: like and buy; latent: like and don't buy; spurious: buy and don't like. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    loyal_pct : share who like us and buy, per cent
    low, high : its 95 % interval, per cent
    loyal, latent, spurious, neither : customers of each kind
    latent_before : net revenue of the year before from customers who like us and don't buy any more
    n : customers who answered within the year
    left_out : customers who bought within the year and did not answer

    Caution
    -------
    The interval covers chance among those who answered, not who chooses to answer: customers who left seldom do. One
    purchase within the year is buying, the first one too.

    Source
    ------
    Dick and Basu (1994), Customer loyalty: toward an integrated conceptual framework, Journal of the Academy of
    Marketing Science 22, 99-113.
    """
    settings = settings or store.settings(filters.as_of)
    people = _standing(store, filters, settings, by)
    likes, buys = people["attitude"] >= LIKES, people["visits"].astype("int64") > 0
    kinds = {"loyal": likes & buys, "latent": likes & ~buys, "spurious": ~likes & buys, "neither": ~likes & ~buys}
    size = people["people"].astype("int64")
    counted = people[["group"]].assign(**{name: size * kind for name, kind in kinds.items()}, n=size)
    counted["latent_before"] = people["before"] * kinds["latent"]
    table = counted.groupby("group", as_index=False).sum()
    low, high = stats.wilson_interval(table["loyal"], table["n"])
    share = 100 * table["loyal"] / table["n"].replace(0, np.nan)
    table = table.assign(loyal_pct=share, low=100 * low, high=100 * high)
    return table.merge(_silent(store, filters, settings, by), on="group", how="outer")


@_attitude(
    "loyalty.index",
    title="Loyalty index",
    chart="dumbbell",
    columns={
        "group": "code",
        "index_points": "points of 100",
        "low": "points of 100",
        "high": "points of 100",
        "attitude_points": "points of 100",
        "behaviour_points": "points of 100",
        "n": "customers",
        "left_out": "customers",
    },
    value="index_points",
    records=_records,
)
def index(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How loyal customers are, from 0 to 100: what they say and what they do, in equal parts.

    Definition
    ----------
    Attitude: the mean of "would you recommend us" and "would you buy again" (0-10), each times 10, by the customer's
    last answer of the year; one of the two suffices. Behaviour: the mean of two percentiles, of the purchase days of
    the year and of its quarters with a purchase, among the customers who bought in the first 365 days on record: that
    ruler stays as it is, so that the mean can move. A percentile is the share below plus half of the share equal.
    The index of a customer is the mean of both parts; the interval that of the mean, $\pm t_{n-1} \, s / \sqrt{n}$.

    Columns
    -------
    group : code of the group, empty for the whole
    index_points : mean index, points of 100; missing while the records hold no full year
    low, high : its 95 % interval, points of 100; missing for fewer than two customers
    attitude_points : mean of the attitude, points of 100
    behaviour_points : mean of the behaviour, points of 100
    n : customers who answered within the year
    left_out : customers who bought within the year and did not answer

    Caution
    -------
    The interval covers chance among those who answered, not who chooses to answer. Look at both parts: one number can
    hide that customers who like us have stopped buying.

    Source
    ------
    Parts after Dick and Basu (1994), Journal of the Academy of Marketing Science 22, 99-113; equal weights are ours.
    """
    settings = settings or store.settings(filters.as_of)
    people = _standing(store, filters, settings, by, before=False)
    ruler = _first_year(store, filters, settings)
    parts = [100 * stats.rank_share(people[one], ruler[one], ruler["people"]) for one in ("visits", "quarters")]
    behaviour = (parts[0] + parts[1]) / 2
    scored = people.assign(behaviour=behaviour, score=(people["attitude"] + behaviour) / 2)
    table = pd.DataFrame([_mean(group, part) for group, part in scored.groupby("group")])
    if table.empty:
        table = pd.DataFrame({"group": pd.Series(dtype="str")})
    return table.merge(_silent(store, filters, settings, by), on="group", how="outer")


def _first_year(store: Store, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Count all customers of the first 365 days on record by visits and quarters; nobody where those are not over."""
    begins = filters.begins(store, "purchases.bought_at", settings)
    counts = pd.DataFrame({"visits": [], "quarters": [], "people": []})
    if begins is not None and (last := begins + YEAR - dt.timedelta(days=1)) <= filters.last_day(settings):
        lines = relations.bought(filters.unnarrowed.rows(store, "purchases", settings=settings))
        doing = relations.behaviour(lines, settings.zone, last, before=False)
        keys = (doing.c.visits, doing.c.quarters)
        counts = store.read(sa.select(*keys, sql.count().label("people")).group_by(*keys))
    return counts


def _mean(group: Any, people: pd.DataFrame) -> dict[str, object]:
    weights = people["people"].to_numpy(dtype="float64")
    n = weights.sum()
    means = {
        name: float((weights * people[name].to_numpy(dtype="float64")).sum() / n)
        for name in ("score", "attitude", "behaviour")
    }
    spread = weights * (people["score"].to_numpy(dtype="float64") - means["score"]) ** 2
    deviation = float(np.sqrt(spread.sum() / (n - 1))) if n > 1 else float("nan")
    low, high = stats.mean_interval(means["score"], deviation, n, low=0.0, high=100.0)
    return {
        "group": group, "index_points": means["score"], "low": low, "high": high, "n": n,
        "attitude_points": means["attitude"], "behaviour_points": means["behaviour"],
    }  # fmt: skip
