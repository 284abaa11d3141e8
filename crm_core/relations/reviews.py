"""One month of a tier: up on the day, down at the month's end.

A tier is reached on the day on which its threshold is. Whether it is kept is decided at the ends of months, when it is
no longer held. `review` makes one month's state from the state before and the month's levels; the walk over months
and the kept table both use it, so that they can't differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.moves import YEAR_MONTHS, first_day, years_since
from crm_core.settings.schemes import CALENDAR_YEAR, MEMBERSHIP_YEAR, Scheme, Tier

STATE: dict[str, sa.types.TypeEngine[Any]] = {
    "place": sa.Integer(),
    "reaches": sa.Integer(),
    "keeps": sa.Integer(),
    "held_until": sa.Date(),
    "missed_since": sa.Date(),
    "value": sa.Double(),
    "purchases": sa.Double(),
}
"""What is remembered of a customer from month to month: the place of the tier (0 the first), of the highest tier whose
threshold is reached and kept at the month's end, until when the tier is held, since which review it is missed, and
value (cents) and purchases (lines) in the scheme's window."""


def review(
    before: sa.FromClause, month: sa.FromClause, source: sa.FromClause, scheme: Scheme, *,
    first: sa.ColumnElement[Any], joined: sa.ColumnElement[Any], whole: bool, more: Sequence[sa.ColumnElement[Any]],
) -> sa.Subquery:  # fmt: skip
    """Return each customer's state after a month.

    Parameters
    ----------
    before : sqlalchemy.FromClause
        The states a month earlier, with the columns of `STATE`; what is missing was never reached.
    month : sqlalchemy.FromClause
        The month's levels, as of `crm_core.relations.levels.by_month`; a month without a move has none.
    source : sqlalchemy.FromClause
        The two joined.
    scheme : Scheme
        The tiers.
    first : sqlalchemy.ColumnElement
        First day of the month.
    joined : sqlalchemy.ColumnElement
        The day from which the customer's membership years are counted.
    whole : bool
        Whether the month is over: only then tiers are lost.
    more : list of sqlalchemy.ColumnElement
        Columns to carry along.
    """
    last = sql.days_later(sql.months_later(first, _number(1)), _number(-1))
    met = _met(before, month).select_from(source)
    met = met.add_columns(sa.type_coerce(last, sa.Date()).label("last"), joined.label("joined"), *more)
    carried = [column.name for column in more]
    risen = _risen(met.subquery("met"), scheme, carried)
    if not scheme.remembers:
        return _result(risen, carried, place=risen.c.reaches)
    if not whole:
        return _result(risen, carried)
    judged = _judged(risen, scheme, carried)
    return _after(judged, scheme, carried)


def _met(before: sa.FromClause, month: sa.FromClause) -> sa.Select[Any]:
    """What was reached in the month, when last, and what is reached and kept at its end."""
    keeps = sa.func.coalesce(month.c.keeps, before.c.keeps, 0, type_=sa.Integer())
    return sa.select(
        sa.func.coalesce(before.c.place, 0, type_=sa.Integer()).label("place"),
        before.c.held_until,
        before.c.missed_since,
        sa.func.coalesce(month.c.peak, 0, type_=sa.Integer()).label("peak"),
        month.c.peak_day,
        sa.func.coalesce(month.c.reaches, before.c.reaches, 0, type_=sa.Integer()).label("reaches"),
        keeps.label("keeps"),
        sa.func.greatest(keeps, sa.func.coalesce(month.c.keeps_before, 0), type_=sa.Integer()).label("kept"),
        sa.func.coalesce(month.c.value, before.c.value, 0.0, type_=sa.Double()).label("value"),
        sa.func.coalesce(month.c.purchases, before.c.purchases, 0.0, type_=sa.Double()).label("purchases"),
    )


def _risen(met: sa.FromClause, scheme: Scheme, carried: list[str]) -> sa.Subquery:
    """Up on the day: a tier reached, or reached again, is held from that day."""
    again = sa.and_(met.c.peak >= met.c.place, met.c.peak > 0)
    place = sa.func.greatest(met.c.place, met.c.peak, type_=sa.Integer())
    anew = sa.type_coerce(_held(scheme, place, met.c.peak_day, met.c.peak_day, met.c.joined), sa.Date())
    longer = sa.case((met.c.peak > met.c.place, anew), else_=sa.func.greatest(met.c.held_until, anew))
    own = {"place", "held_until", "missed_since"}
    return sa.select(
        place.label("place"),
        sa.type_coerce(sa.case((again, longer), else_=met.c.held_until), sa.Date()).label("held_until"),
        sa.type_coerce(sa.case((again, sa.null()), else_=met.c.missed_since), sa.Date()).label("missed_since"),
        *(column for column in met.c if column.key not in own),
    ).subquery("risen")


def _judged(risen: sa.FromClause, scheme: Scheme, carried: list[str]) -> sa.Subquery:
    """At the month's end: is the tier still held, else is it kept, else is there grace?"""
    losable = _by_tier(
        scheme, risen.c.place, lambda tier: sa.literal(tier.mode.downgrade != "none", sa.Boolean()), False
    )
    held = sa.func.coalesce(risen.c.held_until > risen.c.last, sa.false(), type_=sa.Boolean())
    due = sa.and_(risen.c.place > 0, losable, sa.not_(held))
    missed = sa.and_(due, risen.c.kept < risen.c.place)
    since = sa.case((missed, sa.func.coalesce(risen.c.missed_since, risen.c.last)), else_=sa.null())
    grace = _by_tier(scheme, risen.c.place, lambda tier: _number(tier.mode.grace_days or 0), 0)
    over = (
        sql.days_between(sa.func.coalesce(risen.c.missed_since, risen.c.last, type_=sa.Date()), risen.c.last) >= grace
    )
    return sa.select(
        *(column for column in risen.c if column.key != "missed_since"),
        sa.type_coerce(since, sa.Date()).label("missed_since"),
        sa.and_(due, sa.not_(missed)).label("renewed"),
        sa.and_(missed, over).label("lost"),
    ).subquery("judged")


def _after(judged: sa.FromClause, scheme: Scheme, carried: list[str]) -> sa.Subquery:
    """Down to the highest tier that is kept, or one tier only; a tier kept or landed on is held anew."""
    soft = _by_tier(scheme, judged.c.place, lambda tier: sa.literal(bool(tier.mode.soft_landing), sa.Boolean()), False)
    landing = sa.case((soft, judged.c.place - 1), else_=judged.c.kept)
    place = sa.type_coerce(sa.case((judged.c.lost, landing), else_=judged.c.place), sa.Integer())
    anew = _held(scheme, place, judged.c.last, sql.days_later(judged.c.last, _number(1)), judged.c.joined)
    held = sa.case((sa.or_(judged.c.lost, judged.c.renewed), anew), else_=judged.c.held_until)
    missed = sa.case((judged.c.lost, sa.null()), else_=judged.c.missed_since)
    return _result(judged, carried, place=place, held_until=held, missed_since=missed)


def _result(rows: sa.FromClause, carried: list[str], **changed: sa.ColumnElement[Any]) -> sa.Subquery:
    state = [
        sa.cast(changed.get(name, rows.c[name]), kind).label(name)
        if name in changed
        else sa.type_coerce(rows.c[name], kind).label(name)
        for name, kind in STATE.items()
    ]
    return sa.select(*(rows.c[name] for name in carried), *state).subquery("reviewed")


def _held(
    scheme: Scheme,
    place: sa.ColumnElement[Any],
    day: sa.ColumnElement[Any],
    in_window: sa.ColumnElement[Any],
    joined: sa.ColumnElement[Any],
) -> sa.ColumnElement[Any]:
    """Return until when a tier is held that is reached or kept on a day; `in_window` is a day of the year it is for."""
    return _by_tier(scheme, place, lambda tier: _held_until(tier, day, in_window, joined), None)


def _held_until(
    tier: Tier, day: sa.ColumnElement[Any], in_window: sa.ColumnElement[Any], joined: sa.ColumnElement[Any]
) -> sa.ColumnElement[Any]:
    mode, measure = tier.mode, tier.needs[0].measure
    if mode.validity == "days":
        return sql.days_later(day, _number(mode.valid_days or 0))
    if mode.validity == "end_of_next_year":
        return _day_before(sql.months_later(sql.period_of_day(day, "year"), _number(2 * YEAR_MONTHS)))
    if mode.downgrade != "at_end":
        return day
    if measure.window == CALENDAR_YEAR:
        return _day_before(sql.months_later(sql.period_of_day(in_window, "year"), _number(YEAR_MONTHS)))
    if measure.window == MEMBERSHIP_YEAR:
        return _day_before(first_day(joined, years_since(joined, in_window) + 1))
    return sql.days_later(day, _number(measure.days))


def _by_tier(
    scheme: Scheme, place: sa.ColumnElement[Any], of: Callable[[Tier], sa.ColumnElement[Any]], otherwise: Any
) -> sa.ColumnElement[Any]:
    """Return what is said of the tier at a place; `otherwise` for the first tier."""
    other = sa.null() if otherwise is None else sa.literal(otherwise)
    steps = [(place == _number(at), of(tier)) for at, tier in enumerate(scheme.tiers) if at]
    return sa.case(*steps, else_=other) if steps else other


def _day_before(day: sa.ColumnElement[Any]) -> sa.ColumnElement[dt.date]:
    return sql.days_later(day, _number(-1))


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal(value, sa.Integer())
