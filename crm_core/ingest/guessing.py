"""A guess at an encoding that is neither UTF-8 nor UTF-16, by the letters that are frequent in its languages.

A statistical detector needs more text than a column of names gives; it is asked when no language here fits.
"""

from __future__ import annotations

import charset_normalizer

_CLOSE = 0.6  # of the best score: an encoding that fits so well can't be ruled out
_LEAST = 0.25  # share of foreign characters that must be frequent ones
_WESTERN = "éèêëàâäáãåçïîíìöôóòõøüûúùñßæœÉÈÀÂÄÖÜÑÇØÅ€£–—’‘“”…«»°§º"
_CENTRAL = "ąćęłńóśźżčďěňřšťůžőűáéíýúâăîșțşţäöüßĄĆĘŁŃÓŚŹŻČŘŠŽ„”–€"
_TURKISH = "çğıöşüÇĞİÖŞÜâîû’–€"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґ"
_ARABIC = "اليمنترهوبسدعفكقحجشخصطضغثزءأةىپچژگک،؟"
_SIMPLIFIED = (
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后么多没"
    "客户服务产品问题订单送货收退款慢很太好坏电话店员投诉包裹件质量"
)
_TRADITIONAL = (
    "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可里後麼多沒"
    "客戶服務產品問題訂單送貨收退款慢很太好壞電話店員投訴包裹件質量"
)
_KANA = "".join(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7)))) + "、。ー"
_HANGUL = "이다는에의을가고하지한은로도를사자기어나있서인해시그대요니습아리것수전안정보일일주문제품배송불만"

_FREQUENT = {
    "gb18030": _SIMPLIFIED,
    "big5": _TRADITIONAL,
    "shift_jis": _KANA,
    "euc_jp": _KANA,
    "euc_kr": _HANGUL,
    "cp1251": _CYRILLIC,
    "cp1256": _ARABIC,
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "cp1254": _TURKISH,
}
_ALSO = {
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "iso8859_15": _WESTERN,
    "iso8859_2": _CENTRAL,
    "koi8_r": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "iso8859_6": _ARABIC,
}
"""Encodings that are hardly written any more, but would make other letters of the same bytes."""
_MOSTLY_ASCII = (
    "cp1252",
    "cp1250",
    "cp1254",
    "mac_roman",
    "cp850",
    "iso8859_15",
    "iso8859_2",
)  # their languages seldom put two foreign letters side by side


def guess_encoding(sample: bytes) -> str:
    """Return the likeliest encoding of lines that are not ASCII.

    Parameters
    ----------
    sample : bytes
        Some of the file's lines that hold bytes above 127.
    """
    scores = {name: _score(sample, name, letters) for name, letters in _FREQUENT.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _LEAST:
        return best
    detected = charset_normalizer.from_bytes(sample).best()
    return detected.encoding if detected and detected.encoding != "ascii" else "cp1252"


def rivals(sample: bytes) -> tuple[str, ...]:
    """Return the encodings that fit well and give different letters, the likeliest first; none where nothing fits.

    Parameters
    ----------
    sample : bytes
        Lines that hold bytes above 127.
    """
    scores = {name: _score(sample, name, letters) for name, letters in (_FREQUENT | _ALSO).items()}
    order = sorted(scores, key=lambda name: scores[name], reverse=True)
    fitting = [name for name in order if scores[name] >= max(_LEAST, _CLOSE * scores[order[0]])]
    texts: dict[str, str] = {}
    for name in fitting:
        texts.setdefault(sample.decode(name), name)
    return tuple(texts.values())


def _score(sample: bytes, name: str, letters: str) -> float:
    """Share of the foreign characters that are frequent in the encoding's languages, 0 if it can't be decoded.

    Foreign letters stand side by side in the words of one alphabet and single in those of another.
    """
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return 0.0
    foreign = [place for place, letter in enumerate(text) if letter > "\x7f"]
    if not foreign:
        return 0.0
    share = sum(text[place] in letters for place in foreign) / len(foreign)
    beside = sum(text[place - 1] > "\x7f" for place in foreign if place) / len(foreign)
    return share * (1 - beside if name in _MOSTLY_ASCII else beside)
