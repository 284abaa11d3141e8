"""Customers who had something begin on a day, and others drawn by lot who are looked at from the same moment on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import members, relations, sql
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.relations import programmes
from crm_core.settings import Settings

MOST_ROWS = 160_000
"""Most customers with a moment that are looked at."""

MOST_EACH, LEAST_EACH = 50, 20
"""Most others drawn for each; and how many where there are so many that only a part of them is looked at, by lot."""

POOL = 100_000
"""Most customers that others are drawn from; where there are more, a part of them by lot."""

MOST_GROUPS = 6
"""Programmes told of, those in which most take part."""

SEED = 20_050_705
MICROSECONDS_PER_DAY = sql.SECONDS_PER_DAY * 1_000_000


@dataclass(frozen=True)
class Drawn:
    """Who took part, and who was drawn beside them.

    Attributes
    ----------
    people : DataFrame
        ``programme``, ``customer_id``, ``at`` (microseconds since 1970), ``chosen`` (took part then), ``kind``,
        ``joined`` (by then); a customer may be drawn for several moments.
    young : mapping of str to int
        By programme, the customers whose days afterwards are not over; a programme that nobody took part in is away.
    """

    people: pd.DataFrame
    young: dict[str, int]


def drawn(store: Store, filters: Filters, settings: Settings, first: sa.FromClause, *, days: int) -> Drawn:
    """Draw for each customer who first took part others who had not by that moment.

    Parameters
    ----------
    store, filters, settings
        The question; others are customers that the filters leave.
    first : sqlalchemy.FromClause
        Of `programmes.first_times`.
    days : int
        Who took part so recently is not looked at.
    """
    last = sql.microseconds_of(sa.cast(sql.instant(filters.as_of), sql.INSTANT)) - sql.whole(
        days * MICROSECONDS_PER_DAY
    )
    over = sa.and_(first.c.counts, first.c["at"] <= last)
    young = sql.count_where(sa.and_(first.c.counts, first.c["at"] > last)).label("young")
    counted = sa.select(first.c.programme, sql.count_where(over).label("over"), young).group_by(first.c.programme)
    table = store.read(counted).query("over + young > 0").sort_values(["over", "programme"], ascending=[False, True])
    table = table.head(MOST_GROUPS)
    there = how_many_customers(store)
    lots = relations.lots_for(int(table["over"].sum()) * (1 + LEAST_EACH), MOST_ROWS), relations.lots_for(there, POOL)
    chosen = sa.and_(over, relations.in_lots(first.c.customer_id, lots[0])).label("chosen")
    known = sa.select(first.c.programme, first.c.customer_id, first.c["at"], chosen)
    wanted = first.c.programme.in_(sorted(table["programme"]))
    times = store.read(known.where(wanted, relations.in_lots(first.c.customer_id, max(lots))))
    pool = _customers(store, filters, settings, first, lots)
    each = min(MOST_EACH, MOST_ROWS // max(1, int(times["chosen"].sum())))
    parts = [_beside(part, pool, each) for _, part in times.groupby("programme")]
    people = pd.concat(parts, ignore_index=True) if parts else times.assign(kind="", joined=False)
    return Drawn(people, dict(zip(table["programme"], table["young"], strict=True)))


def how_many_customers(store: Store) -> int:
    """Count the customers of the archive."""
    return int(store.read(sa.select(sql.count().label("n")).select_from(store.table("customers")))["n"].iloc[0])


def _customers(
    store: Store, filters: Filters, settings: Settings, first: sa.FromClause, lots: tuple[int, int]
) -> pd.DataFrame:
    """Return kind and moment of joining of those that others are drawn from (``pool``) and of those who took part."""
    people = filters.rows(store, "customers", settings=settings)
    took_part = sa.select(first.c.customer_id).where(first.c.counts, relations.in_lots(first.c.customer_id, lots[0]))
    pool = relations.in_lots(people.c.customer_id, lots[1])
    joined = sql.microseconds_of(sql.start_of(people.c.joined_on, settings.zone)).label("joined_at")
    question = sa.select(people.c.customer_id, people.c.kind, joined, sa.type_coerce(pool, sa.Boolean()).label("pool"))
    found = store.read(question.where(sa.or_(pool, people.c.customer_id.in_(took_part))))
    return found.sort_values("customer_id", ignore_index=True)


def _beside(times: pd.DataFrame, customers: pd.DataFrame, each: int) -> pd.DataFrame:
    """Return those of one programme who took part, and others drawn for each, with what is known of both."""
    ours = times[times["chosen"]].sort_values(["at", "customer_id"], ignore_index=True)
    pool = customers.loc[customers["pool"], "customer_id"].to_numpy()
    picked = np.random.default_rng(SEED).integers(max(1, len(pool)), size=(len(ours), each if len(pool) else 0))
    # Drawn twice for the same moment is drawn once.
    cells = np.unique(np.repeat(np.arange(len(ours)), picked.shape[1]) * max(1, len(pool)) + picked.ravel())
    place, who = cells // max(1, len(pool)), cells % max(1, len(pool))
    others = ours.iloc[place].assign(customer_id=pool[who] if len(pool) else [], chosen=False)
    took_part = others["customer_id"].map(times.set_index("customer_id")["at"])
    not_yet = took_part.isna() | (took_part > others["at"])
    both = pd.concat([ours, others[not_yet.to_numpy(dtype=bool)]], ignore_index=True)
    both = both.merge(customers, on="customer_id", how="left")
    joined = (both["joined_at"] <= both["at"]).fillna(value=False)
    return both.assign(kind=both["kind"].fillna(""), joined=joined).drop(columns=["joined_at", "pool"])


def with_past(store: Store, filters: Filters, settings: Settings, people: pd.DataFrame, *, days: int) -> pd.DataFrame:
    """Add what each had bought by the moment, bought in the days after it, and the tier at the start of the quarter."""
    people = people.reset_index(drop=True)
    lines = filters.unnarrowed.rows(store, "purchases", settings=settings)
    question = relations.bought_around_days(_moments(people), lines, days=days)
    people = people.join(store.read(question).set_index("row"))
    when = pd.to_datetime(people["at"].astype("int64"), unit="us", utc=True).dt.tz_convert(settings.zone)
    quarter = when.dt.tz_localize(None).dt.to_period("Q").dt.start_time
    place = np.zeros(len(people), dtype="int64")
    for start in sorted(quarter.unique()):
        part = people.loc[quarter == start, "customer_id"]
        wanted = sa.select(sql.unnested(sorted(part.unique()), sa.String()).label("customer_id"))
        tiers = members.tiers_of_quarter(store, settings, start, wanted)
        if tiers is None:
            break
        found = part.map(tiers.set_index("customer_id")["place"]).fillna(0)
        place[part.index] = found.to_numpy(dtype="int64")
    return people.assign(place=place, day=when.dt.strftime("%Y-%m-%d"))


def _moments(people: pd.DataFrame) -> sa.FromClause:
    columns: list[Sequence[Any]] = [people.index.tolist(), people["customer_id"].tolist(), people["at"].tolist()]
    return programmes.moments_of(*columns)


def scores_after(
    store: Store, filters: Filters, settings: Settings, people: pd.DataFrame, *, days: int
) -> pd.Series[float]:
    """Return the satisfaction index of each row's answers in the days after its moment, missing without one."""
    answers = relations.of_survey(filters.unnarrowed.rows(store, "survey_answers", settings=settings), "relationship")
    score = relations.index_of_answer(answers, settings.index_weights)
    found = store.read(programmes.answered_after(_moments(people), answers, score, days))
    return people.index.to_series().map(found.set_index("row")["points"])
