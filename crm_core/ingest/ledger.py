"""The ledger: one row for each file that was loaded, and what is remembered of how files are read."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.errors import ImportRefused
from crm_core.ingest.keep import KeptFile
from crm_core.ingest.profile import CORRECTION, Profile, header_hash
from crm_core.ingest.reaching import Covered
from crm_core.ingest.stage import Staged
from crm_core.ingest.systems.export import export

COMMITTED, UNDONE = "committed", "undone"

_DIGITS = 6  # of an import's number
_OF_ONE_FILE: dict[str, Any] = {"encoding": None, "delimiter": None, "skip": None, "exported_at": None}


@dataclass(frozen=True)
class Account:
    """What became of a file's lines, as the transaction counted them.

    Attributes
    ----------
    lines_in : int
        Physical lines.
    lines : dict of str to int
        Lines by term.
    good, quarantined : int
        Records.
    """

    lines_in: int
    lines: dict[str, int]
    good: int
    quarantined: int

    def prove(self) -> None:
        """Raise ImportRefused where a line is missing or counted twice."""
        if sum(self.lines.values()) != self.lines_in or min(self.lines.values()) < 0:
            raise ImportRefused(
                "lines_unaccounted",
                found=f"{self.lines_in} lines, of them {self.lines}",
                expected="each line in exactly one term",
                todo="nothing was loaded; report this file's structure",
            )


def next_id(connection: sa.Connection) -> str:
    """Return the number of the next import; writers queue, so no two get the same."""
    last = connection.scalar(sa.select(sa.func.max(schema.table("imports").c.import_id)))
    return f"{int(last or 0) + 1:0{_DIGITS}d}"


def enter(connection: sa.Connection, import_id: str, staged: Staged, *, account: Account, **more: Any) -> None:
    """Write an import's row.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The import's transaction.
    import_id : str
        Its number.
    staged : Staged
        How the file was read.
    account : Account
        What became of its lines.
    **more
        file (KeptFile), covered (Covered), at (datetime), by, batch (str).
    """
    file: KeptFile = more["file"]
    covered: Covered = more["covered"]
    counts = staged.counts
    row = {
        "import_id": import_id, "batch_id": more["batch"], "table_name": counts["table"], "source": counts["source"],
        "file_hash": file.hash, "file_name": file.name, "profile": counts["profile"],
        "mapping": json.dumps(dict(staged.profile.mapping or {}), ensure_ascii=False),
        "grain": export(staged.profile.system).grain if staged.profile.system else None,
        "time_zone": staged.profile.time_zone, "data_from": covered.data_from, "data_until": covered.data_until,
        "precision": counts["precision"], "has_open": counts["has_open"], "state": COMMITTED,
        "imported_at": more["at"], "imported_by": more["by"] or None, "lines_in": account.lines_in,
        "records_good": account.good, "records_quarantined": account.quarantined,
    }  # fmt: skip
    row |= {f"lines_{term}": n for term, n in account.lines.items()}
    connection.execute(sa.insert(schema.table("imports")).values(**row))
    _remember(connection, counts, staged.profile, more["at"])


def history(store: Store) -> pd.DataFrame:
    """Return every import, the newest first.

    Returns
    -------
    pandas.DataFrame
        The columns of the table ``imports`` without profile and mapping; ``state`` is committed or undone.
    """
    imports = schema.table("imports")
    columns = [column for column in imports.c if column.name not in ("profile", "mapping")]
    return store.read(sa.select(*columns).order_by(imports.c.import_id.desc()))


def is_new(store: Store) -> bool:
    """Whether nothing was ever loaded into the store."""
    return not store.has_rows("imports")


def entry(store: Store, import_id: str) -> sa.Row[Any]:
    """Return an import's row.

    Raises
    ------
    ImportRefused
        Code ``import_unknown``.
    """
    imports = schema.table("imports")
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(imports).where(imports.c.import_id == import_id)).first()
    if found is None:
        raise ImportRefused(
            "import_unknown", found=import_id, expected="the number of an import", todo="look at the history"
        )
    return found


def committed(connection: sa.Connection, file_hash: str, table: str, source: str) -> sa.Row[Any] | None:
    """Return the import that already brought this very file into this table; None if there is none."""
    imports = schema.table("imports")
    same = (
        imports.c.file_hash == file_hash,
        imports.c.table_name == table,
        imports.c.source == source,
        imports.c.state == COMMITTED,
    )
    return connection.execute(sa.select(imports).where(*same)).first()


def undone(store: Store, import_or_batch: str) -> list[sa.Row[Any]]:
    """Return the imports that can be done again: of each file the last one taken back, unless it counts anew.

    Raises
    ------
    ImportRefused
        Code ``import_unknown``, or ``not_undone``: all of them count.
    """
    imports = schema.table("imports")
    meant = sa.or_(imports.c.import_id == import_or_batch, imports.c.batch_id == import_or_batch)
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(imports).where(meant).order_by(imports.c.import_id)).all()
        last = {(row.file_hash, row.table_name, row.source): row for row in rows}
        found = [row for key, row in last.items() if committed(connection, *key) is None]
    if not rows:
        raise ImportRefused(
            "import_unknown", found=import_or_batch, expected="an import or a batch", todo="look at the history"
        )
    if not found:
        raise ImportRefused("not_undone", found=import_or_batch, expected="an import that was taken back")
    return found


def remembered(store: Store, columns: list[str], table: str) -> Profile | None:
    """Return how the last file with these columns was read, None if there was none.

    Parameters
    ----------
    store : Store
        The workspace.
    columns : list of str
        The file's header; columns that a quarantine file adds don't count.
    table : str
        Name of the contract.

    Returns
    -------
    Profile or None
        With the sensitive columns that the workspace has switched on today.
    """
    profiles = schema.table("import_profiles")
    own = [column for column in columns if not column.startswith(CORRECTION)]
    question = sa.select(profiles.c.mapping).where(
        profiles.c.header_hash == header_hash(own), profiles.c.table_name == table
    )
    with store.engine.connect() as connection:
        text = connection.scalar(question)
    if not text:
        return None
    return replace(Profile.from_json(text), sensitive=store.settings(store.now()).sensitive_columns)


def _remember(connection: sa.Connection, counts: dict[str, Any], profile: Profile, at: dt.datetime) -> None:
    """Keep how the file was read, in place of what was kept for such a header before."""
    if any(column.startswith(CORRECTION) for column in counts["header"]):
        return
    profiles = schema.table("import_profiles")
    key = {"header_hash": counts["header_hash"], "table_name": counts["table"]}
    connection.execute(sa.delete(profiles).where(*(profiles.c[name] == value for name, value in key.items())))
    sensitive = {
        one["column"] for one in counts["matches"] if one["how"] == "sensitive"
    }  # left out today, not for ever
    mapping = {column: target for column, target in (profile.mapping or {}).items() if column not in sensitive}
    header_lines = 0 if profile.header_lines == 0 else None
    lasting = replace(profile, **_OF_ONE_FILE, header_lines=header_lines, mapping=mapping)
    connection.execute(sa.insert(profiles).values(**key, mapping=lasting.to_json(), created_at=at))
