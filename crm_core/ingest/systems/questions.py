"""Questions of a survey, told by their words: which answer of the contract a column holds, and on how many points."""

from __future__ import annotations

import re
from collections.abc import Sequence

POINTS = {"points_5": "5", "points_7": "7", "points_10": "10"}
"""What a person may say of a question's answers, as a format of its column, with the scale's code."""

_RULES = (
    ("recommend", re.compile(r"\brecommend|推荐|توصیه", re.IGNORECASE)),
    ("expectations", re.compile(r"\bexpect|期望|انتظار", re.IGNORECASE)),
    ("ideal", re.compile(r"\bideal|理想|ایده", re.IGNORECASE)),
    ("buy_again", re.compile(r"\bbuy (from us )?again|\bpurchase again|再次购买|خرید مجدد", re.IGNORECASE)),
    ("satisfaction", re.compile(r"\bsatisf|满意|رضایت", re.IGNORECASE)),
    ("comment", re.compile(r"anything else|\bcomment|do better|tell us|\bwhy\b|\bfeedback\b|意见|نظر", re.IGNORECASE)),
)
_SCALED = ("satisfaction", "expectations", "ideal")
_DERIVED = re.compile(r"_NPS_GROUP$", re.IGNORECASE)


def question_of(words: str, values: Sequence[str]) -> str | None:
    """Return the contract's column that a question fills, by its words; None where nothing fits its answers.

    Parameters
    ----------
    words : str
        The question, and what stands below it in the header.
    values : sequence of str
        Some of its answers.
    """
    found = next((target for target, pattern in _RULES if pattern.search(words)), None)
    wants_words = found == "comment"
    return found if not any(values) or wants_words != (highest(values) is not None) else None


def is_derived(column: str) -> bool:
    """Whether a column only says in words what another one says in numbers."""
    return _DERIVED.search(column) is not None


def highest(values: Sequence[str]) -> int | None:
    """Return the highest answer, None unless every answer is a whole number."""
    filled = [value.strip() for value in values if value.strip()]
    return max(map(int, filled)) if filled and all(value.isascii() and value.isdigit() for value in filled) else None


def unsure_of_scale(target: str | None, values: Sequence[str]) -> bool:
    """Whether the answers fit a shorter scale too: a choice's number says nothing of how many choices there were."""
    top = highest(values)
    return target in _SCALED and top is not None and top <= int(POINTS["points_7"])
