"""Whether a choice of customers is so narrow, or leaves so few out, that numbers would tell about single ones."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, sql
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.settings import Settings


def too_few(store: Store, filters: Filters, settings: Settings) -> bool:
    """Return whether numbers under these filters would tell about single customers.

    Only what narrows by customers counts: their region, country, kind and tier. They tell when fewer than
    ``settings.minimum_people`` customers are chosen; and, as numbers can be subtracted, when so few have one of the
    chosen codes, or would come in if one of the dimensions did not narrow. A choice of nobody tells of nobody.

    Parameters
    ----------
    store : Store
        Where the customers are.
    filters : Filters
        What is chosen; the period does not matter.
    settings : Settings
        Fewest people of a group.
    """
    names = [name for name in filters.active if _of_customers(name)]
    if not names:
        return False
    cells = store.read(_cells(store, filters, settings, names))
    return any(0 < size < settings.minimum_people for size in _sizes(cells, names))


def _of_customers(name: str) -> bool:
    """Whether a dimension is an attribute of customers."""
    return bool(DIMENSIONS[name].path("customers"))


def _cells(store: Store, filters: Filters, settings: Settings, names: list[str]) -> sa.Select[tuple[object, ...]]:
    """Count customers by the chosen codes; a code that is not chosen is missing."""
    known: sa.FromClause = filters.unnarrowed.rows(store, "customers", settings=settings)
    codes = []
    for name in names:
        if DIMENSIONS[name].derived:
            known, code = kept.with_tier(store, settings, filters.as_of, known)
        else:
            code = sa.func.coalesce(known.c[DIMENSIONS[name].path("customers")[0].column], MISSING, type_=sa.String())
        codes.append(sa.case((code.in_(getattr(filters, name)), code)).label(name))
    counted = sa.select(*codes).select_from(known).subquery("chosen")
    return sa.select(*counted.c, sql.count().label("n")).group_by(*counted.c)


def _sizes(cells: pd.DataFrame, names: list[str]) -> list[int]:
    """Return the sizes that could be told from the numbers: of the choice, of each code, of what is just left out."""
    chosen = cells[names].notna()
    sizes = [int(cells.loc[chosen.all(axis=1), "n"].sum())]
    for name in names:
        others = cells[chosen.drop(columns=name).all(axis=1)]
        sizes += [int(size) for size in others.groupby(name, dropna=False)["n"].sum()]
    return sizes
