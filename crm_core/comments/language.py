"""The language of a comment, by its script and its smallest words."""

from __future__ import annotations

import re
from collections import Counter

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
UNKNOWN = "other"
"""Code of a language that is not told apart."""

SCRIPTS = {"ja": "\u3040-\u30ff", "ko": "\uac00-\ud7af", "zh": HAN, "arabic": "\u0600-\u06ff", "latin": "A-Za-zÀ-ɏ"}
"""Letters of each script; Japanese is told by its own signs, however many Chinese characters stand between them."""

PERSIAN = re.compile("[پچژگکی]|\u200c")
"""Letters that Persian has and Arabic has not, and the mark that joins its words."""

SMALL_WORDS = {
    "en": "a an the and or of to is was it in for not no with without by at from than after my me we us our your you "
    "very i were are had have has be been this that these they them their there but on off out all one when good great "
    "best nice bad worst poor fine too okay ok excellent average slow fast thanks thank never nobody nothing works",
    "de": "der die das und ist nicht war ich sehr mit für ein eine auf zu den es sie gut schlecht kein",
    "fr": "le la les et est pas je très un une pour des avec sur il que du en bon mauvais",
    "es": "el la los las es no muy un una para con que de en por lo se me bueno malo",
    "it": "il la non molto un una per con che di in sono mi gli buono",
    "pt": "os as não muito um uma para com que de em foi do da bom mau",
    "nl": "de het een en is niet was ik zeer met voor van op te goed slecht",
}
"""The commonest words of languages that are written in Latin letters, for telling English from the others."""

_SCRIPTS = {name: re.compile(f"[{letters}]") for name, letters in SCRIPTS.items()}
_CODE = re.compile("([a-z]{2,3})(?:[-_]|$)")
"""Two or three letters, with or without a country: anything else in that column is no code and is not passed on."""

_WORDS = re.compile("[a-zà-ɏ]+")
_SMALL = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}


def language_of(text: str, said: str | None = None) -> str:
    """Tell the language of a comment.

    Parameters
    ----------
    text : str
        The comment.
    said : str, optional
        Code that came with it, such as ``en-GB``: the language of a form is not always that of the words in it, so it
        only decides between languages of one script.

    Returns
    -------
    str
        A code such as ``en``, ``zh``, ``fa``; ``other`` where it can't be told.
    """
    code = _CODE.match((said or "").strip().lower())
    found = {name: len(letters.findall(text)) for name, letters in _SCRIPTS.items()}
    script = "ja" if found["ja"] else max(found, key=lambda name: found[name])
    if not found[script]:
        return UNKNOWN
    if script == "latin":
        return _of_latin(text, code[1] if code else "")
    if script == "arabic":
        return "fa" if PERSIAN.search(text) or (code and code[1] == "fa") else "ar"
    return script


def _of_latin(text: str, code: str) -> str:
    """Tell languages of Latin letters apart: by what was said unless another one's small words are clearly more."""
    words = _WORDS.findall(text.lower())
    counted = Counter({language: sum(word in small for word in words) for language, small in _SMALL.items()})
    best, most = counted.most_common(1)[0]
    if code in counted and counted[code] >= most - 1:
        return code
    clear = most > 0 and list(counted.values()).count(most) == 1
    return best if clear else code or UNKNOWN
