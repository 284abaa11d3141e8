"""What the page on value shows of where the money comes from: whose, by which channel and goods, and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from crm_core import MISSING
from crm_core.text import formats, label, word
from pages._parts import card, chips, tiers
from pages._parts.loyalty import TABLES, starts
from pages._parts.section import Section
from pages._parts.value import LIFETIME, POINTS, WHAT_IF
from pages._parts.view import View

CHANNEL, SELLER, TENURE = "value.by_channel", "value.by_seller", "value.by_tenure"
MIX = "value.channel_mix"
CONVERSION, TRIALS = "value.trial_conversion", "value.trial_curve"


def where_from(view: View) -> None:
    """Draw the card that tells customers and goods apart."""
    makers: Mapping[str, card.Maker] = {
        "customer_kind": partial(still_to_come, by="customer_kind"),
        "region": partial(still_to_come, by="region"),
        "acquisition": partial(first_year, channel_of="customer"),
        "first_purchase": partial(first_year, channel_of="first_purchase"),
        "mix": mix,
        "seller": sellers,
        "brand": brands,
    }
    if tiers.any_scheme(view):
        makers = dict(makers) | {"tier": if_more_stayed}
    card.one_of(view, "value.sources", makers)


def if_more_stayed(view: View) -> Section:
    """What it would be worth if more customers of each tier stayed."""
    table = view.ask(WHAT_IF, by="tier")
    places = _measured(view, table) | {"points": formats.number(POINTS, view.language)}
    return Section("value.tier", WHAT_IF, "dumbbell", table, by="tier", places=places)


def still_to_come(view: View, *, by: str) -> Section:
    """What customers of each group are still expected to bring."""
    table = view.ask(LIFETIME, by=by)
    return Section(f"value.{by}", LIFETIME, "dumbbell", table, by=by, places=_measured(view, table))


def first_year(view: View, *, channel_of: str) -> Section:
    """What a customer brought in the first year, by channel."""
    options = {"channel_of": channel_of, "starts": starts(view)}
    table = view.ask(CHANNEL, **options)
    labels = {code: label("channel", code, view.language) for code in table["group"]}
    places = _measured(view, table)
    return Section(f"value.{channel_of}", CHANNEL, "dumbbell", table, places=places, labels=labels, options=options)


def mix(view: View) -> Section:
    """What customers bring who buy through one channel, or through several."""
    table = view.ask(MIX)
    labels = {code: _mix(code, view.language) for code in table["group"]}
    return Section("value.mix", MIX, "dumbbell", table, places=_measured(view, table) | _period(view), labels=labels)


def _mix(code: str, language: str) -> str:
    """Word a mix: several channels, or the only one."""
    if code in ("two", "three_or_more"):
        return word(f"value.mix_{code}", language)
    return word("value.mix_only", language, channel=label("channel", code, language))


def tenure(view: View) -> Section:
    """What a customer brings in each year since the first purchase."""
    options = {"starts": starts(view)}
    table = view.ask(TENURE, **options)
    known = table[table["n"] >= view.settings.minimum_n]
    places = _measured(view, known) | {"survivors": _survivors(view, known)}
    return Section("value.tenure", TENURE, "tenure", known, places=places, options=options)


def growth(view: View) -> None:
    """Draw the card of how value grows: year by year, and out of free trials."""
    card.one_of(view, "value.growth", {"tenure": tenure, "trials": trials})


def trials(view: View) -> Section:
    """How soon what was tried for free is bought."""
    found, places = view.ask(CONVERSION).iloc[0], _period(view)
    if found["n"] < view.settings.minimum_n:
        return Section("value.trials_few", TRIALS, "comeback", view.ask(TRIALS), places=places)
    shares = {"share": "converted_pct", "low": "low", "high": "high"}
    places |= {name: formats.share(found[column], view.language) for name, column in shares.items()}
    places["n"] = formats.number(found["n"], view.language)
    return Section("value.trials", TRIALS, "comeback", view.ask(TRIALS), places=places)


def _survivors(view: View, table: pd.DataFrame) -> str:
    """Write what those bring who still buy, year by year."""
    money = [formats.money(one, view.settings.currency, view.language) for one in table["per_survivor"].dropna()]
    return ", ".join(money)


def sellers(view: View) -> Section:
    """The sales of each seller, the largest first."""
    table = view.ask(SELLER).sort_values("sales", ascending=False, kind="stable")
    return Section("value.seller", SELLER, "bars", table, places=_period(view), labels=_with_satisfaction(view, table))


def brands(view: View) -> Section:
    """The sales of own goods and of those of others."""
    table = view.ask(SELLER, of="brand").sort_values("sales", ascending=False, kind="stable")
    named = {code: word(f"code.{code}", view.language) for code in ("own", "third_party")}
    labels = _with_satisfaction(view, table, named)
    return Section("value.brand", SELLER, "bars", table, places=_period(view), labels=labels, options={"of": "brand"})


def _with_satisfaction(view: View, table: pd.DataFrame, named: Mapping[str, str] | None = None) -> dict[str, str]:
    """Label sellers, with the index of their buyers beside the name where it is known."""
    names = {MISSING: word("code.none", view.language)} | dict(named or {})
    found = {}
    for code, points in zip(table["group"], table["satisfied_points"], strict=True):
        name = names.get(code, code)
        known = not formats.missing(points)
        score = formats.number(points, view.language, decimals=0) if known else ""
        found[code] = word("value.buyers_score", view.language, name=name, score=score) if known else name
    return found


def _period(view: View) -> dict[str, Any]:
    return {"period": chips.period(view, TABLES)}


def _measured(view: View, table: pd.DataFrame) -> dict[str, Any]:
    measure = table["measure"].dropna().iloc[0] if table["measure"].notna().any() else "revenue"
    return {"measure": word(f"measure.{measure}", view.language)}
