"""From a staged folder into the tables: rows, ledger and account in one transaction, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm_core import kept, schema
from crm_core.database import Store
from crm_core.database.words import keep_words
from crm_core.errors import ImportRefused
from crm_core.ingest import journal, ledger, meeting
from crm_core.ingest.currency import refuse_other_currency
from crm_core.ingest.identity import refresh_keys
from crm_core.ingest.keep import KeptFile
from crm_core.ingest.linking import link_addresses
from crm_core.ingest.meeting import DUPLICATE, SUPERSEDED, Arrival
from crm_core.ingest.reaching import covered
from crm_core.ingest.scratch import copy_rows
from crm_core.ingest.stage import Staged
from crm_core.ingest.stubs import add_stubs
from crm_core.schema import LOADED, Table, sql_type


@dataclass(frozen=True)
class Committed:
    """A committed import, or one that was only tried: its number and what became of the lines."""

    import_id: str
    account: ledger.Account


class _OnlyTried(Exception):  # noqa: N818 (no error: it takes the transaction back)
    """Ends a rehearsal's transaction without a trace."""


def commit(store: Store, staged: Staged, file: KeptFile, *, batch: str | None = None, by: str = "") -> Committed:
    """Bring a staged file into its table.

    Parameters
    ----------
    store : Store
        The workspace.
    staged : Staged
        What `stage` left; the folder must lie in the store's folder.
    file : KeptFile
        The upload it was made from.
    batch : str, optional
        Files of one batch can be taken back together.
    by : str
        Who loads it.

    Raises
    ------
    ImportRefused
        Code ``already_imported``: the very file stands in this table; ``lines_unaccounted``: never expected.
        Nothing is changed.
    StoreLocked
        Another writer did not finish in time.
    """
    contract = LOADED[staged.counts["table"]]
    with store.write(f"loading {file.name or contract.name}") as connection:
        _refuse_twice(connection, staged, file)
        arrival = _arrival(store, connection, staged)
        account = _bring(store, arrival, staged)
        about = {"file": file, "covered": covered(staged, contract), "at": store.now(), "by": by, "batch": batch}
        ledger.enter(connection, arrival.import_id, staged, account=account, **about)
    store.checkpoint()
    journal.append(store, journal.Entry(arrival.import_id, file.hash, account.good))
    if batch is None:  # a batch is followed up once, when all of its files are in
        kept.refresh(store)
    return Committed(arrival.import_id, account)


def rehearse(store: Store, staged: Staged) -> Committed:
    """Do everything a commit does to the rows, count, and take it back: what the file would bring.

    Returns
    -------
    Committed
        Without a number.
    """
    account = None
    try:
        with store.write("trying a file") as connection:
            account = _bring(store, _arrival(store, connection, staged), staged)
            raise _OnlyTried
    except _OnlyTried:
        pass
    assert account is not None  # noqa: S101 (for the type checker: only a set account ends that way)
    return Committed("", account)


def _refuse_twice(connection: sa.Connection, staged: Staged, file: KeptFile) -> None:
    earlier = ledger.committed(connection, file.hash, staged.counts["table"], staged.counts["source"])
    if earlier is not None:
        raise ImportRefused(
            "already_imported",
            found=f"import {earlier.import_id} of {earlier.imported_at:%Y-%m-%d}",
            expected="a file that is not in this table yet",
            todo="take that import back first, if it is to be loaded anew",
        )


def _arrival(store: Store, connection: sa.Connection, staged: Staged) -> Arrival:
    contract = LOADED[staged.counts["table"]]
    rows = store.stage(connection, staged.good, _columns(contract), "arriving")
    return Arrival(
        connection, contract, rows, _filled(connection, rows, contract),
        ledger.next_id(connection), staged.counts["source"], staged.counts["precision"],
    )  # fmt: skip


def _columns(contract: Table, **more: sa.types.TypeEngine[Any]) -> list[sa.Column[Any]]:
    own = {column.name: sql_type(column) for column in contract.columns}
    return [sa.Column(name, kind) for name, kind in (own | {"line": sa.BigInteger()} | more).items()]


def _filled(connection: sa.Connection, rows: sa.Table, contract: Table) -> tuple[str, ...]:
    """Columns that say something: a file without a column doesn't contradict what is known from another."""
    counts = connection.execute(sa.select(*(sa.func.count(rows.c[name]).label(name) for name in contract.column_names)))
    return tuple(name for name, n in counts.mappings().one().items() if n)


def _bring(store: Store, arrival: Arrival, staged: Staged) -> ledger.Account:
    """Bring rows, stubs, keys and the quarantine into the tables and prove the account."""
    connection, contract = arrival.connection, arrival.contract
    refuse_other_currency(arrival, store.settings(store.now()).currency)
    with meeting.fates(arrival) as met:
        placed = meeting.place(arrival, met)
        lost = meeting.lost_lines(connection, met)
    account = _account(staged, placed, lost)
    columns = _columns(contract, reason=sa.String(), kept_line=sa.BigInteger())
    meeting.keep_losers(arrival, store.stage(connection, staged.superseded, columns, "losing"))
    table = arrival.table
    mine = sa.select(table).where(table.c.import_id == arrival.import_id).subquery()
    touched = add_stubs(connection, contract, mine)
    kept.mark_import(connection, contract.name, arrival.import_id)
    if contract.name == "customers":
        refresh_keys(connection, arrival.rows)
        touched |= {"customers", "customer_keys"}
    elif "customers" in touched:
        keep_words(connection)
    if "customers" in touched:
        touched |= link_addresses(connection)
    _set_aside(store, arrival, staged)
    store.raise_versions(connection, {contract.name, "imports", "rejected_rows", *touched})
    account.prove()
    return account


def _set_aside(store: Store, arrival: Arrival, staged: Staged) -> None:
    table = schema.table("rejected_rows")
    columns = [sa.Column(column.name, column.type) for column in table.c if column.name != "import_id"]
    rows = store.stage(arrival.connection, staged.bad, columns, "set_aside")
    mark = sa.literal(arrival.import_id, sa.String()).label("import_id")
    copy_rows(arrival.connection, table, sa.select(mark, *rows.c))


def _account(staged: Staged, placed: int, lost: dict[str, list[int]]) -> ledger.Account:
    """Move the lines of records that didn't count from good to where they belong."""
    lines = staged.lines
    for fate in (DUPLICATE, SUPERSEDED):
        moved = staged.lines_of(lost[fate])
        lines[fate] += moved
        lines["good"] -= moved
    expected = staged.records["good"] - sum(map(len, lost.values()))
    if placed != expected:
        raise ImportRefused("rows_unaccounted", found=f"{placed} rows placed", expected=f"{expected} good records")
    return ledger.Account(staged.lines_in, lines, placed, staged.records["quarantined"])
