"""A number now beside the same number before, and whether the change is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crm_core import stats
from crm_core.catalogue import Metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

VERDICTS = ("better", "worse", "moved", "noise", "too_few", "none")
"""What a change can be: good, bad, neither, within the noise, from too few cases, or not known."""


def compare(
    metric: Metric,
    store: Store,
    filters: Filters,
    earlier: Filters | None,
    *,
    settings: Settings | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Answer a metric for two periods.

    Parameters
    ----------
    metric : Metric
        It must have the columns low, high and n.
    store : Store
        Where the data are.
    filters, earlier : Filters
        Now and before; without an earlier period nothing is compared.
    settings : Settings, optional
        Business rules, minimum n among them.
    **options
        Passed to the metric, ``by`` among them.

    Returns
    -------
    pandas.DataFrame
        The metric's columns for now, and ``before``, ``before_low``, ``before_high`` (the metric's unit), ``before_n``,
        ``change``, ``change_low``, ``change_high`` (the metric's unit; a percentage changes in points) and ``verdict``:
        better, worse or moved when the interval of the change leaves out 0, noise when it holds 0, too_few when
        either period is below minimum n, none when there is nothing to compare.

    Notes
    -----
    The interval of the change is had from the two intervals by the method of variance estimates recovery (Zou and
    Donner 2008). Customers in both periods are taken as independent, which makes it wider, never narrower, where
    their answers go together.
    """
    settings = settings or store.settings(filters.as_of)
    now = metric(store, filters, settings=settings, **options)
    before = now.iloc[:0] if earlier is None else metric(store, earlier, settings=settings, **options)
    names = {metric.value: "before", "low": "before_low", "high": "before_high", "n": "before_n"}
    both = now.merge(before[["group", *names]].rename(columns=names), on="group", how="left")
    sides = (metric.value, "low", "high", "before", "before_low", "before_high")
    ends = [both[column].astype("float64") for column in sides]
    change, low, high = stats.change_interval(*ends)
    both = both.assign(change=change, change_low=low, change_high=high)
    return both.assign(verdict=_verdicts(both, metric, settings.minimum_n))


def _verdicts(both: pd.DataFrame, metric: Metric, minimum_n: int) -> pd.Series[str]:
    rising = {"higher": "better", "lower": "worse", "neither": "moved"}[metric.better]
    falling = {"higher": "worse", "lower": "better", "neither": "moved"}[metric.better]
    few = (both["n"].fillna(0) < minimum_n) | (both["before_n"].fillna(0) < minimum_n)
    verdicts = np.select(
        [both["change"].isna(), few, both["change_low"] > 0, both["change_high"] < 0],
        ["none", "too_few", rising, falling],
        "noise",
    )
    unknown = both["change_low"].isna() & both["change_high"].isna() & both["change"].notna() & ~few
    return pd.Series(np.where(unknown, "noise", verdicts), index=both.index, dtype="str")


def changes(compared: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the changes of several metrics beside each other, as parts of what each was before.

    Parameters
    ----------
    compared : mapping of str to DataFrame
        Answers of `compare` about the whole, by the metric's name.

    Returns
    -------
    pandas.DataFrame
        One row per metric that has a change: ``group``, its name; ``change_pct``, ``low``, ``high``, per cent of the
        value before; ``n`` of now; ``verdict``.

    Notes
    -----
    Only for metrics whose values are positive: a score that may be negative has no sensible part of itself.
    """
    rows = [_relative(name, table.iloc[0]) for name, table in compared.items() if table["change"].notna().any()]
    return pd.DataFrame(rows, columns=["group", "change_pct", "low", "high", "n", "verdict"])


def _relative(name: str, row: pd.Series[Any]) -> tuple[object, ...]:
    factor = 100 / row["before"] if row["before"] else float("nan")
    return (
        name,
        *(factor * row[column] for column in ("change", "change_low", "change_high")),
        row["n"],
        row["verdict"],
    )


def moved_most(changed: pd.DataFrame) -> str | None:
    """Return the name of the metric that moved most beyond chance, in widths of its own interval; None if none did."""
    beyond = changed[changed["verdict"].isin(["better", "worse", "moved"])]
    if beyond.empty:
        return None
    sizes = beyond["change_pct"].abs() / (beyond["high"] - beyond["low"])
    return str(beyond.loc[sizes.idxmax(), "group"])
