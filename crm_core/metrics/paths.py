"""What leads to satisfaction and on to loyalty, and the weights of the index that come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.errors import FitFailed
from crm_core.filters import WHOLE, Filters
from crm_core.relations import INDEX_ITEMS
from crm_core.settings import Settings

LEAST_ANSWERS, LEAST_PER_ITEM = 200, 10
"""Complete answers needed in all, and for each question."""

DRAWS = 200
"""Times that customers are drawn anew: Tenenhaus et al. (2005) take as many."""

TWO_SIDED = 1.96
"""Standard errors on both sides of an estimate, 95 %."""

TABLES = ("survey_answers", "customers", "stores")


@dataclass(frozen=True)
class _Survey:
    """Answers to the questions of a model: which questions, and the sums of products by parts of the customers."""

    blocks: Mapping[str, tuple[str, ...]]
    parts: pd.DataFrame
    left_out: int

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for items in self.blocks.values() for item in items)

    @property
    def n(self) -> int:
        return int(self.parts["rows"].sum()) if len(self.parts) else 0

    @property
    def enough(self) -> bool:
        return len(self.blocks) > 1 and self.n >= max(LEAST_ANSWERS, LEAST_PER_ITEM * len(self.items))


def _relationship(store: Store, filters: Filters, settings: Settings) -> sa.FromClause:
    rows = filters.rows(store, "survey_answers", cohort="answered_at", settings=settings)
    return relations.of_survey(rows, "relationship")


def _records(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    answers = _relationship(store, filters, settings)
    blocks = relations.constructs(store.read(relations.filled(answers)).iloc[0])
    return relations.last_per_respondent(answers, [item for items in blocks.values() for item in items] or INDEX_ITEMS)


def _survey(store: Store, filters: Filters, settings: Settings) -> _Survey:
    answers = _relationship(store, filters, settings)
    filled = store.read(relations.filled(answers)).iloc[0]
    blocks = relations.constructs(filled)
    items = [item for held in blocks.values() for item in held]
    if not items:
        return _Survey({}, pd.DataFrame({"rows": []}), int(filled["all"]))
    people = relations.last_per_respondent(answers, items)
    values = {item: sql.to_double(people.c[item]) for item in items}
    whole = sa.and_(*(answers.c[item].is_not(None) for item in items))
    left_out = store.read(sa.select(sql.count_where(sa.not_(whole)).label("n")).select_from(answers))["n"].iloc[0]
    return _Survey(blocks, store.read(relations.moments(people, values, key="answer_id")), int(left_out))


def _fitted(survey: _Survey, scheme: str) -> list[stats.PathModel]:
    """Return the model of all customers, then those of customers drawn anew; nothing where it can't be found."""
    if not survey.enough:
        return []
    whole = stats.Moments.of(survey.parts, survey.items)
    first = _model(survey, whole.correlation[0], whole.deviations[0], scheme)
    if first is None:
        return []
    drawn = stats.Moments.of(survey.parts, survey.items, drawn=True)
    pairs = zip(drawn.correlation[:DRAWS], drawn.deviations[:DRAWS], strict=True)
    again = (_model(survey, *pair, scheme) for pair in pairs)
    return [first, *(model for model in again if model)]


def _model(
    survey: _Survey, correlation: NDArray[np.float64], deviations: NDArray[np.float64], scheme: str
) -> stats.PathModel | None:
    """Fit the model; None where a question is answered alike by everybody or nothing settles."""
    if not np.isfinite(correlation).all():
        return None
    items = list(survey.items)
    paths = [path for path in stats.ECSI if {*path} <= survey.blocks.keys()]
    table = pd.DataFrame(correlation, index=items, columns=items)
    try:
        return stats.path_model(table, survey.blocks, paths, scheme, deviations)
    except FitFailed:
        return None


def _with_interval(tables: list[pd.DataFrame], keys: list[str], column: str, names: tuple[str, str]) -> pd.DataFrame:
    """Return the first table with the interval of a column, from the spread of that column in the others."""
    spread = pd.concat(tables[1:]).groupby(keys)[column].std().rename("spread")
    table = tables[0].merge(spread.reset_index(), on=keys, how="left")
    reach = TWO_SIDED * table["spread"]
    ends = {names[0]: table[column] - reach, names[1]: table[column] + reach}
    return table.drop(columns="spread").assign(**ends)


@metric(
    "satisfaction.paths",
    title="What leads to satisfaction and loyalty",
    chart="paths",
    cohort="survey_answers.answered_at",
    tables=TABLES,
    columns={
        "group": "code",
        "path": "code",
        "start": "code",
        "end": "code",
        "direct": "standard deviations",
        "direct_low": "standard deviations",
        "direct_high": "standard deviations",
        "effect": "standard deviations",
        "low": "standard deviations",
        "high": "standard deviations",
        "explained_pct": "per cent",
        "n": "customers",
        "left_out": "answers",
    },
    value="effect",
    better="neither",
    records=_records,
    series="path",
)
def paths(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    scheme: str = "path",
) -> pd.DataFrame:
    r"""How image, expectations, quality and value lead to satisfaction, and satisfaction to loyalty.

    Definition
    ----------
    The European customer satisfaction index as a path model, by partial least squares (all questions reflect their
    construct; `scheme` centroid, factorial or path), from the correlations of the questions: each customer's last
    answer of the period about the whole relationship, complete. The direct effect is the standardised coefficient of
    the construct's regression on those that lead to it; the effect adds all ways from the one to the other. Interval:
    $\pm 1.96$ standard errors, customers drawn anew 200 times, in 256 parts. A question that fewer than half of the
    answers fill is left away, a construct without questions too; with nothing but satisfaction, recommending and
    buying again, these are the model. Nothing is said below 200 complete answers or ten for each question.

    Columns
    -------
    group : empty: the whole
    path : both constructs
    start, end : image, expectation, quality, value, satisfaction, complaints (how they are handled) or loyalty
    direct : how many standard deviations `end` is higher where `start` is one higher, all else that leads to it being
        equal, standard deviations; missing where no path leads from the one to the other without another between
    direct_low, direct_high : its 95 % interval, same unit
    effect : the same over all ways, standard deviations
    low, high : its 95 % interval, same unit
    explained_pct : part of the differences in `end` that goes with all that leads to it, per cent
    n : customers whose answer is complete
    left_out : answers that leave one of the questions open

    Caution
    -------
    The arrows are those of the model; the numbers are associations. Compare effects within one survey, not between
    surveys that ask different questions.

    Source
    ------
    Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005), PLS path modeling, Computational Statistics and Data
    Analysis 48, 159-205.
    """
    settings = settings or store.settings(filters.as_of)
    survey = _survey(store, filters, settings)
    counts: dict[str, str | int] = {"group": WHOLE, "n": survey.n, "left_out": survey.left_out}
    models = _fitted(survey, scheme)
    if not models:
        return pd.DataFrame([counts])
    keys = ["start", "end"]
    totals = _with_interval([one.total_effects for one in models], keys, "effect", ("low", "high"))
    direct = _with_interval(
        [one.path_coefficients for one in models], keys, "coefficient", ("direct_low", "direct_high")
    )
    table = totals.merge(direct.rename(columns={"coefficient": "direct"}), on=keys, how="left")
    path = table["start"] + ">" + table["end"]
    return table.assign(**counts, path=path, explained_pct=100 * table["end"].map(models[0].r_squared))


@metric(
    "satisfaction.weights",
    title="Weights of the index, estimated",
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=TABLES,
    columns={
        "group": "code",
        "item": "code",
        "weight_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "loading": "correlation",
        "mean_points": "points 1 to 10",
        "n": "customers",
        "left_out": "answers",
    },
    value="weight_pct",
    better="neither",
    records=_records,
    series="item",
)
def weights(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    scheme: str = "path",
) -> pd.DataFrame:
    r"""How much each question should weigh in the index, so that it says most about what it is to predict.

    Definition
    ----------
    The outer weights of satisfaction in the path model of what leads to satisfaction and loyalty, in the unit of the
    answers: the standardised weight over the question's standard deviation, as a part of the three. They are meant
    for one fixed base year of the whole workspace: an index whose weights move moves because its ruler moved. They
    take effect when they are entered as the workspace's weights, and only then. Interval: $\pm 1.96$ standard errors,
    customers drawn anew 200 times, in 256 parts.

    Columns
    -------
    group : empty: the whole
    item : satisfaction, expectations or ideal
    weight_pct : the question's part of the weights, per cent; missing where too little is known
    low, high : its 95 % interval, per cent
    loading : how closely the question goes with satisfaction as a whole, correlation
    mean_points : mean answer, points 1 to 10
    n : customers whose answer is complete
    left_out : answers that leave one of the questions open

    Caution
    -------
    Three questions that say nearly the same get nearly equal weights; then equal ones are as good and easier to tell.

    Source
    ------
    Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005), PLS path modeling, Computational Statistics and Data
    Analysis 48, 159-205.
    """
    settings = settings or store.settings(filters.as_of)
    survey = _survey(store, filters, settings)
    counts: dict[str, str | int] = {"group": WHOLE, "n": survey.n, "left_out": survey.left_out}
    models = _fitted(survey, scheme)
    if not models:
        return pd.DataFrame({**counts, "item": list(INDEX_ITEMS)})
    outer = [one.outer_weights.assign(weight_pct=100 * one.outer_weights["share"]) for one in models]
    table = _with_interval(outer, ["item"], "weight_pct", ("low", "high"))
    means = dict(zip(survey.items, stats.Moments.of(survey.parts, survey.items).means[0], strict=True))
    table = table[table["construct"] == "satisfaction"]
    return table.assign(**counts, mean_points=table["item"].map(means))
