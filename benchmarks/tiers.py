"""Tiers and moves between them over two years, read from the kept months."""

from __future__ import annotations

from collections.abc import Iterator

import crm_core
from benchmarks.table import Line, seconds
from benchmarks.timing import cpu_of
from crm_core import kept, periods
from crm_core.database import Store

AIM = 1.0
"""Most seconds of CPU."""

MONTHS = 24
"""Length of the period, the last month among them."""

ROUNDS = 3


def compare(store: Store) -> Iterator[Line]:
    """Yield one line for each question; the months are kept first, as they are after each import."""
    kept.refresh(store)
    for name in ("loyalty.tiers", "loyalty.migration"):
        metric = crm_core.ask(name)
        as_of = crm_core.horizon(store, metric.tables)
        assert as_of is not None, "the retailer has no rows"
        day = as_of.date()
        filters = crm_core.Filters(as_of=as_of, start=periods.months_back(day, MONTHS - 1), end=day)
        metric(store, filters)
        took = min(cpu_of(lambda metric=metric, filters=filters: metric(store, filters)) for _ in range(ROUNDS))
        yield Line(f"{name} over 24 months, from kept months", seconds(took), "", took, AIM, unit="s")
