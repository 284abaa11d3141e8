"""What customers' windows hold at one moment, straight from the facts.

It gives the same measures as the moves of `crm_core.relations.moves` on the last day, in one pass over the window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.levels import levelled
from crm_core.relations.moves import COUNTING, PURCHASES, with_joining, years_since
from crm_core.relations.returns import MONEY, NOTHING
from crm_core.relations.sales import is_bought
from crm_core.settings import Settings
from crm_core.settings.schemes import (
    CALENDAR_YEAR,
    CENTS,
    MEMBERSHIP_YEAR,
    NET_SPEND,
    QUALIFYING_POINTS,
    VISITS,
    YEAR_DAYS,
    Measure,
    Scheme,
)  # fmt: skip


@dataclass(frozen=True)
class Window:
    """The windows that end with a day.

    Attributes
    ----------
    facts : mapping of str to FromClause
        ``purchases``, ``points`` and ``customers`` as known at a moment of that day.
    measures : tuple of Measure
        What is measured; the columns are ``m0``, ``m1`` ...
    settings : Settings
        Its zone says where a day begins.
    day : date
        The last day.
    """

    facts: Mapping[str, sa.FromClause]
    measures: tuple[Measure, ...]
    settings: Settings
    day: dt.date

    def levels(self, scheme: Scheme) -> sa.Subquery:
        """Return each customer's measures and the tiers they reach and keep, as of `levelled`."""
        return levelled(self._measured(), scheme, self.measures).subquery("levels_at_a_day")

    def _measured(self) -> sa.Subquery:
        sources = [_lines(self)]
        sources += [_visits(self, measure) for measure in self.measures if measure.basis == VISITS]
        sources += [_points(self)] if any(one.basis == QUALIFYING_POINTS for one in self.measures) else []
        if len(sources) == 1:
            return sources[0].subquery("measured")
        parts = [self._filled(source.subquery()) for source in sources]
        every = sa.union_all(*parts).subquery("every_source")
        sums = [sa.func.sum(every.c[name], type_=sa.Double()).label(name) for name in self.names.values()]
        return sa.select(every.c.customer_id, *sums).group_by(every.c.customer_id).subquery("measured")

    def _filled(self, source: sa.FromClause) -> sa.Select[Any]:
        columns = [source.c[name] if name in source.c else _zero().label(name) for name in self.names.values()]
        return sa.select(source.c.customer_id, *columns)

    @property
    def names(self) -> dict[Measure, str]:
        """The column of each measure."""
        return {measure: f"m{place}" for place, measure in enumerate(self.measures)}

    def start(self, measure: Measure) -> dt.datetime:
        """Return the first instant of a window, of a membership year that of the earliest possible."""
        days = measure.days or (YEAR_DAYS + 1)
        first = self.day - dt.timedelta(days=days - 1)
        if measure.window == CALENDAR_YEAR:
            first = self.day.replace(month=1, day=1)
        return dt.datetime.combine(first, dt.time(), tzinfo=ZoneInfo(self.settings.zone))

    def holds(self, at: sa.ColumnElement[Any], measure: Measure, joined: sa.ColumnElement[Any]) -> Any:
        """Whether an instant, known not to be later than the day, lies in a window."""
        after = at >= sql.instant(self.start(measure))
        if measure.window != MEMBERSHIP_YEAR:
            return after
        year = years_since(joined, sql.day_of(at, self.settings.zone))
        return sa.and_(after, year == years_since(joined, sa.literal(self.day, sa.Date())))


def _lines(window: Window) -> sa.Select[Any]:
    """Net spend and lines kept, in one pass over the purchases."""
    measures = [measure for measure in window.measures if measure.basis in (NET_SPEND, PURCHASES)]
    lines = window.facts["purchases"]
    source, joined = _with_joining(lines, window)
    first = sql.instant(min(window.start(measure) for measure in measures))
    columns = []
    for measure in measures:
        bought = window.holds(lines.c.bought_at, measure, joined)
        if measure.basis == PURCHASES:
            column = sql.to_double(sql.count_where(sa.and_(bought, lines.c.kept)))
        else:
            column = _cents(lines, bought, window.holds(lines.c.came_back_at, measure, joined))
        columns.append(column.label(window.names[measure]))
    touched = sa.or_(lines.c.bought_at >= first, lines.c.came_back_at >= first)
    question = sa.select(lines.c.customer_id, *columns).select_from(source)
    return question.where(is_bought(lines), touched, lines.c.customer_id.is_not(None)).group_by(lines.c.customer_id)


def _cents(
    lines: sa.FromClause, bought: sa.ColumnElement[bool], back: sa.ColumnElement[bool]
) -> sa.ColumnElement[float]:
    spent = sa.func.sum(sa.case((bought, lines.c.revenue), else_=NOTHING), type_=MONEY)
    returned = sa.func.sum(sa.case((back, lines.c.given_back), else_=NOTHING), type_=MONEY)
    return sa.cast(sa.cast((spent - returned) * sa.literal(CENTS, sa.Integer()), sa.BigInteger()), sa.Double())


def _visits(window: Window, measure: Measure) -> sa.Select[Any]:
    """Days with a line that is kept."""
    lines = window.facts["purchases"]
    source, joined = _with_joining(lines, window)
    day = sql.day_of(lines.c.bought_at, window.settings.zone)
    days: sa.ColumnElement[float] = sa.cast(sa.func.count(day.distinct()), sa.Double()).label(window.names[measure])
    question = sa.select(lines.c.customer_id, days).select_from(source)
    kept = sa.and_(is_bought(lines), lines.c.kept, lines.c.customer_id.is_not(None))
    return question.where(kept, window.holds(lines.c.bought_at, measure, joined)).group_by(lines.c.customer_id)


def _points(window: Window) -> sa.Select[Any]:
    measures = [measure for measure in window.measures if measure.basis == QUALIFYING_POINTS]
    points = window.facts["points"]
    source, joined = _with_joining(points, window)
    columns = []
    for measure in measures:
        holds = window.holds(points.c.happened_at, measure, joined)
        size = sa.case((holds, sql.to_double(points.c.points)), else_=_zero())
        columns.append(sa.func.sum(size, type_=sa.Double()).label(window.names[measure]))
    counts = sa.and_(points.c.qualifying, points.c.kind.in_(COUNTING), points.c.customer_id.is_not(None))
    return sa.select(points.c.customer_id, *columns).select_from(source).where(counts).group_by(points.c.customer_id)


def _with_joining(rows: sa.FromClause, window: Window) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    by_membership = [measure for measure in window.measures if measure.window == MEMBERSHIP_YEAR]
    return with_joining(rows, window.facts, (by_membership or list(window.measures))[0])


def _zero() -> sa.ColumnElement[float]:
    return sa.literal(0.0, sa.Double())
