"""Arriving rows meet those that are there: equal ones are duplicates, of two that disagree the newer one counts.

Every record that an import brought is kept: the one that counts in its table, the others in the table's twin
``replaced_...``, whose ``replaced_by`` names the import of the row that stood in their way. So an import can be taken
back at any time, and what it had hidden comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm_core import schema
from crm_core.ingest.rowkeys import STUB_LINE, own_time, same_content, same_key
from crm_core.ingest.scratch import copy_rows, temporary
from crm_core.schema import Table

DUPLICATE, SUPERSEDED, REPLACING = "duplicate", "superseded", "replacing"


@dataclass(frozen=True)
class Arrival:
    """Rows on their way into a table.

    Attributes
    ----------
    connection : sqlalchemy.Connection
        The transaction.
    contract : Table
        The table's contract.
    rows : sqlalchemy.Table
        The staged rows: the contract's columns and ``line``, one for each key.
    columns : tuple of str
        The contract's columns that the file has.
    import_id, source, precision : str
        Bookkeeping of each row.
    """

    connection: sa.Connection
    contract: Table
    rows: sa.Table
    columns: tuple[str, ...]
    import_id: str
    source: str
    precision: str

    @property
    def table(self) -> sa.Table:
        """Where the rows go."""
        return schema.table(self.contract.name)

    @property
    def replaced(self) -> sa.Table:
        """Where rows stay that don't count."""
        return schema.replaced(self.contract.name)

    def stamped(self, rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
        """Return the columns of these rows with their bookkeeping."""
        kept = [rows.c[name] for name in self.contract.column_names]
        marks = {"source": self.source, "import_id": self.import_id, "precision": self.precision}
        return [*kept, rows.c.line, *(sa.literal(value, sa.String()).label(name) for name, value in marks.items())]


@contextmanager
def fates(arrival: Arrival) -> Iterator[sa.Table | None]:
    """Compare arriving rows with those that have their keys; None where the table is empty.

    Yields a temporary table: line, the key, ``fate`` (duplicate, superseded, replacing) and ``owner``, the import of
    the row that was met.
    """
    if arrival.connection.execute(sa.select(sa.literal(1)).select_from(arrival.table).limit(1)).first() is None:
        yield None
        return
    new, old, contract = arrival.rows, arrival.table, arrival.contract
    fate = sa.case(
        (old.c.line == STUB_LINE, REPLACING),
        (same_content(new, old, arrival.columns), DUPLICATE),
        (own_time(old, contract) > own_time(new, contract), SUPERSEDED),
        else_=REPLACING,
    )
    met = sa.select(
        new.c.line,
        *(new.c[name] for name in contract.key),
        sa.cast(fate, sa.String()).label("fate"),
        old.c.import_id.label("owner"),
    ).join_from(new, old, same_key(new, old, contract))
    with temporary(arrival.connection, "fates", met) as table:
        yield table


def place(arrival: Arrival, met: sa.Table | None) -> int:
    """Insert the rows that count, keep the others beside them, and return how many rows then stand in the table."""
    if met is None:
        copy_rows(arrival.connection, arrival.table, sa.select(*arrival.stamped(arrival.rows)))
    else:
        _compete(arrival, met)
    standing = sa.select(sa.func.count()).select_from(arrival.table)
    return int(arrival.connection.scalar(standing.where(arrival.table.c.import_id == arrival.import_id)) or 0)


def _compete(arrival: Arrival, met: sa.Table) -> None:
    _give_way(arrival, met)
    lost = met.c.fate.in_((DUPLICATE, SUPERSEDED))
    losers = sa.select(*arrival.stamped(arrival.rows), met.c.owner.label("replaced_by"))
    losers = losers.join_from(arrival.rows, met, arrival.rows.c.line == met.c.line).where(lost)
    copy_rows(arrival.connection, arrival.replaced, losers)
    # NOT EXISTS, not NOT IN: PostgreSQL reads a long list anew for every row
    beaten = sa.exists().where(met.c.line == arrival.rows.c.line, lost)
    winners = sa.select(*arrival.stamped(arrival.rows)).where(sa.not_(beaten))
    copy_rows(arrival.connection, arrival.table, winners)


def keep_losers(arrival: Arrival, losers: sa.Table) -> None:
    """Keep rows that another row of their own file took the place of."""
    mark = sa.literal(arrival.import_id, sa.String()).label("replaced_by")
    disagreeing = sa.select(*arrival.stamped(losers), mark).where(losers.c.reason == SUPERSEDED)
    copy_rows(arrival.connection, arrival.replaced, disagreeing)


def lost_lines(connection: sa.Connection, met: sa.Table | None) -> dict[str, list[int]]:
    """Return the first lines of the records that don't count, by their fate."""
    found: dict[str, list[int]] = {DUPLICATE: [], SUPERSEDED: []}
    if met is not None:
        for line, fate in connection.execute(sa.select(met.c.line, met.c.fate).where(met.c.fate != REPLACING)):
            found[fate].append(int(line))
    return found


def _give_way(arrival: Arrival, met: sa.Table) -> None:
    """Move the rows that a newer one replaces out of the table."""
    table = arrival.table
    replacing = sa.and_(same_key(table, met, arrival.contract), met.c.fate == REPLACING)
    mark = sa.literal(arrival.import_id, sa.String()).label("replaced_by")
    copy_rows(arrival.connection, arrival.replaced, sa.select(*table.c, mark).join_from(table, met, replacing))
    arrival.connection.execute(sa.delete(table).where(sa.exists().where(replacing)))
