"""Reports of averages and totals: no count, no middle and no open case can be had from them, so they are refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from crm_core.errors import CsvRejected
from crm_core.ingest.words import fold
from crm_core.schema.subjects import LOADED

_NAMES = (
    "Assigned conversations", "No. of conversations", "Conversations count", "Resolution Count", "Resolutions count",
)  # fmt: skip
"""What Chatwoot's reports count, beside their averages."""

_BEGINNINGS = ("avg", "avg.", "average", "median", "mean")
_SINGLE = ("customer_id", "email", "complaint_id", "order_id", "answer_id")
"""Columns that name one customer, case, order or answer: a list of those may hold averages, a summary names none."""

_TOTAL = ("grandtotal", "grandtotals")
_ENOUGH = 2  # such names make a summary; one may be a field of a list of cases


def refuse_summary(names: Sequence[str]) -> None:
    """Raise CsvRejected where the columns of a header, or of a line that may be one, are averages.

    Raises
    ------
    CsvRejected
        Code ``summary``.
    """
    listed = set(map(fold, _NAMES))
    found = [name for name in names if _is_average(name) or fold(name) in listed]
    if len(found) >= _ENOUGH and not any(fold(name) in _names_of_single() for name in names):
        raise _refusal(found)


@lru_cache(maxsize=1)
def _names_of_single() -> frozenset[str]:
    columns = (one for table in LOADED.values() for one in table.columns if one.name in _SINGLE)
    return frozenset(fold(name) for one in columns for name in (one.name, *one.aliases))


def _is_average(name: str) -> bool:
    """Whether a name begins with a word for the average and says of what."""
    words = name.casefold().split()
    return len(words) > 1 and words[0] in _BEGINNINGS


def has_total(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some row is the grand total of the others."""
    return any(fold(cell).startswith(_TOTAL) for row in rows for cell in row[:2])


def refuse_total(rows: Sequence[Sequence[str]]) -> None:
    """Raise CsvRejected where a file that lacks what is needed ends in a grand total.

    Raises
    ------
    CsvRejected
        Code ``summary``.
    """
    if has_total(rows):
        raise _refusal(["Grand Total"])


def _refusal(found: Sequence[str]) -> CsvRejected:
    return CsvRejected("summary", found=", ".join(found), expected="one row for each case, order or answer")
