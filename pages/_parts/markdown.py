"""Text from data inside Markdown: shown as it is written, never as a link, a picture or a formula."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!<>|~$:])")


def escaped(text: str) -> str:
    """Return text whose Markdown, HTML, formula and directive characters stand for themselves, on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))
