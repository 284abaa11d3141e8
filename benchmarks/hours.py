"""Durations of a million complaints in the working hours of their teams."""

from __future__ import annotations

from collections.abc import Iterator

import crm_core
from benchmarks.questions import frame, until
from benchmarks.table import Line, seconds
from benchmarks.timing import cpu_of
from crm_core.database import Store

AIM = 3.0
"""Most seconds of CPU for a million."""

CASES = 1_000_000

_SINCE = """
select min(day) as day, sum(n)::BIGINT as n from (
    select opened_at::DATE as day, count(*) as n, sum(count(*)) over (order by opened_at::DATE desc) as reached
    from complaints where opened_at <= TIMESTAMPTZ '{until}' group by opened_at::DATE qualify reached - n < {cases}
)"""


def compare(store: Store) -> Iterator[Line]:
    """Yield one line: the newest million complaints by the working hours of their teams, fewer where there are not."""
    as_of = until(store)
    first = frame(store, _SINCE.format(until=as_of, cases=CASES)).iloc[0]
    filters = crm_core.Filters(as_of=as_of, start=first["day"].date())
    metric = crm_core.ask("complaints.resolution_time")
    metric(store, filters, clock="business")
    took = cpu_of(lambda: metric(store, filters, clock="business"))
    yield Line(f"resolution time of {first['n']:,} complaints in working hours", seconds(took), "", took, AIM, unit="s")
