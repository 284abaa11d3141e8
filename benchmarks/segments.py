"""Five segments over every headline figure: each figure asked once for all of them, and one segment as a filter."""

from __future__ import annotations

from collections.abc import Iterator

import crm_core
from benchmarks.table import Line, seconds
from benchmarks.timing import cpu_of
from crm_core import periods, segments
from crm_core.contrast import contrast
from crm_core.database import Store

AIM = 3.0
"""Most seconds for all figures together, of CPU on each of two cores."""

CORES = 2
FIGURES = (
    ("satisfaction.index", {}),
    ("satisfaction.nps", {}),
    ("satisfaction.csat", {}),
    ("complaints.rate", {}),
    ("complaints.resolution_time", {}),
    ("complaints.sla", {}),
    ("segments.sizes", {}),
    ("loyalty.repeat_purchase", {}),
    ("loyalty.retention", {}),
    ("loyalty.quadrants", {}),
)
"""The figures that the page shows at first."""

DERIVED = "rfm"
"""An attribute that has to be worked out from all purchases."""


def compare(store: Store) -> Iterator[Line]:
    """Yield one line for each figure, and one for all of them, over the last twelve months."""
    for attribute in ("hobbies", DERIVED):
        yield from _compared(store, attribute)


def _compared(store: Store, attribute: str) -> Iterator[Line]:
    total = 0.0
    as_of = crm_core.horizon(store, ("purchases", "complaints", "survey_answers"))
    assert as_of is not None, "the retailer has no rows"
    settings = store.settings(as_of)
    chosen = segments.largest(store, attribute, settings, as_of)
    start, end = periods.days_of("last_12_months", as_of.date())
    filters = crm_core.Filters(as_of=as_of, start=start, end=end)
    for name, options in FIGURES:
        metric = crm_core.ask(name)
        took = cpu_of(lambda metric=metric, options=options: contrast(metric, store, filters, chosen, **options))
        total += took
        yield Line(f"{name} of five segments by {attribute}", seconds(took), "", took, AIM, unit="s")
    yield Line(f"all figures of five segments by {attribute}", seconds(total), "", total / CORES, AIM, unit="s")
