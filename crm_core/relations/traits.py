"""What is true of the whole customer at a moment: how they deal with us, how they buy, what they say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.answers import last_per_respondent, of_survey
from crm_core.relations.cases import Cases, open_only
from crm_core.relations.referring import PROMOTER
from crm_core.relations.rfm import rfm, rfm_segments
from crm_core.relations.sales import is_order
from crm_core.relations.standing import YEAR_DAYS
from crm_core.relations.values import customer_values, part_of
from crm_core.relations.visits import bought

PROSPECT, NEW, LAPSED, RETURNING = "prospect", "new", "lapsed", "returning"
DEALINGS = (PROSPECT, NEW, RETURNING, LAPSED)
"""How a customer deals with us."""

PROMOTERS, PASSIVES, DETRACTORS = "promoter", "passive", "detractor"
ATTITUDES = (PROMOTERS, PASSIVES, DETRACTORS)
PASSIVE = 7
"""Lowest answer (0-10) of a customer who is no detractor."""

TENTHS = 10


def dealings(lines: sa.FromClause, registered: sa.FromClause, zone: str, last: dt.date) -> sa.Subquery:
    """Return how each customer deals with us: ``customer_id``, ``dealing``, one of `DEALINGS`.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        All purchase lines known, free trials among them.
    registered : sqlalchemy.FromClause
        All registrations of products known.
    zone : str
        Where days begin.
    last : date
        The day.

    Notes
    -----
    Prospect: registered or tried, never bought. New: bought on one day only, within the last 365 days. Lapsed: did not
    buy in the last 365 days. Returning: the rest. Who did none of these is not there.
    """
    kept = bought(lines)
    first, newest = (of(kept.c.bought_at, type_=sql.INSTANT) for of in (sa.func.min, sa.func.max))
    each = sa.select(kept.c.customer_id, first.label("first_at"), newest.label("newest_at"))
    people = each.group_by(kept.c.customer_id).subquery("first_and_last")
    first_day, last_day = (sql.day_of(people.c[name], zone) for name in ("first_at", "newest_at"))
    recent = last_day > sa.literal(last - dt.timedelta(days=YEAR_DAYS), sa.Date())
    how = sa.case((sa.not_(recent), LAPSED), (first_day == last_day, NEW), else_=RETURNING)
    buyers = sa.select(people.c.customer_id, sa.type_coerce(how, sa.String()).label("dealing"))
    trial = sa.func.coalesce(lines.c.trial, sa.false(), type_=sa.Boolean())
    tried = sa.select(lines.c.customer_id).where(trial, is_order(lines), lines.c.customer_id.is_not(None))
    curious = sa.union(tried, sa.select(registered.c.customer_id)).subquery("registered_or_tried")
    never = curious.c.customer_id.not_in(sa.select(kept.c.customer_id))
    prospect = sa.literal(PROSPECT, sa.String()).label("dealing")
    prospects = sa.select(curious.c.customer_id, prospect).where(never, curious.c.customer_id.is_not(None))
    return sa.union_all(buyers, prospects).subquery("dealings")


def rfm_of_customers(lines: sa.FromClause, zone: str, first: dt.date, last: dt.date) -> sa.Subquery:
    """Return the named segment of each buyer of a window: ``customer_id``, ``segment``; see `rfm_segments`."""
    return rfm_segments(rfm(bought(lines), zone, first, last))


def value_tenths(sold: sa.FromClause) -> sa.Subquery:
    """Return in which tenth by value each customer stands: ``customer_id``, ``tenth``, "1" the most valuable.

    `sold` are lines of `crm_core.relations.sold_to_customers` in one group. Customers of one value stand in the order
    of their ids, so that every engine says the same.
    """
    values = customer_values(sold)
    order: list[sa.ColumnElement[Any]] = [values.c.value.desc(), values.c.customer_id]
    place = sa.func.row_number(type_=sa.BigInteger()).over(order_by=order).label("rank")
    size = sa.func.count(type_=sa.BigInteger()).over().label("size")
    people = sa.select(values.c.customer_id, place, size).subquery("placed")
    tenth = sa.cast(part_of(people, TENTHS) + sql.whole(1), sa.String()).label("tenth")
    return sa.select(people.c.customer_id, tenth).subquery("value_tenths")


def last_recommendations(answers: sa.FromClause) -> sa.Subquery:
    """Return what each customer last said about recommending us: ``customer_id``, ``attitude``, of `ATTITUDES`."""
    known = sa.select(*answers.c).where(answers.c.customer_id.is_not(None)).subquery("answers_of_known")
    last = last_per_respondent(of_survey(known, "relationship"), ("recommend",))
    said = last.c.recommend
    attitude = sa.case((said >= PROMOTER, PROMOTERS), (said >= PASSIVE, PASSIVES), else_=DETRACTORS)
    named = sa.type_coerce(attitude, sa.String()).label("attitude")
    return sa.select(last.c.customer_id, named).subquery("last_recommendations")


def waiting_customers(cases: Cases) -> sa.Subquery:
    """Return the customers with an open complaint, each once: ``customer_id``."""
    rows = open_only(cases).rows
    return sa.select(rows.c.customer_id).where(rows.c.customer_id.is_not(None)).distinct().subquery("waiting_customers")
