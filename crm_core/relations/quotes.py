"""What customers said in their own words, where they were served badly and said that they may be quoted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import schema

LOW_CSAT = {"2": 1, "3": 1, "5": 2, "7": 2, "10": 4}
"""Highest answer that is low, by the points of the scale: in its lowest two fifths; of two or three the lowest."""

LOW_SATISFACTION, LOW_RECOMMEND = 4, 3
"""Highest low answers on 1-10 and on 0-10: the lowest two fifths."""

NAMED = {"customers": "customer_id", "staff": "staff_id"}
"""Tables whose names are persons' names, with their key."""

NAME_PARTS = (1, 2, 3)


def low_scored(answers: sa.FromClause) -> sa.Subquery:
    """Keep answers with a low score; ``score`` and ``scale`` say which one is low.

    ``scale`` is the highest answer there is: 10 for satisfaction and for recommending, the points of csat_scale else.
    Of several low ones satisfaction comes first, then csat.
    """
    satisfaction, csat, recommend = low_scores(answers)
    ten = sa.literal("10", sa.String())
    score = sa.case(
        (satisfaction, answers.c.satisfaction), (csat, answers.c.csat), (recommend, answers.c.recommend), else_=None
    )
    scale = sa.case((satisfaction, ten), (csat, answers.c.csat_scale), else_=ten)
    columns = [
        sa.type_coerce(score, sa.BigInteger()).label("score"),
        sa.type_coerce(scale, sa.String()).label("scale"),
    ]
    return sa.select(*answers.c, *columns).where(sa.or_(satisfaction, csat, recommend)).subquery("low_scored")


def serious_comments(answers: sa.FromClause) -> sa.Subquery:
    """Keep answers of `low_scored` with words that may be quoted."""
    low = low_scored(answers)
    said = sa.and_(low.c.quote_allowed.is_(sa.true()), sa.func.trim(low.c.comment) != "")
    return sa.select(*low.c).where(said).subquery("serious")


def low_scores(answers: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """Return whether the satisfaction, the csat, and the will to recommend in an answer are low."""
    csat = sa.or_(*(sa.and_(answers.c.csat_scale == scale, answers.c.csat <= low) for scale, low in LOW_CSAT.items()))
    return answers.c.satisfaction <= LOW_SATISFACTION, csat, answers.c.recommend <= LOW_RECOMMEND


def names_among(words: Iterable[str]) -> sa.CompoundSelect[Any]:
    """Select those of some words that are, in small letters, somebody's name or one of its first three parts."""
    asked = sorted(words)
    found = []
    for table in NAMED:
        name = sa.func.lower(schema.table(table).c.name, type_=sa.String())
        parts = [name, *(sa.func.split_part(name, " ", part, type_=sa.String()) for part in NAME_PARTS)]
        found += [sa.select(part.label("name")).where(part.in_(asked)) for part in parts]
    return sa.union(*found)


def names_of(keys: Mapping[str, str | None]) -> sa.CompoundSelect[Any]:
    """Select the names of one row of each of these tables."""
    tables = {table: schema.table(table) for table in keys}
    return sa.union(
        *(
            sa.select(one.c.name).where(one.c[NAMED[name]] == sa.literal(keys[name], sa.String()))
            for name, one in tables.items()
        )
    )
