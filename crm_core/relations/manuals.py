"""The manuals of the products that were sold: whether they tell of the product as it is."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.sales import is_bought

OLD_AFTER_MONTHS = 24
"""Age from which the manual of a product without a revision is out of date, in months."""


def manuals(lines: sa.FromClause, products: sa.FromClause, last: dt.date, *, grouped: bool) -> sa.Subquery:
    """Return each product that was sold, with what is known of its manual.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Purchase lines.
    products : sqlalchemy.FromClause
        All products as the store has them.
    last : date
        Last day known: later revisions and manuals don't exist yet.
    grouped : bool
        Whether there is more than one group; a single one as a key of all lines costs half as much again.

    Returns
    -------
    sqlalchemy.Subquery
        ``group``, ``product_id``, ``name``, ``sold``, how many lines; ``revised_on`` and ``manual_updated_on``, missing
        where they lie after the last day; ``never``, whether no day of a manual is on record at all; ``behind``,
        whether the manual is older than the revision; ``old``, whether there was no revision and it is older than
        `OLD_AFTER_MONTHS`.
    """
    keys = [lines.c.product_id, *([lines.c.group] if grouped else [])]
    bought = sa.select(*keys, sql.count().label("sold")).where(is_bought(lines), lines.c.product_id.is_not(None))
    each = bought.group_by(*keys).subquery("each")
    today = sa.literal(last, sa.Date())
    revised, updated = (_known(products.c[name], today) for name in ("revised_on", "manual_updated_on"))
    limit = sql.months_later(today, sql.whole(-OLD_AFTER_MONTHS))
    states = {
        "never": products.c.manual_updated_on.is_(None),
        "behind": sa.func.coalesce(updated < revised, sa.false(), type_=sa.Boolean()),
        "old": sa.func.coalesce(sa.and_(revised.is_(None), updated < limit), sa.false(), type_=sa.Boolean()),
    }
    group = each.c.group if grouped else sa.literal("", sa.String()).label("group")
    columns = (
        group,
        each.c.product_id,
        each.c.sold,
        products.c.name,
        revised.label("revised_on"),
        updated.label("manual_updated_on"),
    )
    source = each.outerjoin(products, each.c.product_id == products.c.product_id)
    return sa.select(*columns, *(state.label(name) for name, state in states.items())).select_from(source).subquery()


def _known(column: sa.ColumnElement[dt.date], today: sa.ColumnElement[dt.date]) -> sa.ColumnElement[dt.date]:
    return sa.type_coerce(sa.case((column <= today, column), else_=sa.null()), sa.Date())
