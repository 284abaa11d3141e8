"""What is worth saying of a known system's file: what was left out and why, and what it can't tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import duckdb

from crm_core.ingest import literals
from crm_core.ingest.copy import EXCLUDED
from crm_core.ingest.engine import scan
from crm_core.ingest.job import Job
from crm_core.ingest.mapping import Match
from crm_core.ingest.notices import Notice
from crm_core.ingest.opening import Opening
from crm_core.ingest.systems.export import Export
from crm_core.ingest.systems.prepare import Prepared

NO_END = "no_resolved_instant"
"""Notice of a file that doesn't say when a case was resolved, unless somebody names a column for it."""
_LISTED = 20  # lines, orders or words named in one sentence


def notices_of_export(
    engine: duckdb.DuckDBPyConnection, prepared: Prepared, job: Job, opening: Opening, *, matches: Sequence[Match]
) -> list[dict[str, str]]:
    """Return the warnings about a known system's file; none for any other."""
    if opening.export is None:
        return []
    found = [
        *_of_kind(opening.export, matches),
        *_excluded(engine, prepared),
        *_kinds(engine, prepared, job, opening, matches=matches),
        *_differing(prepared),
    ]
    return [asdict(one) for one in found]


def _of_kind(kind: Export, matches: Sequence[Match]) -> Iterator[Notice]:
    yield Notice("system", kind.code)
    told_otherwise = kind.notice == NO_END and any(one.target == "resolved_at" and one.sure for one in matches)
    if kind.notice and not told_otherwise:
        yield Notice(kind.notice)
    for code in kind.also:
        yield Notice("holds_also", code)


def _excluded(engine: duckdb.DuckDBPyConnection, prepared: Prepared) -> Iterator[Notice]:
    rows = literals.rows(prepared.copy.folder / EXCLUDED)
    query = f"SELECT reason, count(*), list(line ORDER BY line)[:{_LISTED}] FROM {rows} GROUP BY reason ORDER BY reason"  # noqa: S608 (our names)
    for reason, n, lines in engine.execute(query).fetchall():
        yield Notice(f"excluded_{reason}", str(n), _listed(map(str, lines), int(n)))


def _kinds(
    engine: duckdb.DuckDBPyConnection, prepared: Prepared, job: Job, opening: Opening, *, matches: Sequence[Match]
) -> Iterator[Notice]:
    """Types of tickets that count as complaints, with their numbers in the whole file."""
    column = next((one.column for one in matches if one.made is not None and one.made.how == "kind"), None)
    if column is None:
        return
    cell = f"trim(c{opening.columns.index(column) + 1})"
    others = [word for word, kind in job.profile.words.get(column, {}).items() if kind != "complaint"]
    unlike = f"lower({cell}) NOT IN ({literals.texts(word.lower() for word in others)})" if others else "true"
    query = (
        f"SELECT {cell}, count(*) AS n FROM {scan(prepared.copy)} WHERE {cell} <> '' AND {unlike} "  # noqa: S608 (our names)
        f"GROUP BY 1 ORDER BY n DESC, 1"
    )
    rows = engine.execute(query).fetchall()
    if rows:
        yield Notice("kinds_counted", _listed((f"{word} ({n})" for word, n in rows), len(rows)), column)


def _differing(prepared: Prepared) -> Iterator[Notice]:
    """What of the orders' amounts is not as the file's own lines say."""
    if prepared.with_tax:
        yield Notice("prices_with_tax", str(prepared.with_tax))
    orders = prepared.differing
    if orders:
        named = _listed((f"{order} ({lines} / {said})" for order, lines, said in orders), len(orders))
        yield Notice("orders_differ", str(len(orders)), named)


def _listed(words: Iterator[str] | map[str], n: int) -> str:
    named = [word for _, word in zip(range(_LISTED), words, strict=False)]
    return ", ".join([*named, "..."] if n > _LISTED else named)
