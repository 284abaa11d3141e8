"""What the child process is asked to do, as it travels from one process to the other."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crm_core.ingest.limits import Limits
from crm_core.ingest.profile import Profile
from crm_core.schema.contract import Column, Table


@dataclass(frozen=True)
class Job:
    """One file to read into one folder.

    Attributes
    ----------
    file : Path
        The kept upload.
    folder : Path
        Where the results go.
    table : Table
        The contract.
    profile : Profile
        What is known about the file.
    limits : Limits
        What the child may take.
    exact : bool
        Whether cells are only cut, never read: for tables without a contract.
    """

    file: Path
    folder: Path
    table: Table
    profile: Profile
    limits: Limits
    exact: bool = False

    @property
    def now(self) -> str:
        """The moment after which the future begins, in UTC, as ISO text."""
        return self.limits.now.astimezone(UTC).isoformat(sep=" ")

    def to_json(self) -> str:
        """Return the job as JSON text."""
        parts = {
            "file": str(self.file),
            "folder": str(self.folder),
            "table": asdict(self.table),
            "profile": self.profile.to_json(),
            "limits": asdict(self.limits) | {"now": self.limits.now.isoformat()},
            "exact": self.exact,
        }
        return json.dumps(parts, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Read what `to_json` wrote."""
        parts = json.loads(text)
        limits = parts["limits"] | {"now": datetime.fromisoformat(parts["limits"]["now"])}
        profile = Profile.from_json(parts["profile"])
        return cls(
            Path(parts["file"]),
            Path(parts["folder"]),
            _table(parts["table"]),
            profile,
            Limits(**limits),
            parts["exact"],
        )


def _table(parts: dict[str, Any]) -> Table:
    columns = tuple(Column(**_tuples(column)) for column in parts.pop("columns"))
    return Table(columns=columns, **_tuples(parts))


def _tuples(parts: dict[str, Any]) -> dict[str, Any]:
    """JSON knows lists alone; a contract is made of tuples."""
    return {name: _tuple(value) for name, value in parts.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
