"""Time between purchase days, and purchases by time since the first one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.visits import bought_later

LATER = 3
"""The third purchase and all later ones are one class."""

CELL_DAYS = 30
CELLS = 12
"""Length of a cell of the cohort table, in days, and how many cells there are."""


def gaps(lines: sa.FromClause, zone: str, last: dt.date) -> sa.Subquery:
    """Return the time from each purchase day to the customer's next one.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `bought`, whenever they were bought: a purchase has its number among all of the customer's.
    zone : str
        Where days begin.
    last : date
        Last day known; who has not bought again yet is watched until then.

    Returns
    -------
    sqlalchemy.Subquery
        ``day``; ``place``: 1, 2 or 3 for the first, the second and any later purchase; ``days`` until the next one or
        the last day known; ``again``: 1 where there is a next one, else 0.
    """
    day = sql.day_of(lines.c.bought_at, zone).label("day")
    visits = sa.select(lines.c.customer_id, day).distinct().subquery("visits")
    one_after_the_other: dict[str, Any] = {"partition_by": visits.c.customer_id, "order_by": visits.c.day}
    place = sa.func.row_number(type_=sa.BigInteger()).over(**one_after_the_other).label("place")
    following = sa.func.lead(visits.c.day, type_=sa.Date()).over(**one_after_the_other).label("following")
    numbered = sa.select(visits.c.day, place, following).subquery("numbered")
    until = sa.func.coalesce(numbered.c.following, sa.literal(last, sa.Date()), type_=sa.Date())
    later = sa.literal(LATER, sa.BigInteger())
    class_of = sa.case((numbered.c.place < later, numbered.c.place), else_=later)
    return sa.select(
        numbered.c.day,
        sa.type_coerce(class_of, sa.BigInteger()).label("place"),
        sql.days_between(numbered.c.day, until).label("days"),
        sa.case((numbered.c.following.is_(None), 0), else_=1).label("again"),
    ).subquery("gaps")


def cells(people: sa.FromClause, lines: sa.FromClause, zone: str) -> sa.Subquery:
    """Return in which cells after their first purchase customers bought again.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `firsts`, any part of them.
    lines : sqlalchemy.FromClause
        The lines they were made from.
    zone : str
        Where days begin.

    Returns
    -------
    sqlalchemy.Subquery
        One row per customer and cell: ``first_day``, ``customer_id``, ``cell``, k for days 30 k + 1 to 30 (k + 1),
        from 0 to 11.
    """
    since = sql.days_between(people.c.first_day, sql.day_of(lines.c.bought_at, zone)).label("since")
    later = sa.select(people.c.first_day, people.c.customer_id, since).select_from(bought_later(people, lines))
    each = later.subquery("later_purchases")
    length = sql.to_double(sa.literal(CELL_DAYS, sa.BigInteger()))
    before = sql.to_double(each.c.since - sa.literal(1, sa.BigInteger()))
    cell = sa.cast(sa.func.floor(before / length), sa.BigInteger()).label("cell")
    within = each.c.since <= sa.literal(CELL_DAYS * CELLS, sa.BigInteger())
    return sa.select(each.c.first_day, each.c.customer_id, cell).where(within).distinct().subquery("cells")
