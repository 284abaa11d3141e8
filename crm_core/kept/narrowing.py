"""Narrowing and splitting by the tier of the whole customer at a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core.database import Store
from crm_core.kept.tiers import scheme, tiers_at
from crm_core.settings import Settings

MISSING = "(none)"
"""Code of rows without a customer."""


def has_tier(
    store: Store, settings: Settings, as_of: dt.datetime, customer: sa.ColumnElement[Any], codes: tuple[str, ...]
) -> sa.ColumnElement[bool]:
    """Whether a customer has one of these tiers at a moment; nobody has where there is no scheme."""
    rules, tiers = scheme(settings), tiers_at(store, settings, as_of)
    holds: list[sa.ColumnElement[bool]] = [customer.is_(None)] if MISSING in codes else []
    if rules is not None and tiers is not None:
        chosen = sa.select(tiers.c.customer_id).where(tiers.c.tier.in_(codes), tiers.c.place > 0)
        holds.append(customer.in_(chosen))
        if rules.names[0] in codes:  # everybody who has no higher tier
            higher = sa.select(tiers.c.customer_id).where(tiers.c.place > 0)
            holds.append(sa.and_(customer.is_not(None), customer.not_in(higher)))
    return sa.or_(sa.false(), *holds)


def with_tier(
    store: Store, settings: Settings, as_of: dt.datetime, rows: sa.FromClause
) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """Return rows joined with the tier of their customer, and its code."""
    rules, tiers = scheme(settings), tiers_at(store, settings, as_of)
    if rules is None or tiers is None:
        return rows, sa.literal(MISSING, sa.String())
    higher = sa.select(tiers.c.customer_id, tiers.c.tier).where(tiers.c.place > 0).subquery("tier_of_customer")
    source = rows.outerjoin(higher, rows.c.customer_id == higher.c.customer_id)
    nobody = sa.literal(MISSING, sa.String())
    first = sa.case((rows.c.customer_id.is_(None), nobody), else_=sa.literal(rules.names[0], sa.String()))
    return source, sa.func.coalesce(higher.c.tier, first, type_=sa.String())
