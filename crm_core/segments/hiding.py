"""Segments of too few people are hidden, and so are those that would give them away by subtraction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import schema, sql
from crm_core.database import Store
from crm_core.errors import TooFewPeople
from crm_core.segments.conditions import Condition, Segment
from crm_core.segments.traits import everybody
from crm_core.settings import Settings

MOST_SMALL = 10
"""Most small parts whose sums are all looked at; of more, each alone and every two."""

NEARLY = 1e-9

MOST_KNOWN = 200
"""Most questions whose answer is remembered for a store."""

_known: WeakKeyDictionary[Store, dict[tuple[object, ...], tuple[bool, ...]]] = WeakKeyDictionary()


def minimum_of(segments: Sequence[Segment], settings: Settings) -> int:
    """Return the fewest people of a segment that is shown: more where any of them asks for a personal attribute."""
    personal = any(condition.known.personal for segment in segments for condition in segment.conditions)
    return max(settings.minimum_people_personal, settings.minimum_people) if personal else settings.minimum_people


def people(store: Store, segments: Sequence[Segment], settings: Settings, as_of: dt.datetime) -> pd.DataFrame:
    """Count the people of segments that are shown beside each other.

    Parameters
    ----------
    store : Store
        The workspace.
    segments : sequence of Segment
        All that are shown together; everybody is shown too.
    settings : Settings
        Says how few people are too few.
    as_of : datetime
        The moment.

    Returns
    -------
    pandas.DataFrame
        A row for each segment in their order: ``people``, missing where hidden, and ``hidden``.

    Notes
    -----
    A segment is hidden that has too few people; whose rest of everybody has; that asks for a personal attribute and
    differs by too few from itself without one of its conditions or codes; or with which a group of too few could be had
    by adding up and subtracting the segments shown and everybody. A difference of nobody hides nothing.
    """
    if not segments:
        return pd.DataFrame({"people": pd.Series(dtype="Int64"), "hidden": pd.Series(dtype="boolean")})
    few = minimum_of(segments, settings)
    parts = _parts(store, segments, settings, as_of)
    inside = parts[[f"in_{place}" for place in range(len(segments))]].to_numpy(dtype=float).T
    sizes = parts["people"].to_numpy(dtype=float)
    counts = inside @ sizes
    shifted = [_shifts(parts, place, few) for place in range(len(segments))]
    shown = [counts[place] >= few and not shifted[place] for place in range(len(segments))]
    shown = _without_subtraction(inside, sizes, shown, few)
    counted = pd.Series(counts).round().astype("Int64").where(pd.Series(shown))
    return pd.DataFrame({"people": counted, "hidden": ~pd.Series(shown, dtype="boolean")})


def hidden(store: Store, segments: Sequence[Segment], settings: Settings, as_of: dt.datetime) -> tuple[bool, ...]:
    """Return whether each of some segments that are shown together is hidden, see `people`.

    Asked before each number, so it is remembered while the store is as it was.
    """
    known = _known.setdefault(store, {})
    question = (store.versions(schema.TABLES), tuple(segments), settings, as_of)
    if question not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[question] = tuple(bool(one) for one in people(store, segments, settings, as_of)["hidden"])
    return known[question]


def check(store: Store, segment: Segment, settings: Settings, as_of: dt.datetime) -> None:
    """Refuse a segment that is hidden.

    Raises
    ------
    TooFewPeople
        It has too few people, or would give away a group that has.
    """
    if hidden(store, (segment,), settings, as_of)[0]:
        raise TooFewPeople("segment_hidden", expected=str(minimum_of((segment,), settings)))


def _parts(store: Store, segments: Sequence[Segment], settings: Settings, as_of: dt.datetime) -> pd.DataFrame:
    """Count everybody by which segments they are in, and in each part those whom a segment without a piece moves."""
    everyone = everybody(store, segments, settings, as_of)
    inside = [everyone.meet(one) for one in segments]
    moves = {
        f"moved_{place}_{number}": inside[place] != everyone.meet(other)
        for place, one in enumerate(segments)
        for number, other in enumerate(_shortened(one))
    }
    marks = {f"in_{place}": one for place, one in enumerate(inside)}
    columns = [sa.type_coerce(one, sa.Boolean()).label(name) for name, one in (marks | moves).items()]
    each = sa.select(*columns).select_from(everyone.rows).subquery("each_customer")
    keys: list[sa.ColumnElement[Any]] = [each.c[name] for name in marks]
    counts = [sql.count().label("people"), *(sql.count_where(each.c[name]).label(name) for name in moves)]
    return store.read(sa.select(*keys, *counts).group_by(*keys))


def _shifts(parts: pd.DataFrame, place: int, few: int) -> bool:
    """Whether leaving out a piece of a segment moves some people, but too few."""
    sums = parts.filter(regex=f"^moved_{place}_").sum()
    return bool(((sums > 0) & (sums < few)).any())


def _shortened(segment: Segment) -> Iterator[Segment]:
    """Yield a segment without each of its parts, and with each condition without one of its codes.

    Only where a personal attribute is among its conditions: those are what shifting a segment could tell of.
    """
    if not any(one.known.personal for one in segment.conditions):
        return
    for place, part in enumerate(segment.parts):
        before, after = segment.parts[:place], segment.parts[place + 1 :]
        if before or after:
            yield replace(segment, parts=(*before, *after))
        others = _shortened(part) if isinstance(part, Segment) else _fewer(part)
        yield from (replace(segment, parts=(*before, other, *after)) for other in others)


def _fewer(condition: Condition) -> Iterator[Condition]:
    codes = condition.chosen
    if condition.operator in ("any_of", "all_of", "none_of") and len(codes) > 1:
        yield from (replace(condition, chosen=(*codes[:one], *codes[one + 1 :])) for one in range(len(codes)))


def _without_subtraction(
    inside: NDArray[np.float64], sizes: NDArray[np.float64], shown: list[bool], few: int
) -> list[bool]:
    """Hide segments, the smallest first, until no group of too few can be had from those shown and everybody."""
    whole = np.ones((1, len(sizes)))
    while any(shown):
        places = [place for place, one in enumerate(shown) if one]
        known = np.vstack([inside[places], whole])
        guilty = _gives_away(known, sizes, few)
        if guilty is None:
            return shown
        found = [place for place, weight in zip(places, guilty, strict=False) if abs(weight) > NEARLY]
        smallest = min(found or places, key=lambda place: inside[place] @ sizes)
        shown = [one and place != smallest for place, one in enumerate(shown)]
    return shown


def _gives_away(known: NDArray[np.float64], sizes: NDArray[np.float64], few: int) -> NDArray[np.float64] | None:
    """Return how a group of too few adds up from what is known; None where none does."""
    small = [place for place, size in enumerate(sizes) if 0 < size < few]
    longest = len(small) if len(small) <= MOST_SMALL else 2
    for count in range(1, longest + 1):
        for group in combinations(small, count):
            if sizes[list(group)].sum() >= few:
                continue
            target = np.zeros(len(sizes))
            target[list(group)] = 1.0
            weights = np.linalg.lstsq(known.T, target, rcond=None)[0]
            if np.abs(known.T @ weights - target).max() < NEARLY**0.5:
                return np.asarray(weights, dtype=np.float64)
    return None
