"""One change of rows: what stood there before is kept in the audit log, so that it can come back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm_core import kept, schema, sql
from crm_core.database import Store
from crm_core.errors import SettingsError
from crm_core.schema import Type

Row = Mapping[str, Any]

FOLLOWED = {"tier_rules", "tier_locks", "settings"}
"""Tables whose change may leave a kept table behind."""

UNDO = "undo"
"""Ending of the code of a change that takes another one back."""


@dataclass(frozen=True)
class Author:
    """Who changes something, and why; both may be empty where nobody has to answer for it.

    Attributes
    ----------
    who, reason : str
        As they are written down.
    """

    who: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Part:
    """The rows of a table that a change replaces.

    Attributes
    ----------
    table : str
        The table.
    scope : mapping of str to value
        Columns and values of the rows that go.
    rows : tuple of mapping
        The rows that take their place.
    """

    table: str
    scope: Row
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Change:
    """A change that was made.

    Attributes
    ----------
    at : datetime
        When; no two changes have the same moment.
    who, reason : str
        By whom and why.
    what : str
        What was done, a code.
    before, after : tuple of Part
        The rows that stood there and that stand there since.
    undoes : datetime or None
        The change that this one took back.
    undone : bool
        Whether a later change took this one back.
    """

    at: dt.datetime
    who: str
    reason: str
    what: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]
    undoes: dt.datetime | None = None
    undone: bool = False


def apply(
    store: Store, what: str, parts: Sequence[Part], author: Author | None = None, *, undoes: dt.datetime | None = None
) -> dt.datetime:
    """Replace rows in one transaction; return the moment under which the change is noted."""
    author = author or Author()
    with store.write(what) as connection:
        if undoes is not None:
            _insist(connection, parts, _found(connection, undoes))
        before = [Part(one.table, one.scope, _rows(connection, one)) for one in parts]
        for one in parts:
            _replace(connection, one)
        at = _next_moment(connection, store.now())
        noted = {"before": _plain(before), "after": _plain(parts), "undoes": undoes.isoformat() if undoes else None}
        connection.execute(
            sa.insert(schema.table("audit_log")).values(
                at=at, who=author.who, what=what, reason=author.reason,
                table_name=parts[0].table, rows=json.dumps(noted, ensure_ascii=False),
            )
        )  # fmt: skip
        store.raise_versions(connection, {"audit_log", *(one.table for one in parts)})
        kept.mark_change(connection, {one.table for one in parts})
    if {one.table for one in parts} & FOLLOWED:
        kept.refresh(store)
    return at


def undo(store: Store, at: dt.datetime, author: Author | None = None) -> dt.datetime:
    """Take a change back: the rows before it stand again.

    Raises
    ------
    SettingsError
        Code ``change_unknown``, or ``changed_since`` when the same rows were changed again; nothing is changed.
    """
    with store.engine.connect() as connection:
        change = _found(connection, at)
    subject = change.what.rpartition(".")[0]
    return apply(store, f"{subject}.{UNDO}", change.before, author, undoes=at)


def history(store: Store, prefix: str, limit: int = 200) -> tuple[Change, ...]:
    """Return the changes whose code begins so, the newest first."""
    log = schema.table("audit_log")
    question = sa.select(log).where(log.c.what.startswith(prefix, autoescape=True)).order_by(log.c.at.desc())
    with store.engine.connect() as connection:
        found = [_change(dict(row)) for row in connection.execute(question.limit(limit)).mappings()]
    undone = {one.undoes for one in found if one.undoes}
    return tuple(one if one.at not in undone else _marked(one) for one in found)


def _marked(one: Change) -> Change:
    return Change(one.at, one.who, one.reason, one.what, one.before, one.after, one.undoes, undone=True)


def _found(connection: sa.Connection, at: dt.datetime) -> Change:
    log = schema.table("audit_log")
    row = connection.execute(sa.select(log).where(log.c.at == sql.instant(at))).mappings().first()
    if row is None or not str(row["rows"]).startswith("{"):
        raise SettingsError("change_unknown", found=at.isoformat(), expected="a change that was noted")
    return _change(dict(row))


def _insist(connection: sa.Connection, parts: Sequence[Part], change: Change) -> None:
    """Refuse to take back what is not there any more."""
    for one in change.after:
        if _in_order(one.rows) != _in_order(_rows(connection, one)):
            todo = "take the later change back first"
            raise SettingsError("changed_since", found=one.table, expected="the rows this change left", todo=todo)


def _next_moment(connection: sa.Connection, now: dt.datetime) -> dt.datetime:
    """Return now, or just after the last noted moment where the clock has not moved on."""
    last = connection.scalar(sa.select(sa.func.max(schema.table("audit_log").c.at)))
    return now if last is None else max(now, last.astimezone(dt.UTC) + dt.timedelta(microseconds=1))


def _matches(part: Part) -> sa.ColumnElement[bool]:
    table = schema.table(part.table)
    same = (table.c[name].is_(None) if value is None else table.c[name] == value for name, value in part.scope.items())
    return sa.and_(sa.true(), *same)


def _rows(connection: sa.Connection, part: Part) -> tuple[Row, ...]:
    table = schema.table(part.table)
    return tuple(dict(row) for row in connection.execute(sa.select(table).where(_matches(part))).mappings())


def _replace(connection: sa.Connection, part: Part) -> None:
    table = schema.table(part.table)
    connection.execute(sa.delete(table).where(_matches(part)))
    if part.rows:
        empty = dict.fromkeys(table.c.keys())
        connection.execute(sa.insert(table).values([empty | dict(row) for row in part.rows]))


def _in_order(rows: Sequence[Row]) -> list[str]:
    return sorted(json.dumps({k: _written(v) for k, v in row.items() if v is not None}, sort_keys=True) for row in rows)


def _plain(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [
        {"table": one.table, "scope": _noted(one.scope), "rows": [_noted(row) for row in one.rows]} for one in parts
    ]


def _noted(row: Row) -> dict[str, Any]:
    return {name: _written(value) for name, value in row.items()}


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _change(row: Mapping[Any, Any]) -> Change:
    noted = json.loads(str(row["rows"]))
    undoes = dt.datetime.fromisoformat(noted["undoes"]) if noted.get("undoes") else None
    before, after = (tuple(_part(one) for one in noted[side]) for side in ("before", "after"))
    at = row["at"].astimezone(dt.UTC)
    return Change(at, str(row["who"]), str(row["reason"] or ""), str(row["what"]), before, after, undoes)


def _part(noted: Mapping[str, Any]) -> Part:
    contract = schema.TABLES[noted["table"]]
    kinds = {column.name: column.type for column in contract.columns}
    scope, *rows = (
        {name: _read(kinds[name], value) for name, value in row.items()} for row in (noted["scope"], *noted["rows"])
    )
    return Part(contract.name, scope, tuple(rows))


_READERS: Mapping[Type, Callable[[str], Any]] = {"instant": dt.datetime.fromisoformat, "day": dt.date.fromisoformat}


def _read(kind: Type, value: Any) -> Any:
    return _READERS[kind](value) if kind in _READERS and value is not None else value
