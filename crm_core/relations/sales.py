"""Sales: what customers bought and kept, and money in and back, each at its own date.

Revenue is what the customer paid after discount, without tax. A free trial, a draft and a cancelled order are no
purchase, and neither is an order of which everything came back.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.returns import MONEY
from crm_core.settings import Settings

NO_ORDER = ("cancelled", "draft")
"""States of an order that never was one."""


def is_bought(lines: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a line was bought: no free trial, not of a draft or a cancelled order."""
    trial = sa.func.coalesce(lines.c.trial, sa.false(), type_=sa.Boolean())
    return sa.and_(is_order(lines), sa.not_(trial))


def is_order(lines: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a line is neither of a draft nor of a cancelled order."""
    status = sa.func.coalesce(lines.c.order_status, "paid", type_=sa.String())
    return status.not_in(NO_ORDER)


def sales(lines: sa.FromClause) -> sa.Subquery:
    """Keep the lines that were bought and say what was earned with each.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Purchase lines as known at a moment, with the columns of `crm_core.relations.returns`.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `lines` and ``net_revenue`` (money): revenue less what was given back by that moment, on the day
        of the purchase. For money at the date it moved see `money_moved`.
    """
    net = sa.type_coerce(lines.c.revenue - lines.c.given_back, MONEY).label("net_revenue")
    return sa.select(*lines.c, net).where(is_bought(lines)).subquery("sales")


def purchases_kept(lines: sa.FromClause) -> sa.Subquery:
    """Keep the lines that were bought and did not come back whole: an order is a purchase while one of its lines is.

    The columns are those of `sales`. A customer's purchases of one day are one: count distinct days.
    """
    sold = sales(lines)
    return sa.select(*sold.c).where(sold.c.kept).subquery("purchases_kept")


def money_moved(lines: sa.FromClause, settings: Settings, *columns: str) -> sa.Subquery:
    """Return money in and money back, each on its own day.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        As for `sales`.
    settings : Settings
        Its zone says where a day begins.
    *columns : str
        Columns of `lines` to carry along, ``customer_id`` among them where it is wanted.

    Returns
    -------
    sqlalchemy.Subquery
        Two rows for a line of which something came back, one for every other: the columns asked for, ``day`` and
        ``amount`` (money), positive on the day of the purchase, negative on the day of the return.
    """
    moved = [
        _moved(lines, lines.c.bought_at, lines.c.revenue, settings, columns).where(is_bought(lines)),
        _moved(lines, lines.c.came_back_at, -lines.c.given_back, settings, columns).where(
            is_bought(lines), lines.c.came_back_at.is_not(None)
        ),
    ]
    return sa.union_all(*moved).subquery("money_moved")


def _moved(
    lines: sa.FromClause,
    at: sa.ColumnElement[Any],
    amount: sa.ColumnElement[Any],
    settings: Settings,
    columns: tuple[str, ...],
) -> sa.Select[Any]:
    carried = [lines.c[name] for name in columns]
    day = sql.day_of(at, settings.zone).label("day")
    return sa.select(*carried, day, sa.type_coerce(amount, MONEY).label("amount"))
