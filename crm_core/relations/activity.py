"""How likely each customer still buys, from the purchases and a fitted model of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm_core import sql

DAILY, WEEKLY, MONTHLY = 20_000, 200_000, 500_000
"""Up to so many customers first purchases are told apart by the day, the week, four weeks; beyond that by eight."""

LARGEST = 700.0
"""Exponents beyond it are cut: the probability is nought to three hundred digits by then."""


@dataclass(frozen=True)
class Leaving:
    """Numbers of a fitted model of purchases, in days (`crm_core.stats.BgNbd`)."""

    r: float
    alpha: float
    a: float
    b: float


def step_for(customers: int) -> int:
    """Return the days of a step in which histories are told apart: the more customers, the longer."""
    return 1 if customers <= DAILY else 7 if customers <= WEEKLY else 28 if customers <= MONTHLY else 56


def probability_active(people: sa.FromClause, model: Leaving, last: dt.date) -> sa.ColumnElement[float]:
    """Return the probability that a customer of `crm_core.relations.histories` still buys after a day.

    The same formula as `crm_core.stats.BgNbd.probability_active`; 1 for who bought on one day alone.
    """
    until = sql.to_double(sql.days_between(people.c.first_day, sa.literal(last, sa.Date())))
    recency = sql.to_double(sql.days_between(people.c.first_day, people.c.last_day))
    repeats = sql.to_double(people.c.purchase_days - sql.whole(1))
    alpha, one = _number(model.alpha), _number(1.0)
    leaving = _number(model.a) / (_number(model.b) + repeats - one)
    odds = _log(leaving) + (_number(model.r) + repeats) * (_log(alpha + until) - _log(alpha + recency))
    cut: sa.ColumnElement[float] = sa.func.least(odds, _number(LARGEST), type_=sa.Double())
    alive = one / (one + sa.func.exp(cut, type_=sa.Double()))
    return sa.type_coerce(sa.case((people.c.purchase_days > sql.whole(1), alive), else_=one), sa.Double())


def _number(value: float) -> sa.ColumnElement[float]:
    return sa.literal(value, sa.Double())


def _log(value: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    return sa.func.ln(value, type_=sa.Double())
