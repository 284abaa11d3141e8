"""A file from its path into its table in one call, and what became of it."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import sqlalchemy as sa

from crm_core import schema
from crm_core.config import load_config
from crm_core.database import Store
from crm_core.errors import CsvRejected, ImportRefused
from crm_core.ingest import correction, ledger
from crm_core.ingest.commit import commit as commit_staged
from crm_core.ingest.commit import rehearse
from crm_core.ingest.keep import KeptFile, forget, keep, kept
from crm_core.ingest.limits import Limits
from crm_core.ingest.look import look
from crm_core.ingest.profile import Profile
from crm_core.ingest.stage import Staged, stage
from crm_core.kept import refresh
from crm_core.schema import LOADED

STAGING = "staging"


@dataclass(frozen=True)
class LoadReport:
    """What became of a file.

    Attributes
    ----------
    table : str
        The table it went into.
    lines_in : int
        Physical lines of the file.
    lines : dict of str to int
        Lines by term: header, blank, good, quarantined, duplicate, superseded, excluded; they sum to `lines_in`.
    good, quarantined : int
        Records that were taken, and that were set aside.
    problems : pandas.DataFrame
        One row for each fault of each record set aside: record, first_line, last_line, byte_offset, column_name, code,
        found, expected, raw.
    import_id : str
        The import's number; empty when nothing was committed.
    already_imported : datetime or None
        When the very same file was loaded before; then this is the report of that import, and nothing is new.
    warnings : tuple of dict
        What is worth saying of the file as a whole: code, found, expected.
    """

    table: str
    lines_in: int
    lines: dict[str, int]
    good: int
    quarantined: int
    problems: pd.DataFrame
    import_id: str = ""
    already_imported: dt.datetime | None = None
    warnings: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Order:
    """How a file is to be loaded: by whom, as part of which batch, and what counts as the present moment."""

    by: str = ""
    batch: str | None = None
    now: dt.datetime | None = None


def load_csv(
    store: Store,
    contract: str,
    path: Path | str | bytes | BinaryIO,
    profile: Profile | None = None,
    mapping: Mapping[str, str | None] | None = None,
    commit: bool = True,
    *,
    order: Order | None = None,
) -> LoadReport:
    """Load a file into a table; every line of it is accounted for.

    Parameters
    ----------
    store : Store
        The workspace.
    contract : str
        Name of the table.
    path : path, bytes or binary file
        The file.
    profile : Profile, optional
        How it is read. Default: as the last file with the same columns, else found out.
    mapping : dict of str to str, optional
        Contract column by column of the file, on top of the profile; None leaves a column out.
    commit : bool
        False to see what would come of it and change nothing.
    order : Order, optional
        Who loads it and with which other files.

    Returns
    -------
    LoadReport
        For a file that stands in the table already: the report of that import.

    Raises
    ------
    CsvRejected
        The file as a whole is refused; nothing of it was loaded and it is not kept.
    ImportRefused, StoreLocked, StoreUnreachable
        As `commit` says.
    """
    _known(contract)
    order = order or Order()
    file = keep(store, path)
    try:
        chosen = _chosen(store, contract, file, profile, mapping)
        earlier = _earlier(store, contract, file, chosen.source)
        if earlier:
            return report(store, earlier, already=True)
        with staged_file(store, file, chosen, now=order.now) as staged:
            return _committed(store, staged, file, order) if commit else _tried(store, staged)
    finally:
        forget(file)


def profile_for(store: Store, contract: str, path: Path) -> Profile:
    """Return how a file is read: as the last one with the same columns, else as its system and the settings say.

    Raises
    ------
    CsvRejected
        It is no text table, empty, or in an encoding nobody knows.
    """
    if not path.is_file():
        raise CsvRejected("file_missing", found=str(path), expected="a file", todo="check the path")
    reading = look(path, contract)
    settings = store.settings(store.now())
    told = Profile(contract, reading.source, reading.system)
    plain = replace(told, time_zone=settings.zone, sensitive=settings.sensitive_columns)
    return ledger.remembered(store, list(reading.columns), contract) or plain


def report(store: Store, import_id: str, *, already: bool = False) -> LoadReport:
    """Return what became of an earlier import's file.

    Raises
    ------
    ImportRefused
        Code ``import_unknown``.
    """
    row = ledger.entry(store, import_id)
    lines = {term: int(getattr(row, f"lines_{term}")) for term in schema.imports.LINE_TERMS}
    counts = (int(row.lines_in), lines, int(row.records_good), int(row.records_quarantined))
    at = row.imported_at.astimezone(dt.UTC) if already else None
    return LoadReport(row.table_name, *counts, correction.problems(store, import_id), import_id, at)


@contextmanager
def staged_file(store: Store, file: KeptFile, profile: Profile, *, now: dt.datetime | None = None) -> Iterator[Staged]:
    """Read and check a kept file in a child process; the folder it leaves is gone afterwards.

    Parameters
    ----------
    store : Store
        The workspace.
    file : KeptFile
        The upload.
    profile : Profile
        How it is read.
    now : datetime, optional
        What lies after it lies in the future; the present moment by default.
    """
    config = load_config()
    limits = Limits(now or store.now(), config.memory_limit_mb, config.read_seconds, threads=config.threads)
    folder = store.folder / STAGING
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        yield stage(file.path, profile.table, profile, folder=place, limits=limits)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def redo(store: Store, import_or_batch: str, *, by: str = "", now: dt.datetime | None = None) -> tuple[str, ...]:
    """Load the kept file of an import that was taken back, or the files of a batch, as they were loaded then.

    Returns
    -------
    tuple of str
        Numbers of the new imports.

    Raises
    ------
    ImportRefused
        Code ``import_unknown``, ``not_undone`` or ``file_gone``.
    """
    numbers = tuple(_again(store, row, by, now) for row in ledger.undone(store, import_or_batch))
    refresh(store)
    return numbers


def _known(contract: str) -> None:
    if contract not in LOADED:
        raise CsvRejected("table_unknown", found=contract, expected=", ".join(LOADED))


def _chosen(
    store: Store, contract: str, file: KeptFile, profile: Profile | None, mapping: Mapping[str, str | None] | None
) -> Profile:
    """Return the profile given, else the one remembered for these columns, else a plain one; the mapping on top."""
    profile = profile or profile_for(store, contract, file.path)
    if profile.table != contract:
        raise CsvRejected("profile_of_other_table", found=profile.table, expected=contract)
    if mapping:
        profile = replace(profile, mapping=_on_top(mapping, profile.mapping or {}))
    return _allowed(store, profile)


def _allowed(store: Store, profile: Profile) -> Profile:
    """Leave out sensitive columns that the workspace has not switched on, whoever asks for them."""
    switched_on = store.settings(store.now()).sensitive_columns
    return replace(profile, sensitive=tuple(name for name in profile.sensitive if name in switched_on))


def _on_top(said: Mapping[str, str | None], before: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return both mappings; a target that is said for one column is no longer another's."""
    targets = set(said.values())
    return {column: None if target in targets else target for column, target in before.items()} | dict(said)


def _earlier(store: Store, contract: str, file: KeptFile, source: str) -> str:
    with store.engine.connect() as connection:
        row = ledger.committed(connection, file.hash, contract, source)
    return str(row.import_id) if row is not None else ""


def _committed(store: Store, staged: Staged, file: KeptFile, order: Order) -> LoadReport:
    try:
        done = commit_staged(store, staged, file, batch=order.batch, by=order.by)
    except ImportRefused as refused:
        earlier = _earlier(store, staged.counts["table"], file, staged.counts["source"])
        if refused.code != "already_imported" or not earlier:
            raise
        return report(store, earlier, already=True)  # another visitor was quicker with the same file
    return replace(report(store, done.import_id), warnings=tuple(staged.counts["warnings"]))


def _tried(store: Store, staged: Staged) -> LoadReport:
    account = rehearse(store, staged).account
    return LoadReport(
        staged.counts["table"], account.lines_in, account.lines, account.good, account.quarantined,
        correction.problems_of(staged),
        warnings=tuple(staged.counts["warnings"]),
    )  # fmt: skip


def _again(store: Store, row: sa.Row[Any], by: str, now: dt.datetime | None) -> str:
    file = kept(store, row.file_hash, row.file_name or "")
    if file is None:
        raise ImportRefused(
            "file_gone", found=row.file_name or row.file_hash, expected="the kept file", todo="load it again"
        )
    with staged_file(store, file, _allowed(store, Profile.from_json(row.profile)), now=now) as staged:
        return commit_staged(store, staged, file, batch=row.batch_id, by=by).import_id
