"""The keys by which each system knows a customer: id, e-mail and phone, folded, derived from the customers' rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.database.words import keep_words
from crm_core.ingest.rowkeys import STUB_LINE
from crm_core.ingest.scratch import copy_rows
from crm_core.ingest.words import DIGITS, PLAIN_DIGITS

DERIVED = ("id", "email", "phone")
"""Kinds of keys that stand in the customers' own rows; others were given by people and stay."""


def refresh_keys(connection: sa.Connection, customers: sa.FromClause) -> None:
    """Bring the keys of some customers, and the words by which they are found, in line with their rows.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction.
    customers : sqlalchemy.FromClause
        A table with the column ``customer_id``.
    """
    keys, rows = schema.table("customer_keys"), schema.table("customers")
    chosen = sa.select(customers.c.customer_id)
    connection.execute(sa.delete(keys).where(keys.c.customer_id.in_(chosen), keys.c.kind.in_(DERIVED)))
    real = sa.and_(rows.c.customer_id.in_(chosen), rows.c.line != STUB_LINE)
    for kind, key in (("id", rows.c.customer_id), ("email", _email(rows.c.email)), ("phone", _phone(rows.c.phone))):
        found = sa.select(
            rows.c.source, sa.literal(kind, sa.String()).label("kind"), key.label("key"), rows.c.customer_id
        )
        copy_rows(connection, keys, found.where(real, key.is_not(None), key != ""))
    keep_words(connection, customers)


def _email(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.func.lower(sa.func.trim(column, type_=sa.String()), type_=sa.String())


def _phone(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Digits of any script, with the plus in front if there is one."""
    plain = sa.func.translate(column, DIGITS, PLAIN_DIGITS, type_=sa.String())
    return sa.func.regexp_replace(plain, "[^0-9+]", "", "g", type_=sa.String())
