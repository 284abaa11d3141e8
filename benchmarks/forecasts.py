"""What is still to come from customers, what of it is at risk, and keeping how likely each still buys."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

import crm_core
from benchmarks.table import Line, seconds
from benchmarks.timing import cpu_of
from crm_core import schema
from crm_core.database import Store
from crm_core.kept.active import refresh_active

AIM, MONTH_AIM = 60.0, 10.0
"""Most seconds of CPU: of a question, and for each month that is kept."""

NAMES = ("value.lifetime_value", "value.at_risk")


def compare(store: Store) -> Iterator[Line]:
    """Yield one line for each question, asked once, and one for the months kept anew."""
    as_of = crm_core.horizon(store, ("purchases",))
    assert as_of is not None, "the retailer has no rows"
    filters = crm_core.Filters(as_of=as_of)
    for name in NAMES:
        took = cpu_of(lambda name=name: crm_core.ask(name)(store, filters))
        yield Line(f"{name}, asked once", seconds(took), "", took, AIM, unit="s")
    with store.write("measuring") as connection:
        connection.execute(
            sa.delete(schema.table("kept_runs")).where(schema.table("kept_runs").c.table_name == "customer_active")
        )
    months: list[int] = []
    took = cpu_of(lambda: months.append(refresh_active(store)))
    each = took / months[0]
    yield Line(
        f"how likely customers still buy, {months[0]} months kept", seconds(took), "", each, MONTH_AIM, unit="s a month"
    )
