"""Kept uploads: every file that was sent, under its SHA-256; the name its sender gave it is a label, never a path."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from crm_core.database import Store
from crm_core.errors import CsvRejected, StoreUnreachable
from crm_core.ingest import journal

FOLDER = "uploads"
BLOCK = 1 << 20  # bytes copied at once
LONGEST_LABEL = 200  # characters of a file name that are worth showing


@dataclass(frozen=True)
class KeptFile:
    """One kept upload.

    Attributes
    ----------
    hash : str
        SHA-256 of its bytes, hexadecimal; also its name in the uploads folder.
    name : str
        What its sender called it.
    size : int
        Bytes.
    path : Path
        Where it lies.
    """

    hash: str
    name: str
    size: int
    path: Path


def keep(store: Store, content: bytes | BinaryIO | Path | str, name: str = "") -> KeptFile:
    """Copy an upload into the store's folder, under the hash of its bytes.

    Parameters
    ----------
    store : Store
        The workspace.
    content : bytes, binary file or path
        The upload.
    name : str
        What the sender calls it; a path's own name where it is left out.

    Raises
    ------
    CsvRejected
        Code ``file_missing``: there is no file of that name.
    StoreUnreachable
        Code ``uploads_unwritable``: the work folder is full or may not be written.
    """
    folder = store.folder / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _blocks(content) as blocks, tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
            digest, size = _copy(blocks, part)
        path = folder / digest
        os.replace(part.name, path)
    except OSError as error:
        raise StoreUnreachable(
            "uploads_unwritable",
            found=f"{folder}: {error.strerror}",
            todo="free some space, or let the product write there",
        ) from error
    return KeptFile(digest, _label(content, name), size, path)


def kept(store: Store, file_hash: str, name: str = "") -> KeptFile | None:
    """Return the kept upload of that hash; None if it is no longer there."""
    path = store.folder / FOLDER / file_hash
    return KeptFile(file_hash, name, path.stat().st_size, path) if file_hash and path.is_file() else None


def forget(file: KeptFile) -> None:
    """Delete a kept upload, unless an import came from it: then the journal beside the uploads names its hash."""
    log = file.path.parents[1] / journal.FILE
    if not log.exists() or file.hash not in log.read_text(encoding="utf-8"):
        file.path.unlink(missing_ok=True)


@contextmanager
def _blocks(content: bytes | BinaryIO | Path | str) -> Iterator[Iterator[bytes]]:
    if isinstance(content, bytes):
        yield iter((content,))
    elif isinstance(content, Path | str):
        path = Path(content)
        if not path.is_file():
            raise CsvRejected("file_missing", found=str(content), expected="a file", todo="check the path")
        with path.open("rb") as opened:
            yield iter(lambda: opened.read(BLOCK), b"")
    else:
        yield iter(lambda: content.read(BLOCK), b"")


def _copy(blocks: Iterator[bytes], part: IO[bytes]) -> tuple[str, int]:
    """Write the blocks to disk and return their hash and size; a half-written part is taken away again."""
    digest, size = hashlib.sha256(), 0
    try:
        for block in blocks:
            digest.update(block)
            size += part.write(block)
        part.flush()
        os.fsync(part.fileno())
    except OSError:
        Path(part.name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def _label(content: object, name: str) -> str:
    given = name or (Path(content).name if isinstance(content, Path | str) else "")
    return given.replace("\x00", "")[:LONGEST_LABEL]
