"""What the page on satisfaction says of what customers write."""

from __future__ import annotations

from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, label, word
from pages._parts.section import Section
from pages._parts.view import View

THEMES, TONE = "satisfaction.themes", "satisfaction.comments"


def about(view: View) -> Section:
    """Which themes go with low scores, and how the comments sound in each language that can be read."""
    now, before = view.now_and_before(THEMES)
    labels = {theme: label("theme", theme, view.language) for theme in now["theme"]}
    worst = _worst(now)
    places = {"theme": labels.get(worst, ""), "tone": _tone(view), "n": view.settings.minimum_n}
    return Section(
        "satisfaction.themes",
        THEMES,
        "dumbbell",
        _named(now),
        None if before is None else _named(before),
        places,
        labels=labels,
        title="satisfaction.themes_worst" if worst else "",
        accented=(worst,) if worst else (),
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Make the themes the groups: a picture has one row for each."""
    return table.assign(group=table["theme"]).drop(columns="theme")


def _worst(table: pd.DataFrame) -> str:
    """Return the theme that goes with low scores more than any other beyond chance; empty where none does."""
    known = table.dropna(subset=["unhappy_pct"]).sort_values("unhappy_pct", ascending=False)
    if len(known) < 2 or not known["low"].iloc[0] > known["unhappy_pct"].iloc[1]:
        return ""
    return str(known["theme"].iloc[0])


def _tone(view: View) -> str:
    """Say how the comments of each language sound; languages that can't be read together, last."""
    table, language = view.ask(TONE), view.language
    read = table[table["tone"].notna() & (table["n"] >= view.settings.minimum_n)]
    said = [word("satisfaction.tone", language, **_places(row, language)) for _, row in read.iterrows()]
    unread = int(table["left_out"].sum())
    if unread:
        said.append(word("satisfaction.tone_unread", language, n=formats.number(unread, language)))
    return " ".join(said)


def _places(row: pd.Series[Any], language: str) -> dict[str, str]:
    unit = crm_core.ask(TONE).columns["tone"]
    numbers = {name: formats.quantity(row[name], unit, language) for name in ("tone", "low", "high")}
    right = formats.number(row["right_pct"], language, decimals=0)
    return numbers | {"written_in": label("language", row["language"], language), "right": right}
