"""Purchases by hand."""

from typing import Any

from tests.rows import Row


def visits(customer: str | None, *days: str, **changes: Any) -> list[Row]:
    """One order of one line of 10 on each of these days or instants."""
    return [
        {"order_id": f"{customer}-{place}-{day}", "customer_id": customer, "bought_at": day} | changes
        for place, day in enumerate(days)
    ]


def joined(day: str | None, *names: str) -> list[Row]:
    return [{"customer_id": name, "joined_on": day} for name in names]
