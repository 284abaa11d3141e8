"""A customer who is known by an address alone is the customer who has that address.

Orders and tickets of many systems name their customer by an e-mail address. Such a key makes a stub; as soon as exactly
one customer has the address, first in the same system, else anywhere, the stub is shown under that customer. The
decision is derived from what is loaded, stands in ``customer_matches`` and is made anew after each import and undo.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import kept, schema
from crm_core.ingest.rowkeys import STUB_LINE
from crm_core.ingest.scratch import copy_rows, temporary
from crm_core.schema import LOADED

RULE = "address"
MERGED = "merged"
_SURE = 1.0
_AN_ADDRESS = "%_@_%"


def link_addresses(connection: sa.Connection) -> set[str]:
    """Show stubs of customers under the customers whose addresses they are.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction.

    Returns
    -------
    set of str
        Tables whose answers may have changed: none where everything stays as it was.
    """
    with temporary(connection, "wanted", _wanted()) as wanted:
        if not _changes(connection, wanted):
            return set()
        _forget(connection)
        _write(connection, wanted)
    kept.mark_change(connection, ("customer_identity",))
    return {"customer_matches", "customer_identity", *_naming_customers()}


def _changes(connection: sa.Connection, wanted: sa.Table) -> bool:
    """Whether the decisions differ from those that stand."""
    matches = schema.table("customer_matches")
    before = sa.select(matches.c.merged_id, matches.c.survivor_id).where(matches.c.rule == RULE)
    after = sa.select(wanted.c.customer_id, wanted.c.survivor_id)
    differing = (sa.except_(after, before), sa.except_(before, after))
    return any(connection.execute(one.limit(1)).first() is not None for one in differing)


def _forget(connection: sa.Connection) -> None:
    """Take the decisions that were made by this rule out of both tables."""
    matches, identity = schema.table("customer_matches"), schema.table("customer_identity")
    merged = sa.select(matches.c.merged_id).where(matches.c.rule == RULE)
    connection.execute(sa.delete(identity).where(identity.c.customer_id.in_(merged)))
    connection.execute(sa.delete(matches).where(matches.c.rule == RULE))


def _wanted() -> sa.Select[Any]:
    """Each stub with the one customer who has its address; not where two have it."""
    customers, keys = schema.table("customers"), schema.table("customer_keys")
    address = sa.func.lower(customers.c.name, type_=sa.String())
    own = sa.case((keys.c.source == customers.c.source, keys.c.customer_id))
    counted = (
        sa.select(
            customers.c.customer_id,
            sa.func.count(own.distinct()).label("n_own"),
            sa.func.min(own, type_=sa.String()).label("own"),
            sa.func.count(keys.c.customer_id.distinct()).label("n"),
            sa.func.min(keys.c.customer_id, type_=sa.String()).label("anywhere"),
        )
        .join_from(customers, keys, sa.and_(keys.c.kind == "email", keys.c.key == address))
        .where(customers.c.line == STUB_LINE, customers.c.name.like(_AN_ADDRESS))
        .group_by(customers.c.customer_id)
        .subquery()
    )
    elsewhere = sa.and_(counted.c.n_own == 0, counted.c.n == 1)
    one = sa.case((counted.c.n_own == 1, counted.c.own), (elsewhere, counted.c.anywhere))
    found = sa.select(counted.c.customer_id, one.label("survivor_id")).subquery()
    return sa.select(*found.c).where(found.c.survivor_id.is_not(None))


def _write(connection: sa.Connection, wanted: sa.Table) -> None:
    """Write the decisions; who was merged into another customer by hand stands for that one."""
    matches, identity = schema.table("customer_matches"), schema.table("customer_identity")
    decision = sa.select(
        (sa.literal(f"{RULE}:", sa.String()) + wanted.c.customer_id).label("match_id"),
        wanted.c.survivor_id,
        wanted.c.customer_id.label("merged_id"),
        sa.literal(RULE, sa.String()).label("rule"),
        sa.literal(_SURE, sa.Double()).label("score"),
        sa.literal(MERGED, sa.String()).label("state"),
    )
    copy_rows(connection, matches, decision)
    further = identity.alias("further")
    survivor = sa.func.coalesce(further.c.survivor_id, wanted.c.survivor_id, type_=sa.String()).label("survivor_id")
    chained = wanted.outerjoin(further, further.c.customer_id == wanted.c.survivor_id)
    copy_rows(connection, identity, sa.select(wanted.c.customer_id, survivor).select_from(chained))


def _naming_customers() -> set[str]:
    """Tables that name customers: what they say of whom depends on who is who."""
    return {name for name, table in LOADED.items() if any(one.references == "customers" for one in table.columns)}
