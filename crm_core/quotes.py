"""The empty chair: a customer's own words, the newest serious ones, with nobody's name in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import relations
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings
from crm_core.text.black_out import blacked_out, name_candidates, share_left

NEWEST = 20
"""So many comments are tried: one of which too little can be read is passed over."""

LEAST_LEFT = 2 / 3
"""Share of the words that must be left to be read."""

LONGEST = 400  # characters

KEPT = ("answer_id", "touchpoint", "store_id", "complaint_id", "language")
"""What is told of the answer besides its words, its time and its score."""


@dataclass(frozen=True)
class Quote:
    """What one customer said.

    Attributes
    ----------
    text : str
        The words, names and numbers blacked out.
    answered_at : datetime
        When they were said, UTC.
    score, scale : int
        The low score that came with them, and the highest there is.
    answer_id : str
        Which answer it is.
    touchpoint, store_id, complaint_id, language : str or None
        What the answer followed, the store it is about, the case it belongs to, and the code of its language.
    """

    text: str
    answered_at: dt.datetime
    score: int
    scale: int
    answer_id: str
    touchpoint: str | None
    store_id: str | None
    complaint_id: str | None
    language: str | None


def newest_quote(store: Store, filters: Filters, *, settings: Settings | None = None) -> Quote | None:
    """Return the newest comment that came with a low score and may be quoted.

    Parameters
    ----------
    store : Store
        Where the answers are.
    filters : Filters
        What is looked at; the period applies to the time of the answer.
    settings : Settings, optional
        Its zone says where days begin.

    Returns
    -------
    Quote or None
        None where no such comment is in the selection. Only an answer whose ``quote_allowed`` is yes is quoted; the
        names of its customer and of whoever served, every customer's and colleague's name that stands in it, addresses
        and numbers are blacked out (`crm_core.text.black_out`). Comments of which more than a third is black are
        passed over.
    """
    rows = filters.rows(store, "survey_answers", cohort="answered_at", settings=settings)
    for _, found in store.read(_newest(relations.serious_comments(rows))).iterrows():
        comment = str(found["comment"])
        written = " ".join(comment[:LONGEST].split())
        text = blacked_out(written, _names_in(store, written, found))
        if share_left(text) >= LEAST_LEFT:
            return _quote(found, text if len(comment) <= LONGEST else f"{text} …")
    return None


def _newest(serious: sa.Subquery) -> sa.Select[Any]:
    columns = [
        serious.c[name] for name in ("answered_at", "score", "scale", "comment", "customer_id", "staff_id", *KEPT)
    ]
    order = [serious.c.answered_at.desc(), serious.c.answer_id.desc()]
    place = sa.func.row_number().over(order_by=order).label("place")
    newest = sa.select(*columns, place).order_by(place).limit(NEWEST).subquery("newest")
    return sa.select(*(newest.c[column.key] for column in columns)).order_by(newest.c.place)


def _names_in(store: Store, written: str, found: pd.Series[Any]) -> list[str]:
    """Return the names of the customer and of who served, and all other names of which the text holds a part."""
    own = store.read(relations.names_of({"customers": _key(found, "customer_id"), "staff": _key(found, "staff_id")}))
    words = name_candidates(written)
    others = store.read(relations.names_among(words))["name"] if words else ()
    return [*own["name"].dropna(), *others]


def _quote(found: pd.Series[Any], text: str) -> Quote:
    rest: dict[str, Any] = {name: _key(found, name) for name in KEPT}
    at = found["answered_at"].to_pydatetime()
    return Quote(text, at, int(found["score"]), int(found["scale"]), **rest)


def _key(found: pd.Series[Any], name: str) -> str | None:
    return str(found[name]) if pd.notna(found[name]) else None
