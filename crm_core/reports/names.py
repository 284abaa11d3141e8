"""Names of sheets: Excel allows only some."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_core.reports.cells import CUT

NAME_LETTERS = 31
"""UTF-16 units of the name of a sheet."""

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")
RESERVED = "history"
"""The one name that Excel keeps for itself."""


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return names that Excel allows for sheets, each as much of its title as there is room for, and no two alike."""
    names: list[str] = []
    taken = {RESERVED, ""}
    for title in titles:
        plain = " ".join(FORBIDDEN.sub(" ", title).split()).strip("'")
        number, name = 1, _shortened(plain, NAME_LETTERS)
        while name.casefold() in taken:
            number += 1
            ending = f" ({number})" if plain else str(number - 1)
            name = _shortened(plain, NAME_LETTERS - len(ending)) + ending
        taken.add(name.casefold())
        names.append(name)
    return names


def _shortened(text: str, units: int) -> str:
    if len(text.encode("utf-16-le")) <= 2 * units:
        return text
    kept = text.encode("utf-16-le")[: 2 * (units - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip(" '") + CUT
