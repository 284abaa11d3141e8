"""Free trials, and when the customer bought what was tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.sales import is_order, sales


def tried(lines: sa.FromClause) -> sa.Subquery:
    """Keep the lines of free trials, of which neither the order was cancelled nor a draft."""
    trial = sa.func.coalesce(lines.c.trial, sa.false(), type_=sa.Boolean())
    return sa.select(*lines.c).where(trial, is_order(lines)).subquery("tried")


def first_trials(lines: sa.FromClause) -> sa.Subquery:
    """Return the first trial of each product by each customer: ``order_id``, ``line_no``. `lines` are of `tried`."""
    order: list[sa.ColumnElement[Any]] = [lines.c.bought_at, lines.c.order_id, lines.c.line_no]
    place = sa.func.row_number().over(partition_by=[lines.c.customer_id, lines.c.product_id], order_by=order)
    known = sa.and_(lines.c.customer_id.is_not(None), lines.c.product_id.is_not(None))
    each = sa.select(lines.c.order_id, lines.c.line_no, place.label("place")).where(known).subquery("each_trial")
    return sa.select(each.c.order_id, each.c.line_no).where(each.c.place == 1).subquery("first_trials")


def conversions(trials: sa.FromClause, firsts: sa.FromClause, lines: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return each first trial with the time until the customer bought the product.

    Parameters
    ----------
    trials : sqlalchemy.FromClause
        Lines of `tried` that are asked about, with ``group``.
    firsts : sqlalchemy.FromClause
        Of `first_trials`, whatever is asked about.
    lines : sqlalchemy.FromClause
        All purchase lines known.
    as_of : datetime
        The moment of knowledge.

    Returns
    -------
    sqlalchemy.Subquery
        ``group``; ``bought``, whether the product was bought later; ``seconds`` until then, or so far;
        ``watched``, seconds from the trial to the moment.
    """
    same_line = sa.and_(trials.c.order_id == firsts.c.order_id, trials.c.line_no == firsts.c.line_no)
    chosen = sa.select(trials.c.group, trials.c.customer_id, trials.c.product_id, trials.c.bought_at)
    people = chosen.select_from(trials.join(firsts, same_line)).subquery("trying")
    sold = sales(lines)
    later = sa.and_(
        sold.c.customer_id == people.c.customer_id,
        sold.c.product_id == people.c.product_id,
        sold.c.bought_at > people.c.bought_at,
    )
    bought_at = sa.func.min(sold.c.bought_at, type_=sql.INSTANT).label("then_at")
    keys = [people.c[name] for name in ("group", "customer_id", "product_id", "bought_at")]
    joined = sa.select(*keys, bought_at).select_from(people.outerjoin(sold, later)).group_by(*keys).subquery("joined")
    until = sa.func.coalesce(joined.c.then_at, sql.instant(as_of), type_=sql.INSTANT)
    return sa.select(
        joined.c.group,
        joined.c.then_at.is_not(None).label("bought"),
        sql.seconds_between(joined.c.bought_at, until).label("seconds"),
        sql.seconds_between(joined.c.bought_at, sql.instant(as_of)).label("watched"),
    ).subquery("conversions")


def converted_within(rows: sa.FromClause, days: Sequence[int]) -> sa.Select[Any]:
    """Count rows of `conversions` by ``group``.

    ``trials`` in all; for each number of days ``matured_<days>``, those watched so long, and of them ``bought_<days>``.
    """
    counts: list[sa.ColumnElement[Any]] = [sql.count().label("trials")]
    for day in days:
        limit = sql.whole(day * sql.SECONDS_PER_DAY)
        matured = rows.c.watched >= limit
        counts.append(sql.count_where(matured).label(f"matured_{day}"))
        counts.append(sql.count_where(sa.and_(matured, rows.c.bought, rows.c.seconds <= limit)).label(f"bought_{day}"))
    return sa.select(rows.c.group, *counts).group_by(rows.c.group)


def conversion_days(rows: sa.FromClause) -> sa.Select[Any]:
    """Count rows of `conversions` by ``group``, whole ``days`` and ``bought`` (1 or 0): ``trials``."""
    days = sql.whole_part(rows.c.seconds, sql.whole(sql.SECONDS_PER_DAY)).label("days")
    bought = sa.case((rows.c.bought, sa.literal(1, sa.Integer())), else_=sa.literal(0, sa.Integer())).label("bought")
    each = sa.select(rows.c.group, days, bought).subquery("each_day")
    return sa.select(*each.c, sql.count().label("trials")).group_by(*each.c)
