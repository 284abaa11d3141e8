"""The change of a pooled share or mean, split into what its parts did and what came of their sizes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core.stats.inputs import FloatArray
from crm_core.stats.resampling import DRAWS, SEED, percentile_interval

OTHERS = "(others)"
"""Code of the part that small parts are put together in."""

WHOLE = ""
BEFORE, NOW = 0, 1
AMOUNTS = ("change", "within", "mix")
"""What an interval is given for."""


def split_change(lots: pd.DataFrame) -> pd.DataFrame:
    r"""Split the change of a total into changes within its parts and changes of their sizes.

    .. math::
        \bar x_1 - \bar x_0 = \sum_j \tfrac{w_{1j} + w_{0j}}{2} (x_{1j} - x_{0j})
        + \sum_j (w_{1j} - w_{0j}) \left( \tfrac{x_{1j} + x_{0j}}{2} - c \right)

    with :math:`w_j` the share of part :math:`j` in all units, :math:`x_j` its mean and :math:`c` the mean of both
    totals, which changes no sum, as the shares' changes add up to nothing.

    Parameters
    ----------
    lots : DataFrame
        One row per part, period and lot of customers: ``group``, ``side`` (0 before, 1 now), ``lot``; ``customers``,
        ``people``, parts of customers that add up to all of them, ``units`` and ``total``, the sum of the units'
        values. A customer is in one lot in both periods.

    Returns
    -------
    DataFrame
        The whole first, with ``part`` empty, then the parts by name: ``now``, ``before`` and ``change``, in the unit
        of the values; ``within`` and ``mix``, the part's addends, the whole's being their sums; the 95 % intervals of
        these three, ``low`` and ``high``, ``within_low`` and so on; ``share`` and ``share_before`` of the units, 0 to
        1; ``n`` and ``before_n`` customers. All but the counts are NaN where a period has no unit; a part that is there
        in one period has its value of that one in both: its coming or going is a change of sizes.

    Notes
    -----
    The intervals draw lots of customers anew a thousand times, the same in both periods, so that customers who are in
    both are paired.
    """
    names = sorted(set(lots["group"]))
    numbers = sorted(set(lots["lot"]))
    units, totals = (_cube(lots, names, numbers, column) for column in ("units", "total"))
    found = {name: values[0] for name, values in _split(units.sum(axis=0)[None], totals.sum(axis=0)[None]).items()}
    table = pd.DataFrame({"part": [WHOLE, *names], **found})
    drawn = _drawn(units, totals)
    for name in AMOUNTS:
        ends = percentile_interval(drawn[name]) if drawn else (np.nan, np.nan)
        prefix = "" if name == "change" else f"{name}_"
        table = table.assign(**{f"{prefix}low": ends[0], f"{prefix}high": ends[1]})
    own, shared = (_cube(lots, names, numbers, column).sum(axis=0) for column in ("customers", "people"))
    sizes = {
        name: np.append(shared[side].sum().round(), own[side]) for name, side in (("n", NOW), ("before_n", BEFORE))
    }
    return table.assign(**sizes)


def _cube(lots: pd.DataFrame, names: list[str], numbers: list[str], column: str) -> FloatArray:
    """Return a column by lot, side and part; nothing is 0."""
    cube = np.zeros((len(numbers), 2, len(names)))
    places = [pd.Index(known).get_indexer(pd.Index(lots[key])) for key, known in (("lot", numbers), ("group", names))]
    np.add.at(cube, (places[0], lots["side"].to_numpy(dtype="int64"), places[1]), lots[column].to_numpy("float64"))
    return cube


def _drawn(units: FloatArray, totals: FloatArray) -> dict[str, FloatArray]:
    count = len(units)
    if not count:
        return {}
    draws = np.random.default_rng(SEED).multinomial(count, [1 / count] * count, DRAWS).astype(np.float64)
    return _split(np.tensordot(draws, units, axes=1), np.tensordot(draws, totals, axes=1))


def _split(units: FloatArray, totals: FloatArray) -> dict[str, FloatArray]:
    """Split each draw, shape (draws, sides, parts); the answers have the whole before the parts."""
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = totals.sum(axis=2) / units.sum(axis=2)
        share = units / units.sum(axis=2, keepdims=True)
        own = totals / units
    value = np.where(np.isnan(own), own[:, ::-1], own)
    within = share.mean(axis=1) * (value[:, NOW] - value[:, BEFORE])
    mix = (share[:, NOW] - share[:, BEFORE]) * (value.mean(axis=1) - whole.mean(axis=1)[:, None])
    known, there = np.isfinite(whole).all(axis=1)[:, None], (units > 0).any(axis=1)
    addends = {
        name: np.where(known, np.where(there, one, 0.0), np.nan) for name, one in (("within", within), ("mix", mix))
    }
    parts = {"now": own[:, NOW], "before": own[:, BEFORE], "change": own[:, NOW] - own[:, BEFORE]}
    wholes = {"now": whole[:, NOW], "before": whole[:, BEFORE], "change": whole[:, NOW] - whole[:, BEFORE]}
    parts |= addends | {"share": share[:, NOW], "share_before": share[:, BEFORE]}
    sums = ("within", "mix", "share", "share_before")
    wholes |= {name: np.where(known[:, 0], parts[name].sum(axis=1), np.nan) for name in sums}
    return {name: np.column_stack([wholes[name], one]) for name, one in parts.items()}


def small_parts_together(lots: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Put parts of fewer customers than may be shown together, and the next smallest with them until they may be.

    Parameters
    ----------
    lots : DataFrame
        As of `split_change`.
    minimum : int
        Fewest customers of a part in a period; a part of nobody hides nothing.

    Returns
    -------
    DataFrame
        The same rows; ``group`` is `OTHERS` for the parts that were put together.
    """
    sizes = lots.pivot_table(index="group", columns="side", values="customers", aggfunc="sum", fill_value=0)
    smallest = sizes.where(sizes > 0).min(axis=1).sort_values(kind="stable")
    chosen = list(smallest.index[smallest < minimum])
    while chosen and len(chosen) < len(smallest) and _few(sizes.loc[chosen].sum(), minimum):
        chosen = list(smallest.index[: len(chosen) + 1])
    return lots.assign(group=lots["group"].where(~lots["group"].isin(chosen), OTHERS))


def _few(sizes: pd.Series[float], minimum: int) -> bool:
    return bool(((sizes > 0) & (sizes < minimum)).any())
