"""What the pages say of a total that moves against its parts."""

from __future__ import annotations

from typing import Any

import pandas as pd

import crm_core
from crm_core.stats import OTHERS
from crm_core.text import formats, word
from pages._parts import sidebar
from pages._parts.markdown import escaped
from pages._parts.view import View
from pages._parts.words import column_title

SHOWN = ("part", "change", "within", "mix", "share_before_pct", "share_pct", "before_n", "n")
"""Columns of the table, what matters most first: a phone shows four."""

TEAM = "team"


def split(view: View, name: str, **asked: Any) -> pd.DataFrame | None:
    """Return the change of a total split by team; None where there is nothing to compare with."""
    earlier = view.earlier(crm_core.ask(name).tables)
    return None if earlier is None else view.ask(name, over=TEAM, earlier=earlier, **asked)


def sentence(view: View, subject: str, found: pd.DataFrame | None) -> str:
    """Say why a total moved against its teams; nothing unless both the total and the teams moved beyond chance.

    `subject` is that of the words.
    """
    if found is None or not _against(found, view.settings.minimum_n):
        return ""
    whole, parts = found.iloc[0], found.iloc[1:]
    grown = parts.loc[(parts["share_pct"] - parts["share_before_pct"]).idxmax()]
    places = {name: formats.number(abs(whole[name]), view.language, decimals=1) for name in ("change", "within")}
    shares = {name: formats.whole_share(grown[f"{name}_pct"], view.language) for name in ("share", "share_before")}
    each = "_each" if _each_moved(parts, whole["within"], view.settings.minimum_n) else ""
    direction = "fell" if whole["change"] < 0 else "rose"
    part = escaped(_labels(view).get(grown["part"], grown["part"]))
    return word(f"{subject}.mix_{direction}{each}", view.language, **places, **shares, part=part)


def _against(found: pd.DataFrame, minimum_n: int) -> bool:
    """Whether the total and its parts moved in opposite directions, each beyond chance."""
    whole = found.iloc[0]
    enough = min(whole["n"], whole["before_n"]) >= minimum_n
    total = whole["low"] > 0 or whole["high"] < 0
    within = whole["within_low"] > 0 or whole["within_high"] < 0
    return bool(enough and total and within and whole["change"] * whole["within"] < 0)


def _each_moved(parts: pd.DataFrame, within: float, minimum_n: int) -> bool:
    """Whether every part moved the way all of them did together, beyond chance."""
    counted = (parts[["n", "before_n"]] >= minimum_n).all(axis=1)
    moved = parts["low"] > 0 if within > 0 else parts["high"] < 0
    return bool((counted & moved).all())


def table(view: View, found: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the split as a reader sees it: the total first, then each team."""
    if found is None or found["change"].isna().all():
        return None
    labels = _labels(view) | {"": word("mix.total", view.language)}
    shown = found[list(SHOWN)].assign(part=[labels.get(code, code) for code in found["part"]])
    numbers = shown.select_dtypes("float64").columns
    shown[numbers] = shown[numbers].round(1)
    return shown.rename(columns={column: column_title(column, view.language) for column in SHOWN})


def _labels(view: View) -> dict[str, str]:
    own = {crm_core.MISSING: word("code.none", view.language), OTHERS: word("mix.others", view.language)}
    return sidebar.offer(TEAM, view.store, view.versions, view.language) | own
