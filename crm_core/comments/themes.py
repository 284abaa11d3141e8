"""What a comment is about: themes, told by words that a person can read and correct in ``themes.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("themes.toml")
_KNOWN: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))

THEMES = tuple(_KNOWN)
"""Codes of the themes, in the order of the file."""

LISTED = tuple(sorted({language for known in _KNOWN.values() for language in known}))
"""Languages that have lists of words."""

_LIKE = str.maketrans({"ي": "ی", "ك": "ک", "\u200c": " ", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})
"""Arabic letters that Persian writers' keyboards put for their own, and the mark that joins words."""

_SPACED = ("en", "fa")
"""Languages whose words have spaces between them: a word is found from its beginning."""


def themes_in(text: str, language: str) -> tuple[str, ...]:
    """Return the themes that a comment speaks of.

    Parameters
    ----------
    text : str
        The comment.
    language : str
        Code of its language.

    Returns
    -------
    tuple of str
        Codes in the order of `THEMES`; a comment may have several, or none. Empty for a language without words.
    """
    folded = _folded(text)
    return tuple(theme for theme, found in _patterns(language) if found(folded))


def _folded(text: str) -> str:
    return " ".join(text.translate(_LIKE).lower().split())


@cache
def _patterns(language: str) -> tuple[tuple[str, Callable[[str], object]], ...]:
    words = {theme: [_folded(word) for word in known[language]] for theme, known in _KNOWN.items() if language in known}
    start = r"(?<!\w)" if language in _SPACED else ""
    return tuple(
        (theme, re.compile(start + f"(?:{'|'.join(re.escape(word) for word in held)})").search)
        for theme, held in words.items()
    )
