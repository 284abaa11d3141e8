"""How a column writes its days: month first or day first, and in which of the known forms.

A column is read one way: if any value fits only one order, that order holds and values that contradict it are
quarantined; if every value fits both, it is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from crm_core.ingest.words import DIGITS, PLAIN_DIGITS

MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "month_first", "day_first", "year_first"
ORDERS = (MONTH_FIRST, DAY_FIRST, YEAR_FIRST)

UNSURE = r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(\D.*)?"
"""A day whose order does not show: two groups of one or two digits, then the year."""

_UNSURE = re.compile(UNSURE)
_PLAIN = str.maketrans(DIGITS, PLAIN_DIGITS)
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
_TRIED = 40  # values of a column whose forms are told apart


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
        parts = _UNSURE.fullmatch(value.strip().translate(_PLAIN))
        if parts is None:
            continue
        first, second = int(parts[1]), int(parts[2])
        found.day_first += first > 12 >= second
        found.month_first += second > 12 >= first
        found.both += first <= 12 and second <= 12 and first != second
        found.same += first == second <= 12
    return found


def forms(values: Sequence[str], order: str) -> tuple[str, ...]:
    """Return the forms of a column's days and instants for strptime, the most frequent first.

    Parameters
    ----------
    values : sequence of str
        Some of its values.
    order : str
        month_first, day_first or year_first; days with the year in front or a month's name fit every order.
    """
    family = dict.fromkeys((*_DAYS[order], *_DAYS[YEAR_FIRST], *_NAMED))
    every = [day + time for day in family for time in _TIMES]
    seen: Counter[str] = Counter()
    for value in islice((value.strip() for value in values if value.strip()), _TRIED):
        seen.update(islice((form for form in every if _fits(value, form)), 1))
    frequent = [form for form, _ in seen.most_common()]
    return tuple(dict.fromkeys((*frequent, *_short_years_first(every))))


def _short_years_first(every: list[str]) -> list[str]:
    """``%Y`` of the engine also takes two digits, as the years 0 to 99: the form made for them goes before."""
    return sorted(every, key=lambda form: "%y" not in form)


def _fits(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 (only whether it fits, no instant is made)
    except ValueError:
        return False
    return True
