"""What an English comment is read by: its words, pairs of them, and what a list of charged words says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

LISTED = "(list)"
"""The sign that stands for VADER's own reading of the whole text."""

WEIGHT = 5.0
"""Times that reading, -1 to 1: on the scale of a sign that is there or not it would be held back by the penalty."""

_APOSTROPHE, _NOT = re.compile("[\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}]"), re.compile("n't\\b")
_WORD = re.compile("[a-z]+")


def signs(text: str) -> Mapping[str, float]:
    """Return words and pairs of neighbours in a text, each with 1, and the reading of VADER (Hutto & Gilbert 2014)."""
    plain = _APOSTROPHE.sub("'", text)
    words = _WORD.findall(_NOT.sub(" not", plain.lower()))
    pairs = [f"{one} {other}" for one, other in zip(words, words[1:], strict=False)]
    listed = WEIGHT * _list().polarity_scores(plain)["compound"]
    return dict.fromkeys([*words, *pairs], 1.0) | {LISTED: listed}


@cache
def _list() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # late: it reads its list of words

    return SentimentIntensityAnalyzer()
