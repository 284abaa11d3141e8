"""How a column writes its days: month first or day first, and in which of the known forms.

A column is read one way: if any value fits only one order, that order holds and values that contradict it are
quarantined; if every value fits both, it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from crm_core.ingest.words import with_plain_digits

MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "month_first", "day_first", "year_first"
ORDERS = (MONTH_FIRST, DAY_FIRST, YEAR_FIRST)

UNSURE = r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(\D.*)?"
"""A day whose order does not show: two groups of one or two digits, then the year."""

_UNSURE = re.compile(UNSURE)
_DAYS = {
    MONTH_FIRST: ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y"),
    DAY_FIRST: ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y"),
    YEAR_FIRST: ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
}
_NAMED = ("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%y")
_TIMES = (
    "", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M", " %H:%M:%S.%f", "T%H:%M:%S.%f", " %I:%M:%S %p", " %I:%M %p",
    ", %H:%M:%S", ", %H:%M", ", %I:%M:%S %p", ", %I:%M %p",
)  # fmt: skip
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d]")
_EXAMPLES = 100  # values of one shape that are tried
_SHAPES = 20  # shapes of one column that are tried

ENDS_IN_ZONE = ":[0-9]{2}(?:[.][0-9]+)? ?(?:Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)$"
"""A time with its offset: no form without zone fits it, and trying a hundred of them on every row costs seconds."""

_ZONED = re.compile(ENDS_IN_ZONE)


@dataclass
class OrderCount:
    """How many values of a column fit only one order of day and month.

    Attributes
    ----------
    day_first, month_first : int
        Values that fit only this order.
    both : int
        Values that mean two different days.
    same : int
        Values that mean the same day in both orders, as 03/03.
    """

    day_first: int = 0
    month_first: int = 0
    both: int = 0
    same: int = 0

    @property
    def order(self) -> str | None:
        """The order most values need; None where no value says, or as many say the one as the other."""
        if self.day_first == self.month_first:
            return None
        return DAY_FIRST if self.day_first > self.month_first else MONTH_FIRST


def count_orders(values: Iterable[str]) -> OrderCount:
    """Count what the values of one column say about its order."""
    found = OrderCount()
    for value in values:
        parts = _UNSURE.fullmatch(with_plain_digits(value))
        if parts is None:
            continue
        first, second = int(parts[1]), int(parts[2])
        found.day_first += first > 12 >= second
        found.month_first += second > 12 >= first
        found.both += first <= 12 and second <= 12 and first != second
        found.same += first == second <= 12
    return found


def forms(values: Sequence[str], order: str) -> tuple[str, ...]:
    """Return the forms of a column's days and instants for strptime, those of the first values first.

    A column keeps to the ways of writing a day that were seen, each with any way of writing a time behind it: every
    form more is tried on every bad value.

    Parameters
    ----------
    values : sequence of str
        Some of its values.
    order : str
        month_first, day_first or year_first; days with the year in front or a month's name fit every order.
    """
    family = tuple(dict.fromkeys((*_DAYS[order], *_DAYS[YEAR_FIRST], *_NAMED)))
    seen: dict[str, None] = {}
    for examples in _shapes(values).values():
        fitting = ((day, time) for value in examples for day in family for time in _TIMES if _fits(value, day + time))
        for day, time in islice(fitting, 1):
            seen[day + time] = None
    days = dict.fromkeys(day for day in family for form in seen if form.startswith(day))
    return tuple(dict.fromkeys((*seen, *(day + time for day in days or family for time in _TIMES))))


def _shapes(values: Sequence[str]) -> dict[str, list[str]]:
    """Return some values of each shape (where digits, letters and other signs stand), from all over the column."""
    found: dict[str, list[str]] = {}
    for value in (*values[:: max(1, len(values) // _EXAMPLES)], *values):
        plain = with_plain_digits(value)
        if (
            _DIGIT.search(plain)
            and not _ZONED.search(plain)
            and len(examples := found.setdefault(_LETTER.sub("a", _DIGIT.sub("9", plain)), [])) < _EXAMPLES
        ):
            examples.append(plain)
    return dict(islice(found.items(), _SHAPES))


def _fits(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 (only whether it fits, no instant is made)
    except ValueError:
        return False
    return True
