"""Programmes: who took part when for the first time, who came, and who came over from another maker and stayed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import sql

COUNTED = {"attendances": ("attendance_id", "held_at"), "memberships": ("membership_id", "started_on")}
"""Tables that say who takes part in a programme, with their keys and their moments."""


def came(bookings: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the customer of a booking came."""
    return sa.func.coalesce(bookings.c.attended, sa.false(), type_=sa.Boolean())


def visitors(bookings: sa.FromClause) -> sa.Select[Any]:
    """Count the customers of each group who came, and those of them who came more than once."""
    named = sa.and_(came(bookings), bookings.c.customer_id.is_not(None))
    keys = (bookings.c.group, bookings.c.customer_id)
    each = sa.select(*keys, sql.count().label("times")).where(named).group_by(*keys).subquery("each_visitor")
    again = sql.count_where(each.c.times > sql.whole(1)).label("came_again")
    return sa.select(each.c.group, sql.count().label("visitors"), again).group_by(each.c.group)


def memberships_of(rows: sa.FromClause, start: dt.date | None, last: dt.date) -> sa.Select[Any]:
    """Count memberships by programme (``group``, missing where none is named).

    ``active`` at the end of the last day and ``people`` who have them, ``started`` and ``ended`` from `start` on,
    ``active_before`` on the day before it (none without a start), and all ``memberships`` there are.
    """
    first = start or dt.date(1, 1, 2)
    first_day, day_before = (sa.literal(day, sa.Date()) for day in (first, first - dt.timedelta(days=1)))
    last_day = sa.literal(last, sa.Date())
    begun, over = rows.c.started_on, rows.c.ended_on
    active = sa.and_(begun <= last_day, sa.or_(over.is_(None), over >= last_day))
    counts = {
        "active": sql.count_where(active),
        "started": sql.count_where(begun.between(first_day, last_day)),
        "ended": sql.count_where(sa.and_(over >= first_day, over < last_day)),
        "active_before": sql.count_where(sa.and_(begun < first_day, sa.or_(over.is_(None), over >= day_before))),
        "people": sa.func.count(sa.distinct(sa.case((active, rows.c.customer_id))), type_=sa.BigInteger()),
        "memberships": sql.count(),
    }
    group = rows.c.programme.label("group")
    return sa.select(group, *(count.label(name) for name, count in counts.items())).group_by(rows.c.programme)


def first_times(rows: sa.FromClause, narrowed: sa.FromClause, table: str, zone: str) -> sa.Subquery:
    """Return when each customer first took part in each programme.

    Parameters
    ----------
    rows : sqlalchemy.FromClause
        All attendances or memberships as known at a moment.
    narrowed : sqlalchemy.FromClause
        Those of them that are asked for.
    table : str
        Which of the two they are.
    zone : str
        Where a day of membership begins.

    Returns
    -------
    sqlalchemy.Subquery
        ``programme``, ``customer_id``; ``at``, microseconds since 1970; ``counts``, whether it is one asked for.
    """
    key, moment = COUNTED[table]
    at = rows.c[moment] if table == "attendances" else sql.start_of(rows.c[moment], zone)
    order: dict[str, Any] = {"partition_by": [rows.c.programme, rows.c.customer_id], "order_by": [at, rows.c[key]]}
    place = sa.func.row_number(type_=sa.BigInteger()).over(**order).label("nth")
    took_part = [came(rows)] if table == "attendances" else []
    named = (rows.c.customer_id.is_not(None), rows.c.programme.is_not(None))
    own = (rows.c.programme, rows.c.customer_id, rows.c[key], sql.microseconds_of(at).label("at"))
    each = sa.select(*own, place).where(*named, *took_part).subquery("times")
    counts = each.c[key].in_(sa.select(narrowed.c[key])).label("counts")
    columns = (each.c.programme, each.c.customer_id, sa.type_coerce(each.c["at"], sa.BigInteger()).label("at"))
    return sa.select(*columns, counts).where(each.c.nth == 1).subquery("first_times")


def moments_of(rows: Sequence[int], customers: Sequence[str], at: Sequence[int]) -> sa.Subquery:
    """Return a table of moments of customers: ``row``, ``customer_id`` and ``at``, microseconds since 1970."""
    whole = sa.BigInteger()
    columns = (sql.unnested(rows, whole).label("row"), sql.unnested(customers, sa.String()).label("customer_id"))
    return sa.select(*columns, sql.unnested(at, whole).label("at")).subquery("moments_of_customers")


def answered_after(moments: sa.FromClause, answers: sa.FromClause, score: sa.ColumnElement[float], days: int,
                   ) -> sa.Select[Any]:  # fmt: skip
    """Return each row's mean ``score`` of the answers given in the days after its moment; rows without one are away."""
    at = sql.microseconds_of(answers.c.answered_at)
    until = moments.c["at"] + sql.whole(days * sql.SECONDS_PER_DAY * 1_000_000)
    inside = sa.and_(answers.c.customer_id == moments.c.customer_id, at > moments.c["at"], at <= until)
    joined = moments.join(answers, inside)
    points = sql.mean(score).label("points")
    return sa.select(moments.c.row, points).select_from(joined).where(score.is_not(None)).group_by(moments.c.row)


def still_active(people: sa.FromClause, sold: sa.FromClause, *, days: tuple[int, int], last: dt.date, zone: str,
                 ) -> sa.Subquery:  # fmt: skip
    """Say of each customer who joined whether something was bought in a span of days after joining.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Customers with ``group``.
    sold : sqlalchemy.FromClause
        Lines that were bought, whatever came back.
    days : tuple of int
        First and last day after joining of the span.
    last : date
        Last day that is known: who joined so late that the span is not over by then is ``young``.
    zone : str
        Where days begin.

    Returns
    -------
    sqlalchemy.Subquery
        customer_id, joined_on, switched_from; ``young``; ``active``.
    """
    after = sql.days_between(people.c.joined_on, sql.day_of(sold.c.bought_at, zone))
    # Whoever bought is found first: an outer join with more than a key in it costs many times as much.
    both = people.join(sold, people.c.customer_id == sold.c.customer_id)
    bought = sa.select(people.c.customer_id).select_from(both).where(after.between(*days)).distinct().subquery("stayed")
    joined = people.outerjoin(bought, people.c.customer_id == bought.c.customer_id)
    young = sql.days_between(people.c.joined_on, sa.literal(last, sa.Date())) <= days[1]
    columns = (
        *(people.c.customer_id, people.c.joined_on, people.c.switched_from),
        sa.type_coerce(young, sa.Boolean()).label("young"),
        bought.c.customer_id.is_not(None).label("active"),
    )
    return sa.select(*columns).select_from(joined).where(people.c.joined_on.is_not(None)).subquery("joined")


def stayed(joined: sa.FromClause) -> sa.Select[Any]:
    """Count by former ``maker`` the customers of `still_active` who joined long enough ago, those active, the young."""
    old = sa.not_(joined.c.young)
    counts = {
        "n": sql.count_where(old),
        "active": sql.count_where(sa.and_(old, joined.c.active)),
        "young": sql.count_where(joined.c.young),
    }
    columns = [count.label(name) for name, count in counts.items()]
    return sa.select(joined.c.switched_from.label("maker"), *columns).group_by(joined.c.switched_from)
