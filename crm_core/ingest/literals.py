"""Names, texts and lists as SQL: everything that comes from a file or a contract goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

_GROUP = 20_480  # rows; larger groups of a wide table made the engine spill and take twice the time

_NO_FILTER = "WRITE_BLOOM_FILTER false"


def name(word: str) -> str:
    """Return a quoted identifier."""
    return '"' + word.replace('"', '""') + '"'


def text(word: str) -> str:
    """Return a quoted text."""
    return "'" + word.replace("'", "''") + "'"


def texts(words: Iterable[str]) -> str:
    """Return a list of quoted texts, for IN and for lists in brackets."""
    return ", ".join(map(text, words))


def mapping(words: Mapping[str, str]) -> str:
    """Return a map of texts."""
    return "MAP {" + ", ".join(f"{text(key)}: {text(value)}" for key, value in words.items()) + "}"


def to_parquet(path: Path) -> str:
    """Return the target of COPY: small groups of rows, so that many columns fit the engine's memory side by side.

    The file is read once or twice and thrown away: compressing it or noting its values would cost more than it spares.
    """
    return f"{text(str(path))} (FORMAT parquet, ROW_GROUP_SIZE {_GROUP}, COMPRESSION uncompressed, {_NO_FILTER})"


def rows(path: Path) -> str:
    """Return the rows of a Parquet file, for FROM."""
    return f"read_parquet({text(str(path))})"
