"""Reads lines as a file of the system that their header tells."""

from pathlib import Path
from tempfile import mkdtemp

from crm_core.ingest import Profile, Reading, look
from tests.ingest.reading import Came, read_text


def known(folder: Path, *lines: str, table: str = "complaints", **said: object) -> Came:
    """Read lines as a file of the system that its header tells."""
    reading = first_look(folder, *lines, table=table)
    assert reading.system
    profile = Profile(reading.table, reading.source, reading.system, **said)
    return read_text(Path(mkdtemp(dir=folder)), *lines, table=table, profile=profile)


def first_look(folder: Path, *lines: str, table: str | None = "complaints") -> Reading:
    """Look at lines as a visitor's file."""
    file = folder / "looked_at"
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return look(file, table)
