"""What of each purchase line came back, as known at a moment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from crm_core import sql

MONEY = sa.Numeric(18, 2)
NOTHING: sa.ColumnElement[Any] = sa.literal(Decimal(0), MONEY)
NO_PIECES: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())
CENT = Decimal("0.01")


def returns(lines: sa.FromClause, as_of: dt.datetime) -> list[sa.ColumnElement[Any]]:
    """Return the columns ``came_back_at``, ``given_back`` and ``kept`` of purchase lines.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        The table purchases with all its instants.
    as_of : datetime
        Returns after this moment have not happened.

    Returns
    -------
    list of three column elements
        ``came_back_at``, an instant, missing for a line that nothing came back of; ``given_back``, money, 0 for such a
        line and never more than the line's revenue; ``kept``, whether any of the line stayed with the customer.

    Notes
    -----
    What is given back is what was refunded, else the returned part of the revenue by pieces (down to the cent), else
    the whole line. A refund above the revenue holds tax, which the revenue does not. A refund without a date counts on
    the day of the purchase. All of a line came back when as many pieces came back as were bought; where pieces are not
    known, when the whole revenue was refunded or the line is said to be returned and nothing else. A line with a
    negative revenue is a return in itself and no purchase.
    """
    some = _something_came_back(lines, as_of)
    at = sa.case((some, sa.func.coalesce(lines.c.returned_at, lines.c.bought_at, type_=sql.INSTANT)), else_=sa.null())
    given = sa.case((some, _given_back(lines)), else_=NOTHING)
    stays = sa.and_(lines.c.revenue >= NOTHING, sa.not_(sa.and_(some, _all_of_it(lines))))
    return [
        sa.type_coerce(at, sql.INSTANT).label("came_back_at"),
        sa.type_coerce(given, MONEY).label("given_back"),
        sa.type_coerce(stays, sa.Boolean()).label("kept"),
    ]


def _something_came_back(lines: sa.FromClause, as_of: dt.datetime) -> sa.ColumnElement[bool]:
    amount = sa.func.coalesce(lines.c.refunded, NOTHING, type_=MONEY)
    pieces = sa.func.coalesce(lines.c.returned_quantity, NO_PIECES, type_=sa.Double())
    undated = sa.and_(lines.c.returned_at.is_(None), sa.or_(amount > NOTHING, pieces > NO_PIECES))
    dated = sa.and_(lines.c.returned_at.is_not(None), lines.c.returned_at <= sql.instant(as_of))
    return sa.or_(dated, undated)


def _given_back(lines: sa.FromClause) -> sa.ColumnElement[Any]:
    part = sa.case(
        (lines.c.refunded.is_not(None), lines.c.refunded),
        (_pieces_known(lines), _part_of_revenue(lines)),
        else_=lines.c.revenue,
    )
    return sa.case((part > lines.c.revenue, lines.c.revenue), else_=part)


def _part_of_revenue(lines: sa.FromClause) -> sa.ColumnElement[Any]:
    """Whole cents, so that the amounts are the same on every engine."""
    cents = sa.func.floor(100.0 * sql.to_double(lines.c.revenue) * lines.c.returned_quantity / lines.c.quantity)
    return sa.cast(sa.cast(cents, MONEY) * sa.literal(CENT, MONEY), MONEY)


def _pieces_known(lines: sa.FromClause) -> sa.ColumnElement[bool]:
    bought = sa.func.coalesce(lines.c.quantity, NO_PIECES, type_=sa.Double())
    return sa.and_(bought > NO_PIECES, lines.c.returned_quantity.is_not(None))


def _all_of_it(lines: sa.FromClause) -> sa.ColumnElement[bool]:
    by_money = sa.func.coalesce(lines.c.refunded >= lines.c.revenue, sa.true(), type_=sa.Boolean())
    return sa.case((_pieces_known(lines), lines.c.returned_quantity >= lines.c.quantity), else_=by_money)
