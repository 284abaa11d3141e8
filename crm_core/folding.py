"""One spelling for all that people write differently: accents, Arabic and Persian letters, digits, cases, signs.

It is an expression of the database, so that what is kept and what is looked for are folded by the same engine.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_LETTERS = {
    "ی": "يىئۍې", "ک": "كڪ", "ه": "ةۀەہھۂ", "ا": "أإآٱ", "و": "ؤ", "o": "øØ", "d": "đĐð", "l": "łŁ", "i": "ı",
    "h": "ħĦ",
}  # fmt: skip
"""Letters that no engine takes apart, by the one that stands for them."""

_SIGNS = "‐‑‒–—―−·•،؛؟。，、；：！？（）＠．－＿／\u3000‘’‚“”„«»\u00a0"
"""Signs beyond ASCII that part words."""

_INVISIBLE = "ـ\u200b\u200c\u200d\u200e\u200f\ufeff\u0670" + "".join(map(chr, range(0x64B, 0x660)))
"""What is left away: tatweel, joiners, marks of direction, and the vowel signs of Arabic and Persian."""

_WIDE = "".join(map(chr, (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
_NARROW = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = "".join(map(chr, (*range(0x6F0, 0x6FA), *range(0x660, 0x66A), *range(0xFF10, 0xFF1A))))
_FOLDED_DIGITS = "0123456789" * 3
_FROM = "".join(_LETTERS.values()) + _SIGNS + _WIDE + _DIGITS + _INVISIBLE
_TO = "".join(one * len(those) for one, those in _LETTERS.items()) + " " * len(_SIGNS) + _NARROW + _FOLDED_DIGITS
_TOGETHER = {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
_BETWEEN_WORDS = r"[\x01-/:-@\[-`{-\x7f]+"
"""ASCII that is neither a letter nor a digit."""


class without_marks(FunctionElement[str]):  # noqa: N801 -- reads as an SQL function, like sqlalchemy's own
    """A text without the accents on its letters."""

    type = sa.String()
    inherit_cache = True


class is_ascii(FunctionElement[bool]):  # noqa: N801 -- as above
    """Whether a text holds nothing but ASCII: most do, and need less work."""

    type = sa.Boolean()
    inherit_cache = True


def _spelled(construct: type[FunctionElement[Any]], text: str, engine: str) -> None:
    @compiles(construct, engine)
    def spelling(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
        return text.format(*(compiler.process(clause, **kw) for clause in element.clauses))


_spelled(without_marks, "strip_accents({0})", "duckdb")
_spelled(without_marks, r"regexp_replace(normalize({0}, NFKD), '[\u0300-\u036f]', '', 'g')", "postgresql")
_spelled(is_ascii, "(strlen({0}) = length({0}))", "duckdb")
_spelled(is_ascii, "(octet_length({0}) = char_length({0}))", "postgresql")


def folded(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Return a text as words of small letters and digits with single spaces between them, maybe one at the ends.

    Accents, Arabic letters for Persian ones, vowel signs, tatweel, joiners, full width and other digits than 0 to 9
    make no difference, and neither do case, signs and punctuation. Chinese stays as it is.
    """
    alike: sa.ColumnElement[str] = sa.func.translate(without_marks(text), _FROM, _TO, type_=sa.String())
    for one, together in _TOGETHER.items():
        alike = sa.func.replace(alike, one, together, type_=sa.String())
    return sa.case((is_ascii(text), _words_of(text)), else_=_words_of(alike))


def _words_of(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    small = sa.func.lower(text, type_=sa.String())
    return sa.func.regexp_replace(small, _BETWEEN_WORDS, " ", "g", type_=sa.String())


def digits_of(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Return the digits of a text, those of other scripts as 0 to 9, and nothing else."""
    plain = sa.func.translate(text, _DIGITS, _FOLDED_DIGITS, type_=sa.String())
    return sa.func.regexp_replace(plain, "[^0-9]+", "", "g", type_=sa.String())
