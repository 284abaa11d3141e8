"""Amounts of another currency than the workspace's are not added to its own."""

from __future__ import annotations

import sqlalchemy as sa

from crm_core.errors import CsvRejected
from crm_core.ingest.meeting import Arrival

COLUMN = "currency"


def refuse_other_currency(arrival: Arrival, currency: str) -> None:
    """Raise CsvRejected where arriving rows name another currency than the workspace's.

    Parameters
    ----------
    arrival : Arrival
        The rows on their way.
    currency : str
        Code of the workspace's currency.

    Raises
    ------
    CsvRejected
        Code ``currency_other``: says which currencies were found, in how many rows each.
    """
    if COLUMN not in arrival.columns:
        return
    code = sa.func.upper(sa.func.trim(arrival.rows.c[COLUMN], type_=sa.String()), type_=sa.String())
    question = sa.select(code, sa.func.count()).where(code.not_in(("", currency))).group_by(code).order_by(code)
    found = arrival.connection.execute(question).all()
    if found:
        raise CsvRejected(
            "currency_other",
            found=", ".join(f"{name} ({n} rows)" for name, n in found),
            expected=currency,
            todo=f"export the amounts in {currency}, or load them into a workspace of their own currency",
        )
