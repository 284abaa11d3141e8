"""A file on its way in: what the visitor has said of it so far, and what was read with that."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import streamlit as st

import crm_core
from crm_core import ingest
from crm_core.ingest import KeptFile, Limits, Profile, Reading, Staged
from pages._parts import workspace
from pages._parts.view import View

KEY = "draft"
STAGING = "staging"


@dataclass(frozen=True)
class Draft:
    """A kept upload and how it is to be read.

    Attributes
    ----------
    kept : KeptFile
        The upload.
    profile : Profile
        What is known about it: remembered from an earlier file of its kind, or said by the visitor.
    reading : Reading
        The first look with that profile.
    staged : Staged or None
        The checked rows, once it was checked.
    brings : dict
        Lines by term that a commit would bring, once it was checked.
    """

    kept: KeptFile
    profile: Profile
    reading: Reading
    staged: Staged | None = None
    brings: Mapping[str, int] = field(default_factory=dict)


def current() -> Draft | None:
    """Return the visitor's draft."""
    draft: Draft | None = st.session_state.get(KEY)
    return draft


def keep(draft: Draft | None) -> None:
    """Make this the visitor's draft; what was checked before is thrown away."""
    earlier = current()
    if earlier is not None and earlier.staged is not None and (draft is None or draft.staged is None):
        shutil.rmtree(earlier.staged.folder, ignore_errors=True)
    st.session_state[KEY] = draft


def drop() -> None:
    """Forget the upload; nothing of it stays, but for what an import was made from."""
    now = current()
    keep(None)
    if now is not None:
        ingest.forget(now.kept)


def cancel() -> None:
    """Forget the upload and empty its field."""
    drop()
    st.session_state["upload_place"] += 1


def loaded_before(view: View, draft: Draft) -> dict[str, Any] | None:
    """Return the ledger's entry of the very same file in the same table, where it counts already."""
    entries = ingest.history(view.store)
    here = (entries["file_hash"] == draft.kept.hash) & (entries["table_name"] == draft.profile.table)
    same = entries[here & (entries["state"] == "committed")]
    return None if same.empty else dict(same.iloc[0])


def begun(view: View, content: BinaryIO, name: str) -> Draft:
    """Keep an upload, look at it, and remember how the last file with the same columns was read."""
    kept = ingest.keep(view.store, content, name)
    try:
        return looked(view, kept, None)
    except crm_core.LoyaltyError:
        ingest.forget(kept)
        raise


def looked(view: View, kept: KeptFile, profile: Profile | None, table: str | None = None) -> Draft:
    """Look at a kept upload with what is known of it, or with nothing but what one row of it is said to be."""
    reading = ingest.look(kept.path, profile.table if profile else table, profile=profile)
    known = profile or ingest.remembered(view.store, list(reading.columns), reading.table)
    if known is None:
        told = Profile(reading.table, reading.source, reading.system)
        known = replace(told, time_zone=view.settings.zone, sensitive=view.settings.sensitive_columns)
    elif profile is None:
        reading = ingest.look(kept.path, known.table, profile=known)
    return Draft(kept, known, reading)


def of_system(view: View, draft: Draft, source: str) -> Draft:
    """Look again after the visitor said which system wrote the file; its own kinds of files are told by the header."""
    told = ingest.look(draft.kept.path, draft.profile.table)
    system = told.system if told.source == source else ""
    plain = replace(draft.profile, source=source, system=system, mapping=None, formats={}, words={})
    return looked(view, draft.kept, plain)


def said(view: View, draft: Draft, **changes: object) -> Draft:
    """Look again after the visitor said something."""
    return looked(view, draft.kept, replace(draft.profile, **changes))  # type: ignore[arg-type]


def checked(view: View, draft: Draft) -> Draft:
    """Read and check the whole file in a process of its own, and count what it would bring."""
    config = workspace.configured()
    folder = view.store.folder / STAGING
    folder.mkdir(exist_ok=True)
    limits = Limits(dt.datetime.now(dt.UTC), config.memory_limit_mb, config.read_seconds, threads=config.threads)
    place = Path(tempfile.mkdtemp(dir=folder))
    staged = ingest.stage(draft.kept.path, draft.profile.table, draft.profile, folder=place, limits=limits)
    return replace(draft, staged=staged, brings=ingest.rehearse(view.store, staged).account.lines)
