"""Recency, frequency and money of each customer, and their scores from 1 to 5."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.returns import MONEY

CUTS = (0.2, 0.4, 0.6, 0.8)
"""Shares of customers at which the four cut points lie."""

MEASURES = ("recency", "frequency", "money")

Scores = tuple[int, int]
"""Lowest and highest score, both included."""

RFM_SEGMENTS: tuple[tuple[str, Scores, Scores], ...] = (
    ("01_champions", (5, 5), (4, 5)),
    ("02_loyal", (3, 5), (4, 5)),
    ("03_promising", (4, 5), (2, 3)),
    ("04_new", (4, 5), (1, 1)),
    ("05_needing_attention", (3, 3), (2, 3)),
    ("06_about_to_sleep", (3, 3), (1, 1)),
    ("07_slipping_away", (1, 2), (4, 5)),
    ("08_sleeping", (2, 2), (1, 3)),
    ("09_lost", (1, 1), (1, 3)),
)
"""Segments by score of recency and of frequency; the first that fits counts, and every pair fits one."""


def rfm(lines: sa.FromClause, zone: str, first: dt.date, last: dt.date) -> sa.CTE:
    """Return what each buyer of a window did in it.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `bought`.
    zone : str
        Where days begin.
    first, last : date
        The window, both days included.

    Returns
    -------
    sqlalchemy.CTE
        Computed once, though the scores ask for it twice: ``customer_id``; ``recency``, days from the last purchase to
        `last`; ``frequency``, days with a purchase; ``money``, net revenue; all three doubles.
    """
    starts, ends = (sql.midnight(day, zone) for day in (first, last + dt.timedelta(days=1)))
    day = sql.day_of(lines.c.bought_at, zone).label("day")
    spent = sa.func.sum(lines.c.net_revenue, type_=MONEY).label("net_revenue")
    window = sa.select(lines.c.customer_id, day, spent).where(lines.c.bought_at >= starts, lines.c.bought_at < ends)
    # Days first, then customers: to count distinct days within each customer costs twice as much.
    each = window.group_by(lines.c.customer_id, day).subquery("days_of_the_window")
    newest = sa.func.max(each.c.day, type_=sa.Date())
    recency = sql.days_between(newest, sa.literal(last, sa.Date()))
    frequency = sql.count()
    values = {"recency": recency, "frequency": frequency, "money": sa.func.sum(each.c.net_revenue)}
    named = [sql.to_double(value).label(name) for name, value in values.items()]
    return sa.select(each.c.customer_id, *named).group_by(each.c.customer_id).cte()


def cut_points(people: sa.FromClause) -> sa.Select[Any]:
    """Return the four cut points of each measure in one row: recency_1 to money_4, with linear interpolation."""
    cuts: list[sa.ColumnElement[Any]] = [
        sql.quantile(people.c[measure], share).label(f"{measure}_{place}")
        for measure in MEASURES
        for place, share in enumerate(CUTS, 1)
    ]
    return sa.select(*cuts)


def rfm_scored(people: sa.FromClause) -> sa.Select[Any]:
    """Count customers by their three scores and add up what they did.

    A score is 1 plus the number of cut points that lie strictly below the value; for recency, where less is better,
    it is 5 less that number. Equal values share a score.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        Of `rfm`.
    """
    found = _scored(people, *MEASURES)
    keys = (found.c.r, found.c.f, found.c.m)
    once = sql.count_where(found.c.frequency == sa.literal(1.0, sa.Double())).label("once")
    sums = [sql.to_double(sa.func.sum(found.c[name])).label(name) for name in MEASURES]
    return sa.select(*keys, sql.count().label("customers"), once, *sums).group_by(*keys)


def rfm_segments(people: sa.FromClause) -> sa.Subquery:
    """Return the segment of each customer of `rfm`: ``customer_id``, ``segment``, of `RFM_SEGMENTS`."""
    found = _scored(people, "customer_id")
    fits = [
        (sa.and_(found.c.r.between(*recency), found.c.f.between(*frequency)), sa.literal(name, sa.String()))
        for name, recency, frequency in RFM_SEGMENTS
    ]
    segment = sa.type_coerce(sa.case(*fits), sa.String()).label("segment")
    return sa.select(found.c.customer_id, segment).subquery("rfm_segments")


def _scored(people: sa.FromClause, *columns: str) -> sa.Subquery:
    """Return the three scores ``r``, ``f`` and ``m`` of each customer of `rfm` beside some of its columns."""
    cuts = cut_points(people).subquery("cuts")
    scores = {name: _above(people.c[name], [cuts.c[f"{name}_{place}"] for place in (1, 2, 3, 4)]) for name in MEASURES}
    scored = {
        "r": sa.literal(5, sa.Integer()) - scores["recency"],
        "f": sa.literal(1, sa.Integer()) + scores["frequency"],
        "m": sa.literal(1, sa.Integer()) + scores["money"],
    }
    named = [sa.type_coerce(score, sa.Integer()).label(name) for name, score in scored.items()]
    each = sa.select(*named, *(people.c[name] for name in columns)).select_from(people.join(cuts, sa.true()))
    return each.subquery("scored")


def _above(value: sa.ColumnElement[float], cuts: list[sa.ColumnElement[float]]) -> sa.ColumnElement[int]:
    """Count the cut points strictly below a value."""
    total: sa.ColumnElement[int] = sa.literal(0, sa.Integer())
    for cut in cuts:
        total = total + sa.case((cut < value, sa.literal(1, sa.Integer())), else_=sa.literal(0, sa.Integer()))
    return total
