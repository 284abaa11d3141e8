"""An import is taken back whole: its rows go, what they had hidden comes back, what others need stays."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from crm_core import kept, schema
from crm_core.database import Store
from crm_core.database.words import keep_words
from crm_core.errors import ImportRefused
from crm_core.ingest import journal
from crm_core.ingest.identity import refresh_keys
from crm_core.ingest.ledger import COMMITTED, UNDONE
from crm_core.ingest.linking import link_addresses
from crm_core.ingest.rowkeys import STUB_LINE, own_time, same_key
from crm_core.ingest.scratch import copy_rows, temporary
from crm_core.ingest.stubs import STUBBED, add_stubs, stubs_for
from crm_core.schema import LOADED, Table


def undo(store: Store, import_or_batch: str) -> tuple[str, ...]:
    """Take an import, or all imports of a batch, back.

    Parameters
    ----------
    store : Store
        The workspace.
    import_or_batch : str
        Number of an import or name of a batch.

    Returns
    -------
    tuple of str
        Numbers of the imports that were taken back, the newest first.

    Raises
    ------
    ImportRefused
        Code ``import_unknown`` or ``already_undone``; nothing is changed.
    """
    with store.write(f"taking back {import_or_batch}") as connection:
        found = _found(connection, import_or_batch)
        touched: set[str] = set()
        for one in found:
            kept.mark_import(connection, one.table_name, one.import_id)
            touched |= _take_back(connection, one.import_id, LOADED[one.table_name])
        imports = schema.table("imports")
        numbers = tuple(one.import_id for one in found)
        marked = sa.update(imports).where(imports.c.import_id.in_(numbers))
        connection.execute(marked.values(state=UNDONE, undone_at=store.now()))
        store.raise_versions(connection, {"imports", "rejected_rows", *touched})
    store.checkpoint()
    journal.append(store, *(journal.Entry(one.import_id, one.file_hash, one.records_good, UNDONE) for one in found))
    kept.refresh(store)
    return numbers


def _found(connection: sa.Connection, import_or_batch: str) -> list[Any]:
    imports = schema.table("imports").c
    meant = sa.or_(imports.import_id == import_or_batch, imports.batch_id == import_or_batch)
    question = sa.select(imports.import_id, imports.table_name, imports.file_hash, imports.records_good, imports.state)
    rows = connection.execute(question.where(meant).order_by(imports.import_id.desc())).all()
    if not rows:
        raise ImportRefused(
            "import_unknown", found=import_or_batch, expected="an import or a batch", todo="look at the history"
        )
    standing = [row for row in rows if row.state == COMMITTED]
    if not standing:
        raise ImportRefused("already_undone", found=import_or_batch, expected="an import that counts")
    return standing


def _take_back(connection: sa.Connection, import_id: str, contract: Table) -> set[str]:
    """Take one import's rows out of its table and its stubs out of theirs; return the tables touched."""
    touched = _remove(connection, import_id, contract)
    for name in STUBBED:
        if name != contract.name:
            touched |= _remove(connection, import_id, LOADED[name])
    if "customers" in touched:
        keep_words(connection)
        touched |= link_addresses(connection)
    return touched


def _remove(connection: sa.Connection, import_id: str, contract: Table) -> set[str]:
    table, replaced = schema.table(contract.name), schema.replaced(contract.name)
    if not any(_has_rows(connection, rows, import_id) for rows in (table, replaced)):
        return set()
    _close_ranks(connection, import_id, contract)
    connection.execute(sa.delete(replaced).where(replaced.c.import_id == import_id))
    mine = sa.select(*(table.c[name] for name in contract.key)).where(table.c.import_id == import_id)
    touched = {contract.name}
    with temporary(connection, "gone", mine) as gone:
        connection.execute(sa.delete(table).where(table.c.import_id == import_id))
        touched |= _bring_back(connection, import_id, contract, gone)
        if contract.name in STUBBED:
            stubs_for(connection, contract.name, gone)
        if contract.name == "customers":
            refresh_keys(connection, gone)
            touched.add("customer_keys")
    return touched


def _has_rows(connection: sa.Connection, rows: sa.Table, import_id: str) -> bool:
    some = sa.select(sa.literal(1)).select_from(rows).where(rows.c.import_id == import_id).limit(1)
    return connection.execute(some).first() is not None


def _close_ranks(connection: sa.Connection, import_id: str, contract: Table) -> None:
    """Rows that waited behind a hidden row of this import wait behind the row that had hidden it."""
    replaced = schema.replaced(contract.name)
    mine = replaced.alias("mine")
    waiting = sa.and_(
        same_key(replaced, mine, contract),
        replaced.c.replaced_by == import_id,
        replaced.c.import_id != import_id,
        mine.c.import_id == import_id,
        mine.c.replaced_by != import_id,
    )
    connection.execute(sa.update(replaced).where(waiting).values(replaced_by=mine.c.replaced_by))


def _bring_back(connection: sa.Connection, import_id: str, contract: Table, gone: sa.Table) -> set[str]:
    """Of the rows that waited behind the import's, the newest of each key counts again; the others wait behind it."""
    table, replaced = schema.table(contract.name), schema.replaced(contract.name)
    keys = [replaced.c[name] for name in contract.key]
    order = (
        sa.case((replaced.c.line == STUB_LINE, 1), else_=0),
        own_time(replaced, contract).desc().nulls_last(),
        replaced.c.import_id.desc(),
        replaced.c.line.desc(),
    )
    place = sa.func.row_number(type_=sa.BigInteger()).over(partition_by=keys, order_by=order).label("place")
    waiting = sa.select(*keys, replaced.c.import_id, replaced.c.line, place)
    waiting = waiting.join_from(replaced, gone, same_key(replaced, gone, contract))
    ranked = waiting.where(replaced.c.replaced_by == import_id).subquery()
    first = sa.select(*(column for column in ranked.c if column.name != "place")).where(ranked.c.place == 1)
    with temporary(connection, "returning", first) as returning:
        is_first = sa.and_(
            same_key(replaced, returning, contract),
            replaced.c.import_id == returning.c.import_id,
            replaced.c.line == returning.c.line,
            replaced.c.replaced_by == import_id,
        )
        rows = sa.select(*(replaced.c[column.name] for column in table.c)).join_from(replaced, returning, is_first)
        back = copy_rows(connection, table, rows)
        connection.execute(sa.delete(replaced).where(sa.exists().where(is_first)))
        behind = sa.and_(same_key(replaced, returning, contract), replaced.c.replaced_by == import_id)
        connection.execute(sa.update(replaced).where(behind).values(replaced_by=returning.c.import_id))
        return _stubs_of(connection, contract, returning) if back else set()


def _stubs_of(connection: sa.Connection, contract: Table, returning: sa.Table) -> set[str]:
    """Rows that come back may refer to what was taken away in the meantime."""
    table = schema.table(contract.name)
    rows = sa.select(table).where(sa.exists().where(same_key(table, returning, contract))).subquery()
    return add_stubs(connection, contract, rows)
