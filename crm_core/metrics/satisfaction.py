"""How satisfied customers are."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.relations import INDEX_ITEMS, Survey
from crm_core.settings import Settings

PROMOTER, PASSIVE = relations.PROMOTER, 7
"""Lowest answers (0-10) of a promoter and of a passive customer."""

SPLITS = ("month", "quarter", "year", "region", "country", "store_region", "store", "customer_kind", "team")
TABLES = ("survey_answers", "customers", "staff", "stores")

_score = partial(metric, chart="trend", cohort="survey_answers.answered_at", tables=TABLES, by=SPLITS, better="higher")


def _answers(store: Store, filters: Filters, settings: Settings, by: str | None, survey: Survey) -> sa.FromClause:
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    return relations.of_survey(rows, survey)


def _index_records(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    return relations.last_per_respondent(_answers(store, filters, settings, by, "relationship"), INDEX_ITEMS)


def _recommend_records(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, survey: Survey = "relationship"
) -> sa.FromClause:
    return relations.last_per_respondent(_answers(store, filters, settings, by, survey), ("recommend",))


def _recommended_twice(
    store: Store,
    filters: Filters,
    earlier: Filters,
    settings: Settings,
    *,
    by: str | None = None,
    survey: Survey = "relationship",
) -> pd.DataFrame:
    """Add up the classes, in points of the score, of the customers who said in both periods whether they recommend."""
    sides = [_recommend_records(store, one, settings, by=by, survey=survey) for one in (filters, earlier)]
    now, then = (side.alias(name) for side, name in zip(sides, ("now", "then"), strict=True))
    same = sa.and_(now.c.group == then.c.group, now.c.customer_id == then.c.customer_id)
    points = [_points_of(side.c.recommend) for side in (now, then)]
    squares = {"now_squares": points[0] * points[0], "then_squares": points[1] * points[1]}
    sums = {"now": points[0], "then": points[1], **squares, "product": points[0] * points[1]}
    columns = [sa.func.sum(value, type_=sa.Double()).label(name) for name, value in sums.items()]
    question = sa.select(now.c.group, sql.count().label("pairs"), *columns).select_from(now.join(then, same))
    return store.read(question.group_by(now.c.group))


def _points_of(answer: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    """Return 100 for a promoter, -100 for a detractor: their mean is the score."""
    points = sa.case((answer >= PROMOTER, sql.whole(100)), (answer < PASSIVE, sql.whole(-100)), else_=sql.whole(0))
    return sql.to_double(points)


@_score(
    "satisfaction.index",
    title="Satisfaction index",
    columns={
        "group": "code",
        "index_points": "points of 100",
        "low": "points of 100",
        "high": "points of 100",
        "n": "customers",
        "left_out": "answers",
    },
    value="index_points",
    records=_index_records,
)
def index(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How satisfied customers are, from 0 to 100, built like the American Customer Satisfaction Index.

    Definition
    ----------
    Three questions answered on 1-10: overall satisfaction, expectations met, closeness to the ideal. With the means
    $m_i$ and the workspace's weights $w_i$ (equal unless set),
    $100 \cdot (\sum w_i m_i - \sum w_i) / (9 \sum w_i)$: all 1s give 0, all 10s give 100.
    Each customer counts once in a group, with the last answer of the period to a survey about the whole relationship.
    The interval is that of the mean of the customers' own scores: $\pm t_{n-1} \, s / \sqrt{n}$, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    index_points : the index, points of 100
    low, high : its 95 % interval, points of 100; missing for fewer than two customers
    n : customers whose answer is counted
    left_out : answers of the period in which only one or two of the three questions are filled

    Caution
    -------
    The interval covers chance among those who answered, not who chooses to answer. Answers given after a contact are
    a series of their own and are not pooled in. Beside a published score: the same formula, not the same sample;
    differences under about 3 points mean nothing.

    Source
    ------
    Fornell et al. (1996), The American Customer Satisfaction Index, Journal of Marketing 60, 7-18.
    """
    settings = settings or store.settings(filters.as_of)
    answers = _answers(store, filters, settings, by, "relationship")
    table = store.read(relations.index_of_groups(answers, settings.index_weights))
    means = table[[f"mean_{item}" for item in INDEX_ITEMS]].to_numpy()
    scores = [stats.satisfaction_index(row, settings.index_weights) for row in means]
    low, high = stats.mean_interval(scores, table["deviation"], table["n"], low=0.0, high=100.0)
    left_out = store.read(_partly_filled(answers))
    return table.assign(index_points=scores, low=low, high=high).merge(left_out, on="group", how="outer")


def _partly_filled(answers: sa.FromClause) -> sa.Select[Any]:
    filled = [answers.c[name].is_not(None) for name in INDEX_ITEMS]
    some_not_all = sa.and_(sa.or_(*filled), sa.not_(sa.and_(*filled)))
    return sa.select(answers.c.group, sql.count().label("left_out")).where(some_not_all).group_by(answers.c.group)


@_score(
    "satisfaction.nps",
    title="Net promoter score",
    columns={
        "group": "code",
        "nps_points": "points -100 to 100",
        "low": "points -100 to 100",
        "high": "points -100 to 100",
        "promoters": "customers",
        "passives": "customers",
        "detractors": "customers",
        "n": "customers",
        "left_out": "answers",
    },
    value="nps_points",
    records=_recommend_records,
    pairs=_recommended_twice,
)
def nps(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    survey: Survey = "relationship",
) -> pd.DataFrame:
    r"""Would customers recommend us: promoters less detractors, from -100 to 100.

    Definition
    ----------
    Answers to "would you recommend us" on 0-10: promoters 9-10, passives 7-8, detractors 0-6. With their shares
    $p$ and $d$, the score is $100 (p - d)$. Each customer counts once in a group, with the last answer of the period.
    The interval adds 3/4 to promoters and to detractors and 3 to $n$, then takes
    $\pm 1.96 \sqrt{(p + d - (p - d)^2) / (n + 3)}$, cut to -100..100; the score itself is not adjusted.
    Surveys about the whole relationship and surveys after a contact (`survey`) are two series. Where two periods are
    compared, customers who answered in both are paired.

    Columns
    -------
    group : code of the group, empty for the whole
    nps_points : the score, points -100 to 100
    low, high : its 95 % interval, same points
    promoters, passives, detractors : customers of each class
    n : customers whose answer is counted
    left_out : answers of the period that leave the question empty

    Caution
    -------
    An answer of 0 is an answer. The interval covers chance among those who answered, not who chooses to answer.

    Source
    ------
    Reichheld (2003), The one number you need to grow, Harvard Business Review 81(12). Interval: Rocks (2016),
    Interval estimation for the net promoter score, The American Statistician 70, 365-372.
    """
    settings = settings or store.settings(filters.as_of)
    answers = _answers(store, filters, settings, by, survey)
    table = store.read(_classes(relations.last_per_respondent(answers, ("recommend",))))
    classes = table[["promoters", "passives", "detractors"]].itertuples(index=False)
    scored = pd.DataFrame([stats.net_promoter_score(*row) for row in classes], columns=["nps_points", "low", "high"])
    empty = (
        sa.select(answers.c.group, sql.count().label("left_out"))
        .where(answers.c.recommend.is_(None))
        .group_by(answers.c.group)
    )
    return table.join(scored.astype("float64")).merge(store.read(empty), on="group", how="outer")


def _classes(people: sa.FromClause) -> sa.Select[Any]:
    answer = people.c.recommend
    return sa.select(
        people.c.group,
        sql.count_where(answer >= PROMOTER).label("promoters"),
        sql.count_where(sa.and_(answer >= PASSIVE, answer < PROMOTER)).label("passives"),
        sql.count_where(answer < PASSIVE).label("detractors"),
        sql.count().label("n"),
    ).group_by(people.c.group)
