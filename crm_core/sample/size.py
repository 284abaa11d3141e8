"""How large a sample is: the numbers of rows that the rules aim at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

DESIGN_CUSTOMERS = 5_000
"""Customers of the sample that is shipped; other sizes keep its proportions."""

TOWN_CUSTOMERS = 50_000
"""Customers generated at once: a larger retailer is made of towns of this size, each within some 4 GB of memory."""


@dataclass(frozen=True)
class Size:
    """Rows the generator aims at; the outcome lies within some percent of it.

    Parameters
    ----------
    customers, purchases, interactions, complaints, answers : int
        Rows of these tables; purchases are order lines, complaints are cases of every kind.
    attendances, ideas : int
        Rows of these tables.
    """

    customers: int
    purchases: int
    interactions: int
    complaints: int
    answers: int
    attendances: int
    ideas: int

    @classmethod
    def of(cls, customers: int) -> Size:
        """Return the proportions of the shipped sample for any number of customers."""
        share = customers / DESIGN_CUSTOMERS
        rows = (40_000, 30_000, 6_000, 9_000, 3_000, 300)
        return cls(customers, *(max(1, round(n * share)) for n in rows))

    @classmethod
    def benchmark(cls, customers: int = 1_000_000) -> Size:
        """Return the proportions of the benchmarks: per customer 20 purchases, 10 answers and 5 complaints."""
        return cls(
            customers, 20 * customers, 6 * customers, 5 * customers, 10 * customers, customers // 2, customers // 20
        )

    def towns(self, largest: int = TOWN_CUSTOMERS) -> Iterator[tuple[Town, Size]]:
        """Yield the towns of at most `largest` customers that this size is made of, each with its own size."""
        for place, before in enumerate(range(0, self.customers, largest)):
            here = min(largest, self.customers - before)
            yield Town(place, before), self._share(here)

    def _share(self, customers: int) -> Size:
        rows = (getattr(self, field.name) for field in fields(self)[1:])
        return Size(customers, *(max(1, round(n * customers / self.customers)) for n in rows))


@dataclass(frozen=True)
class Town:
    """A part of a large retailer's customers: its place, from 0, and how many customers the towns before it have."""

    place: int = 0
    before: int = 0


FIRST = Town()
"""The only town of a small retailer."""
