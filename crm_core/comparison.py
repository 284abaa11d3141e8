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
        ``change``, ``change_low``, ``change_high`` (the metric's unit; a percentage changes in points; an end that
        nothing limits is missing) and ``verdict``: better, worse or moved when the interval of the change leaves out
        0, noise when it holds 0 or is not known, too_few when either period is below minimum n, none when there is
        nothing to compare.

    Notes
    -----
    The interval of the change is had from the two intervals by the method of variance estimates recovery (Zou and
    Donner 2008). Where the metric tells of its customers in both periods they are paired; else they are taken as
    independent, which makes the interval wider, never narrower, where their answers go together.
    """
    settings = settings or store.settings(filters.as_of)
    now = metric(store, filters, settings=settings, **options)
    before = now.iloc[:0] if earlier is None else metric(store, earlier, settings=settings, **options)
    pairs = pairs_of(metric, store, filters, earlier, settings=settings, **options)
    return beside(now, before, metric, settings, pairs)


def pairs_of(
    metric: Metric, store: Store, filters: Filters, earlier: Filters | None, *, settings: Settings, **options: Any
) -> pd.DataFrame | None:
    """Return what a metric tells of the customers in both periods; None where it tells nothing, or there is one."""
    if metric.pairs is None or earlier is None:
        return None
    return metric.pairs(store, filters, earlier, settings, **options)


def against_target(
    metric: Metric, store: Store, filters: Filters, *, settings: Settings | None = None, **options: Any
) -> pd.DataFrame:
    """Answer a metric beside its targets.

    Parameters
    ----------
    metric, store, filters, settings, **options
        As for `compare`; the targets are the settings'.

    Returns
    -------
    pandas.DataFrame
        The columns of `compare`, ``before`` being the target: better or worse when the interval of the number leaves
        the target out, none where there is no target.
    """
    settings = settings or store.settings(filters.as_of)
    now = metric(store, filters, settings=settings, **options)
    return beside(now, targets_of(now, metric, settings), metric, settings)


def targets_of(now: pd.DataFrame, metric: Metric, settings: Settings) -> pd.DataFrame:
    """Return an answer with the targets in place of its numbers; without the groups that have none.

    A group without a target of its own has the one of the whole.
    """
    known = {one.group: one.value for one in settings.targets if one.metric == metric.name}
    values = now["group"].map(known).astype("float64").fillna(known.get("", np.nan))
    numbers = dict.fromkeys((metric.value, "low", "high"), values)
    return now.assign(**numbers)[values.notna()]


def beside(
    now: pd.DataFrame,
    before: pd.DataFrame,
    metric: Metric,
    settings: Settings,
    pairs: pd.DataFrame | None = None,
    *,
    nested: bool = False,
) -> pd.DataFrame:
    """Put two answers of a metric beside each other and judge the change.

    Parameters
    ----------
    now, before : DataFrame
        What it answered about two periods; without a row before, nothing is compared.
    metric : Metric
        The one that answered.
    settings : Settings
        Holds minimum n.
    pairs : DataFrame, optional
        The customers in both periods, as of `pairs_of`.
    nested : bool
        Whether what is counted now is a part of what is counted before: a segment against everybody.

    Returns
    -------
    pandas.DataFrame
        The columns of `compare`.
    """
    names = {metric.value: "before", "low": "before_low", "high": "before_high", "n": "before_n"}
    both = now.merge(before[[*metric.keys, *names]].rename(columns=names), on=metric.keys, how="left")
    sides = (both[metric.value], *_ends(both, "low", "high"), both["before"], *_ends(both, "before_low", "before_high"))
    together = pd.Series(0.0, index=both.index) if pairs is None else _correlation(both, pairs)
    if nested:
        part = both["n"].astype("float64") / both["before_n"].astype("float64")
        together = (part**0.5).fillna(0.0).clip(0.0, 1.0)
    _, low, high = (pd.Series(end, index=both.index) for end in stats.change_interval(*sides, together))
    limits = {"change_low": low.replace(-np.inf, np.nan), "change_high": high.replace(np.inf, np.nan)}
    both = both.assign(change=both[metric.value] - both["before"], **limits)
    return both.assign(verdict=_verdicts(both, metric, settings.minimum_n))


def _correlation(both: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series[float]:
    """Return how the numbers of both periods go together: the pairs' own correlation, by their part of both periods."""
    found = both[["group", "n", "before_n"]].merge(pairs, on="group", how="left").set_index(both.index)
    n = found["pairs"].astype("float64")
    means = {name: found[name] / n for name in ("now", "then", "now_squares", "then_squares", "product")}
    spreads = [means[f"{side}_squares"] - means[side] ** 2 for side in ("now", "then")]
    own = (means["product"] - means["now"] * means["then"]) / np.sqrt(spreads[0] * spreads[1])
    part: pd.Series[float] = n / np.sqrt(found["n"].astype("float64") * found["before_n"].astype("float64"))
    together: pd.Series[float] = (own * part).replace([np.inf, -np.inf], np.nan).fillna(0.0).clip(-1.0, 1.0)
    return together


def _ends(both: pd.DataFrame, low: str, high: str) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return an interval's ends; a time whose upper end is not reached has none, and that is no limit at all."""
    endless = both[high].isna() & both[low].notna()
    return both[low], both[high].mask(endless, np.inf)


def _verdicts(both: pd.DataFrame, metric: Metric, minimum_n: int) -> pd.Series[str]:
    rising = {"higher": "better", "lower": "worse", "neither": "moved"}[metric.better]
    falling = {"higher": "worse", "lower": "better", "neither": "moved"}[metric.better]
    n = both[["n", "before_n"]].astype("Int64").fillna(0)
    few, counted = (n < minimum_n).any(axis=1), (n > 0).all(axis=1)
    verdicts = np.select(
        [both["change"].isna() & ~(few & counted), few, both["change_low"] > 0, both["change_high"] < 0],
        ["none", "too_few", rising, falling],
        "noise",
    )
    return pd.Series(verdicts, index=both.index, dtype="str")


def changes(compared: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the changes of several metrics beside each other, as parts of what each was before.

    Parameters
    ----------
    compared : mapping of str to DataFrame
        Answers of `compare` about the whole, by the metric's name.

    Returns
    -------
    pandas.DataFrame
        One row per metric that has a change from something: ``group``, its name; ``change_pct``, ``low``, ``high``,
        per cent of the value before; ``n`` of now; ``verdict``.

    Notes
    -----
    Only for metrics whose values are positive: a score that may be negative has no sensible part of itself.
    """
    whole = {name: table.iloc[0] for name, table in compared.items()}
    rows = [_relative(name, row) for name, row in whole.items() if pd.notna(row["change"]) and row["before"]]
    return pd.DataFrame(rows, columns=["group", "change_pct", "low", "high", "n", "verdict"])


def _relative(name: str, row: pd.Series[Any]) -> tuple[object, ...]:
    parts = (100 * row[column] / row["before"] for column in ("change", "change_low", "change_high"))
    return (name, *parts, row["n"], row["verdict"])


def moved_most(changed: pd.DataFrame) -> str | None:
    """Return the name of the metric that moved most beyond chance; None if none did.

    A move is measured in distances to the limit of its interval that is nearer to 0, which always exists.
    """
    beyond = changed[changed["verdict"].isin(["better", "worse", "moved"])].reset_index(drop=True)
    if beyond.empty:
        return None
    nearer = beyond["low"].where(beyond["change_pct"] > 0, beyond["high"])
    sizes = beyond["change_pct"].abs() / (beyond["change_pct"] - nearer).abs()
    return str(beyond["group"].iloc[int(sizes.argmax())])
