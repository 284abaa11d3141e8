"""Small kept tables, each equal to its computation from scratch."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table

_CUSTOMER_MONTH = Table(
    "customer_month",
    "One row is one customer at one month's end.",
    (
        Column("customer_id", "key", "The customer.", True, references="customers", privacy="personal"),
        Column("month", "day", "First day of the month.", True),
        Column("tier", "text", "Tier at the month's end; empty before the customer joined."),
        Column("value", "real", "Net spend of the window that ends with the month.", unit="workspace currency"),
        Column("place", "integer", "Place of the tier in its scheme, 0 for the first.", unit="place", low=0),
        Column("walked", "integer", "Place without a lock by hand.", unit="place", low=0),
        Column("reaches", "integer", "Place of the highest tier whose threshold is reached.", unit="place", low=0),
        Column("keeps", "integer", "Place of the highest tier whose threshold to keep is met.", unit="place", low=0),
        Column("held_until", "day", "Until when the tier is held."),
        Column("missed_since", "day", "Since which month's end the tier is missed, in its grace."),
        Column("purchases", "real", "Lines bought in the window and kept.", unit="lines", low=0),
    ),
    ("customer_id", "month"),
    origin="derived",
)
_CUSTOMER_ACTIVE = Table(
    "customer_active",
    "One row is one customer who ever bought, at one month's end.",
    (
        Column("customer_id", "key", "The customer.", True, references="customers", privacy="personal"),
        Column("month", "day", "First day of the month.", True),
        Column("probability_active", "real", "How likely the customer still buys.", True, unit="share", low=0, high=1),
    ),
    ("customer_id", "month"),
    origin="derived",
)
_CUSTOMER_WORDS = Table(
    "customer_words",
    "One row is one customer with the words by which it is found, and what tells it apart from others.",
    (
        Column("customer_id", "key", "The customer.", True, references="customers", privacy="personal"),
        Column("words", "text", "Number, name, address and telephone number, folded.", True, privacy="personal"),
        Column("birth_date", "day", "Day of birth: children are not shown.", privacy="personal"),
        Column("joined_on", "day", "Day on which the customer became one."),
        Column("name", "text", "The person's or the enterprise's name.", privacy="personal"),
        Column("kind", "text", "Whether it is a person or an enterprise."),
        Column("city", "text", "City of its address.", privacy="personal"),
        Column("country", "text", "Country of its address."),
        Column("email", "text", "E-mail address.", privacy="personal"),
        Column("phone", "text", "Telephone number.", privacy="personal"),
        Column("key_account", "boolean", "Whether it is a key account."),
    ),
    ("customer_id",),
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
_KEPT_RUNS = Table(
    "kept_runs",
    "One row is what a kept table holds: which months, up to which moment, by which rules.",
    (
        Column("table_name", "text", "The kept table.", True),
        Column("rules", "text", "Fingerprint of the rules.", True),
        Column("first_month", "day", "First day of its first month.", True),
        Column("known_until", "instant", "The moment of its last month.", True),
    ),
    ("table_name",),
    origin="derived",
)

TABLES: tuple[Table, ...] = (_CUSTOMER_MONTH, _CUSTOMER_ACTIVE, _CUSTOMER_WORDS, _KEPT_MONTHS, _KEPT_RUNS)
"""Tables that a computation fills."""
