"""Why customers complain, and what they began to complain about."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

TIMES = "complaints.resolution_time"
CAUSES, GROWING = "complaints.causes", "complaints.growing"
DIFFER = "complaints.groups_differ"
CHANCE_PCT = 5.0
"""Chance below which groups are said to differ, per cent."""

MOST_CAUSES = 10


def by_category(view: View) -> Section:
    """The time until half are settled by what they are about."""
    now, before = view.now_and_before(TIMES, by="category")
    title, found = _grown(view)
    places = {"n": view.settings.minimum_n, "differ": differ(view)} | found
    return Section("complaints.group", TIMES, "dumbbell", now, before, places, by="category", title=title)


def differ(view: View) -> str:
    """Say whether complaints about one thing take longer than those about another; empty where nobody can say."""
    chance = view.ask(DIFFER)["chance_pct"].iloc[0]
    if formats.missing(chance):
        return ""
    return word("complaints.differ_beyond" if chance < CHANCE_PCT else "complaints.differ_chance", view.language)


def causes(view: View) -> Section:
    """What customers complain about per 1,000 orders; without purchases, what takes longest."""
    if view.reach(("purchases",)) is None:
        return by_category(view)
    asked = {"cause": "root_cause"}
    if set(view.ask(CAUSES, **asked)["group"]) <= {crm_core.MISSING, ""}:
        asked = {"cause": "category"}
    now, before = view.now_and_before(CAUSES, **asked)
    known = now[now["group"] != crm_core.MISSING]
    unknown = int(now.loc[now["group"] == crm_core.MISSING, "n"].sum())
    title, found = _grown(view)
    places = {"n": counted(unknown, "complaints", view.language), "money": _costliest(view, now)} | found
    most = known.sort_values("n", ascending=False, kind="stable").head(MOST_CAUSES)
    return Section("complaints.causes", CAUSES, "dumbbell", most, before, places, options=asked, title=title)


def _costliest(view: View, table: pd.DataFrame) -> str:
    """Say which known cause most money was given for; empty where nothing is written down."""
    known = table[(table["group"] != crm_core.MISSING) & (table["given"] > 0)]
    if known.empty:
        return ""
    most, currency, language = known.loc[known["given"].idxmax()], view.settings.currency, view.language
    amounts = {"most": most["given"], "total": table["given"].sum()}
    money = {name: formats.money(amount, currency, language) for name, amount in amounts.items()}
    return word("complaints.costliest", language, cause=escaped(most["group"]), **money)


def _grown(view: View) -> tuple[str, dict[str, str]]:
    """Return the title and the places for the product that customers most surely began to complain about."""
    table = view.ask(GROWING)
    found = table[table["verdict"] == "more"].sort_values("chance_pct", kind="stable")
    if found.empty:
        return "", {"growing": "", "product": ""}
    most, language = found.iloc[0], view.language
    product = escaped(most["name"] or most["product"])
    numbers = {name: formats.number(most[name], language) for name in ("since", "before", "open", "open_earlier")}
    month = formats.month(dt.date.fromisoformat(most["began"]), language)
    key = "complaints.growing" if most["before"] else "complaints.began_anew"
    return "complaints.growing", {
        "growing": word(key, language, product=product, month=month, **numbers),
        "product": product,
    }
