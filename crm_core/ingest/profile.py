"""How one kind of file is read: what a person answered once and need not answer again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from crm_core.ingest.words import fold

OWN = "own"
"""Source of files whose keys stand as they are written."""

CORRECTION = "quarantine_"
"""Beginning of the columns that a quarantine file has in front of the file's own; loading one passes them over."""


@dataclass(frozen=True)
class Profile:
    """Answers to what a file can't say itself; whatever is None is found out while reading.

    Parameters
    ----------
    table : str
        Contract the file is read as.
    source : str
        The system it comes from; keys of another source than "own" are stored as ``source:key``.
    system : str
        Code of the known kind of file it is, as ``zendesk.tickets``; empty for any other.
    encoding : str or None
        Python's name of the encoding.
    delimiter : str or None
        One of ``, ; | tab`` or a space, which stands for runs of spaces.
    quote : str or None
        Quotation mark around cells.
    skip : int or None
        Lines before the header.
    header_lines : int or None
        Lines of the header; 0 for a file without one, whose columns are column_1, column_2, ...
    mapping : dict of str to (str or None), optional
        Contract column for a column of the file, None to leave it out; columns not named are found by name.
    formats : dict of str to str
        Reading of a column of the file: month_first, day_first, year_first, decimal_point or decimal_comma; points_5,
        points_7 or points_10 for a survey's question.
    words : dict of str to dict
        For a column of the file: what its words mean, as codes of the contract.
    time_zone : str
        Zone of instants written without an offset.
    exported_at : datetime or None
        When the file was written, if the user said so: the data reach until then.
    sensitive : tuple of str
        Sensitive columns that the workspace has switched on; others are left out.
    """

    table: str
    source: str = OWN
    system: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    skip: int | None = None
    header_lines: int | None = None
    mapping: Mapping[str, str | None] | None = None
    formats: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    time_zone: str = "UTC"
    exported_at: datetime | None = None
    sensitive: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the profile as JSON text; `from_json` gives an equal one."""
        return json.dumps(asdict(self), ensure_ascii=False, default=_iso)

    @classmethod
    def from_json(cls, text: str) -> Profile:
        """Read what `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        if values.get("exported_at"):
            values["exported_at"] = datetime.fromisoformat(values["exported_at"])
        values["sensitive"] = tuple(values.get("sensitive", ()))
        return cls(**values)


def header_hash(columns: Sequence[str]) -> str:
    """Return the SHA-256 of a header, the same whatever its case, spaces and punctuation."""
    return hashlib.sha256("\x1f".join(fold(column) for column in columns).encode()).hexdigest()


def _iso(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"no JSON for {type(value).__name__}")
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
