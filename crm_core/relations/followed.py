"""What customers say after their complaint was settled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.cases import BY_DAY
from crm_core.settings import Settings


def with_rating(cases: sa.FromClause, answers: sa.FromClause, settings: Settings, *, scale: str) -> sa.Subquery:
    """Add to each settled case the first rating that names it and came within the response window of its end.

    Parameters
    ----------
    cases : sqlalchemy.FromClause
        Settled cases with ``ended_at``.
    answers : sqlalchemy.FromClause
        Survey answers; those that name no case are not looked at.
    settings : Settings
        Its response window, and its zone for cases known to the day only.
    scale : str
        Points of the scale; ratings on another one are none.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `cases` and ``rating``, missing where there is none. No case appears twice; of two ratings of
        one instant that of the lower number counts.
    """
    given = answers.c.csat.between(1, sa.literal(int(scale), sa.BigInteger()))
    rated = sa.select(answers.c.complaint_id, answers.c.answer_id, answers.c.answered_at, answers.c.csat).where(
        answers.c.complaint_id.is_not(None), answers.c.csat_scale == scale, given
    )
    named = rated.subquery("named")
    joined = cases.join(named, cases.c.complaint_id == named.c.complaint_id)
    order: dict[str, Any] = {
        "partition_by": named.c.complaint_id,
        "order_by": [named.c.answered_at, named.c.answer_id],
    }
    place = sa.func.row_number(type_=sa.BigInteger()).over(**order).label("place")
    ranked = (
        sa.select(named.c.complaint_id, named.c.csat, place)
        .select_from(joined)
        .where(_in_time(cases, named.c.answered_at, settings))
        .subquery("ranked")
    )
    first = sa.select(ranked.c.complaint_id, ranked.c.csat).where(ranked.c.place == 1).subquery("first_ratings")
    both = cases.outerjoin(first, cases.c.complaint_id == first.c.complaint_id)
    return sa.select(*cases.c, first.c.csat.label("rating")).select_from(both).subquery("with_rating")


def _in_time(cases: sa.FromClause, at: sa.ColumnElement[dt.datetime], settings: Settings) -> sa.ColumnElement[bool]:
    window = settings.response_window_days
    exact = sql.seconds_between(cases.c.ended_at, at).between(0, sql.whole(window * sql.SECONDS_PER_DAY))
    days = sql.days_between(sql.day_of(cases.c.ended_at, settings.zone), sql.day_of(at, settings.zone))
    return sa.case((cases.c.precision == BY_DAY, days.between(0, sql.whole(window))), else_=exact)
