"""How a case stood when its promised time was over, and what its customer bought before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.cases import Cases
from crm_core.relations.clocks import DAY
from crm_core.relations.endings import RESOLVED, WITHDRAWN
from crm_core.relations.promises import promises
from crm_core.relations.sales import purchases_kept

THOUSAND = 1_000
LOTS = 256
"""Parts of the customers, each taken as if by lot: the first two hexadecimal digits of a digest of the key."""


def landmarks(cases: Cases, stretch: Mapping[str, float], *, days: int) -> sa.Subquery:
    """Return the promised cases of known customers with how they stood at their landmark.

    Parameters
    ----------
    cases : Cases
        With their working days.
    stretch : mapping of str to float
        For each calendar how many hours of all there are to one of work.
    days : int
        Length of the follow-up.

    Returns
    -------
    sqlalchemy.Subquery
        complaint_id, customer_id, channel, opened_at; ``opened`` and ``landmark``, the moment at which the promised
        time is over, in microseconds since 1970; ``settled`` by then; ``followed``, whether the whole follow-up lies
        before the moment of knowledge; ``counts``, whether the case was settled or open then, and not withdrawn.
    """
    rows = promises(cases)
    opened = sql.microseconds_of(rows.c.opened_at)
    parts = {name: sql.whole(round(THOUSAND * factor)) for name, factor in stretch.items()}
    factor = sa.case(parts, value=rows.c.calendar, else_=sql.whole(THOUSAND)) if parts else sql.whole(THOUSAND)
    ahead = sa.func.greatest(rows.c.target, sql.whole(0), type_=sa.BigInteger())
    landmark = sa.type_coerce(opened + sql.whole_part(ahead * factor, sql.whole(THOUSAND)), sa.BigInteger())
    by_then = sa.and_(rows.c.ending == RESOLVED, sql.microseconds_of(rows.c.ended_at) <= landmark)
    taken_up_later = sa.and_(
        rows.c.by_events,
        sql.microseconds_of(rows.c.resolved_first_at) <= landmark,
        sql.microseconds_of(rows.c.reopened_first_at) > landmark,
    )
    withdrawn = sa.and_(rows.c.ending == WITHDRAWN, sql.microseconds_of(rows.c.ended_at) <= landmark)
    over = sql.microseconds_of(sa.cast(sql.instant(cases.as_of), sql.INSTANT)) - sql.whole(days * DAY)
    flags = {
        "settled": sa.func.coalesce(sa.or_(by_then, taken_up_later), sa.false(), type_=sa.Boolean()),
        "followed": landmark <= over,
        "counts": sa.and_(rows.c.ending.is_not(None), sa.not_(sa.func.coalesce(withdrawn, sa.false()))),
    }
    kept = [rows.c[name] for name in ("complaint_id", "customer_id", "channel", "opened_at")]
    moments = (sa.type_coerce(opened, sa.BigInteger()).label("opened"), landmark.label("landmark"))
    named = sa.and_(rows.c.target.is_not(None), rows.c.customer_id.is_not(None))
    columns = [sa.type_coerce(flag, sa.Boolean()).label(name) for name, flag in flags.items()]
    return sa.select(*kept, *moments, *columns).where(named).subquery("landmarks")


def lots_for(there: int, most: int) -> int:
    """Return how many of the lots leave no more than so many of all that are there, in about."""
    return LOTS if there <= most else max(1, LOTS * most // there)


def in_lots(customer: sa.ColumnElement[Any], lots: int) -> sa.ColumnElement[bool]:
    """Whether a customer is in the first so many of the `LOTS`."""
    digest = sa.func.substr(sa.func.md5(customer, type_=sa.String()), 1, 2, type_=sa.String())
    return digest < f"{lots:02x}" if lots < LOTS else sa.true()


def first_of_each(rows: sa.FromClause, *, lots: int) -> sa.Subquery:
    """Keep each customer's first case that counts and was followed, of so many lots of the customers."""
    order: dict[str, Any] = {"partition_by": rows.c.customer_id, "order_by": [rows.c.opened, rows.c.complaint_id]}
    place = sa.func.row_number(type_=sa.BigInteger()).over(**order).label("nth")
    ranked = (
        sa.select(*rows.c, place)
        .where(rows.c.counts, rows.c.followed, in_lots(rows.c.customer_id, lots))
        .subquery("ranked_cases")
    )
    return sa.select(*ranked.c).where(ranked.c.nth == 1).subquery("first_cases")


def bought_around(cases: sa.FromClause, lines: sa.FromClause, *, days: int, zone: str) -> sa.Select[Any]:
    """Say what each case's customer had bought by its opening, and bought in the days after its landmark.

    Parameters
    ----------
    cases : sqlalchemy.FromClause
        Of `first_of_each`.
    lines : sqlalchemy.FromClause
        Purchase lines as known at a moment, narrowed by nothing.
    days : int
        Length of the follow-up.
    zone : str
        Where quarters begin.

    Returns
    -------
    sqlalchemy.Select
        complaint_id, customer_id, channel, settled, opened, landmark; ``quarter`` of the opening, its first day;
        ``orders`` before the opening, ``first`` and ``last`` of them; ``again``, orders after the landmark, and
        ``spent``, money. Instants in microseconds since 1970.
    """
    quarter = sql.period_of(sa.func.min(cases.c.opened_at, type_=sql.INSTANT), "quarter", zone).label("quarter")
    keys = ("complaint_id", "customer_id", "channel", "settled", "opened", "landmark")
    return _around(cases, lines, keys, days=days, more={"quarter": quarter})


def bought_around_days(moments: sa.FromClause, lines: sa.FromClause, *, days: int) -> sa.Select[Any]:
    """Say what customers had bought by a moment, and bought in the days after it.

    Parameters
    ----------
    moments : sqlalchemy.FromClause
        ``row``, ``customer_id``, ``at``: a moment in microseconds since 1970.
    lines : sqlalchemy.FromClause
        Purchase lines as known at a moment, narrowed by nothing.
    days : int
        Length of the follow-up.

    Returns
    -------
    sqlalchemy.Select
        ``row``; ``orders`` before the moment and ``year``, those of the 365 days before it, ``first`` and ``last`` of
        them; ``lines`` before it and ``in_store``, those bought in a store; ``again`` and ``spent`` after it.
    """
    cases = sa.select(*moments.c, moments.c["at"].label("opened"), moments.c["at"].label("landmark")).subquery(
        "moments_around"
    )
    return _around(cases, lines, ("row",), days=days, year=True)


def _around(
    cases: sa.FromClause,
    lines: sa.FromClause,
    keys: tuple[str, ...],
    *,
    days: int,
    more: Mapping[str, sa.ColumnElement[Any]] | None = None,
    year: bool = False,
) -> sa.Select[Any]:
    kept = purchases_kept(lines)
    at = sql.microseconds_of(kept.c.bought_at)
    before, since = at < cases.c.opened, at > cases.c.landmark
    after = sa.and_(since, at <= cases.c.landmark + sql.whole(days * DAY))
    earlier = sa.type_coerce(sa.case((before, at)), sa.BigInteger())
    numbers: dict[str, sa.ColumnElement[Any]] = {
        "orders": _orders(kept, before),
        "first": sa.func.min(earlier, type_=sa.BigInteger()),
        "last": sa.func.max(earlier, type_=sa.BigInteger()),
        "again": _orders(kept, after),
        "spent": sql.to_double(sa.func.sum(sa.case((after, kept.c.net_revenue)))),
    }
    if year:
        numbers["year"] = _orders(kept, sa.and_(before, at >= cases.c.opened - sql.whole(365 * DAY)))
        numbers["lines"] = sql.count_where(before)
        numbers["in_store"] = sql.count_where(sa.and_(before, kept.c.channel == "store"))
    joined = cases.outerjoin(kept, cases.c.customer_id == kept.c.customer_id)
    columns = [value.label(name) for name, value in (numbers | dict(more or {})).items()]
    own = [cases.c[name] for name in keys]
    return sa.select(*own, *columns).select_from(joined).group_by(*own)


def _orders(kept: sa.FromClause, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """Count the orders of lines for which a condition holds."""
    return sa.func.count(sa.distinct(sa.case((condition, kept.c.order_id))), type_=sa.BigInteger())
