"""Small kept tables, each equal to its computation from scratch."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table

_CUSTOMER_MONTH = Table(
    "customer_month",
    "One row is one customer at one month's end.",
    (
        Column("customer_id", "key", "The customer.", True, references="customers", privacy="personal"),
        Column("month", "day", "First day of the month.", True),
        Column("tier", "text", "Tier at the month's end."),
        Column("value", "real", "Value of the window that ends with the month.", unit="workspace currency"),
        Column("probability_active", "real", "How likely the customer still buys.", unit="share", low=0, high=1),
    ),
    ("customer_id", "month"),
    origin="derived",
)
_KEPT_MONTHS = Table(
    "kept_months",
    "One row is one month of a kept table that a commit has made stale.",
    (
        Column("table_name", "text", "The kept table.", True),
        Column("month", "day", "First stale month; later ones are stale too.", True),
    ),
    ("table_name", "month"),
    origin="derived",
)

TABLES: tuple[Table, ...] = (_CUSTOMER_MONTH, _KEPT_MONTHS)
"""Tables that a computation fills."""
