"""What moves a customer toward a tier and away from it: money, visits and points, each on the day it counts from.

A measure on any day is a sum of moves. A move lies on a day and has a size; where it leaves a rolling window, a
counter-move lies on the first day without it. In a year's window a move of nothing on the next year's first day says
that the measure starts anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.sales import money_moved, sales
from crm_core.settings import Settings
from crm_core.settings.schemes import CENTS, MEMBERSHIP_YEAR, NET_SPEND, ROLLING, VISITS, YEAR_DAYS, Measure

PURCHASES = "purchases"
"""Basis that tells whether a customer buys: lines that were kept, until they come back."""

COUNTING = ("earn", "adjust")
"""Kinds of point movements that count toward a tier: redeeming and expiring take none away."""

UNKNOWN_JOINING = dt.date(1970, 1, 1)
"""Where nobody knows when a customer joined, a membership year is the calendar year."""

YEAR_MONTHS = 12


@dataclass(frozen=True)
class Moves:
    """Where moves come from and which are wanted.

    Attributes
    ----------
    facts : mapping of str to FromClause
        ``purchases``, ``points`` and ``customers`` as known at a moment.
    measures : tuple of Measure
        The sums of each by day become the columns ``m0``, ``m1`` ...
    settings : Settings
        Its zone says where a day begins.
    until : date
        The last day that counts.
    since : date, optional
        The first day on which the measures must be right: earlier facts that no window holds any more are not read.
    """

    facts: Mapping[str, sa.FromClause]
    measures: tuple[Measure, ...]
    settings: Settings
    until: dt.date
    since: dt.date | None = None

    @property
    def yearly(self) -> tuple[Measure, ...]:
        """Measures that start anew with a year."""
        return tuple(measure for measure in self.measures if measure.window != ROLLING)

    def by_day(self) -> sa.Subquery:
        """Return a row per customer and day with a move: ``customer_id``, ``day``, ``m0`` ..."""
        parts = [part for place, measure in enumerate(self.measures) for part in self._moved(place, measure)]
        every = sa.union_all(*parts).subquery("every_move")
        sums = [sa.func.sum(every.c[name], type_=sa.Double()).label(name) for name in self._names]
        question = sa.select(every.c.customer_id, every.c.day, *sums)
        return question.group_by(every.c.customer_id, every.c.day).subquery("moves_by_day")

    @property
    def _names(self) -> list[str]:
        return [f"m{place}" for place in range(len(self.measures))]

    def _moved(self, place: int, measure: Measure) -> list[sa.Select[Any]]:
        base = self._base(measure)
        moved: list[tuple[Any, Any, sa.ColumnElement[bool]]] = [(base.c.day, base.c.size, sa.true())]
        if measure.window == ROLLING:
            leaves = sa.func.least(sql.days_later(base.c.day, _number(measure.days)), base.c.until, type_=sa.Date())
            moved += [(leaves, -base.c.size, sa.true())]
        else:
            moved += [(base.c.next_year, _nothing(), sa.true())]
            moved += [(base.c.until, -base.c.size, base.c.until < base.c.next_year)]
        return [self._row(place, base, *one) for one in moved]

    def _row(
        self, place: int, base: sa.FromClause, day: sa.ColumnElement[Any], size: sa.ColumnElement[Any],
        condition: sa.ColumnElement[bool],
    ) -> sa.Select[Any]:  # fmt: skip
        sizes = [(size if one == place else _nothing()).label(name) for one, name in enumerate(self._names)]
        known = sa.and_(condition, day <= sa.literal(self.until, sa.Date()))
        return sa.select(base.c.customer_id, day.label("day"), *sizes).where(known)

    def _base(self, measure: Measure) -> sa.Subquery:
        """Return moves of one basis: ``customer_id``, ``day``, ``size``, ``until`` (taken back then), ``next_year``."""
        moved = _of_basis(self.facts, measure.basis, self.settings)
        conditions: list[sa.ColumnElement[bool]] = [moved.c.customer_id.is_not(None)]
        if self.since is not None:
            reach = dt.timedelta(days=max(measure.days, YEAR_DAYS + 1))
            conditions.append(moved.c.day >= sa.literal(self.since - reach, sa.Date()))
        if measure.window == ROLLING:
            return sa.select(*moved.c).where(*conditions).subquery("base")
        source, joined = with_joining(moved, self.facts, measure)
        next_year = first_day(joined, years_since(joined, moved.c.day) + 1).label("next_year")
        return sa.select(*moved.c, next_year).select_from(source).where(*conditions).subquery("base")


def with_joining(
    rows: sa.FromClause, facts: Mapping[str, sa.FromClause], measure: Measure
) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    """Return rows with the day from which a customer's years are counted."""
    unknown = sa.literal(UNKNOWN_JOINING, sa.Date())
    if measure.window != MEMBERSHIP_YEAR:
        return rows, unknown
    people = facts["customers"]
    source = rows.outerjoin(people, rows.c.customer_id == people.c.customer_id)
    return source, sa.func.coalesce(people.c.joined_on, unknown, type_=sa.Date())


def years_since(joined: sa.ColumnElement[Any], day: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Return how many whole years lie between joining and a day; who joined on 29 February has the 28th."""
    years = sa.cast(sa.extract("year", day) - sa.extract("year", joined), sa.Integer())
    return sa.case((first_day(joined, years) > day, years - _number(1)), else_=years)


def first_day(joined: sa.ColumnElement[Any], years: sa.ColumnElement[int]) -> sa.ColumnElement[dt.date]:
    """Return the first day of the year that begins so many years after joining."""
    return sql.months_later(joined, years * _number(YEAR_MONTHS))


def _of_basis(facts: Mapping[str, sa.FromClause], basis: str, settings: Settings) -> sa.Subquery:
    if basis == NET_SPEND:
        return _spend(facts["purchases"], settings)
    if basis == PURCHASES:
        return _lines(facts["purchases"], settings)
    if basis == VISITS:
        return _visits(facts["purchases"], settings)
    return _points(facts["points"], settings)


def _spend(lines: sa.FromClause, settings: Settings) -> sa.Subquery:
    money = money_moved(lines, settings, "customer_id")
    cents: sa.ColumnElement[float] = sa.cast(sa.cast(money.c.amount * _number(CENTS), sa.BigInteger()), sa.Double())
    return sa.select(money.c.customer_id, money.c.day, cents.label("size"), _never()).subquery("spend")


def _lines(lines: sa.FromClause, settings: Settings) -> sa.Subquery:
    """A line with a negative revenue is no purchase, and one that came back was one until then."""
    sold = sales(lines)
    back = sa.case((sold.c.kept, sa.null()), else_=sql.day_of(sold.c.came_back_at, settings.zone))
    return (
        sa.select(
            sold.c.customer_id,
            sql.day_of(sold.c.bought_at, settings.zone).label("day"),
            sa.literal(1.0, sa.Double()).label("size"),
            sa.type_coerce(back, sa.Date()).label("until"),
        )
        .where(sa.or_(sold.c.kept, sold.c.came_back_at.is_not(None)))
        .subquery("lines")
    )


def _visits(lines: sa.FromClause, settings: Settings) -> sa.Subquery:
    """A day is a visit until the last of its lines has come back."""
    each = _lines(lines, settings)
    all_back = sa.case((sa.func.count(each.c.until) == sa.func.count(), sa.func.max(each.c.until)), else_=sa.null())
    return (
        sa.select(
            each.c.customer_id,
            each.c.day,
            sa.literal(1.0, sa.Double()).label("size"),
            sa.type_coerce(all_back, sa.Date()).label("until"),
        )
        .group_by(each.c.customer_id, each.c.day)
        .subquery("visits")
    )


def _points(points: sa.FromClause, settings: Settings) -> sa.Subquery:
    day = sql.day_of(points.c.happened_at, settings.zone).label("day")
    counts = sa.and_(points.c.qualifying, points.c.kind.in_(COUNTING))
    size = sql.to_double(points.c.points).label("size")
    return sa.select(points.c.customer_id, day, size, _never()).where(counts).subquery("points_moved")


def _never() -> sa.ColumnElement[Any]:
    return sa.cast(sa.null(), sa.Date()).label("until")


def _nothing() -> sa.ColumnElement[float]:
    return sa.literal(0.0, sa.Double())


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal(value, sa.Integer())
