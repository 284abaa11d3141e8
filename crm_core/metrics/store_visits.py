"""What customers say after a visit to a store: how satisfied they are, and what they were asked besides."""

from __future__ import annotations

from functools import partial

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.relations import INDEX_ITEMS
from crm_core.relations import appointments as meetings
from crm_core.settings import Settings

BY = ("month", "store", "store_region")
POINTS = "points of 100"

_said = partial(
    metric,
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=("survey_answers", "stores", "customers", "products"),
    better="higher",
)


def _answers(store: Store, filters: Filters, settings: Settings, by: str | None) -> sa.Subquery:
    """Return the answers given after a contact in a store."""
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    after = relations.of_survey(rows, "contact")
    return sa.select(*after.c).where(after.c.store_id.is_not(None)).subquery("after_visits")


def _judged(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    return relations.last_per_respondent(_answers(store, filters, settings, by), INDEX_ITEMS)


@_said(
    "stores.visits",
    title="Satisfaction after a visit",
    by=BY,
    columns={
        "group": "code",
        "index_points": POINTS,
        "low": POINTS,
        "high": POINTS,
        "n": "customers",
        "left_out": "answers",
    },
    value="index_points",
    records=_judged,
)
def visits(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How satisfied customers are after a visit to a store, from 0 to 100.

    Definition
    ----------
    The satisfaction index of answers given after a contact (not about the whole relationship) that name a store:
    overall satisfaction, expectations met and closeness to the ideal, each 1-10, with the workspace's weights $w_i$,
    $100 \cdot (\sum w_i m_i - \sum w_i) / (9 \sum w_i)$. Each customer counts once in a group, with the last answer of
    the period. The interval is that of the mean of the customers' own scores: $\pm t_{n-1} \, s / \sqrt{n}$, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    index_points : the index, points of 100
    low, high : its 95 % interval, points of 100; missing for fewer than two customers
    n : customers whose answer is counted
    left_out : answers of the period after a contact in a store that leave one of the three questions open

    Caution
    -------
    The interval covers chance among those who answered, not who chooses to answer. It is a series of its own: what
    customers say of the whole relationship is another one.

    Source
    ------
    Fornell et al. (1996), The American Customer Satisfaction Index, Journal of Marketing 60, 7-18.
    """
    settings = settings or store.settings(filters.as_of)
    answers = _answers(store, filters, settings, by)
    table = store.read(relations.index_of_groups(answers, settings.index_weights))
    means = table[[f"mean_{item}" for item in INDEX_ITEMS]].to_numpy()
    scores = [stats.satisfaction_index(row, settings.index_weights) for row in means]
    low, high = stats.mean_interval(scores, table["deviation"], table["n"], low=0.0, high=100.0)
    left_out = _left_open(store, answers)
    return table.assign(index_points=scores, low=low, high=high).merge(left_out, on="group", how="outer")


def _left_open(store: Store, answers: sa.FromClause) -> pd.DataFrame:
    """Count the answers of each group that leave one of the three questions open."""
    left = sql.count_where(sa.or_(*(answers.c[name].is_(None) for name in INDEX_ITEMS))).label("left_out")
    return store.read(sa.select(answers.c.group, left).group_by(answers.c.group))


@_said(
    "stores.visits_alike",
    title="Satisfaction after a visit, with everybody's visits",
    columns={
        "group": "code",
        "standard_points": POINTS,
        "low": POINTS,
        "high": POINTS,
        "ratio": "ratio",
        "index_points": POINTS,
        "expected_points": POINTS,
        "spread": POINTS,
        "size": "independent customers",
        "n": "customers",
        "left_out": "answers",
    },
    value="standard_points",
    records=_judged,
)
def visits_alike(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Satisfaction after a visit that each store would have if all stores had the same visits.

    Definition
    ----------
    Answers and index are those of the satisfaction after a visit, each customer counted once in a store. Expected is
    the mean of all stores together for each product category and quarter, taken over the store's own answers. Observed
    over expected, times the mean of all, is the store's satisfaction with everybody's visits. Limits of chance come
    from the spread of answers within these cells, wider by the spread between stores where that is more than chance
    ($\varphi$ of winsorised scores, above $1 + 2 \sqrt{2 / k}$ for $k$ stores, ten or more).

    Columns
    -------
    group : code of the store
    standard_points : satisfaction with everybody's visits, points of 100
    low, high : its 95 % interval, points of 100
    ratio : observed over expected
    index_points : satisfaction as it is, points of 100
    expected_points : satisfaction that everybody has after such visits, points of 100
    spread : how far single answers lie apart within the cells, standard deviation, points of 100
    size : independent customers who would leave as much to chance
    n : customers who answered
    left_out : answers after a contact in a store that leave one of the three questions open, the same in each row

    Caution
    -------
    A store is held against all together, never against another store. Where a store alone has a kind of visit, that
    kind says nothing about it. Who answers differs from who doesn't.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    settings = settings or store.settings(filters.as_of)
    people = _judged(store, filters, settings, by="store")
    quarter = sql.period_of(people.c.answered_at, "quarter", settings.zone).label("quarter")
    placed = sa.select(*people.c, quarter).where(people.c.group != MISSING).subquery("placed")
    kept = meetings.with_category(placed)
    score = relations.index_of_answer(kept, settings.index_weights)
    table = store.read(relations.against_all(kept, ("product_category", "quarter"), score))
    n = table["cases"]
    spread = float((table["variance"].sum() / n.sum()) ** 0.5) if n.sum() else float("nan")
    left_out = _left_open(store, _answers(store, filters, settings, None))["left_out"].sum()
    alike = stats.standardised(table, spread=spread, highest=100.0, judged=n >= settings.minimum_n)
    means = {"index_points": table["observed"] / n, "expected_points": table["expected"] / n}
    points = alike.rename(columns={"value": "standard_points"})
    return table[["group"]].join(points).assign(**means, n=n, spread=spread, left_out=left_out)


def _asked(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, question: str
) -> sa.FromClause:
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    return sa.select(*rows.c).where(rows.c[question].is_not(None)).subquery("asked")


def _yes(store: Store, filters: Filters, settings: Settings | None, by: str | None, question: str) -> pd.DataFrame:
    """Return the share of yes to a question, where it was asked."""
    settings = settings or store.settings(filters.as_of)
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    after = relations.of_survey(rows, "contact")
    known = after.c[question].is_not(None)
    measure = relations.Counted(known, {"yes": after.c[question]})
    counts = {"left_out": sa.not_(known)}
    table = store.read(relations.over_customers(after, {"answers": measure}, key="answer_id", counts=counts))
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "answers", "yes"))
    names = {"yes_total": "yes", "answers_units": "answers", "answers_clusters": "n"}
    return table.rename(columns=names).assign(yes_pct=100 * share, low=100 * low, high=100 * high)


YES = {
    "group": "code",
    "yes_pct": "per cent",
    "low": "per cent",
    "high": "per cent",
    "yes": "answers",
    "answers": "answers",
    "n": "customers",
    "left_out": "answers",
}


@_said(
    "stores.pressure_free", title="Felt no pressure", by=BY, columns=YES, value="yes_pct",
    records=partial(_asked, question="pressure_free"),
)  # fmt: skip
def pressure_free(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the customers asked after a contact who felt no pressure to buy.

    Definition
    ----------
    Answers yes / answers to "was there no pressure to buy?", of surveys after a contact, where it was asked. The
    interval is Wilson's, 95 %, at the size that the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    yes_pct : answers yes, per cent
    low, high : its 95 % interval, per cent
    yes : answers yes
    answers : answers to the question
    n : customers who gave them
    left_out : answers of the period after a contact without an answer to this question

    Caution
    -------
    Where it was not asked nothing is known: a store that does not ask has no share, not a bad one.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several answers of one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    return _yes(store, filters, settings, by, "pressure_free")


@_said(
    "stores.hands_on", title="Could try things out", by=BY, columns=YES, value="yes_pct",
    records=partial(_asked, question="hands_on"),
)  # fmt: skip
def hands_on(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the customers asked after a contact who could try things out with their own hands.

    Definition
    ----------
    Answers yes / answers to "could you try it out yourself?", of surveys after a contact, where it was asked. The
    interval is Wilson's, 95 %, at the size that the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    yes_pct : answers yes, per cent
    low, high : its 95 % interval, per cent
    yes : answers yes
    answers : answers to the question
    n : customers who gave them
    left_out : answers of the period after a contact without an answer to this question

    Caution
    -------
    Where it was not asked nothing is known: a store that does not ask has no share, not a bad one.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several answers of one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    return _yes(store, filters, settings, by, "hands_on")
