"""A file becomes a folder of checked rows, in a process of its own; nothing reaches the database here.

The folder of a staged file holds exactly five files:

good.parquet
    One row for each record taken: every column of the contract, in its order and type (missing in the file: null),
    then ``line`` (BIGINT), the record's first physical line. Instants are TIMESTAMP WITH TIME ZONE in UTC, money is
    DECIMAL(18,2). No two rows share a key and no key is null: a row without one has one made from its content and
    occurrence (32 hexadecimal digits; ``-2``, ``-3`` ... behind them for equal lines). Every column of type key
    already carries its source (``zendesk:4711``) unless that is "own". Bookkeeping other than ``line`` is for the
    commit to add.
superseded.parquet
    The same columns, then ``reason`` (duplicate: equal to the row kept; superseded: another row of the same key is
    newer) and ``kept_line``, the line of the row that was kept.
bad.parquet
    One row for each fault of each record set aside, in the order of the file: ``record`` (its number among all
    records, from 1), ``first_line``, ``last_line``, ``byte_offset`` (BIGINT), ``column_name`` (the contract's; null
    for the record as a whole), ``code``, ``found``, ``expected``, ``raw`` (VARCHAR; raw is the record as it stood in
    the file, in full, decoded).
wide.npy
    Pairs of whole numbers: first line and further lines of each record that takes more than one line.
counts.json
    ``table, source, encoding, encoding_how, delimiter, header, header_hash, matches`` (column, target, how),
    ``profile`` (JSON text of the profile completed by what was found out), ``lines_in, lines`` (by term),
    ``records`` (by term), ``codes`` (faults by code), ``twins`` (equal rows kept because the file has no key),
    ``keys_generated, data_from, data_until`` (ISO instants in UTC or null), ``precision`` (day or second),
    ``has_open`` (null where it means nothing), ``months`` (pairs of month and rows), ``good_examples, bad_examples``
    (up to five), ``warnings`` (code, found, expected).

The lines of all terms sum to ``lines_in``, which is counted apart while decoding.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from crm_core.errors import CsvRejected
from crm_core.ingest.child import COUNTS, REFUSED, WIDE
from crm_core.ingest.job import Job
from crm_core.ingest.keys import GOOD, SUPERSEDED
from crm_core.ingest.limits import Limits
from crm_core.ingest.profile import Profile
from crm_core.ingest.quarantine import BAD
from crm_core.schema import LOADED, Table

_JOB = "job.json"
_ERROR = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception))\b", re.MULTILINE)
_PACKAGES = Path(__file__).parents[2]
_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Staged:
    """A file read and checked, not yet committed.

    Attributes
    ----------
    folder : Path
        Holds the rows; the module's description says what lies there.
    counts : dict
        Content of counts.json.
    """

    folder: Path
    counts: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Staged:
        """Return what an earlier `stage` left in `folder`."""
        return cls(folder, json.loads((folder / COUNTS).read_text(encoding="utf-8")))

    @property
    def good(self) -> Path:
        """Rows taken."""
        return self.folder / GOOD

    @property
    def bad(self) -> Path:
        """Faults of the records set aside."""
        return self.folder / BAD

    @property
    def superseded(self) -> Path:
        """Rows that another row of the same key took the place of."""
        return self.folder / SUPERSEDED

    @property
    def lines_in(self) -> int:
        """Physical lines of the file."""
        return int(self.counts["lines_in"])

    @property
    def lines(self) -> dict[str, int]:
        """Lines by term; they sum to `lines_in`."""
        return dict(self.counts["lines"])

    @property
    def records(self) -> dict[str, int]:
        """Records by term."""
        return dict(self.counts["records"])

    def lines_of(self, first_lines: Sequence[int]) -> int:
        """Return how many lines the records that begin on these lines take."""
        wide = np.load(self.folder / WIDE, allow_pickle=False)
        return len(first_lines) + int(wide[np.isin(wide[:, 0], first_lines), 1].sum())

    @property
    def profile(self) -> Profile:
        """How the file was read, complete: the next file of its kind is read the same way."""
        return Profile.from_json(self.counts["profile"])

    @property
    def data_until(self) -> datetime | None:
        """Until when the data reach; None without any day or instant."""
        until = self.counts["data_until"]
        return datetime.fromisoformat(until) if until else None


def stage(file: Path, contract: str | Table, profile: Profile | None = None, *, folder: Path, limits: Limits) -> Staged:
    """Read and check a file in a child process.

    Parameters
    ----------
    file : Path
        The kept upload; only read.
    contract : str or Table
        Name of a table that users load, or a contract itself.
    profile : Profile, optional
        What is known about the file; what is not is found out.
    folder : Path
        Where the results go; made if it is not there, must be empty.
    limits : Limits
        What the child may take, and the present moment.

    Raises
    ------
    CsvRejected
        The file as a whole is refused; the folder is left empty. Code ``reader_failed`` when the file broke the child
        process or took more than its limits.
    """
    table = contract if isinstance(contract, Table) else _contract(contract)
    folder.mkdir(parents=True, exist_ok=True)
    return run(Job(file.absolute(), folder.absolute(), table, profile or Profile(table.name), limits))


def run(job: Job) -> Staged:
    """Let a child process do a job and return what it left.

    Raises
    ------
    CsvRejected
        As `stage` says.
    """
    path = job.folder / _JOB
    path.write_text(job.to_json(), encoding="utf-8")
    failure = _run(path, job.limits)
    path.unlink()
    if not failure and (job.folder / COUNTS).exists():
        return Staged.open(job.folder)
    raise _refusal(job.folder, failure)


def _contract(name: str) -> Table:
    if name not in LOADED:
        raise CsvRejected("table_unknown", found=name, expected=", ".join(LOADED))
    return LOADED[name]


def _run(job: Path, limits: Limits) -> str:
    """Run the child and return how it failed, empty if it did not. It inherits no setting of the product: no secret."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOYALTY_")}
    environment |= {"PYTHONPATH": str(_PACKAGES), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        ended = subprocess.run(  # noqa: S603 (our own interpreter and module; the file is data)
            [sys.executable, "-P", str(_LAUNCH), str(job.absolute())],
            env=environment, cwd=job.parent, timeout=limits.seconds, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end within {limits.seconds} s"
    if ended.returncode < 0:
        return f"stopped by signal {-ended.returncode}"
    return _name_of_error(ended.stderr) if ended.returncode else ""


def _name_of_error(trace: bytes) -> str:
    """Return the kind of error alone: its words may hold cells of the file."""
    names = _ERROR.findall(trace.decode("utf-8", "replace"))
    return names[-1] if names else "ended without a word"


def _refusal(folder: Path, failure: str) -> CsvRejected:
    answer = folder / REFUSED
    said = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() and not failure else None
    for path in folder.iterdir():
        path.unlink()
    if said:
        return CsvRejected(said.pop("code"), **said)
    return CsvRejected(
        "reader_failed", found=failure, expected="a file that can be read", todo="check the file, or send a part of it"
    )
