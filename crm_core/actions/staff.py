"""What is done with what was recorded of staff: old lateness is deleted, and a person adds their own word."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from uuid import uuid4

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, persons, schema, sql
from crm_core.actions.changes import Author
from crm_core.database import Store
from crm_core.errors import SettingsError
from crm_core.filters import Filters

COMMENTED = ("shifts", "conduct_notes", "survey_answers", "complaints")
"""Tables with rows about a member of staff that the person may comment."""

LONGEST_COMMENT = 1_000
"""Letters of a comment."""


def delete_old_lateness(store: Store, as_of: dt.datetime, author: Author | None = None) -> int:
    """Delete when people arrived, and whether it was excused, from shifts that no longer count.

    Parameters
    ----------
    store : Store
        The workspace.
    as_of : datetime
        The end of the data: the months in which lateness counts end there.
    author : Author, optional
        By whom and why.

    Returns
    -------
    int
        Shifts of which it was deleted: of all of those, for what is left empty of the late alone would tell.

    Notes
    -----
    It can't be undone, and the audit log holds how many there were, nothing of them. The file they were loaded from is
    kept where its import may be taken back; what it brings back is not shown, and is deleted with the next call.
    """
    shifts, author = schema.table("shifts"), author or Author()
    settings = store.settings(as_of)
    since = sql.midnight(persons.window(Filters(as_of=as_of), settings), settings.zone)
    told = sa.or_(shifts.c.arrived_at.is_not(None), shifts.c.excused.is_not(None))
    old = sa.and_(shifts.c.planned_start < since, told)
    with store.engine.connect() as connection:
        count = int(connection.scalar(sa.select(sql.count()).where(old)) or 0)
    if count == 0:
        return 0
    with store.write("staff.lateness") as connection:
        connection.execute(sa.update(shifts).where(old).values(arrived_at=None, excused=None))
        log = {"at": store.now(), "who": author.who, "what": "staff.lateness", "reason": author.reason}
        noted = sa.insert(schema.table("audit_log")).values(**log, table_name="shifts", rows=json.dumps({"n": count}))
        connection.execute(noted)
        store.raise_versions(connection, {"shifts", "audit_log"})
        kept.mark_change(connection, {"shifts"})
    return count


def comment(store: Store, subject: str, key: str, text: str, written_by: str) -> str:
    """Write a comment on a row about a member of staff; return its number.

    Raises
    ------
    SettingsError
        The comment is empty or too long, nobody is named, or there is no such row.
    """
    problems = []
    if not 0 < len(text.strip()) <= LONGEST_COMMENT:
        problems.append(SettingsError("comment_length", expected=f"1 to {LONGEST_COMMENT} letters"))
    if not written_by.strip():
        problems.append(SettingsError("comment_nameless", expected="who says it"))
    if subject not in COMMENTED or not _is_there(store, subject, key):
        problems.append(SettingsError("comment_nowhere", found=f"{subject} {key}", expected=", ".join(COMMENTED)))
    if problems:
        raise SettingsError.of(problems)
    number = uuid4().hex
    row = {"note_id": number, "subject": subject, "subject_id": key, "text": text.strip()}
    with store.write("staff.comment") as connection:
        rows = schema.table("notes")
        connection.execute(sa.insert(rows).values(**row, written_by=written_by.strip(), written_at=store.now()))
        store.raise_versions(connection, {"notes"})
    return number


def _is_there(store: Store, subject: str, key: str) -> bool:
    rows = schema.table(subject)
    question = sa.select(sql.count()).where(rows.c[schema.TABLES[subject].key[0]] == key)
    with store.engine.connect() as connection:
        return bool(connection.scalar(question))


def comments(store: Store, subject: str, keys: Sequence[str]) -> pd.DataFrame:
    """Return the comments on rows, the oldest first: ``subject_id``, ``text``, ``written_by``, ``written_at``."""
    rows = schema.table("notes")
    wanted = [rows.c[name] for name in ("subject_id", "text", "written_by", "written_at")]
    question = sa.select(*wanted).where(rows.c.subject == subject, rows.c.subject_id.in_(list(keys)))
    return store.read(question.order_by(rows.c.written_at, rows.c.note_id))
