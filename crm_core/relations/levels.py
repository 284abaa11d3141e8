"""Which tier a customer's measures reach and keep, day by day and month by month, before anything is remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.moves import PURCHASES, Moves, with_joining, years_since
from crm_core.settings.schemes import MEMBERSHIP_YEAR, NET_SPEND, ROLLING, Measure, Need, Scheme, Tier

EPOCH = dt.date(1970, 1, 1)
DAYS_OF_ALL_TIME = 1_000_000
"""More days than there are, so that a tier's place and a day make one number, ordered by the tier first."""


def measures_of(scheme: Scheme) -> tuple[Measure, ...]:
    """Return what is measured: the scheme's own measures, then value and purchases in its window."""
    return tuple(dict.fromkeys((*scheme.measures, _value_of(scheme), _purchases_of(scheme))))


def _value_of(scheme: Scheme) -> Measure:
    return Measure(NET_SPEND, ROLLING, scheme.window_days)


def _purchases_of(scheme: Scheme) -> Measure:
    return Measure(PURCHASES, ROLLING, scheme.window_days)


def by_month(moves: Moves, scheme: Scheme) -> sa.Subquery:
    """Return what each customer's measures gave in each month with a move, from the month of `moves.since` on.

    Returns
    -------
    sqlalchemy.Subquery
        ``customer_id``, ``month`` (its first day), ``peak`` (place of the highest tier whose threshold was crossed
        upward in the month, missing where none was) and ``peak_day`` (the last day it was), ``reaches``, ``keeps``,
        ``value`` and ``purchases`` at the month's end, ``keeps_before`` (at the end of a membership year that ended in
        the month).
    """
    days = _days(moves, scheme)
    month = sql.period_of_day(days.c.day, "month")
    month_end = sql.days_later(sql.months_later(month, _number(1)), _number(-1))
    ends = sa.or_(days.c.next_day.is_(None), days.c.next_day > month_end)
    place = sql.days_between(sa.literal(EPOCH, sa.Date()), days.c.day)
    code = sa.cast(days.c.reaches, sa.BigInteger()) * DAYS_OF_ALL_TIME + place
    risen = sa.case((days.c.reaches > days.c.reached, code), else_=sa.null())
    dated = sa.select(
        *days.c,
        sa.type_coerce(month, sa.Date()).label("month"),
        ends.label("ends"),
        sa.type_coerce(risen, sa.BigInteger()).label("code"),
    )
    if moves.since is not None:
        dated = dated.where(days.c.day >= sa.literal(moves.since, sa.Date()))
    each = dated.subquery("dated")
    return _by_month(each).subquery("levels_by_month")


def _by_month(each: sa.FromClause) -> sa.Select[Any]:
    code = sa.func.max(each.c.code, type_=sa.BigInteger())
    at_end = {
        name: sa.func.max(sa.case((each.c.ends, each.c[name])), type_=each.c[name].type)
        for name in ("reaches", "keeps", "value", "purchases")
    }
    peak = sa.cast(sa.func.floor(sql.to_double(code) / float(DAYS_OF_ALL_TIME)), sa.Integer())
    day = sql.days_later(sa.literal(EPOCH, sa.Date()), code % sa.literal(DAYS_OF_ALL_TIME, sa.BigInteger()))
    return sa.select(
        each.c.customer_id,
        each.c.month,
        peak.label("peak"),
        day.label("peak_day"),
        *(column.label(name) for name, column in at_end.items()),
        sa.func.max(each.c.keeps_before, type_=sa.Integer()).label("keeps_before"),
    ).group_by(each.c.customer_id, each.c.month)


def _days(moves: Moves, scheme: Scheme) -> sa.Subquery:
    """Return the levels after each day with a move, the one before it, and when the next move is."""
    running = _running(moves)
    levels = levelled(running, scheme, moves.measures, running.c.day, running.c.year).subquery("levels")
    order: dict[str, Any] = {"partition_by": levels.c.customer_id, "order_by": levels.c.day}
    following = sa.func.lead(levels.c.day, type_=sa.Date()).over(**order).label("next_day")
    reached = sa.func.lag(levels.c.reaches, 1, 0, type_=sa.Integer()).over(**order).label("reached")
    before: sa.ColumnElement[Any] = sa.cast(sa.null(), sa.Integer())
    if any(measure.window == MEMBERSHIP_YEAR for measure in moves.measures):
        new_year = levels.c.year != sa.func.lag(levels.c.year, type_=sa.Integer()).over(**order)
        before = sa.case((new_year, sa.func.lag(levels.c.keeps, type_=sa.Integer()).over(**order)))
    return sa.select(*levels.c, following, reached, before.label("keeps_before")).subquery("days")


def _running(moves: Moves) -> sa.Subquery:
    """Return each measure as it stands after each day with a move."""
    by_day = moves.by_day()
    source: sa.FromClause = by_day
    year: sa.ColumnElement[Any] = sa.literal(0, sa.Integer())
    standing = []
    for place, measure in enumerate(moves.measures):
        within: list[sa.ColumnElement[Any]] = [by_day.c.customer_id]
        if measure.window != ROLLING:
            source, joined = _joining(source, by_day, moves, measure)
            own_year = years_since(joined, by_day.c.day)
            year = own_year if measure.window == MEMBERSHIP_YEAR else year
            within.append(own_year)
        total = sa.func.sum(by_day.c[f"m{place}"], type_=sa.Double())
        standing.append(total.over(partition_by=within, order_by=by_day.c.day).label(f"m{place}"))
    question = sa.select(
        by_day.c.customer_id, by_day.c.day, sa.type_coerce(year, sa.Integer()).label("year"), *standing
    )
    return question.select_from(source).subquery("running")


def _joining(
    source: sa.FromClause, by_day: sa.FromClause, moves: Moves, measure: Measure
) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    """Reach the day of joining, once however many measures want it."""
    reached, joined = with_joining(by_day, moves.facts, measure)
    people = moves.facts["customers"]
    if reached is by_day or isinstance(source, sa.Join):
        return source, joined
    return source.outerjoin(people, by_day.c.customer_id == people.c.customer_id), joined


def levelled(
    rows: sa.FromClause, scheme: Scheme, measures: tuple[Measure, ...], *more: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """Return ``reaches`` and ``keeps``, the places of the highest tiers whose thresholds the measures meet, with them.

    The columns are ``customer_id``, `more`, the measures ``m0`` ..., ``reaches``, ``keeps``, ``value`` (cents of net
    spend in the scheme's window) and ``purchases`` (lines kept in it).
    """
    columns = {measure: rows.c[f"m{place}"] for place, measure in enumerate(measures)}
    return sa.select(
        rows.c.customer_id,
        *more,
        *(rows.c[f"m{place}"] for place in range(len(measures))),
        _highest(scheme, columns, keep=False).label("reaches"),
        _highest(scheme, columns, keep=True).label("keeps"),
        columns[_value_of(scheme)].label("value"),
        columns[_purchases_of(scheme)].label("purchases"),
    )


def _highest(scheme: Scheme, columns: Mapping[Measure, sa.ColumnElement[Any]], *, keep: bool) -> sa.ColumnElement[int]:
    """Return the place of the highest tier whose thresholds are met; 0 for the first, which everybody has."""
    steps = [
        (_met(tier, columns, keep=keep), sa.literal(place, sa.Integer()))
        for place, tier in reversed(list(enumerate(scheme.tiers)))
        if place
    ]
    first = sa.literal(0, sa.Integer())
    return sa.type_coerce(sa.case(*steps, else_=first), sa.Integer()) if steps else first


def _met(tier: Tier, columns: Mapping[Measure, sa.ColumnElement[Any]], *, keep: bool) -> sa.ColumnElement[bool]:
    def one(need: Need) -> sa.ColumnElement[bool]:
        threshold = need.keep if keep else need.reach
        return columns[need.measure] >= sa.literal(float(threshold), sa.Double())

    conditions = [one(need) for need in tier.needs]
    return sa.or_(*conditions) if tier.any_of_them else sa.and_(*conditions)


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal(value, sa.Integer())
