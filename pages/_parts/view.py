"""What a page looks at in this run: the store, the rules, the language, and the filters that the sidebar says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

import crm_core
from crm_core import comparison, people, periods, segments
from crm_core.actions.selections import SEGMENT
from crm_core.rows import how_many
from crm_core.schema.dimensions import FACTS
from crm_core.scope import EVERYBODY, Scope
from pages._parts.address import FIELDS, Selection, filters_of
from pages._parts.answers import cached, kept

DATED = (*(name for name in FACTS if name != "customers"), "contact_intervals")
"""Tables whose reach says how far a number is known; the archive of customers has no end of its own."""

OF_STAFF = ("shifts", "conduct_notes")
"""Tables about staff, which say how far a number about staff is known and nothing else."""


@dataclass(frozen=True)
class View:
    """The surroundings of one run of one page.

    Attributes
    ----------
    store : Store
        The workspace's tables.
    settings : Settings
        The business rules in force now, by the clock: who changes a rule sees it at once, though the data may end
        earlier. A promised time is that of the day a case was opened, whatever is in force.
    language : str
        Code of the language.
    selection : Selection
        What the sidebar says.
    versions : tuple
        Versions of all tables: the answer to "is anything different from the last time".
    saved : mapping
        The saved selections by name: codes of each dimension.
    segments : mapping
        The saved segments by name.
    scope : Scope
        About whom of the staff this visitor may read.
    """

    store: crm_core.Store
    settings: crm_core.Settings
    language: str
    selection: Selection
    versions: tuple[tuple[str, int], ...]
    saved: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    segments: Mapping[str, segments.Segment] = field(default_factory=dict)
    scope: Scope = EVERYBODY

    @property
    def key(self) -> tuple[object, ...]:
        """Everything that an answer in words depends on: the same key, the same page."""
        against = self.saved.get(self.selection.saved)
        return (self.store.name, self.versions, self.settings, self.language, self.selection, against, self.scope)

    def of_everything(self) -> View:
        """Return the same view of the last twelve months without any filter."""
        return replace(self, selection=Selection())

    def of_every_segment(self) -> View:
        """Return the same view without the segment that narrows it."""
        chosen = dict(self.selection.values)
        values = {name: codes for name, codes in chosen.items() if name != SEGMENT}
        return replace(self, selection=replace(self.selection, values=values))

    def people(self, *chosen: segments.Segment) -> tuple[int | None, ...]:
        """Count the customers of segments that are shown together; None for one that would tell of few people."""
        as_of = self.reach(DATED) or self.store.now()
        key = repr(("people", self.store.name, self.versions, self.settings, chosen, self.reach(DATED)))
        compute = lambda: segments.people(self.store, chosen, self.settings, as_of)  # noqa: E731
        found = cached(key, _compute=compute)
        pairs = zip(found["people"], found["hidden"], strict=True)
        return tuple(None if hidden else int(people) for people, hidden in pairs)

    def reach(self, tables: tuple[str, ...]) -> dt.datetime | None:
        """Return how far these tables are known; None where none of them has a row."""
        known = tuple(name for name in tables if name in (*DATED, *OF_STAFF))
        key = repr(("horizon", self.store.name, self.versions, known))
        found: dt.datetime | None = cached(key, _compute=lambda: crm_core.horizon(self.store, known))
        return found

    def filters(self, tables: tuple[str, ...]) -> crm_core.Filters:
        """Return the filters for a number over these tables."""
        as_of = self.reach(tables) or dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
        last = as_of.astimezone(ZoneInfo(self.settings.zone)).date()
        chosen = self.selection
        days = (chosen.start, chosen.end) if chosen.period == "dates" else periods.days_of(chosen.period, last)
        return crm_core.Filters(as_of=as_of, start=days[0], end=days[1], scope=self.scope, **chosen.narrowing)

    def comparison(self, tables: tuple[str, ...]) -> str:
        """Return the comparison in force: year_before, days_before, target, saved or none."""
        filters, chosen = self.filters(tables), self.selection
        if chosen.compare == "none" or self.reach(tables) is None:
            return "none"
        if chosen.compare == "target" or chosen.saved:
            return "target" if not chosen.saved else "saved" if chosen.saved in self.saved else "none"
        if filters.start is None:
            return "none"
        kinds = ("year_before", "days_before") if chosen.compare == "auto" else (chosen.compare,)
        return next((kind for kind in kinds if self._covered(kind, filters, tables)), "none")

    def _covered(self, kind: str, filters: crm_core.Filters, tables: tuple[str, ...]) -> bool:
        """Whether the data reach back to the first day to compare with; unless it is known since when they do."""
        data_from = self._data_from(tables)
        first = filters.earlier("year_before" if kind == "year_before" else "days_before", self.settings).start
        if data_from is None or first is None:
            return kind == "days_before"
        return data_from.astimezone(ZoneInfo(self.settings.zone)).date() <= first

    def earlier(self, tables: tuple[str, ...]) -> crm_core.Filters | None:
        """Return the filters of the records to compare with, None where there are none.

        A saved selection is looked at over the same days, in place of what the sidebar narrows to.
        """
        kind = self.comparison(tables)
        if kind in ("none", "target"):
            return None
        if kind == "saved":
            return self.as_saved(self.filters(tables))
        return self.filters(tables).earlier("year_before" if kind == "year_before" else "days_before", self.settings)

    def _data_from(self, tables: tuple[str, ...]) -> dt.datetime | None:
        """Return the first moment from which all of these tables have rows."""
        key = repr(("data from", self.store.name, self.versions, tables))
        found: dt.datetime | None = cached(key, _compute=lambda: _first_known(self.store, tables))
        return found

    def as_saved(self, filters: crm_core.Filters) -> crm_core.Filters:
        """Return filters over the same days that narrow as the chosen saved selection does, and in no other way."""
        none = dict.fromkeys(FIELDS, ()) | {SEGMENT: None}
        return replace(filters, **(none | filters_of(self.saved[self.selection.saved])))

    def ask(self, name: str, **options: Any) -> pd.DataFrame:
        """Answer a metric under the sidebar's filters."""
        filters = self.filters(crm_core.ask(name).tables)
        return self.answer(name, filters, **options)

    def answer(self, name: str, filters: crm_core.Filters, **options: Any) -> pd.DataFrame:
        """Answer a metric under filters of its own."""
        options = {one: value for one, value in options.items() if (one, value) != ("by", None)}
        question = (self.settings, name, filters, tuple(sorted(options.items())))
        compute = lambda: crm_core.ask(name)(self.store, filters, settings=self.settings, **options)  # noqa: E731
        return kept(self.store, self.versions, question, compute)

    def compare(self, name: str, **options: Any) -> pd.DataFrame:
        """Answer a metric now and beside what it is compared with."""
        tables = crm_core.ask(name).tables
        if self.comparison(tables) == "target":
            metric, now = crm_core.ask(name), self.ask(name, **options)
            return comparison.beside(now, comparison.targets_of(now, metric, self.settings), metric, self.settings)
        return self.compare_under(name, self.filters(tables), self.earlier(tables), **options)

    def compare_under(
        self, name: str, filters: crm_core.Filters, earlier: crm_core.Filters | None, **options: Any
    ) -> pd.DataFrame:
        """Answer a metric under filters of its own and under those of a period to compare with."""
        key = ("beside", self.store.name, self.versions, self.settings, name, filters, earlier, sorted(options.items()))
        found: pd.DataFrame = cached(repr(key), _compute=lambda: self._beside(name, filters, earlier, **options))
        return found

    def _beside(
        self, name: str, filters: crm_core.Filters, earlier: crm_core.Filters | None, **options: Any
    ) -> pd.DataFrame:
        now = self.answer(name, filters, **options)
        before = now.iloc[:0] if earlier is None else self.answer(name, earlier, **options)
        metric = crm_core.ask(name)
        pairs = comparison.pairs_of(metric, self.store, filters, earlier, settings=self.settings, **options)
        return comparison.beside(now, before, metric, self.settings, pairs)

    def how_many(self, table: str, filters: crm_core.Filters) -> int:
        """Return how many records of a table there are under filters."""
        compute = lambda: pd.DataFrame({"n": [how_many(self.store, filters, table)]})  # noqa: E731
        return int(kept(self.store, self.versions, ("how many", self.settings, table, filters), compute)["n"].iloc[0])

    def too_few(self, tables: tuple[str, ...]) -> bool:
        """Whether the filters choose, or leave out, so few customers that numbers would tell of single ones."""
        filters = self.filters(tables)
        compute = lambda: pd.DataFrame({"few": [people.too_few(self.store, filters, self.settings)]})  # noqa: E731
        return bool(kept(self.store, self.versions, ("too few", self.settings, filters), compute)["few"].iloc[0])

    def begins(self, name: str) -> dt.date | None:
        """Return the day of the first record of all that a metric could count."""
        metric = crm_core.ask(name)
        filters = self.filters(metric.tables)
        key = repr(("begins", self.store.name, self.versions, self.settings, metric.cohort, filters.as_of))
        return cached(key, _compute=lambda: filters.begins(self.store, metric.cohort, self.settings))

    def now_and_before(self, name: str, **options: Any) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """Answer a metric for the period and beside it what it is compared with, None where there is nothing."""
        metric, now = crm_core.ask(name), self.ask(name, **options)
        if self.comparison(metric.tables) == "target" and {metric.value, "low", "high", "n"} <= {*now.columns}:
            return now, comparison.targets_of(now, metric, self.settings)
        earlier = self.earlier(metric.tables)
        return now, None if earlier is None else self.answer(name, earlier, **options)

    def by_month(self, name: str, months: int, **options: Any) -> pd.DataFrame:
        """Answer a metric by month, for the last months up to the end of the period."""
        return self.answer(name, self.last_months(name, months), by="month", **options)

    def ever(self, name: str) -> crm_core.Filters:
        """Return the filters of a metric over all that is known, whatever the period."""
        return replace(self.filters(crm_core.ask(name).tables), start=None, end=None)

    def last_months(self, name: str, months: int) -> crm_core.Filters:
        """Return the filters of a metric over the last months up to the end of the period."""
        filters = self.filters(crm_core.ask(name).tables)
        last = filters.end or filters.as_of.astimezone(ZoneInfo(self.settings.zone)).date()
        return replace(filters, start=periods.months_back(last, months - 1), end=last)


def _first_known(store: crm_core.Store, tables: tuple[str, ...]) -> dt.datetime | None:
    starts = [crm_core.reach(store, table)[0] for table in tables if table in DATED]
    return max((start for start in starts if start is not None), default=None)


def current() -> View:
    """Return the view that the router has made for this run."""
    view: View = st.session_state["view"]
    return view
