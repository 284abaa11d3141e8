"""Whether customers buy again after a complaint: those whose case was settled in time beside alike others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crm_core.text import formats, word
from pages._parts.section import Section
from pages._parts.view import View
from pages._parts.words import column_title

RECOVERY = "complaints.recovery"
ARMS = ("in_time", "not_in_time")
ALIKE = ("orders", "recency", "tenure", "day", "channel")


def recovery(view: View) -> Section:
    """How many bought again within 180 days, of pairs of customers who were alike before."""
    filters = view.ever(RECOVERY)
    table = view.answer(RECOVERY, filters)
    found, language = table.iloc[0], view.language
    few = found["n"] < view.settings.minimum_n
    labels = {arm: word(f"complaints.arm_{arm}", language) for arm in ARMS}
    rows = table.assign(group=table["arm"]).drop(columns="arm")
    text = "complaints.recovery_few" if few else _verdict(found)
    places = {"n": formats.number(found["n"], language), "least": formats.number(view.settings.minimum_n, language)}
    places |= {} if few else _amounts(view, found)
    more = None if few else _balance(view, found)
    return Section(
        "complaints.recovery", RECOVERY, "dumbbell", rows,
        places=places, labels=labels, text=text, filters=filters, more=more,
    )  # fmt: skip


def _verdict(found: pd.Series[Any]) -> str:
    chance = found["difference_low"] <= 0 <= found["difference_high"]
    return "complaints.recovery_chance" if chance else "complaints.recovery_beyond"


def _amounts(view: View, found: pd.Series[Any]) -> dict[str, str]:
    points = {"points": "difference_points", "low": "difference_low", "high": "difference_high"}
    money = {"spent": "spent_difference", "spent_low": "spent_low", "spent_high": "spent_high"}
    written = {name: _signed(formats.number(abs(found[column]), view.language, decimals=1), found[column])
               for name, column in points.items()}  # fmt: skip
    currency = view.settings.currency
    return written | {
        name: _signed(formats.money(abs(found[column]), currency, view.language), found[column])
        for name, column in money.items()
    }


def _signed(text: str, value: float) -> str:
    return f"{formats.MINUS}{text}" if value < 0 else text


def _balance(view: View, found: pd.Series[Any]) -> tuple[str, pd.DataFrame]:
    """Return how alike both sides were before and after pairing, under its title."""
    names = [word(f"complaints.alike_{name}", view.language) for name in ALIKE]
    rows = {"alike": names}
    rows |= {when: [round(float(found[f"{name}_{when}"]), 2) for name in ALIKE] for when in ("unmatched", "matched")}
    table = pd.DataFrame(rows).rename(columns=lambda name: column_title(name, view.language))
    return word("complaints.balance_title", view.language), table
