"""One chart of a page: what it shows, and under which words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import crm_core
from crm_core import catalogue, charts
from crm_core.schema.dimensions import TIMES

LIST = "list"
"""Kind of a section whose table is shown itself, without a picture."""


@dataclass(frozen=True)
class Section:
    """One chart of a page.

    Attributes
    ----------
    name : str
        Key of its title and sentence in the words: ``<name>_title`` and ``<name>_text``.
    metric : str
        The metric it shows.
    kind : str
        Kind of picture; `LIST` where its table is what is shown.
    table, before : DataFrame
        What is drawn, and the same of the period to compare with.
    places : mapping
        Places of its sentence.
    by : str or None
        Dimension it is split by, for labels.
    described : tuple of str
        Where several metrics are in one picture: all of them. It has no single set of rows behind it.
    filters : Filters or None
        What the table was asked under, where that is not the page's own selection.
    options : mapping
        What else the metric was asked with.
    labels : mapping of str to str
        Labels of codes that no dimension has.
    title : str
        Key of a title that is a finding, without its ending; empty: the plain one of `name`.
    text : str
        Key of a sentence of its own, without its ending; empty: that of `name`.
    accented : tuple of str
        Codes that the finding is about.
    order : tuple of str
        Codes of groups that have an order of their own.
    levels : tuple of Level
        Published values to compare with, for charts over time; promised times, for curves of ages.
    split : DataFrame or None
        Why the total moved, by its parts, as a reader sees it.
    more : tuple of str and DataFrame, or None
        A small table under the picture, with its title; it is shown on demand.
    """

    name: str
    metric: str
    kind: str
    table: pd.DataFrame
    before: pd.DataFrame | None = None
    places: dict[str, Any] = field(default_factory=dict)
    by: str | None = None
    described: tuple[str, ...] = ()
    filters: crm_core.Filters | None = None
    options: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    title: str = ""
    text: str = ""
    accented: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    levels: tuple[charts.Level, ...] = ()
    split: pd.DataFrame | None = None
    more: tuple[str, pd.DataFrame] | None = None

    @property
    def pictured(self) -> bool:
        """Whether it has a picture."""
        return self.kind != LIST

    @property
    def hidden(self) -> bool:
        """Whether there are groups, and each of them has too few people to be shown."""
        if "customers" in self.table and not self.described:
            return self.empty and bool((self.table["customers"] > 0).any())
        counts = self.table["n"] if self.by and "n" in self.table else pd.Series(dtype="float64")
        return len(counts) > 0 and bool(counts.isna().all())

    @property
    def nameless(self) -> bool:
        """Whether it is split by a dimension of which no row has a value."""
        return self.by is not None and self.by not in TIMES and {*self.table["group"]} == {crm_core.MISSING}

    @property
    def empty(self) -> bool:
        """Whether no value is known that could be drawn; the ages of no open case are nothing to draw either."""
        if self.kind == "scorecard" and "panel" not in self.table:
            units = crm_core.ask(self.metric).columns
            numbers = [name for name, unit in units.items() if unit not in catalogue.TEXTS + catalogue.COUNTS]
            return not bool(self.table[numbers].notna().to_numpy().any())
        column = "change_pct" if self.described else crm_core.ask(self.metric).value
        values = self.table[column]
        counted = "band" in self.table or "day" in self.table
        return not bool((values > 0).any() if counted else values.notna().any())
