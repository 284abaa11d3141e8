"""Whether a choice of customers is so narrow, or leaves so few out, that numbers would tell about single ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, segments, sql
from crm_core.database import Store
from crm_core.errors import TooFewPeople
from crm_core.filters import MISSING, Filters
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.settings import Settings


def check(store: Store, filters: Filters, settings: Settings | None = None) -> None:
    """Refuse filters whose segment, alone or with what else is chosen of customers, tells about single ones.

    Raises
    ------
    TooFewPeople
        Code ``segment_hidden``.
    """
    filters.check(store, settings)
    if filters.segment is None:
        return
    settings = settings or store.settings(filters.as_of)
    if too_few(store, filters, settings):
        raise TooFewPeople("segment_hidden", expected=str(fewest(filters, settings)))


def fewest(filters: Filters, settings: Settings) -> int:
    """Return the fewest people that are told of: more where a segment asks for a personal attribute."""
    return segments.minimum_of((filters.segment,) if filters.segment else (), settings)


def too_few(store: Store, filters: Filters, settings: Settings) -> bool:
    """Return whether numbers under these filters would tell about single customers.

    Only what narrows by customers counts: their region, country, kind and tier, and the segment. They tell when fewer
    customers are chosen than `fewest`; and, as numbers can be subtracted, when so few have one of the chosen codes,
    or would come in if one of the choices did not narrow. A choice of nobody tells of nobody. What a segment tells by
    itself is `segments.check`'s to say.

    Parameters
    ----------
    store : Store
        Where the customers are.
    filters : Filters
        What is chosen; the period does not matter.
    settings : Settings
        Fewest people of a group.
    """
    if not _attributes(filters) and not filters.tier:
        return False
    cells = store.read(_cells(store, filters, settings))
    return any(0 < size < fewest(filters, settings) for size in _sizes(cells))


def _cells(store: Store, filters: Filters, settings: Settings) -> sa.Select[Any]:
    """Count customers by the chosen codes of each choice; a code that is not chosen is missing."""
    known = filters.unnarrowed.rows(store, "customers", settings=settings)
    source: sa.FromClause = known
    codes: dict[str, sa.ColumnElement[str]] = {}
    for name, column in _attributes(filters).items():
        code: sa.ColumnElement[str] = sa.func.coalesce(known.c[column], MISSING, type_=sa.String())
        codes[name] = sa.case((code.in_(filters.active[name]), code))
    if filters.tier:
        source, tier = kept.with_tier(store, settings, filters.as_of, known)
        codes["tier"] = sa.case((tier.in_(filters.tier), tier))
    if filters.segment:
        inside = known.c.customer_id.in_(segments.members(store, filters.segment, settings, filters.as_of))
        codes["segment"] = sa.case((inside, sa.literal("in", sa.String())))
    counted = sa.select(*(code.label(name) for name, code in codes.items())).select_from(source).subquery("chosen")
    return sa.select(*counted.c, sql.count().label("n")).group_by(*counted.c)


def _attributes(filters: Filters) -> dict[str, str]:
    """Return the column of customers for each of their attributes that narrows."""
    paths = {name: DIMENSIONS[name].path("customers") for name in filters.active if name in DIMENSIONS}
    return {name: path[0].column for name, path in paths.items() if path and not DIMENSIONS[name].derived}


def _sizes(cells: pd.DataFrame) -> list[int]:
    """Return the sizes that could be told from the numbers: of the choice, of each code, of what is just left out."""
    chosen = cells.drop(columns="n").notna()
    sizes = [int(cells.loc[chosen.all(axis=1), "n"].sum())]
    for name in chosen.columns:
        others = cells[chosen.drop(columns=name).all(axis=1)]
        sizes += [int(size) for size in others.groupby([name], dropna=False)["n"].sum()]
    return sizes
