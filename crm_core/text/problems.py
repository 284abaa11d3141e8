"""Errors in words: what happened, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Callable

from crm_core.errors import LoyaltyError, SettingsError
from crm_core.text import has_word, word


def explained(error: LoyaltyError, language: str = "en", *, shown: Callable[[str], str] = str) -> str:
    """Return the sentences of an error.

    Parameters
    ----------
    error : LoyaltyError
        What was raised.
    language : str
        Code of the language.
    shown : callable
        Applied to what the error quotes from files and settings, to make it safe for where it is shown.

    Returns
    -------
    str
        One or more sentences in one line.
    """
    if isinstance(error, SettingsError) and error.problems:
        return " ".join(explained(one, language, shown=shown) for one in error.problems)
    key = f"problem.{error.code}"
    happened = word(key, language) if has_word(key, language) else error.code.replace("_", " ").capitalize() + "."
    parts = {"found": error.found, "expected": error.expected, "todo": error.todo}
    said = [word(f"error.{name}", language, **{name: shown(text)}) for name, text in parts.items() if text]
    return " ".join([happened, *said])
