"""The records behind a number, and the codes a filter offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, people, relations, schema, sql
from crm_core.catalogue import Metric
from crm_core.database import MAXIMUM_ROWS, Store
from crm_core.filters import Filters
from crm_core.schema.dimensions import DIMENSIONS, FACTS
from crm_core.scope import Scope
from crm_core.settings import Settings

OPEN, STAFF = "open", "staff"
"""Privacy classes of columns that the rows behind a number show, the second where staff data are switched on: names,
addresses and free text stay away."""

OFFERED = 1_000
"""Most codes of one dimension that a filter offers."""


def rows_behind(
    metric: Metric,
    store: Store,
    filters: Filters,
    *,
    settings: Settings | None = None,
    limit: int = MAXIMUM_ROWS,
    **options: Any,
) -> tuple[pd.DataFrame, int]:
    """Return the records a metric was computed from, under the same filters and period.

    Parameters
    ----------
    metric : Metric
        Its first table holds the records.
    store, filters, settings
        As for the metric itself.
    limit : int
        Most records to return; the newest are.
    **options
        What else the metric was asked with, ``by`` among them: a customer counts once in each group.

    Returns
    -------
    tuple of DataFrame and int
        The records, newest first, without columns that name a person, hold free text or are empty throughout, with
        what the metric says of each; and how many there are in all.
    """
    settings = settings or store.settings(filters.as_of)
    people.check(store, filters, settings)
    table, cohort = metric.cohort.split(".")
    rows = (metric.records or _of_the_period(table, cohort))(store, filters, settings, **options)
    total = store.read(sa.select(sql.count().label("n")).select_from(rows))["n"].iloc[0]
    contract = schema.TABLES[table]
    columns = [told for one in contract.columns if (told := _shown(rows, one, settings, filters.scope)) is not None]
    own = {*metric.columns} - {"group", *contract.column_names}
    columns += [column for column in rows.c if column.key in own]
    order = [rows.c[cohort].desc(), *(rows.c[key] for key in contract.key)]
    place = sa.func.row_number().over(order_by=order)
    newest = sa.select(*columns, place.label("place")).order_by(place).limit(limit).subquery("newest")
    shown = [column for column in newest.c if column.key != "place"]
    frame = store.read(sa.select(*shown).order_by(newest.c.place), limit=limit)
    return frame.loc[:, frame.notna().any() | (frame.columns == cohort)], int(total)


def _shown(
    rows: sa.FromClause, column: schema.Column, settings: Settings, scope: Scope
) -> sa.ColumnElement[Any] | None:
    """Return a column as the rows behind a number show it; None where they don't.

    What is about a member of staff is shown where staff data are switched on, and to one person alone in the rows
    about that person.
    """
    if column.privacy != STAFF or not settings.shows_staff:
        return rows.c[column.name] if column.privacy == OPEN else None
    if not scope.alone:
        return rows.c[column.name]
    if "staff_id" not in rows.c:
        return None
    own = sa.case((scope.holds(rows.c.staff_id), rows.c[column.name]), else_=sa.null())
    return sa.type_coerce(own, rows.c[column.name].type).label(column.name)


def _of_the_period(table: str, cohort: str) -> Callable[..., sa.FromClause]:
    def records(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
        rows = filters.rows(store, table, cohort=cohort, settings=settings)
        return relations.complaints_only(rows) if table == "complaints" else rows

    return records


def how_many(store: Store, filters: Filters, table: str) -> int:
    """Count a table's rows as known, narrowed by the dimensions but not by the period; complaints by what counts."""
    people.check(store, filters)
    rows: sa.FromClause = filters.rows(store, table)
    if table == "complaints":
        rows = relations.complaints_only(rows)
    if table == "purchases":
        rows = relations.orders(rows)
    return int(store.read(sa.select(sql.count().label("n")).select_from(rows))["n"].iloc[0])


def choices(store: Store, dimension: str) -> dict[str, str]:
    """Return the codes of a dimension that occur in the data, with their labels, in the order of the labels.

    Tiers stand in their own order, the lowest first.
    """
    if DIMENSIONS[dimension].derived:
        rules = kept.scheme(store.settings(store.now()))
        return {name: name for name in rules.names} if rules else {}
    paths = [(fact, path) for fact in FACTS for path in DIMENSIONS[dimension].path(fact)]
    places = {(path.table or fact, path.column) for fact, path in paths}
    found: set[str] = set()
    for table, column in sorted(places):
        codes = store.table(table).c[column]
        offered = (
            sa.select(codes).where(codes.is_not(None)).distinct().order_by(codes).limit(OFFERED).subquery("offered")
        )
        found |= set(store.read(sa.select(*offered.c))[column])
    names = labels(store, dimension)
    return {code: names.get(code, code) for code in sorted(found, key=lambda code: names.get(code, code))}


def labels(store: Store, dimension: str) -> dict[str, str]:
    """Return the labels of a dimension's codes where the data hold them; a code without one is its own label."""
    path = DIMENSIONS[dimension].labels
    if path is None:
        return {}
    table = store.table(path.table)
    columns: list[sa.ColumnElement[Any]] = [table.c[path.table_key], table.c[path.column]]
    frame = store.read(sa.select(*columns).where(columns[1].is_not(None)).order_by(columns[0]))
    return dict(zip(frame[path.table_key], frame[path.column], strict=True))
