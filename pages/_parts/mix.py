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
MOSTLY = 0.8
"""Part of a total's change that the sizes must make up before it is said to be for them."""


def split(view: View, name: str, **asked: Any) -> pd.DataFrame | None:
    """Return the change of a total split by team; None where there is nothing to compare with."""
    earlier = view.earlier(crm_core.ask(name).tables)
    return None if earlier is None else view.ask(name, over=TEAM, earlier=earlier, **asked)


def sentence(view: View, subject: str, found: pd.DataFrame | None) -> str:
    """Say why a total moved where it is not for what its teams did; nothing unless that is beyond chance.

    `subject` is that of the words. They tell of teams that moved the other way, each or together, or not at all.
    """
    if found is None or (how := moved(found, view.settings.minimum_n)) is None:
        return ""
    whole, grown = found.iloc[0], _grown(found)
    places = {name: formats.number(abs(whole[name]), view.language, decimals=1) for name in ("change", "within")}
    shares = {name: formats.whole_share(grown[f"{name}_pct"], view.language) for name in ("share", "share_before")}
    direction = "fell" if whole["change"] < 0 else "rose"
    return word(f"{subject}.mix_{direction}_{how}", view.language, **places, **shares, part=part(view, found))


def part(view: View, found: pd.DataFrame) -> str:
    """Return the name of the team whose share grew most, safe to stand in a sentence."""
    code = _grown(found)["part"]
    return escaped(_labels(view).get(code, code))


def _grown(found: pd.DataFrame) -> pd.Series[Any]:
    parts = found.iloc[1:]
    grown: pd.Series[Any] = parts.loc[(parts["share_pct"] - parts["share_before_pct"]).idxmax()]
    return grown


def moved(found: pd.DataFrame, minimum_n: int) -> str | None:
    """Return how the teams moved where the total moved by their sizes, and that beyond chance; else None.

    ``each``: every team moved against the total, beyond chance; ``against``: they did so together; ``alone``: they did
    not move beyond chance.
    """
    whole, parts = found.iloc[0], found.iloc[1:]
    total, mix, within = (_beyond(whole, prefix) for prefix in ("", "mix_", "within_"))
    if min(whole["n"], whole["before_n"]) < minimum_n or total == 0 or mix != total or within == total:
        return None
    if within == 0:
        return "alone" if whole["mix"] / whole["change"] >= MOSTLY else None
    counted = (parts[["n", "before_n"]] >= minimum_n).all(axis=1)
    with_them = parts["low"] > 0 if within > 0 else parts["high"] < 0
    return "each" if (counted & with_them).all() else "against"


def _beyond(row: pd.Series[Any], prefix: str) -> int:
    """Return 1 or -1 where an interval lies above or below 0, else 0."""
    return int(row[f"{prefix}low"] > 0) - int(row[f"{prefix}high"] < 0)


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
