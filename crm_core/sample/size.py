"""How large a sample is: the numbers of rows that the rules aim at."""

from __future__ import annotations

from dataclasses import dataclass

DESIGN_CUSTOMERS = 5_000
"""Customers of the sample that is shipped; other sizes keep its proportions."""


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
