"""The tier of every customer at any moment, from the facts known then and the rules.

Where the rules remember nothing (tiers are lost at once, with nothing that holds them), a tier is what the window gives
at the moment. Else it is walked to, month by month (`crm_core.relations.reviews`): up on the day on which a threshold
is reached, down at the end of a month at the earliest. In a month that is not over nothing is lost yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.facts import known_at
from crm_core.relations.levels import by_month, measures_of
from crm_core.relations.moves import UNKNOWN_JOINING, Moves
from crm_core.relations.reviews import STATE, review
from crm_core.relations.windows import Window
from crm_core.settings import Settings
from crm_core.settings.schemes import CENTS, MEMBERSHIP_YEAR, Scheme

NEEDED = ("purchases", "points", "customers", "tier_locks")
"""Tables that a tier depends on, besides its rules."""

ONE_MONTH = sa.literal(1, sa.Integer())


@dataclass(frozen=True)
class Kept:
    """States of a month that are known already.

    Attributes
    ----------
    rows : FromClause
        The table customer_month.
    month : date
        First day of the month at whose end they hold; it is over at the moment that is asked about.
    """

    rows: sa.FromClause
    month: dt.date


@dataclass(frozen=True)
class Asked:
    """The moment a tier is asked for, and by which rules.

    Attributes
    ----------
    facts : mapping of str to FromClause
        The tables of `NEEDED` as known at `as_of`.
    scheme : Scheme
        The tiers.
    settings : Settings
        Its zone says where days and months begin.
    as_of : datetime
        The moment.
    kept : Kept, optional
        Where the walk may start.
    """

    facts: Mapping[str, sa.FromClause]
    scheme: Scheme
    settings: Settings
    as_of: dt.datetime
    kept: Kept | None = None

    @property
    def day(self) -> dt.date:
        """The day of the moment in the workspace's zone."""
        return self.as_of.astimezone(ZoneInfo(self.settings.zone)).date()

    @property
    def last_whole(self) -> dt.date:
        """First day of the last month that is over at the moment; its last microsecond counts as its end."""
        after = (self.as_of + dt.timedelta(microseconds=1)).astimezone(ZoneInfo(self.settings.zone))
        return (after.date().replace(day=1) - dt.timedelta(days=1)).replace(day=1)

    def moves(self, since: dt.date | None) -> Moves:
        """Return the moves that matter from a day on."""
        return Moves(self.facts, measures_of(self.scheme), self.settings, self.day, since)


def tier_facts(
    tables: Callable[[str], sa.FromClause], as_of: dt.datetime, *, merged: bool, locked: bool = True
) -> dict[str, sa.FromClause]:
    """Return what tiers depend on, as known at a moment.

    `tables` gives a table of the model by its name; `merged` says whether any customers have been merged, `locked`
    whether any tier is locked.
    """
    needed = NEEDED if locked else NEEDED[:-1]
    return {name: known_at(tables(name), name, as_of, merged=merged).subquery(f"{name}_of_tiers") for name in needed}


def tier_at(asked: Asked) -> sa.Subquery:
    """Return the tier of every customer who has more than the first one or buys.

    Returns
    -------
    sqlalchemy.Subquery
        One row per customer: ``customer_id``; ``place`` of the tier in the scheme, 0 for the first; ``tier``;
        ``value``, net spend in the scheme's window, workspace currency; ``purchases``, lines kept in it, 0 for a
        customer who does not buy. Every other customer has the first tier. A tier locked by hand counts, whatever the
        facts say.
    """
    rows = month_rows(asked)
    known = sa.select(*rows.c).where(rows.c.tier.is_not(None)).subquery("known")
    names = ("customer_id", "place", "tier", "value", "purchases")
    return sa.select(*(known.c[name] for name in names)).subquery("tiers")


def month_rows(asked: Asked) -> sa.Subquery:
    """Return what the kept table holds of a month that ends at the moment.

    Returns
    -------
    sqlalchemy.Subquery
        ``customer_id``, ``tier`` (missing before the customer joined) and the columns of
        `crm_core.relations.reviews.STATE`, for everybody who has more than the first tier or buys. The place is that
        of the tier: of a locked one while the lock lasts, and ``walked`` what it would be without. The value is in the
        workspace's currency.
    """
    states = states_at(asked)
    rows = sa.select(*states.c).where(sa.or_(states.c.place > 0, states.c.purchases > 0)).subquery("states_held")
    people = asked.facts["customers"]
    source: sa.FromClause = rows
    customer: sa.ColumnElement[Any] = rows.c.customer_id
    place: sa.ColumnElement[Any] = rows.c.place
    if "tier_locks" in asked.facts:
        held = _locked(asked)
        source = rows.outerjoin(held, rows.c.customer_id == held.c.customer_id, full=True)
        customer = sa.func.coalesce(rows.c.customer_id, held.c.customer_id, type_=sa.String())
        place = sa.func.coalesce(held.c.place, rows.c.place, type_=sa.Integer())
    source = source.outerjoin(people, customer == people.c.customer_id)
    name = sa.case((people.c.customer_id.is_not(None), tier_name(asked.scheme, place)))
    return (
        sa.select(
            customer.label("customer_id"),
            sa.type_coerce(name, sa.String()).label("tier"),
            place.label("place"),
            sa.func.coalesce(rows.c.place, 0, type_=sa.Integer()).label("walked"),
            *(_filled(rows, column) for column in STATE if column not in ("place", "value")),
            (_filled(rows, "value") / sa.literal(float(CENTS), sa.Double())).label("value"),
        )
        .select_from(source)
        .subquery("month_rows")
    )


def _filled(rows: sa.FromClause, name: str) -> sa.ColumnElement[Any]:
    """A customer known by a lock alone has nothing."""
    if isinstance(STATE[name], sa.Date):
        return rows.c[name]
    return sa.func.coalesce(rows.c[name], sa.literal(0, STATE[name]), type_=STATE[name]).label(name)


def _locked(asked: Asked) -> sa.Subquery:
    """Return who is locked in a tier on the day; of two locks the later one counts."""
    locks, scheme, day = asked.facts["tier_locks"], asked.scheme, sa.literal(asked.day, sa.Date())
    order = [locks.c.locked_from.desc(), locks.c.tier]
    newest = sa.func.row_number(type_=sa.BigInteger()).over(partition_by=locks.c.customer_id, order_by=order)
    names = sa.and_(locks.c.scheme == scheme.name, locks.c.tier.in_(scheme.names))
    in_force = sa.and_(locks.c.locked_from <= day, locks.c.locked_until >= day)
    place = _place_of(scheme, locks.c.tier).label("place")
    held = sa.select(locks.c.customer_id, place, newest.label("newest")).where(names, in_force).subquery("locks")
    return sa.select(held.c.customer_id, held.c.place).where(held.c.newest == 1).subquery("locked")


def tier_name(scheme: Scheme, place: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Return the name of the tier at a place."""
    steps = [(place == at, sa.literal(name, sa.String())) for at, name in enumerate(scheme.names)]
    return sa.type_coerce(sa.case(*steps), sa.String())


def _place_of(scheme: Scheme, tier: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    steps = [(tier == name, sa.literal(at, sa.Integer())) for at, name in enumerate(scheme.names)]
    return sa.type_coerce(sa.case(*steps), sa.Integer())


def states_at(asked: Asked) -> sa.FromClause:
    """Return the state of every customer at the moment, without regard to locks: ``customer_id`` and `STATE`."""
    if not asked.scheme.remembers:
        level = Window(asked.facts, measures_of(asked.scheme), asked.settings, asked.day).levels(asked.scheme)
        never = sa.cast(sa.null(), sa.Date())
        own = {"place": level.c.reaches, "held_until": never, "missed_since": never}
        columns = [(own[name] if name in own else level.c[name]).label(name) for name in STATE]
        return sa.select(level.c.customer_id, *columns).subquery("states")
    walked, levels, start = _walk(asked)
    last = sa.literal(asked.last_whole, sa.Date())
    reached = sa.select(*walked.c).where(walked.c.month == sa.func.greatest(last, start, type_=sa.Date()))
    before = reached.subquery("before")
    month = asked.day.replace(day=1)
    if month <= asked.last_whole:
        return before
    first = sa.literal(month, sa.Date())
    source = before.outerjoin(levels, sa.and_(before.c.customer_id == levels.c.customer_id, levels.c.month == first))
    return review(
        before, levels, source, asked.scheme, first=first, joined=before.c.joined, whole=False,
        more=[before.c.customer_id],
    )  # fmt: skip


def _walk(asked: Asked) -> tuple[sa.CTE, sa.CTE, sa.ColumnElement[Any]]:
    """Return the states by month, the levels by month, and the month before the first."""
    kept = asked.kept
    since = None if kept is None else _next(kept.month)
    levels = sa.select(*by_month(asked.moves(since), asked.scheme).c).cte()
    earliest = sa.select(sql.months_later(sa.func.min(levels.c.month, type_=sa.Date()), -ONE_MONTH)).scalar_subquery()
    start = sa.literal(kept.month, sa.Date()) if kept else earliest
    walked = _start(asked, levels, start).cte(recursive=True)
    first = sql.months_later(walked.c.month, ONE_MONTH)
    source = walked.outerjoin(levels, sa.and_(levels.c.customer_id == walked.c.customer_id, levels.c.month == first))
    more = [walked.c.customer_id, first.label("month"), walked.c.joined]
    after = review(walked, levels, source, asked.scheme, first=first, joined=walked.c.joined, whole=True, more=more)
    going_on = after.c.month <= sa.literal(asked.last_whole, sa.Date())
    columns = [after.c[column.name] for column in walked.c]
    return walked.union_all(sa.select(*columns).where(going_on)), levels, start


def _start(asked: Asked, levels: sa.CTE, start: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return the states before the first month: what is kept, and nothing for everybody else who ever moves."""
    moving = sa.select(levels.c.customer_id)
    if asked.kept is None:
        people = moving.distinct().subquery("people")
        source: sa.FromClause = people
        states = [sa.cast(sa.null(), kind).label(name) for name, kind in STATE.items()]
    else:
        rows = asked.kept.rows
        mine = sa.select(*rows.c).where(rows.c.month == sa.literal(asked.kept.month, sa.Date())).subquery("kept")
        people = sa.union(moving, sa.select(mine.c.customer_id)).subquery("people")
        source = people.outerjoin(mine, people.c.customer_id == mine.c.customer_id)
        own = {"place": mine.c.walked, "value": mine.c.value * sa.literal(float(CENTS), sa.Double())}
        states = [sa.cast(own.get(name, mine.c[name]), kind).label(name) for name, kind in STATE.items()]
    joined: sa.ColumnElement[Any] = sa.literal(UNKNOWN_JOINING, sa.Date())
    if any(measure.window == MEMBERSHIP_YEAR for measure in asked.scheme.measures):
        known = asked.facts["customers"]
        source = source.outerjoin(known, people.c.customer_id == known.c.customer_id)
        joined = sa.func.coalesce(known.c.joined_on, joined, type_=sa.Date())
    month = sa.cast(start, sa.Date()).label("month")
    return sa.select(people.c.customer_id, month, joined.label("joined"), *states).select_from(source)


def _next(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
