"""The catalogue of metrics: one function per number, registered with what pages, exports and tests need to know."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from crm_core import people
from crm_core.errors import UnknownDimension, UnknownMetric
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.small import CUSTOMER, small_groups, without_short_lists

Better = Literal["higher", "lower", "neither"]

SECTIONS = ("Definition", "Columns", "Caution", "Source")
"""What every metric's docstring has, in this order."""

TEXTS = ("code", "text")
COUNTS = (
    "answers",
    "appointments",
    "bookings",
    "complaints",
    "contacts",
    "customers",
    "groups",
    "invitations",
    "issues",
    "lines",
    "memberships",
    "notes",
    "orders",
    "places",
    "products",
    "purchases",
    "records",
    "rows",
    "shifts",
    "staff",
    "teams",
    "trials",
    "years",
)
"""Units of columns that hold text and of columns that hold whole numbers; every other unit is a double."""

PEOPLE = ("customers", "trials")
"""Units of an n that counts people: who tries a product is one."""

_metrics: dict[str, Metric] = {}


@dataclass(frozen=True)
class Metric:
    """A number with everything that belongs to it; call it like the function it holds.

    Attributes
    ----------
    name : str
        ``subject.name``, stable.
    title : str
        English title.
    chart : str
        Kind of picture, a name of ``crm_core.charts``.
    cohort : str
        ``table.column`` whose instant the period of the filters applies to.
    tables : tuple of str
        Tables the answer depends on; the first one holds the rows behind it.
    by : tuple of str
        Dimensions the answer can be split by.
    columns : mapping of str to str
        Column to unit, in the order of the answer.
    value : str
        The column that is the number.
    better : {"higher", "lower", "neither"}
        Which direction is good.
    function : callable
        ``(store, filters, *, by=None, settings=None, ...) -> DataFrame``.
    records : callable, optional
        ``(store, filters, settings) -> rows`` of the cohort's table that were counted; by default all of the period.
    series : str
        The column that tells apart what is never pooled, such as answers on scales of different length; empty where a
        group has one number.
    pairs : callable, optional
        ``(store, filters, earlier, settings, *, by=None, ...) -> DataFrame`` of the customers in both of two periods:
        ``group``; ``pairs``, how many; ``now``, ``then``, ``now_squares``, ``then_squares`` and ``product``, the sums
        of their own values, of their squares, and of the products of both.
    """

    name: str
    title: str
    chart: str
    cohort: str
    tables: tuple[str, ...]
    by: tuple[str, ...]
    columns: Mapping[str, str]
    value: str
    better: Better
    function: Callable[..., pd.DataFrame]
    records: Callable[..., Any] | None = None
    series: str = ""
    pairs: Callable[..., pd.DataFrame] | None = None

    def __call__(self, store: Any, filters: Any, *, by: str | None = None, **options: Any) -> pd.DataFrame:
        """Compute the metric; see `definition` for its columns.

        The numbers of groups with too few people are missing, see `without_small_groups`.

        Raises
        ------
        UnknownDimension
            `by` is not one of the metric's own.
        TooFewPeople
            The filters narrow to a segment that would tell about single people.
        """
        if by is not None and by not in self.by:
            expected = ", ".join(self.by) or "no dimension at all"
            raise UnknownDimension("dimension_unknown", found=f"{self.name} by {by}", expected=expected)
        people.check(store, filters, options.get("settings"))
        answer = self.function(store, filters, by=by, **options)
        answer = shaped(answer, self.columns, whole=by is None, series=self.series)
        dimension = DIMENSIONS.get(by or "")
        personal = dimension is not None and dimension.personal
        if CUSTOMER in self.columns and filters.segment:
            settings = options.get("settings") or store.settings(filters.as_of)
            return without_short_lists(answer, people.fewest(filters, settings))
        if self.columns.get("n") not in PEOPLE and not personal:
            return answer
        settings = options.get("settings") or store.settings(filters.as_of)
        if personal or dimension or (by is None and not self.series and len(answer) > 1):
            minimum = settings.minimum_people_personal if personal else settings.minimum_people
            answer = self._without_small_groups(answer, minimum)
        return self._without_few_people(answer, store, filters, settings) if filters.active else answer

    def _without_small_groups(self, answer: pd.DataFrame, minimum: int) -> pd.DataFrame:
        parts = [answer] if not self.series else [part for _, part in answer.groupby(self.series, sort=False)]
        return pd.concat([without_small_groups(part, self.columns, minimum) for part in parts] or [answer]).sort_index()

    def _without_few_people(self, answer: pd.DataFrame, store: Any, filters: Any, settings: Any) -> pd.DataFrame:
        """Take all but the counts away where filters narrow to few customers, see `people.too_few`."""
        if self.columns["n"] not in PEOPLE:
            return answer
        few = answer["n"].fillna(0) > 0
        if not people.too_few(store, filters, settings):
            few &= answer["n"].fillna(0) < people.fewest(filters, settings)
        numbers = [name for name, unit in self.columns.items() if unit not in TEXTS and name not in ("n", "left_out")]
        return answer.assign(**{name: answer[name].mask(few) for name in numbers})

    @property
    def keys(self) -> list[str]:
        """The columns that tell the rows of an answer apart."""
        return ["group", self.series] if self.series else ["group"]

    @property
    def definition(self) -> str:
        """The docstring of the metric: the product's definition of the number."""
        return inspect.getdoc(self.function) or ""

    @property
    def summary(self) -> str:
        """The first sentence of the definition."""
        return self.definition.partition("\n\n")[0].replace("\n", " ")

    @property
    def sections(self) -> dict[str, str]:
        """The definition's sections by heading."""
        parts = re.split(r"^(\w+)\n-{3,}\n", self.definition, flags=re.MULTILINE)
        return {heading: text.strip() for heading, text in zip(parts[1::2], parts[2::2], strict=True)}

    @property
    def unit(self) -> str:
        """Unit of the value column."""
        return self.columns[self.value]


def shaped(answer: pd.DataFrame, columns: Mapping[str, str], *, whole: bool, series: str = "") -> pd.DataFrame:
    """Bring an answer into its declared form.

    Declared columns in order and type, sorted by group and series; counts that no group reached are 0;
    an answer about the whole has its row even when there is nothing to count.
    """
    if whole and answer.empty and "n" in columns:
        answer = pd.DataFrame({column: [""] for column in ("group", series) if column})
    answer = answer.reindex(columns=list(columns))
    for column, unit in columns.items():
        if unit in TEXTS:
            answer[column] = answer[column].astype("str")
        elif unit in COUNTS:
            answer[column] = answer[column].astype("Int64").fillna(0)
        else:
            answer[column] = answer[column].astype("float64")
    order = [column for column in ("group", series) if column]
    return answer.sort_values(order, kind="stable").reset_index(drop=True)


def without_small_groups(answer: pd.DataFrame, columns: Mapping[str, str], minimum: int) -> pd.DataFrame:
    """Take away the numbers of groups so small that they would tell about single people.

    Parameters
    ----------
    answer : DataFrame
        A metric's answer with one row per group and its ``n``.
    columns : mapping of str to str
        Column to unit.
    minimum : int
        Fewest people of a group that is shown.

    Returns
    -------
    DataFrame
        The same rows; all numbers of groups below the minimum are missing. What is hidden must not be had by
        subtracting the others from the whole: the next smallest groups are hidden too until there are two of them
        that reach the minimum together. A group of nobody hides nothing.
    """
    rows = small_groups(answer["n"], minimum)
    if not rows.any():
        return answer
    numbers = [column for column, unit in columns.items() if unit not in TEXTS]
    return answer.assign(**{column: answer[column].mask(rows) for column in numbers})


def metric(
    name: str,
    *,
    title: str,
    chart: str,
    cohort: str,
    tables: tuple[str, ...],
    columns: Mapping[str, str],
    value: str,
    by: tuple[str, ...] = (),
    better: Better = "neither",
    records: Callable[..., Any] | None = None,
    series: str = "",
    pairs: Callable[..., pd.DataFrame] | None = None,
) -> Callable[[Callable[..., pd.DataFrame]], Callable[..., pd.DataFrame]]:
    """Register a function as a metric; the parameters are those of `Metric`."""

    def register(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        if name in _metrics:
            raise ValueError(f"two metrics are called {name}")
        _metrics[name] = Metric(
            name, title, chart, cohort, tables, by, columns, value, better, function, records, series, pairs
        )
        return function

    return register


def all_metrics() -> dict[str, Metric]:
    """Return every metric by name, sorted; importing all modules of ``crm_core.metrics`` first."""
    package = importlib.import_module("crm_core.metrics")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"crm_core.metrics.{module.name}")
    return dict(sorted(_metrics.items()))


def ask(name: str) -> Metric:
    """Return the metric called `name`.

    Raises
    ------
    UnknownMetric
        There is none of that name.

    Examples
    --------
    >>> ask("complaints.rate").unit
    'complaints per 1,000 orders'
    """
    if name not in _metrics and name not in all_metrics():
        raise UnknownMetric("metric_unknown", found=name, expected=", ".join(all_metrics()))
    return _metrics[name]


def list_metrics() -> pd.DataFrame:
    """Return all metrics: columns name, title, unit, definition (text)."""
    rows = [(one.name, one.title, one.unit, one.definition) for one in all_metrics().values()]
    return pd.DataFrame(rows, columns=["name", "title", "unit", "definition"], dtype="str")
