"""Segments beside each other and against everybody: one question for all of them, and which differences to believe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from crm_core.catalogue import PEOPLE, TEXTS, Metric, shaped
from crm_core.comparison import beside
from crm_core.database import Store
from crm_core.filters import SEGMENTS, Filters
from crm_core.movers import JUDGED, movers
from crm_core.segments import Segment, hidden, minimum_of
from crm_core.settings import Settings

MOST_SEGMENTS = 5
"""Most segments that stand beside each other: more can't be told apart at a glance."""

ALL = "all"
"""Code of everybody among segments."""


def contrast(
    metric: Metric,
    store: Store,
    filters: Filters,
    asked: Sequence[Segment],
    *,
    settings: Settings | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Answer a metric for several segments at once.

    Parameters
    ----------
    metric : Metric
        Its facts have customers.
    store : Store
        Where the data are.
    filters : Filters
        What narrows all of them; a segment of its own does not.
    asked : sequence of Segment
        The segments; a customer of several counts in each.
    settings : Settings, optional
        Business rules; they say how few people are too few.
    **options
        Passed to the metric.

    Returns
    -------
    pandas.DataFrame
        The metric's columns; ``group`` is the segment's place, "0" the first. A segment that is hidden
        (`crm_core.segments.hidden`) has no row; where people are counted, a number from too few of them is missing.
    """
    settings = settings or store.settings(filters.as_of)
    gone = hidden(store, asked, settings, filters.as_of)
    shown = [str(place) for place, one in enumerate(gone) if not one]
    apart = replace(filters, segment=None, apart=tuple(asked))
    answer = metric.function(store, apart, by=SEGMENTS, settings=settings, **options) if shown else pd.DataFrame()
    table = shaped(answer, metric.columns, whole=False, series=metric.series)
    table = table[table["group"].isin(shown)].reset_index(drop=True)
    return _without_few(table, metric, minimum_of(asked, settings))


def _without_few(table: pd.DataFrame, metric: Metric, few: int) -> pd.DataFrame:
    """Take away the numbers that come from too few people."""
    if metric.columns.get("n") not in PEOPLE:
        return table
    rows = ((table["n"] > 0) & (table["n"] < few)).fillna(False)
    numbers = [column for column, unit in metric.columns.items() if unit not in TEXTS]
    return table.assign(**{column: table[column].mask(rows) for column in numbers})


def against_all(table: pd.DataFrame, whole: pd.DataFrame, metric: Metric, settings: Settings) -> pd.DataFrame:
    """Put segments' numbers beside everybody's.

    Parameters
    ----------
    table : DataFrame
        Of `contrast`.
    whole : DataFrame
        The metric's answer about everybody under the same filters.
    metric, settings
        As there.

    Returns
    -------
    pandas.DataFrame
        The columns of `crm_core.comparison.compare`, ``before`` being everybody's number.

    Notes
    -----
    Everybody holds the segment: the two numbers go together by the root of the segment's part of all that is counted,
    as means of a part and of the whole do.
    """
    everybody = whole.drop(columns="group").merge(table[["group"]].drop_duplicates(), how="cross")
    if metric.series:
        everybody = everybody[[*metric.keys, *(one for one in everybody if one not in metric.keys)]]
    return beside(table, everybody, metric, settings, nested=True)


def believed(compared: Mapping[str, pd.DataFrame], values: Mapping[str, str]) -> tuple[pd.DataFrame, int]:
    """Return the differences to believe though many were looked at, and how many were looked at.

    Parameters
    ----------
    compared : mapping of str to DataFrame
        Tables of `against_all` by the figure's name.
    values : mapping of str to str
        The column of each figure that is its number.

    Returns
    -------
    tuple of DataFrame and int
        The columns of `crm_core.movers.movers`, ``by`` being empty; a twentieth of the rows may be chance.
    """
    looked_at = sum(int(table["verdict"].isin(JUDGED).sum()) for table in compared.values())
    by_figure = {(name, ""): table for name, table in compared.items()}
    return movers(by_figure, values, most=max(looked_at, 1)), looked_at


def per_customer(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Divide sums over customers by how many they are, so that segments of any size compare."""
    n = table["n"].astype("float64").replace(0.0, np.nan)
    return table.assign(**{name: table[name] / n for name in columns})
