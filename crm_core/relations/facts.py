"""The tables as they were known at a moment: later rows don't exist, later instants are missing.

Attributes of customers, stores and staff are today's, and so are the statuses withdrawn and duplicate; everything
else is derived from instants.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.relations.contacts import replies
from crm_core.relations.endings import endings
from crm_core.relations.returns import returns

CUSTOMER = "customer_id"

DERIVED = {"complaints": endings, "interactions": replies, "purchases": returns}
"""Columns that are added to a table because they must be derived before later instants are hidden."""


def known_at(table: sa.FromClause, name: str, as_of: dt.datetime, *, merged: bool) -> sa.Select[Any]:
    """Select a table's rows as they were known at `as_of`.

    Parameters
    ----------
    table : sqlalchemy.FromClause
        The table as the store has it.
    name : str
        Its name in the data model.
    as_of : datetime
        With a time zone. Rows that happened later are left out; instants recorded later are missing.
    merged : bool
        Whether any customers have been merged: their ids are then replaced by their survivor's, and of the customers
        themselves only survivors are left.

    Returns
    -------
    sqlalchemy.Select
        The columns of `table`, for complaints also those of `crm_core.relations.endings`, for contacts those of
        `crm_core.relations.contacts.replies`, for purchases those of `crm_core.relations.returns`.
    """
    contract = schema.TABLES[name]
    columns = [_known(column, contract.later, as_of) for column in table.c]
    columns += DERIVED[name](table, as_of) if name in DERIVED else []
    source: sa.FromClause = table
    if merged and CUSTOMER in table.c:
        identity = schema.table("customer_identity")
        source = table.outerjoin(identity, table.c[CUSTOMER] == identity.c.customer_id)
        survivor = sa.func.coalesce(identity.c.survivor_id, table.c[CUSTOMER], type_=sa.String())
        columns = [survivor.label(CUSTOMER) if column.key == CUSTOMER else column for column in columns]
    question = sa.select(*columns).select_from(source)
    if merged and name == "customers":
        question = question.where(survivor == table.c[CUSTOMER])
    return question if contract.happened is None else question.where(_happened(table.c[contract.happened], as_of))


def _happened(column: sa.ColumnElement[Any], as_of: dt.datetime) -> sa.ColumnElement[bool]:
    """A row without its instant (a stub of a customer, say) has always been there."""
    return sa.or_(column <= moment(column, as_of), column.is_(None))


def _known(column: sa.ColumnElement[Any], later: tuple[str, ...], as_of: dt.datetime) -> sa.ColumnElement[Any]:
    if column.key not in later:
        return column
    known = sa.case((column <= moment(column, as_of), column), else_=sa.null())
    return sa.type_coerce(known, column.type).label(column.key)


def moment(column: sa.ColumnElement[Any], as_of: dt.datetime) -> sa.ColumnElement[Any]:
    """Return `as_of` as a literal that compares with a column of instants or of days."""
    if isinstance(column.type, sa.Date):
        return sa.literal(as_of.astimezone(dt.UTC).date(), sa.Date())
    return sql.instant(as_of)
