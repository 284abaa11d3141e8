"""Appointments in stores: how long customers waited, and whether one visit was enough."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import schema, sql

WAITED_ON, BEGUN = 0, 1
"""How a wait stands: no talk has begun, because the customer left or waits still; or it has."""

RETURN = dt.timedelta(days=30)
"""Whoever comes or asks again about the same product within this time was not helped by one visit."""

STILL_THERE = dt.timedelta(days=1)
"""Whoever arrived longer ago and has no further time written is not waiting: nobody wrote it down."""

ASKING = ("phone", "chat", "email")
"""Channels on which a customer asks again; a visit to a store may be the appointment itself."""


def is_cancelled(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether an appointment was called off."""
    return sa.func.coalesce(rows.c.cancelled, sa.false(), type_=sa.Boolean())


def is_missed(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the customer did not come to an appointment that was not called off."""
    return sa.and_(sa.not_(is_cancelled(rows)), sa.func.coalesce(rows.c.no_show, sa.false(), type_=sa.Boolean()))


def took_place(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the customer came: something says so, and nothing says otherwise."""
    signs = sa.or_(*(rows.c[name].is_not(None) for name in ("arrived_at", "started_at", "ended_at", "solved")))
    return sa.and_(sa.not_(is_cancelled(rows)), sa.not_(is_missed(rows)), signs)


def waits(rows: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return the wait of each appointment that took place: ``group``, ``ending`` and ``duration_seconds``.

    It runs from the agreed time, or from the arrival where that is later, to the begin of the talk, else to when the
    customer left, else to `as_of`; missing where the arrival is not known, or days alone are.
    """
    c = rows.c
    begin = sa.func.greatest(c.arrived_at, c.booked_for, type_=sql.INSTANT)
    now = sql.instant(as_of)
    there = sa.and_(c.arrived_at.is_not(None), begin >= sql.instant(as_of - STILL_THERE))
    end = sa.case((c.started_at.is_not(None), c.started_at), (c.ended_at.is_not(None), c.ended_at), (there, now))
    seconds = sql.seconds_between(begin, sa.type_coerce(end, sql.INSTANT))
    zero = sql.whole(0)
    known = sa.and_(c.arrived_at.is_not(None), c.precision == "second", end.is_not(None))
    duration = sa.case((sa.and_(known, seconds < zero), zero), (known, seconds))
    ending = sa.case((c.started_at.is_not(None), BEGUN), else_=WAITED_ON)
    columns = (sa.cast(ending, sa.BigInteger()).label("ending"), sa.type_coerce(duration, sa.BigInteger()))
    return (
        sa.select(c.group, columns[0], columns[1].label("duration_seconds")).where(took_place(rows)).subquery("waits")
    )


def support_visits(appointments: sa.FromClause, contacts: sa.FromClause, as_of: dt.datetime) -> sa.Subquery:
    """Return the appointments that took place, each with what came before and after it about the same product.

    Parameters
    ----------
    appointments, contacts : sqlalchemy.FromClause
        As known at `as_of`, whatever narrows; `appointments` with ``group``.
    as_of : datetime
        The moment of knowledge.

    Returns
    -------
    sqlalchemy.Subquery
        group, appointment_id, customer_id, product_id, booked_for; ``first``, whether no visit lies within `RETURN`
        before it; ``solved``, whether nobody said it was not, and neither a visit nor a call, chat or mail about the
        product followed within `RETURN`; ``over``, whether that time has passed; ``traceable``, whether the customer
        and the product are known.
    """
    held = sa.select(*appointments.c).where(took_place(appointments)).subquery("held")
    around = _around(held, contacts)
    joined = held.outerjoin(around, held.c.appointment_id == around.c.key)
    limit = sql.whole(int(RETURN.total_seconds()))
    again = sa.and_(around.c.after.is_not(None), sql.seconds_between(held.c.booked_for, around.c.after) < limit)
    before = sa.and_(around.c.before.is_not(None), sql.seconds_between(around.c.before, held.c.booked_for) < limit)
    said_no = sa.func.coalesce(sa.not_(held.c.solved), sa.false(), type_=sa.Boolean())
    flags = {
        "first": sa.not_(before),
        "solved": sa.and_(sa.not_(again), sa.not_(said_no)),
        "over": held.c.booked_for <= sql.instant(as_of - RETURN),
        "traceable": sa.and_(held.c.customer_id.is_not(None), held.c.product_id.is_not(None)),
    }
    own = [held.c[name] for name in ("group", "appointment_id", "customer_id", "product_id", "booked_for")]
    named = [sa.type_coerce(flag, sa.Boolean()).label(name) for name, flag in flags.items()]
    return sa.select(*own, *named).select_from(joined).subquery("visits")


def _around(held: sa.FromClause, contacts: sa.FromClause) -> sa.Subquery:
    """Return when the last visit before each visit was, and the next visit or contact, about the same product."""
    asked = sa.and_(contacts.c.channel.in_(ASKING), contacts.c.product_id.is_not(None))
    parts = [
        _events(held, held.c.appointment_id, held.c.booked_for, visit=True),
        _events(contacts, contacts.c.interaction_id, contacts.c.started_at, visit=False).where(asked),
    ]
    events = sa.union_all(*parts).subquery("events")
    order: dict[str, Any] = {
        "partition_by": [events.c.customer_id, events.c.product_id],
        "order_by": [events.c.moment, events.c.visit, events.c.key],
    }
    after = sa.func.lead(events.c.moment, type_=sql.INSTANT).over(**order).label("after")
    visited = sa.case((events.c.visit, events.c.moment))
    before = sa.func.max(visited, type_=sql.INSTANT).over(**order, rows=(None, -1)).label("before")
    each = sa.select(events.c.key, events.c.visit, before, after).subquery("neighbours_of_visits")
    return sa.select(each.c.key, each.c.before, each.c.after).where(each.c.visit).subquery("around")


def _events(
    rows: sa.FromClause, key: sa.ColumnElement[Any], moment: sa.ColumnElement[Any], *, visit: bool
) -> sa.Select[Any]:
    columns = (rows.c.customer_id, rows.c.product_id, key.label("key"), moment.label("moment"))
    known = (rows.c.customer_id.is_not(None), rows.c.product_id.is_not(None))
    return sa.select(*columns, (sa.true() if visit else sa.false()).label("visit")).where(*known)


def with_category(rows: sa.FromClause) -> sa.Subquery:
    """Add ``product_category``, that of a row's product, missing where it is not known."""
    products = schema.table("products").alias("products_of_rows")
    joined = rows.outerjoin(products, rows.c.product_id == products.c.product_id)
    return sa.select(*rows.c, products.c.category.label("product_category")).select_from(joined).subquery("categorised")
