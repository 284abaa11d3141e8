"""What a Chinese comment is read by: its characters and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crm_core.comments.language import HAN

LONGEST = 3
"""Characters of the longest piece of text that has a weight of its own."""

_NOT_HAN = re.compile(f"[^{HAN}]+")


def signs(text: str) -> Mapping[str, float]:
    """Return the single characters, pairs and triples of neighbours in a text, each with 1."""
    return {piece: 1.0 for run in _NOT_HAN.sub(" ", text).split() for piece in _pieces(run)}


def _pieces(run: str) -> Iterator[str]:
    for length in range(1, LONGEST + 1):
        for start in range(len(run) - length + 1):
            yield run[start : start + length]
