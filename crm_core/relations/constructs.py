"""Which questions stand for what no question asks directly, and which of them a survey asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.answers import INDEX_ITEMS

Blocks = Mapping[str, tuple[str, ...]]

ECSI_BLOCKS: Blocks = {
    "image": tuple(f"image{n}" for n in range(1, 6)),
    "expectation": tuple(f"expectation{n}" for n in range(1, 4)),
    "quality": tuple(f"quality{n}" for n in range(1, 8)),
    "value": ("value1", "value2"),
    "satisfaction": INDEX_ITEMS,
    "complaints": ("complaints1",),
    "loyalty": tuple(f"loyalty{n}" for n in range(1, 4)),
}
"""Questions of each construct of the European customer satisfaction index, each on 1-10."""

SHORT_BLOCKS: Blocks = {"satisfaction": INDEX_ITEMS, "loyalty": ("recommend", "buy_again")}
"""What is left of it where a survey asks for nothing else."""

FILLED = 0.5
"""Share of the answers that must fill a question for it to be taken as asked."""


def filled(answers: sa.FromClause) -> sa.Select[Any]:
    """Count the answers to each question, and ``all``, among those that answer the three of the index."""
    asked = [item for blocks in (ECSI_BLOCKS, SHORT_BLOCKS) for items in blocks.values() for item in items]
    names = list(dict.fromkeys(asked))
    whole = sa.and_(*(answers.c[item].is_not(None) for item in INDEX_ITEMS))
    counts: list[sa.ColumnElement[Any]] = [sql.count_where(answers.c[one].is_not(None)).label(one) for one in names]
    return sa.select(*counts, sql.count().label("all")).select_from(answers).where(whole)


def constructs(counts: pd.Series[int]) -> Blocks:
    """Return the constructs a survey asks for: all as far as they go, else the short ones, else none."""
    for blocks in (ECSI_BLOCKS, SHORT_BLOCKS):
        kept = {
            name: held
            for name, items in blocks.items()
            if (held := tuple(item for item in items if counts[item] > FILLED * counts["all"]))
        }
        if {"satisfaction", "loyalty"} <= kept.keys():
            return kept
    return {}
