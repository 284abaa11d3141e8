"""How much customers are short of the next tier, and of keeping the one they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.levels import measures_of
from crm_core.relations.tiers import Asked
from crm_core.relations.windows import Window
from crm_core.settings.schemes import BASES, CENTS, NET_SPEND, Measure, Need, Scheme, Tier

Held = Mapping[Measure, sa.ColumnElement[float]]
"""What a customer's windows hold, by how it is measured."""

Side = tuple[str, dict[int, Tier], Callable[[Need], int]]
"""Name of what a customer may be short of, the tier meant by the place of the present one, and which threshold."""


def shortfalls(people: sa.FromClause, asked: Asked, near: float) -> sa.Select[tuple[str, int, int]]:
    """Add up by group and tier what customers are short of.

    Parameters
    ----------
    people : sqlalchemy.FromClause
        ``group``, ``customer_id`` and ``place`` of the present tier, one row per customer.
    asked : Asked
        The moment and the rules.
    near : float
        Part of a threshold; who is short of at most so much of it is near.

    Returns
    -------
    sqlalchemy.Select
        ``group``; ``place``; ``customers``; ``near``, those near the next tier; ``below``, those whose window doesn't
        hold what keeps their own; and by basis of the scheme what they are short of together, in workspace currency,
        days or points: ``next_net_spend``, ``keep_net_spend`` and so on. Missing where the tier has no such threshold.
    """
    scheme = asked.scheme
    level = Window(asked.facts, measures_of(scheme), asked.settings, asked.day).levels(scheme)
    source = people.outerjoin(level, people.c.customer_id == level.c.customer_id)
    amounts = {one: f"m{at}" for at, one in enumerate(measures_of(scheme))}
    held = {one: sa.func.coalesce(level.c[name], 0.0, type_=sa.Double()) for one, name in amounts.items()}
    keeps = sa.func.coalesce(level.c.keeps, 0, type_=sa.Integer())
    columns = [short.label(name) for name, short in _short(people, scheme, held)]
    rows = sa.select(
        people.c.group,
        people.c.place,
        _near(people, scheme, held, near).label("is_near"),
        (keeps < people.c.place).label("is_below"),
        *columns,
    )
    each = rows.select_from(source).subquery("each_short")
    sums = [sa.func.sum(each.c[column.name], type_=sa.Double()).label(column.name) for column in columns]
    counts = (sql.count(), sql.count_where(each.c.is_near), sql.count_where(each.c.is_below))
    named = [count.label(name) for count, name in zip(counts, ("customers", "near", "below"), strict=True)]
    return sa.select(each.c.group, each.c.place, *named, *sums).group_by(each.c.group, each.c.place)


def _sides(scheme: Scheme) -> tuple[Side, Side]:
    following = dict(enumerate(scheme.tiers[1:]))
    own = {place: tier for place, tier in enumerate(scheme.tiers) if place}
    return ("next", following, lambda need: need.reach), ("keep", own, lambda need: need.keep)


def _short(people: sa.FromClause, scheme: Scheme, held: Held) -> Iterator[tuple[str, sa.ColumnElement[float]]]:
    """Yield by side and basis what each customer is short of; of a tier with two windows of one basis the larger."""
    for side, tiers, threshold in _sides(scheme):
        for basis in BASES:
            steps = []
            for place, tier in tiers.items():
                needs = [need for need in tier.needs if need.measure.basis == basis]
                if needs:
                    missing = [_missing(threshold(need), held[need.measure]) for need in needs]
                    most = missing[0] if len(missing) == 1 else sa.func.greatest(*missing, type_=sa.Double())
                    steps.append((people.c.place == place, most))
            unit: sa.ColumnElement[float] = sa.literal(float(CENTS) if basis == NET_SPEND else 1.0, sa.Double())
            short = sa.case(*steps, else_=sa.null()) if steps else sa.null()
            yield f"{side}_{basis}", sa.type_coerce(sa.cast(short, sa.Double()) / unit, sa.Double())


def _missing(threshold: float, held: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    zero: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())
    return sa.func.greatest(sa.literal(float(threshold), sa.Double()) - held, zero, type_=sa.Double())


def _near(people: sa.FromClause, scheme: Scheme, held: Held, near: float) -> sa.ColumnElement[bool]:
    steps = []
    for place, tier in enumerate(scheme.tiers[1:]):
        reached = [held[need.measure] >= sa.literal((1 - near) * need.reach, sa.Double()) for need in tier.needs]
        steps.append((people.c.place == place, sa.or_(*reached) if tier.any_of_them else sa.and_(*reached)))
    return sa.case(*steps, else_=sa.false()) if steps else sa.false()
