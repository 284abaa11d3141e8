"""Text from data inside Markdown: shown as it is written, never as a link, a picture or a formula."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!<>|~$:&])")

JOINER = "\N{WORD JOINER}"
"""Has no width. Some signs are replaced after backslashes are gone; a joiner between their letters keeps them apart."""

REPLACED = re.compile(r"(?=[:@])|(?<=www)(?=\.)|(?<=:material)(?=/)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
"""Where such a sign could form: web and mail addresses, icons and the logo between colons, arrows and long dashes."""


MARKS = re.compile(r"\\(.)|\*\*|:[a-z]+\[|\]|\u2060")
"""Marks of look, with the characters that a backslash keeps from being one."""


def plain(text: str) -> str:
    """Return the text that a reader of Markdown sees, for where nothing draws it."""
    return MARKS.sub(lambda mark: mark[1] or "", text)


def escaped(text: str) -> str:
    """Return text whose Markdown, HTML, formula and directive characters stand for themselves, on one line."""
    return SPECIAL.sub(r"\\\1", REPLACED.sub(JOINER, " ".join(text.split())))
