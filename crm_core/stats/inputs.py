"""What the functions of this package accept, and how they refuse the rest.

Numbers come as one number or as a column (list, array, pandas Series, also with ``pd.NA``); a missing
number is NaN. Whatever can't be meant is refused with a ``ValueError`` that says what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]

CONFIDENCE = 0.95
"""Share of samples whose interval covers the truth; the product's one level (metrics.md, rule 4)."""


class SupportsArray(Protocol):
    """A column that numpy can read: an array or a pandas Series."""

    def __len__(self) -> int: ...

    def __array__(self) -> npt.NDArray[Any]: ...


Column: TypeAlias = Sequence[Any] | SupportsArray


def as_numbers(values: object, name: str) -> FloatArray:
    """Read `values` as float64, missing as NaN; spans of time are refused because their unit would be a guess."""
    given = np.asarray(values)
    if given.dtype.kind == "m":
        raise ValueError(f"{name} holds spans of time; pass numbers in one unit, such as seconds or days")
    return np.asarray(values if given.dtype.kind == "O" else given, dtype=np.float64)


def as_counts(values: object, name: str) -> FloatArray:
    """Read `values` as numbers of at least 0, missing as NaN."""
    counts = as_numbers(values, name)
    if (counts < 0).any():
        raise ValueError(f"{name} holds {counts.min():g}; a count can't be below 0, look for a wrong subtraction")
    return counts


def normal_quantile(confidence: float) -> float:
    """Half width, in standard errors, of a two-sided interval: 1.96 for 0.95."""
    return float(ndtri(upper_share(confidence)))


def upper_share(confidence: float) -> float:
    """Share below the upper limit of a two-sided interval: 0.975 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; pass a share between 0 and 1, such as 0.95")
    return (1 + confidence) / 2


def as_given(*results: FloatArray) -> Any:
    """Give plain floats for single numbers and arrays for columns."""
    return tuple(float(result) if result.ndim == 0 else result for result in results)
