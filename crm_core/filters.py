"""One frozen value says what is looked at; one method applies it, always as semi-joins, so that nothing multiplies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, periods, relations, schema, segments, sql
from crm_core.database import Store
from crm_core.errors import UnknownDimension
from crm_core.schema.dimensions import DIMENSIONS, TIMES, Dimension
from crm_core.scope import EVERYBODY, Scope
from crm_core.settings import Settings

MISSING = relations.MISSING
"""Code of the group of rows that have no value for a dimension."""

WHOLE = ""
"""Code of the group that is everything."""

SEGMENTS = "segments"
"""What rows are split by when segments are told apart: the group is the segment's place in `Filters.apart`."""

CUSTOMER = "customer_id"

Comparison = Literal["days_before", "year_before"]

FIRST_DAY = dt.date(2000, 1, 1)
"""From when working days are counted where there is no complaint at all."""

DEFAULT_MONTHS = 12
"""How many month ends are looked at where the period has no start."""


@dataclass(frozen=True)
class Filters:
    """What is looked at: a moment of knowledge, a period, and values of dimensions.

    Parameters
    ----------
    as_of : datetime
        With a time zone: nothing recorded later is known. Pages take `crm_core.horizon`.
    start, end : date, optional
        First and last day of the period, both included, in the workspace's time zone. The period applies to the
        metric's cohort column.
    region, country, store_region, store, channel, product_category, category, severity, customer_kind, tier, team, \
touchpoint, topic : tuple of str
        Codes of a dimension; rows with any of them are kept. Empty: all. ``"(none)"`` stands for rows without one.
    scope : Scope
        About whom of the staff the viewer may read; set by who asks, never read from an address.
    segment : Segment, optional
        Rows of its customers at `as_of` are kept; rows without a customer are not.
    apart : tuple of Segment
        Segments that `SEGMENTS` splits rows by; they narrow nothing else.

    Examples
    --------
    >>> Filters(as_of=dt.datetime(2024, 3, 8, tzinfo=dt.UTC), store=("S01",)).active
    {'store': ('S01',)}
    """

    as_of: dt.datetime
    start: dt.date | None = None
    end: dt.date | None = None
    region: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    store_region: tuple[str, ...] = ()
    store: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    product_category: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    customer_kind: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    touchpoint: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    scope: Scope = EVERYBODY
    segment: segments.Segment | None = None
    apart: tuple[segments.Segment, ...] = ()

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError(f"as_of {self.as_of} has no time zone: give it one, e.g. tzinfo=datetime.UTC")
        for field in fields(self):
            if isinstance(getattr(self, field.name), str):
                raise TypeError(f"{field.name} takes a tuple of codes: ({getattr(self, field.name)!r},)")

    @property
    def active(self) -> dict[str, Any]:
        """Dimensions that narrow, with their codes, and the segment."""
        return {name: getattr(self, name) for name in (*DIMENSIONS, "segment") if getattr(self, name)}

    def not_narrowing(self, table: str) -> tuple[str, ...]:
        """Return the active dimensions that can't be reached from a table: they don't narrow its numbers."""
        own = CUSTOMER in schema.TABLES[table].column_names
        reached = {name: own if name == "segment" else bool(DIMENSIONS[name].path(table)) for name in self.active}
        return tuple(name for name, narrows in reached.items() if not narrows)

    def check(self, store: Store, settings: Settings | None = None) -> None:
        """Refuse a segment that would tell about single people (`crm_core.errors.TooFewPeople`)."""
        if self.segment is not None:
            segments.check(store, self.segment, settings or store.settings(self.as_of), self.as_of)

    @property
    def unnarrowed(self) -> Filters:
        """The same moment and viewer with nothing else: no period and no dimension."""
        return Filters(as_of=self.as_of, scope=self.scope)

    def last_day(self, settings: Settings) -> dt.date:
        """Return the day of `as_of` in the workspace's time zone."""
        return self.as_of.astimezone(ZoneInfo(settings.zone)).date()

    def final_day(self, settings: Settings) -> dt.date:
        """Return the last day looked at: the end of the period, or of the data where that comes first."""
        known = self.last_day(settings)
        return min(self.end or known, known)

    def rows(
        self,
        store: Store,
        table: str,
        *,
        by: str | None = None,
        cohort: str | None = None,
        settings: Settings | None = None,
    ) -> sa.Subquery:
        """Return a table's rows as known at `as_of`, narrowed by everything that is set.

        Parameters
        ----------
        store : Store
            Where the table is.
        table : str
            Name in the data model.
        by : str, optional
            Dimension or calendar unit whose code becomes the column ``group``; without it ``group`` is empty.
        cohort : str, optional
            Column that the period applies to; without it the period doesn't narrow.
        settings : Settings, optional
            Its zone says where days begin.

        Returns
        -------
        sqlalchemy.Subquery
            The table's columns and ``group``, text. No row appears twice in a group.
        """
        settings = settings or store.settings(self.as_of)
        merged = store.has_rows("customer_identity")
        known = relations.known_at(store.table(table), table, self.as_of, merged=merged).subquery(table)
        plain = {name: codes for name, codes in self.active.items() if name in DIMENSIONS}
        plain = {name: codes for name, codes in plain.items() if not DIMENSIONS[name].derived}
        conditions = [relations.reaches(known, DIMENSIONS[name].path(table), codes) for name, codes in plain.items()]
        conditions += self.within(known.c[cohort], settings) if cohort else []
        conditions += self._of_customers(store, known, settings)
        if by == SEGMENTS:
            source, group = self._told_apart(store, known, settings)
        elif by in DIMENSIONS and DIMENSIONS[by].derived:
            source, group = kept.with_tier(store, settings, self.as_of, known)
        else:
            source, group = _grouped(known, table, by, cohort, settings)
        columns = [column for column in known.c if column.key != "group"]
        question = sa.select(*columns, sa.type_coerce(group, sa.String()).label("group")).select_from(source)
        return question.where(*conditions).subquery(f"{table}_rows")

    def _of_customers(self, store: Store, known: sa.FromClause, settings: Settings) -> list[sa.ColumnElement[bool]]:
        """Return what tier and segment ask of a row's customer; rows that have none are not narrowed by them."""
        if CUSTOMER not in known.c:
            return []
        asked = [kept.has_tier(store, settings, self.as_of, known.c[CUSTOMER], self.tier)] if self.tier else []
        if self.segment is not None:
            asked.append(known.c[CUSTOMER].in_(segments.members(store, self.segment, settings, self.as_of)))
        return asked

    def _told_apart(
        self, store: Store, known: sa.FromClause, settings: Settings
    ) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
        """Join rows with the segments of their customers: who is in several is in a group of each."""
        members = segments.apart(store, self.apart, settings, self.as_of)
        return known.join(members, known.c[CUSTOMER] == members.c.customer_id), members.c.segment

    def cases(
        self,
        store: Store,
        *,
        by: str | None = None,
        cohort: str | None = None,
        settings: Settings | None = None,
        working: bool = False,
    ) -> relations.Cases:
        """Return the complaints that count, with how each ended: by its events where there are any.

        The parameters are those of `rows`; with `working` the cases come with the working days of the calendars, so
        that business time can be measured.
        """
        settings = settings or store.settings(self.as_of)
        opened = self.rows(store, "complaints", by=by, cohort=cohort, settings=settings)
        happened = store.table("complaint_events") if store.has_rows("complaint_events") else None
        days = relations.days_of(settings, _first_day(store), self.as_of) if working and settings.calendars else None
        return relations.cases(opened, self.as_of, settings, happened=happened, days=days)

    def earlier(self, comparison: Comparison, settings: Settings) -> Filters:
        """Return the same filters over the period to compare with; without a start there is none to compare.

        ``year_before``: the same days a year before. ``days_before``: as many days just before the start.
        """
        if self.start is None:
            raise ValueError("a period without a start has no period before it: set start")
        end = self.end or self.last_day(settings)
        if comparison == "year_before":
            return replace(
                self, start=periods.same_day_a_year_before(self.start), end=periods.same_day_a_year_before(end)
            )
        length = end - self.start
        before = self.start - dt.timedelta(days=1)
        return replace(self, start=before - length, end=before)

    def month_ends(self, settings: Settings) -> list[tuple[dt.date, dt.datetime]]:
        """Return the last day and last instant of each month of the period, and of the period itself."""
        zone = ZoneInfo(settings.zone)
        last = self.final_day(settings)
        start = self.start or periods.months_back(last, DEFAULT_MONTHS)
        firsts = [
            periods.months_back(last, back) for back in range((last.year - start.year) * 12 + last.month - start.month)
        ]
        days = sorted({first - dt.timedelta(days=1) for first in firsts} | {last})
        return [(day, min(_end_of(day, zone), self.as_of)) for day in days if day >= start]

    def begins(self, store: Store, cohort: str, settings: Settings) -> dt.date | None:
        """Return the day of the first record of all, by a ``table.column``, whatever narrows; None without any."""
        table, column = cohort.split(".")
        rows = self.unnarrowed.rows(store, table, settings=settings)
        first = store.read(sa.select(sa.func.min(rows.c[column], type_=sql.INSTANT).label("first")))["first"].iloc[0]
        return None if pd.isna(first) else first.astimezone(ZoneInfo(settings.zone)).date()

    def within(self, column: sa.ColumnElement[Any], settings: Settings) -> list[sa.ColumnElement[bool]]:
        """Return what holds for instants or days of the period, none where the period has no ends."""
        zone = ZoneInfo(settings.zone)
        conditions = []
        if self.start:
            conditions.append(column >= _boundary(column, self.start, zone))
        if self.end:
            conditions.append(column < _boundary(column, self.end + dt.timedelta(days=1), zone))
        return conditions


def _first_day(store: Store) -> dt.date:
    """Return the day of the first complaint there is: no clock is read before it."""
    opened = store.table("complaints").c.opened_at
    first = store.read(sa.select(sa.func.min(opened, type_=sql.INSTANT).label("first")))["first"].iloc[0]
    return FIRST_DAY if pd.isna(first) else first.date()


def _boundary(column: sa.ColumnElement[Any], day: dt.date, zone: ZoneInfo) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.Date):
        return sa.literal(day, sa.Date())
    return sql.instant(dt.datetime.combine(day, dt.time(), tzinfo=zone))


def _end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone) - dt.timedelta(microseconds=1)


def _grouped(
    rows: sa.FromClause, table: str, by: str | None, cohort: str | None, settings: Settings
) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """Return what to select from and the code of each row's group."""
    if by is None:
        return rows, sa.literal(WHOLE, sa.String())
    if by in TIMES and cohort is not None:
        column = rows.c[cohort]
        days = isinstance(column.type, sa.Date)
        first = sql.period_of_day(column, by) if days else sql.period_of(column, by, settings.zone)
        return rows, sa.cast(first, sa.String())
    if by not in DIMENSIONS or not DIMENSIONS[by].path(table):
        raise UnknownDimension("dimension_unknown", found=f"{table} by {by}", expected=", ".join(_dimensions_of(table)))
    return _joined(rows, DIMENSIONS[by], table)


def _dimensions_of(table: str) -> list[str]:
    return [name for name, dimension in DIMENSIONS.items() if dimension.path(table)]


def _joined(rows: sa.FromClause, dimension: Dimension, table: str) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """Reach the dimension through left joins on unique keys: they add no row and lose none."""
    source, values = rows, []
    for path in dimension.path(table):
        if not path.table:
            values.append(rows.c[path.column])
            continue
        other = schema.table(path.table).alias(f"{path.table}_of_{dimension.name}")
        source = source.outerjoin(other, rows.c[path.key] == other.c[path.table_key])
        values.append(other.c[path.column])
    return source, sa.func.coalesce(*values, MISSING, type_=sa.String())
