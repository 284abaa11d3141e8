"""Take names, addresses and numbers out of what somebody wrote, before anybody else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

BLACK = "\N{FULL BLOCK}" * 5
"""What stands in the place of anything taken out: always of one length, so that it does not tell."""

CHINESE = "\u3400-\u9fff"
"""Chinese characters, which are written without spaces between words."""

NUMERALS = "零〇一二三四五六七八九十百千万两"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹"
    "熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The most frequent Chinese family names: together with a title they are a name."""

NO_NAMES = {
    "I", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March",
    "April", "May", "June", "July", "August", "September", "October", "November", "December", "Mr", "Mrs", "Ms", "Miss",
    "Dr",
}  # fmt: skip
"""Words with a capital letter that name nobody."""

_LETTER = rf"[^\W\d_{CHINESE}]"
_SIGN = rf"[^\W{CHINESE}]"
_NO_DIGIT = rf"[^\W\d{CHINESE}]"
# What is taken is never given back ("*+"): a long text is read once and not once from each of its letters.
_LINK = re.compile(r"(?:https?://|www\.)[^\s，。）)]++", re.IGNORECASE)
_ADDRESS = re.compile(rf"(?<!{_SIGN})(?<![.%+'-])(?:{_SIGN}|[.%+'-])*+[@＠]{_SIGN}++(?:[.-]{_SIGN}++)*+")
_NUMBER = re.compile(
    rf"[+＋#№(（]{{0,3}}(?<!{_SIGN}){_NO_DIGIT}*+\d{_SIGN}*+"
    rf"(?:[\s()（）.,/:+–—-]{{1,3}}{_NO_DIGIT}*+\d{_SIGN}*+)*+"
)
_SPELLED = re.compile(rf"[{NUMERALS}]{{5,}}")
_TITLED = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Madame|Monsieur|Señora?)\.?\s+)({_LETTER}+(?:\s+[A-ZÀ-Þ]{_LETTER}+)?)"
)
_INTRODUCED = re.compile(rf"\b(?:my name is|my name's|i am called)\s+({_LETTER}+)", re.IGNORECASE)
_CHINESE_TITLED = re.compile(
    rf"([{SURNAMES}][{CHINESE}]{{0,2}}?)(?=先生|女士|小姐|经理|师傅|老师|医生|店长|太太)|(?:我叫|名叫)([{CHINESE}]{{2,3}})"
)
_PERSIAN_TITLED = re.compile(
    rf"\b(?:آقای|خانم|جناب|دکتر|مهندس|اسمم|نامم|اسم من|نام من)\s+({_LETTER}+(?:\s+{_LETTER}+(?=\s*[.،!؟]|\s*$))?)"
)
_WORD = re.compile(rf"{_LETTER}+(?:['’\u200c-]{_LETTER}+)*")
_RUN = re.compile(rf"[{CHINESE}]{{2,}}")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "\n", "。", "！", "？", "؟")
_BLACKS = re.compile(rf"{BLACK}(?:[\s,./-]*{BLACK})*")
LONGEST_CHINESE_NAME = 4


def blacked_out(words: str, names: Iterable[str] = ()) -> str:
    """Black out the names, addresses and numbers in a text.

    Parameters
    ----------
    words : str
        What was written, in English, Chinese, Persian or another language.
    names : iterable of str
        Names that are known: of the writer, of staff, of customers. Each is taken out wherever it stands, whole or
        one of its parts.

    Returns
    -------
    str
        The text with `BLACK` for: links, e-mail addresses and handles; every word with a digit of any script, and
        telephone and other numbers in groups; five Chinese numerals or more in a row; known names; what follows a
        title ("Mr", "خانم") or stands before one ("王先生"); what somebody says to be called; and each word with a
        capital letter inside a sentence, which in English is a name of somebody or something.

    Notes
    -----
    Rather a word too many than a name too few: "ask for Joy" loses its joy. A name that begins a sentence and is not
    known stays, and so does an unknown Chinese or Persian name without a title.
    """
    for pattern in (_LINK, _ADDRESS, _NUMBER, _SPELLED):
        words = pattern.sub(BLACK, words)
    for pattern in (_TITLED, _INTRODUCED, _CHINESE_TITLED, _PERSIAN_TITLED):
        words = pattern.sub(_without_groups, words)
    for name in sorted(_parts(names), key=len, reverse=True):
        words = _known(name).sub(BLACK, words)
    return _BLACKS.sub(BLACK, _WORD.sub(_without_capitals, words))


def name_candidates(words: str) -> frozenset[str]:
    """Return what in a text may be somebody's name, in small letters: to be asked for in a list of names.

    Words of alphabets (with a capital letter where the script has them), and every two to four Chinese characters in
    a row.
    """
    spelled = {word.group().casefold() for word in _WORD.finditer(words) if not word.group()[0].islower()}
    runs = (run.group() for run in _RUN.finditer(words))
    return frozenset(spelled | {part for run in runs for part in _pieces(run)})


def share_left(words: str) -> float:
    """Return how much of a blacked-out text can still be read: words that are left, of all words; 0 for none."""
    left = sum(len(word) if word[0] >= CHINESE[0] else 1 for word in re.findall(rf"{_LETTER}+|[{CHINESE}]+", words))
    gone = words.count(BLACK)
    return left / (left + gone) if left else 0.0


def _pieces(run: str) -> Iterator[str]:
    for length in range(2, LONGEST_CHINESE_NAME + 1):
        yield from (run[start : start + length] for start in range(len(run) - length + 1))


def _parts(names: Iterable[str]) -> set[str]:
    """Return names and their parts, those of one letter left out: they would black out half of everything."""
    whole = {name.strip() for name in names}
    return {part for name in whole for part in (name, *name.split()) if len(part) > 1}


def _known(name: str) -> re.Pattern[str]:
    alphabetic = re.search(rf"[{CHINESE}]", name) is None
    edges = (rf"(?<!{_LETTER})", rf"(?!{_LETTER})") if alphabetic else ("", "")
    return re.compile(edges[0] + re.escape(name) + edges[1], re.IGNORECASE)


def _without_groups(found: re.Match[str]) -> str:
    """Black out the name that a pattern found and keep what it was found by."""
    place = next(number for number, group in enumerate(found.groups(), 1) if group)
    start, end = found.start(place) - found.start(), found.end(place) - found.start()
    return found.group()[:start] + BLACK + found.group()[end:]


def _without_capitals(found: re.Match[str]) -> str:
    word = found.group()
    first = word.replace("’", "'").split("'")[0]
    if first in NO_NAMES or not first[0].isupper() or (len(first) > 1 and first.isupper()):
        return word
    before = found.string[: found.start()].rstrip(" \t\"'“”‘’«»()[]")
    return word if not before or before.endswith(_SENTENCE_ENDS) else BLACK
