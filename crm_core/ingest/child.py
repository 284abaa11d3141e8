"""The child process: reads one file into one folder, as the job beside it says, and is never asked twice.

Run as ``python -m crm_core.ingest.child <job.json>``. Ends with 0 and either ``counts.json`` or ``refused.json``;
anything else means that the file broke the reader.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from crm_core.errors import CsvRejected
from crm_core.ingest.below import faults_of
from crm_core.ingest.copy import BROKEN, COPY, EXCLUDED, HEAD, INDEX, PREPARED, Copy, write_copy
from crm_core.ingest.counts import account, good_examples, reach
from crm_core.ingest.engine import connect
from crm_core.ingest.exact import read_exact
from crm_core.ingest.job import Job
from crm_core.ingest.keys import settle
from crm_core.ingest.mapping import Match, every_name
from crm_core.ingest.notices import notices_of
from crm_core.ingest.opening import Opening, match_columns, open_file
from crm_core.ingest.plan import Plan, make_plan
from crm_core.ingest.profile import Profile, header_hash
from crm_core.ingest.quarantine import set_aside
from crm_core.ingest.suspects import Suspects
from crm_core.ingest.systems.prepare import Prepared, prepare, with_words
from crm_core.ingest.systems.telling import notices_of_export
from crm_core.ingest.validate import check

COUNTS, REFUSED, WIDE = "counts.json", "refused.json", "wide.npy"
_MEGABYTE = 1024 * 1024
_BESIDE_ENGINE = 2048  # MB of address space for Python, its libraries and threads' stacks


def main(path: Path) -> None:
    """Do one job."""
    job = Job.from_json(path.read_text(encoding="utf-8"))
    _bound(job)
    try:
        counts = read_exact(job) if job.exact else read(job)
    except CsvRejected as refused:
        answer = {name: getattr(refused, name) for name in ("code", "found", "expected", "todo")}
        _write(job.folder / REFUSED, answer)
    else:
        _write(job.folder / COUNTS, counts)


def read(job: Job) -> dict[str, Any]:
    """Read a file and return its counts; the rows are left in the job's folder.

    Raises
    ------
    CsvRejected
        The file as a whole can't be taken.
    """
    opening = open_file(job.file, [job.table], job.profile)
    matches = match_columns(opening, job.table, job.profile)
    suspects = Suspects(opening.dialect.shape, opening.named, every_name)
    copy = write_copy(job.file, job.folder, opening.encoding, suspects.shape, header=opening.header, suspects=suspects)
    with connect(job.folder, job.limits) as engine:
        prepared, known = _prepared(engine, copy, job, opening, matches=matches)
        copy = prepared.copy
        plan = make_plan(engine, copy, known, matches)
        checked = check(engine, copy, plan)
        faults = faults_of(engine, copy, plan, checked)
        quarantine = set_aside(engine, job.file, copy, opening.encoding, found=faults)
        kept = settle(engine, checked, plan)
        counted = account(engine, copy, quarantine)
        told: dict[str, Any] = {
            **_how_read(job, opening, matches, plan),
            "lines_in": copy.tally.lines_in,
            "lines": counted.lines,
            "records": counted.records,
            "codes": dict(quarantine.codes),
            "twins": kept.twins,
            "keys_generated": kept.generated,
            **reach(engine, copy, plan, job.profile.exported_at),
            "good_examples": good_examples(engine, copy, plan),
            "bad_examples": quarantine.examples,
        }
        about_export = notices_of_export(engine, prepared, known, opening, matches=matches)
    np.save(job.folder / WIDE, copy.wide())
    _clear(copy)
    return told | {"warnings": [*about_export, *notices_of(opening, matches, plan, told)]}


def _prepared(
    engine: duckdb.DuckDBPyConnection, copy: Copy, job: Job, opening: Opening, *, matches: tuple[Match, ...]
) -> tuple[Prepared, Job]:
    """Make the columns of a known system's file, and return the job with what that system's words mean."""
    if opening.export is None:
        return Prepared(copy), job
    known = replace(job, profile=with_words(job.profile, opening.export, matches))
    return prepare(engine, copy, opening.export, matches=matches, profile=job.profile), known


def _how_read(job: Job, opening: Opening, matches: tuple[Match, ...], plan: Plan) -> dict[str, Any]:
    return {
        "table": job.table.name,
        "source": job.profile.source,
        "encoding": opening.encoding.name,
        "encoding_how": opening.encoding.how,
        "delimiter": opening.dialect.delimiter,
        "header": list(opening.columns),
        "header_hash": header_hash(opening.columns),
        "matches": [asdict(one) for one in matches if one.made is None],
        "profile": _complete(job.profile, opening, matches, plan).to_json(),
    }


def _complete(profile: Profile, opening: Opening, matches: tuple[Match, ...], plan: Plan) -> Profile:
    """Return the profile with everything that was found out: the same answers read the next file the same way."""
    orders = {plan.names[name]: order for name, order in plan.orders.items()}
    styles = {plan.names[cell.column.name]: cell.style for cell in plan.cells if cell.column.type in ("real", "money")}
    return replace(
        profile,
        encoding=opening.encoding.name,
        delimiter=opening.dialect.delimiter,
        quote=opening.dialect.quote,
        skip=opening.dialect.skip,
        header_lines=opening.dialect.header_lines,
        mapping={one.column: one.target if one.sure else None for one in matches if one.made is None},
        formats={**orders, **styles},
    )


def _bound(job: Job) -> None:
    """Let the system hold this process to its limits, whatever the file makes of the parsers."""
    limits = job.limits
    space = (limits.memory_mb + _BESIDE_ENGINE) * _MEGABYTE
    for kind, most in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_FSIZE, limits.output_mb * _MEGABYTE),
        (resource.RLIMIT_CPU, limits.seconds * max(1, limits.threads)),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _clear(copy: Copy) -> None:
    for name in (COPY, HEAD, INDEX, BROKEN, PREPARED, EXCLUDED):
        (copy.folder / name).unlink(missing_ok=True)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
