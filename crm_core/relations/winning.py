"""Customers to win back: who they are, what they brought, and what makes one think that they leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.returns import MONEY
from crm_core.relations.standing import YEAR_DAYS

ADULT_YEARS = 16
"""Age from which a customer may be on a list to be written to; unknown ages are."""

YES, NO = "yes", "no"


def rhythm(lines: sa.FromClause, zone: str, last: dt.date) -> sa.Subquery:
    """Return how each customer bought up to a day.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `bought`.
    zone : str
        Where days begin.
    last : date
        Last day counted.

    Returns
    -------
    sqlalchemy.Subquery
        ``customer_id``; ``usual_days``, mean days from one purchase day to the next, missing for a single one;
        ``silent_days`` from the last purchase on; ``last_year`` and ``year_before``, revenue of the 365 days that end
        with the day, and of the 365 before (double).
    """
    day = sql.day_of(lines.c.bought_at, zone).label("day")
    spent = sa.func.sum(lines.c.net_revenue, type_=MONEY).label("spent")
    until = lines.c.bought_at < sql.midnight(last + dt.timedelta(days=1), zone)
    each = sa.select(lines.c.customer_id, day, spent).where(until).group_by(lines.c.customer_id, day).subquery("days")
    first, newest = (of(each.c.day, type_=sa.Date()) for of in (sa.func.min, sa.func.max))
    gaps = sa.func.nullif(sql.count() - sql.whole(1), sql.whole(0), type_=sa.BigInteger())
    middle, start = (sa.literal(last - dt.timedelta(days=ago * YEAR_DAYS), sa.Date()) for ago in (1, 2))
    sums: dict[str, sa.ColumnElement[Any]] = {
        "usual_days": sql.to_double(sql.days_between(first, newest)) / sql.to_double(gaps),
        "silent_days": sql.to_double(sql.days_between(newest, sa.literal(last, sa.Date()))),
        "last_year": _spent(each, each.c.day > middle),
        "year_before": _spent(each, sa.and_(each.c.day > start, each.c.day <= middle)),
    }
    columns: list[sa.ColumnElement[Any]] = [
        sa.type_coerce(value, sa.Double()).label(name) for name, value in sums.items()
    ]
    return sa.select(each.c.customer_id, *columns).group_by(each.c.customer_id).subquery("rhythm")


def _spent(each: sa.FromClause, when: sa.ColumnElement[bool]) -> sa.ColumnElement[float]:
    of_then = sa.func.sum(sa.case((when, each.c.spent)), type_=MONEY)
    return sa.func.coalesce(sql.to_double(of_then), 0.0, type_=sa.Double())


def signs(people: sa.FromClause, known: Mapping[str, sa.FromClause | None]) -> sa.Subquery:
    """Join to customers of `rhythm` what makes one think that they leave.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `rhythm`.
    known : mapping of str to FromClause or None
        ``active`` (`crm_core.kept.active_at`), ``now`` and ``then`` (tiers at two moments), ``late``
        (`late_complaints`) and ``low`` (`unanswered_scores`); None where that is not known.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `people`; ``probability_active``, ``place``, ``tier``, ``place_before``, ``tier_before``,
        ``late``, ``score`` and ``scale``; missing where not known.
    """
    wanted: dict[str, tuple[str, str, sa.types.TypeEngine[Any]]] = {
        "probability_active": ("active", "probability_active", sa.Double()),
        "place": ("now", "place", sa.Integer()),
        "tier": ("now", "tier", sa.String()),
        "place_before": ("then", "place", sa.Integer()),
        "tier_before": ("then", "tier", sa.String()),
        "late": ("late", "late", sa.BigInteger()),
        "score": ("low", "score", sa.BigInteger()),
        "scale": ("low", "scale", sa.String()),
    }
    others = {name: None if one is None else one.alias(f"{name}_known") for name, one in known.items()}
    source: sa.FromClause = people
    for other in others.values():
        if other is not None:
            source = source.outerjoin(other, people.c.customer_id == other.c.customer_id)
    columns: list[sa.ColumnElement[Any]] = []
    for name, (table, column, kind) in wanted.items():
        other = others[table]
        value = sa.cast(sa.null(), kind) if other is None else sa.type_coerce(other.c[column], kind)
        columns.append(value.label(name))
    return sa.select(*people.c, *columns).select_from(source).subquery("signs")


def consent(customers: sa.FromClause, last: dt.date) -> sa.Subquery:
    """Return who may be on a list, and whether they may be written to: ``customer_id``, ``consent`` (`YES` or `NO`).

    Children are left out. Without a word of consent to marketing the answer is no.
    """
    born = sql.months_later(customers.c.birth_date, sa.literal(12 * ADULT_YEARS, sa.Integer()))
    grown = sa.or_(customers.c.birth_date.is_(None), born <= sa.literal(last, sa.Date()))
    may = sa.case((customers.c.marketing_consent, YES), else_=NO)
    return (
        sa.select(customers.c.customer_id, sa.type_coerce(may, sa.String()).label("consent"))
        .where(grown)
        .subquery("consent")
    )
