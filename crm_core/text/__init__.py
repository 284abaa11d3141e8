"""Every visible word, by key: one TOML file per language, numbers and dates as the language writes them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "has_word", "keys", "label", "template", "word"]

LANGUAGES = ("en",)
"""Codes of the languages whose words are complete."""

_FOLDER = Path(__file__).parent


@cache
def _words(language: str) -> dict[str, str]:
    tree = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(tree, ""))


def _flat(tree: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in tree.items():
        pairs += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, str(value))]
    return pairs


def keys(language: str = "en") -> frozenset[str]:
    """Return all keys of a language's file."""
    return frozenset(_words(language))


def word(key: str, language: str = "en", **places: object) -> str:
    """Return the words behind a key with its named places filled.

    Raises
    ------
    KeyError
        The language has no such key, or a place is not given.
    """
    return _words(language)[key].format(**places)


def template(key: str, language: str = "en") -> str:
    """Return the words behind a key with their places still open; KeyError if there is no such key."""
    return _words(language)[key]


def has_word(key: str, language: str = "en") -> bool:
    """Whether a language has words for a key."""
    return key in _words(language)


def label(kind: str, code: str, language: str = "en") -> str:
    """Return the label of a code that the product defines (``label("band", "0_1")``); any other code is its own."""
    key = f"{kind}.{code}"
    return word(key, language) if has_word(key, language) else code
