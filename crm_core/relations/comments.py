"""What customers wrote, and whether they were content when they did."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core.relations.quotes import low_scores


def with_words(answers: sa.FromClause) -> sa.Subquery:
    """Keep the answers with words in them."""
    return sa.select(*answers.c).where(sa.func.trim(answers.c.comment) != "").subquery("written")


def written_by_lot(answers: sa.FromClause, most: int) -> sa.Select[Any]:
    """Select comments, at most so many, drawn as if by lot: the same ones each time, on every engine.

    ``group``, ``customer`` (an answer of nobody is a customer of its own), ``comment``, ``language`` as it came, and
    ``unhappy``: 1 where any score that came with it is low, 0 where scores came and none is, else missing.
    """
    rows = with_words(answers)
    customer = sa.func.coalesce(rows.c.customer_id, rows.c.answer_id, type_=sa.String())
    scored = sa.or_(*(rows.c[name].is_not(None) for name in ("satisfaction", "csat", "recommend")))
    low = sa.or_(*(sa.func.coalesce(one, sa.false(), type_=sa.Boolean()) for one in low_scores(rows)))
    unhappy = sa.case((low, 1), (scored, 0), else_=None)
    lot = sa.func.md5(rows.c.answer_id, type_=sa.String())
    columns: list[sa.ColumnElement[Any]] = [
        rows.c.group,
        customer.label("customer"),
        rows.c.comment,
        rows.c.language,
        sa.type_coerce(unhappy, sa.BigInteger()).label("unhappy"),
    ]
    drawn = sa.select(*columns).order_by(lot, rows.c.answer_id).limit(most).subquery("drawn")
    return sa.select(*drawn.c)
