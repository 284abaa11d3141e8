"""Survey answers: which series an answer belongs to, and one answer per respondent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa

from crm_core import sql

RELATIONSHIP = "relationship"
"""Touchpoint of a survey about the whole relationship; any other touchpoint is a survey after a contact."""

INDEX_ITEMS = ("satisfaction", "expectations", "ideal")
"""The three questions of the satisfaction index, each on 1-10."""

LOWEST, SPAN = 1, 9
"""Lowest answer to a question of the index, and the distance to the highest."""

SATISFIED_FROM = {"2": 2, "3": 3, "5": 4, "7": 6, "10": 9}
"""Lowest answer of a satisfied customer, by the points of the scale: the top two of 5, 7 and 10, else the best."""

Survey = Literal["relationship", "contact"]


def of_survey(rows: sa.FromClause, survey: Survey) -> sa.Subquery:
    """Keep the answers of relationship surveys, or those given after a contact; no touchpoint means relationship."""
    touchpoint = sa.func.coalesce(rows.c.touchpoint, RELATIONSHIP, type_=sa.String())
    kept = touchpoint == RELATIONSHIP if survey == RELATIONSHIP else touchpoint != RELATIONSHIP
    return sa.select(*rows.c).where(kept).subquery("answers")


def last_per_respondent(answers: sa.FromClause, needed: Sequence[str]) -> sa.Subquery:
    """Keep each customer's last answer in each group, among those that fill all of the needed columns.

    An answer without a customer counts as a respondent of its own. Two answers of one instant are told apart by
    their id, so that every engine keeps the same one.
    """
    respondent = sa.func.coalesce(answers.c.customer_id, answers.c.answer_id, type_=sa.String())
    anonymous = answers.c.customer_id.is_(None)
    order: list[sa.ColumnElement[Any]] = [answers.c.answered_at.desc(), answers.c.answer_id.desc()]
    place = sa.func.row_number().over(partition_by=[answers.c.group, respondent, anonymous], order_by=order)
    filled = sa.and_(*(answers.c[name].is_not(None) for name in needed))
    ranked = sa.select(*answers.c, place.label("place")).where(filled).subquery("ranked")
    return sa.select(*ranked.c).where(ranked.c.place == 1).subquery("respondents")


def index_of_groups(answers: sa.FromClause, weights: Sequence[float]) -> sa.Select[Any]:
    """Select what the satisfaction index of each group is made of, each customer counted once with the last answer.

    ``mean_<item>`` for each of `INDEX_ITEMS`, ``deviation`` of the customers' own scores (points of 100), and ``n``.
    """
    return index_of_respondents(last_per_respondent(answers, INDEX_ITEMS), weights)


def index_of_respondents(people: sa.FromClause, weights: Sequence[float]) -> sa.Select[Any]:
    """Select the same as `index_of_groups` of answers of which each group has one for each customer."""
    means = [sql.mean(people.c[name]).label(f"mean_{name}") for name in INDEX_ITEMS]
    spread = sql.deviation(index_of_answer(people, weights)).label("deviation")
    return sa.select(people.c.group, *means, spread, sql.count().label("n")).group_by(people.c.group)


def index_of_answer(answers: sa.FromClause, weights: Sequence[float]) -> sa.ColumnElement[float]:
    """Return an answer's own index, 0 to 100; missing where one of the three questions is open."""
    total = sum(weights)
    score: sa.ColumnElement[float] = sa.literal(-100.0 * LOWEST / SPAN, sa.Double())
    for name, weight in zip(INDEX_ITEMS, weights, strict=True):
        score = score + sa.literal(100 * weight / (SPAN * total), sa.Double()) * sql.to_double(answers.c[name])
    return score
