"""Survey answers: which series an answer belongs to, and one answer per respondent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa

RELATIONSHIP = "relationship"
"""Touchpoint of a survey about the whole relationship; any other touchpoint is a survey after a contact."""

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
