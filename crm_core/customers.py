"""Finding a customer by any of the words that people remember."""

from __future__ import annotations

import datetime as dt
import unicodedata
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from crm_core.database import Store
from crm_core.folding import folded
from crm_core.relations import people

LIMIT = 50
"""Most customers found at once."""

MOST_WORDS = 8
"""Words of a question that are looked for; more say nothing more."""

SPOKEN = set(" +-()./")
"""What stands between the digits of a telephone number."""

FEWEST_DIGITS = 4
"""Digits from which a question of digits alone may be a telephone number."""


def search(store: Store, text: str, as_of: dt.datetime, *, limit: int = LIMIT) -> pd.DataFrame:
    """Find customers by number, name, e-mail address or telephone number.

    Parameters
    ----------
    store : Store
        The workspace.
    text : str
        One or several words in any order. Accents, Arabic letters in Persian, digits of any script, case, signs and the
        spaces of a telephone number make no difference, nor do the noughts and the plus it begins with.
    as_of : datetime
        Whoever joined later is not known yet.
    limit : int, default 50
        Most customers.

    Returns
    -------
    pandas.DataFrame
        `crm_core.relations.people.TOLD`: first those with just these words one after the other, then those who have
        each at the start of a word, then the others.
        Whoever was merged stands for the survivor. Children under 16 are never found.
    """
    words = words_of(store, text)
    day = as_of.astimezone(ZoneInfo(store.settings(as_of).zone)).date()
    told = store.read(people.with_words(words or [""], as_of, day, limit if words else 0))[list(people.TOLD)]
    found = told["customer_id"].tolist()
    ids = _survivors(store, found)
    return told if ids == found else _told(store, ids, as_of, day)


def words_of(store: Store, text: str) -> list[str]:
    """Return the words of a question as they are kept: by the engine's own folding."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in text if unicodedata.digit(sign, None) is not None)
    others = {sign for sign in text if unicodedata.digit(sign, None) is None}
    if others <= SPOKEN and len(digits) >= FEWEST_DIGITS:
        return [digits.lstrip("0") or digits]
    asked = folded(sa.literal(text, sa.String())).label("words")
    return list(dict.fromkeys(store.read(sa.select(asked))["words"].iloc[0].split()))[:MOST_WORDS]


def survivor(store: Store, customer_id: str) -> str:
    """Return the id of the customer that a merged one stands for now; any other stays itself."""
    return _survivors(store, [customer_id])[0]


def _survivors(store: Store, found: list[str]) -> list[str]:
    if not found or not store.has_rows("customer_identity"):
        return found
    merged = store.read(people.survivors_of(found)).set_index("customer_id")["survivor_id"].to_dict()
    return list(dict.fromkeys(merged.get(one, one) for one in found))


def _told(store: Store, ids: list[str], as_of: dt.datetime, day: dt.date) -> pd.DataFrame:
    """Tell the customers of some ids apart, in the same order."""
    found = store.read(people.told_apart(ids, as_of, day))
    order = found["customer_id"].map({one: place for place, one in enumerate(ids)})
    return found.assign(place=order).sort_values("place", ignore_index=True)[list(people.TOLD)]
