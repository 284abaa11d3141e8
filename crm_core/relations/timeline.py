"""Everything that is known to have happened with a customer, one row each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.relations.cases import Cases
from crm_core.relations.contacts import ANSWERED, HUNG_UP
from crm_core.relations.endings import OPEN, RESOLVED
from crm_core.relations.facts import moment
from crm_core.relations.people import of_customers
from crm_core.relations.sales import is_bought

KINDS = (
    "purchase", "return", "contact", "appointment", "complaint", "answer", "invitation", "registration", "membership",
    "attendance", "points", "idea", "consent",
)  # fmt: skip
"""What can stand on a timeline."""

NOTHING: sa.ColumnElement[Any] = sa.null()
Known = Callable[[str], sa.Subquery]
"""Gives the rows of a table about the customer, as known at the moment."""

TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "at": sql.INSTANT,
    "kind": sa.String(),
    "key": sa.String(),
    "about": sa.String(),
    "how": sa.String(),
    "outcome": sa.String(),
    "ended": sql.INSTANT,
    "amount": sa.Double(),
    "number": sa.Double(),
}
"""Columns of a timeline: when, what, its own number, what about, which way, what became of it, when that ended, money,
and a count or score."""


def timeline(
    ids: Sequence[str],
    cases: Cases,
    zone: str,
    *,
    since: dt.datetime,
    kinds: Sequence[str],
    most: int,
) -> sa.Select[Any]:
    """Ask for the newest of all that happened with a customer.

    Parameters
    ----------
    ids : sequence of str
        The customer's own id and those merged into it.
    cases : Cases
        The customer's complaints, with the moment of knowledge.
    zone : str
        Where days begin.
    since : datetime
        From when on sums of money are told apart.
    kinds : sequence of str
        Which of `KINDS`; none: all.
    most : int
        Most rows of these kinds.

    Returns
    -------
    sqlalchemy.Select
        The columns of `TYPES`; of each kind over all rows, whatever `most` says: ``of_kind`` rows, ``money`` and
        ``money_since``. Besides the rows asked for there is the newest one of each other kind, so that all are told of.
    """
    known = lambda name: of_customers(name, ids, cases.as_of)  # noqa: E731
    each = [*_of_sales(known), *_of_service(known, cases), *_of_the_rest(known, zone, cases.as_of)]
    events = sa.union_all(*each).subquery("events")
    lately = sa.case((events.c.at > sql.instant(since), events.c.amount))
    own: dict[str, Any] = {"partition_by": events.c.kind}
    newest = {**own, "order_by": (events.c.at.desc(), events.c.key)}
    told = sa.select(
        *events.c,
        sa.func.count(type_=sa.BigInteger()).over(**own).label("of_kind"),
        sa.func.sum(events.c.amount, type_=sa.Double()).over(**own).label("money"),
        sa.func.sum(lately, type_=sa.Double()).over(**own).label("money_since"),
        sa.func.row_number(type_=sa.BigInteger()).over(**newest).label("place"),
    ).subquery("told")
    chosen = told.c.kind.in_(kinds) if kinds else sa.true()
    first = sa.select(*told.c).where(sa.or_(chosen, told.c.place == 1))
    best = first.order_by(told.c.at.desc(), told.c.kind, told.c.key).limit(most + len(KINDS)).subquery("best")
    return sa.select(*best.c).order_by(best.c.at.desc(), best.c.kind, best.c.key)


def _event(kind: str, source: sa.FromClause, **values: Any) -> sa.Select[Any]:
    """Return rows of one kind; what is not given is missing."""
    columns: list[sa.ColumnElement[Any]] = []
    for name, of_type in TYPES.items():
        value = sa.literal(kind, sa.String()) if name == "kind" else values.get(name, NOTHING)
        value = sa.cast(value, of_type) if value is NOTHING else sa.type_coerce(value, of_type)
        columns.append(value.label(name))
    return sa.select(*columns).select_from(source)


def _of_sales(known: Known) -> list[sa.Select[Any]]:
    """Return orders, one row each, and what came back of them."""
    lines = sa.select(*known("purchases").c).cte("their_lines")  # asked twice, read once
    products = schema.table("products")
    source = lines.outerjoin(products, lines.c.product_id == products.c.product_id)
    counted = is_bought(lines)
    state = sa.case(
        (lines.c.order_status.in_(("cancelled", "draft")), lines.c.order_status),
        (lines.c.trial.is_(sa.true()), "trial"),
        else_="bought",
    )
    bought = _event(
        "purchase", source, at=sa.func.min(lines.c.bought_at), key=lines.c.order_id, about=sa.func.min(products.c.name),
        how=sa.func.min(lines.c.channel), outcome=state, number=sql.to_double(sql.count()),
        amount=sql.to_double(sa.func.sum(sa.case((counted, lines.c.revenue)))),
    ).group_by(lines.c.order_id, state)  # fmt: skip
    back = _event(
        "return", source, at=lines.c.came_back_at, key=lines.c.order_id, about=sa.func.min(products.c.name),
        how=sa.func.min(lines.c.channel), number=sql.to_double(sql.count()),
        amount=-sql.to_double(sa.func.sum(lines.c.given_back)),
    ).where(counted, lines.c.came_back_at.is_not(None)).group_by(lines.c.order_id, lines.c.came_back_at)  # fmt: skip
    return [bought, back]


def _of_service(known: Known, cases: Cases) -> list[sa.Select[Any]]:
    contacts, visits, asked, said = map(known, ("interactions", "appointments", "survey_invitations", "survey_answers"))
    rows = cases.rows
    became = sa.case(
        (contacts.c.solved, "solved"), (sa.not_(contacts.c.solved), "not_solved"),
        (contacts.c.reply == HUNG_UP, "hung_up"), (contacts.c.reply == ANSWERED, "answered"), else_=None,
    )  # fmt: skip
    kept = sa.case(
        (visits.c.cancelled, "cancelled"), (visits.c.no_show, "no_show"), (visits.c.solved, "solved"),
        (sa.not_(visits.c.solved), "not_solved"), else_=None,
    )  # fmt: skip
    ended = sa.case((rows.c.ending == OPEN, "open"), (rows.c.ending == RESOLVED, "resolved"), else_="withdrawn")
    score = sa.func.coalesce(said.c.satisfaction, said.c.recommend, said.c.csat, type_=sa.BigInteger())
    which = sa.case(
        (said.c.satisfaction.is_not(None), "satisfaction"), (said.c.recommend.is_not(None), "recommend"),
        (said.c.csat.is_not(None), "csat"), else_=None,
    )  # fmt: skip
    sent = sa.case((asked.c.bounced, "bounced"), (asked.c.opted_out, "opted_out"), else_=None)
    return [
        _event("contact", contacts, at=contacts.c.started_at, key=contacts.c.interaction_id, about=contacts.c.topic,
            how=contacts.c.channel, outcome=became, ended=contacts.c.ended_at),
        _event("appointment", visits, at=visits.c.booked_for, key=visits.c.appointment_id, outcome=kept,
            ended=visits.c.ended_at),
        _event("complaint", rows, at=rows.c.opened_at, key=rows.c.complaint_id, about=rows.c.category,
            how=rows.c.channel, outcome=sa.func.coalesce(rows.c.outcome, ended), ended=rows.c.ended_at),
        _event("answer", said, at=said.c.answered_at, key=said.c.answer_id, about=said.c.touchpoint, how=which,
            number=sql.to_double(score)),
        _event("invitation", asked, at=asked.c.sent_at, key=asked.c.invitation_id, about=asked.c.touchpoint,
            how=asked.c.survey, outcome=sent),
    ]  # fmt: skip


def _of_the_rest(known: Known, zone: str, as_of: dt.datetime) -> list[sa.Select[Any]]:
    bought, member, visits = map(known, ("registrations", "memberships", "attendances"))
    points, ideas, agreed = map(known, ("points", "ideas", "consents"))
    products = schema.table("products")
    goods = bought.outerjoin(products, bought.c.product_id == products.c.product_id)
    last = sa.case((member.c.ended_on <= moment(member.c.ended_on, as_of), sql.start_of(member.c.ended_on, zone)))
    came = sa.case((visits.c.attended, "attended"), else_="missed")
    withdrawn = sa.case((agreed.c.withdrawn_at.is_not(None), "withdrawn"), else_="given")
    return [
        _event("registration", goods, at=bought.c.registered_at, key=bought.c.registration_id, about=products.c.name,
            how=bought.c.registered_via),
        _event("membership", member, at=sql.start_of(member.c.started_on, zone), key=member.c.membership_id,
            about=member.c.programme, ended=last),
        _event("attendance", visits, at=visits.c.held_at, key=visits.c.attendance_id, about=visits.c.topic,
            how=visits.c.programme, outcome=came),
        _event("points", points, at=points.c.happened_at, key=points.c.points_id, outcome=points.c.kind,
            number=sql.to_double(points.c.points)),
        _event("idea", ideas, at=ideas.c.posted_at, key=ideas.c.idea_id, outcome=ideas.c.status),
        _event("consent", agreed, at=agreed.c.given_at, key=agreed.c.purpose, about=agreed.c.purpose,
            how=agreed.c.channel, outcome=withdrawn, ended=agreed.c.withdrawn_at),
    ]  # fmt: skip
