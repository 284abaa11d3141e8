"""Where the product runs: addresses, folders and limits, never business rules.

Read from ``loyalty.toml`` in the current folder (or the file that ``LOYALTY_CONFIG`` names), then from environment
variables ``LOYALTY_<NAME>``, which win. Without either, the defaults run.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from crm_core.errors import ConfigurationError

FILE = "loyalty.toml"
PREFIX = "LOYALTY_"


@dataclass(frozen=True)
class Config:
    """Deployment settings.

    Attributes
    ----------
    work_folder : Path
        Folder of the embedded database, kept uploads, staging and backups.
    database : str
        URL of the operational database; empty for the embedded file ``loyalty.duckdb`` in the work folder.
    analytics : str
        URL of a database that answers questions instead; empty for the same one.
    sample : bool
        Whether an empty database is filled with the sample retailer at the first start.
    warm_up : bool
        Whether the server visits its own pages after a start and after a change, so that visitors find the answers.
    memory_limit_mb : int
        Memory the embedded engine may use, in MB; a child process that reads a file gets the same.
    threads : int
        Threads of the embedded engine.
    upload_limit_mb : int
        Largest file the page takes, in MB; larger ones go through the command line.
    read_seconds : int
        Time a child process may take to read one file, in seconds.
    """

    work_folder: Path = Path("work")
    database: str = ""
    analytics: str = ""
    sample: bool = True
    warm_up: bool = True
    memory_limit_mb: int = 1024
    threads: int = 2
    upload_limit_mb: int = 200
    read_seconds: int = 3600

    def __post_init__(self) -> None:
        for name in ("memory_limit_mb", "threads", "upload_limit_mb", "read_seconds"):
            if getattr(self, name) < 1:
                raise ConfigurationError(
                    "config_too_small", found=f"{name} = {getattr(self, name)}", expected="at least 1"
                )

    @property
    def database_url(self) -> str:
        """URL of the operational database, the embedded file where none is set."""
        return self.database or f"duckdb:///{self.work_folder.absolute() / 'loyalty.duckdb'}"


def load_config(environment: Mapping[str, str] | None = None) -> Config:
    """Read the configuration file and the environment.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Stands in for ``os.environ``.

    Raises
    ------
    ConfigurationError
        The file is not TOML, a setting is unknown, or a value has the wrong type.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = dict(_from_file(environment))
    for field in fields(Config):
        if PREFIX + field.name.upper() in environment:
            values[field.name] = environment[PREFIX + field.name.upper()]
    types = {field.name: type(field.default) for field in fields(Config)}
    return Config(**{name: _convert(name, value, types) for name, value in values.items()})  # type: ignore[arg-type]


def _from_file(environment: Mapping[str, str]) -> dict[str, object]:
    path = Path(environment.get(PREFIX + "CONFIG", FILE))
    if not path.exists():
        if PREFIX + "CONFIG" in environment:
            raise ConfigurationError("config_missing", found=str(path), todo="create the file or unset LOYALTY_CONFIG")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "config_broken", found=f"{path.name}: {error}", expected="TOML: name = value"
        ) from error


def _convert(name: str, value: object, types: Mapping[str, type]) -> object:
    if name not in types:
        close = difflib.get_close_matches(name, types, n=1)
        raise ConfigurationError("config_unknown", found=name, expected=close[0] if close else ", ".join(types))
    kind = types[name]
    if kind is bool:
        return _boolean(name, value)
    if kind is int:
        return _whole(name, value)
    if not isinstance(value, str):
        raise ConfigurationError("config_type", found=f"{name} = {value!r}", expected="text in quotes")
    return Path(value) if issubclass(kind, Path) else value


def _boolean(name: str, value: object) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    word = str(value).strip().lower()
    if word not in words:
        raise ConfigurationError("config_type", found=f"{name} = {value!r}", expected="yes or no")
    return words[word]


def _whole(name: str, value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal():
        raise ConfigurationError("config_type", found=f"{name} = {value!r}", expected="a whole number")
    return int(text)
