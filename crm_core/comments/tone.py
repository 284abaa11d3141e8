"""The tone of a comment, from -1 to 1, by a regression on what is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from crm_core.comments import chinese, english

Signs = Callable[[str], Mapping[str, float]]

READ: Mapping[str, Signs] = {"en": english.signs, "zh": chinese.signs}
"""Languages whose tone can be read, and what they are read by; Persian has no labelled texts with a free licence."""

MOST_READ = 2_000
"""Characters of a comment that are read."""

ALWAYS = ""
"""Name of the weight that every text has."""


def tone(text: str, language: str) -> float | None:
    """Read the tone of a comment.

    Parameters
    ----------
    text : str
        The comment; its first 2,000 characters are read.
    language : str
        Code of its language.

    Returns
    -------
    float or None
        From -1 (bad) to 1 (good): twice the chance that a reader calls it good, less one. 0 where nothing in it is
        known; None for a language that can't be read.
    """
    if language not in READ:
        return None
    weights = _weights(language)
    signs = READ[language](text[:MOST_READ])
    known = [value * weights[sign] for sign, value in signs.items() if value and sign in weights]
    return math.tanh((weights[ALWAYS] + math.fsum(known)) / 2) if known else 0.0


@cache
def _weights(language: str) -> dict[str, float]:
    lines = Path(__file__).with_name(f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return {sign: float(weight) for sign, weight in (line.split("\t") for line in lines)}
