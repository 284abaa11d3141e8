"""What the page on key accounts shows of sales: what they bring, and how much hangs on one person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

import crm_core
from crm_core.metrics.account_care import WITHIN
from crm_core.text import formats, word
from crm_core.text.sentences import change, counted
from pages._parts import chips, figures, loyalty, page
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

TABLES = ("purchases",)
SHARE, LAUNCH, HANGS_ON = "accounts.share", "accounts.launch_share", "accounts.hangs_on"
COVERAGE, WARNING = "accounts.coverage", "accounts.warning"
HANDOVER, HANDOVER_LIST = "accounts.handover", "accounts.handover_list"
TREND_MONTHS = 24


def any_sales(view: View) -> bool:
    """Whether anybody known bought anything in the period."""
    return loyalty.any_buyers(view)


def sentences(view: View) -> list[str]:
    """Return what the page says: what key accounts bring, whom to call, and whom to hand over."""
    if not any_sales(view):
        return [word("accounts.none", view.language, period=page.spoken(view, TABLES).period)]
    return [_brought(view), *_calls(view), *_handed_over(view)]


def _brought(view: View) -> str:
    here, found, language = page.spoken(view, TABLES), view.compare(SHARE).iloc[0], view.language
    if found["n"] < view.settings.minimum_n:
        return word("accounts.thin", language, n=counted(found["n"], "customers", language), period=here.period)
    if formats.missing(found["share_pct"]):
        return word("accounts.unmarked", language)
    if found["key_accounts"] == 0:
        return word("accounts.none_bought", language, period=here.period)
    metric = crm_core.ask(SHARE)
    places = {
        "share": formats.share(found["share_pct"], language),
        "interval": formats.interval(found["low"], found["high"], metric.unit, language),
        "accounts": accounts(found["key_accounts"], language),
    }
    return word("accounts.sentence", language, **places, period=here.period, change=change(found, metric, here))


def accounts(n: float, language: str) -> str:
    """Write a number of key accounts with its noun."""
    return word(
        "accounts.accounts_one" if n == 1 else "accounts.accounts_many", language, n=formats.number(n, language)
    )


def _calls(view: View) -> list[str]:
    table, of = view.ask(WARNING), _marked(view)
    if table.empty or not of:
        return []
    places = {"n": formats.number(len(table), view.language), "of": formats.number(of, view.language)}
    key = "accounts.calls_one" if len(table) == 1 else "accounts.calls_many"
    return [word(key, view.language, money=money(view, table["stake"].sum()), **places)]


def _handed_over(view: View) -> list[str]:
    found = view.ask(HANDOVER).iloc[0]
    if found["n"] < view.settings.minimum_people or formats.missing(found["share_pct"]):
        return []
    share, n = formats.share(found["share_pct"], view.language), formats.number(found["n"], view.language)
    return [word("accounts.handover_sentence", view.language, n=n, share=share)]


def _marked(view: View) -> int:
    """Return how many key accounts there are."""
    found = view.ask(COVERAGE).iloc[0]
    return int(found["n"] + found["left_out"])


def _unmarked(view: View) -> str:
    """Return the key of what is said where no key account is left: a selection may just have none."""
    return "accounts.none_here" if view.filters(TABLES).active else "accounts.share_load"


def money(view: View, amount: float) -> str:
    """Write an amount of the workspace's money."""
    return formats.money(amount, view.settings.currency, view.language)


def with_accounts(found: pd.Series[Any], language: str) -> str:
    """Say how many key accounts the figure is about."""
    return accounts(found["key_accounts"], language)


def looked_after(view: View) -> None:
    """Draw the share of key accounts with an owner and a contact."""
    found, title = view.compare(COVERAGE).iloc[0], word(f"figure_title.{COVERAGE}", view.language)
    if formats.missing(found["covered_pct"]):
        said = "figure.few_people" if found["n"] > 0 else _unmarked(view)
        figures.without(view, title, "no_data", word(said, view.language))
        return
    numbers = {name: formats.number(found[name], view.language) for name in ("owned", "contacted")}
    note = word("accounts.owned_now", view.language, days=WITHIN, **numbers)
    figures.drawn(view, crm_core.ask(COVERAGE), found, title, note)


def to_call(view: View) -> None:
    """Draw how many key accounts have a reason to be called, and what is at stake."""
    table, of, title = view.ask(WARNING), _marked(view), word("accounts.to_call", view.language)
    if not of:
        figures.without(view, title, "no_data", word(_unmarked(view), view.language))
        return
    lines = [word("accounts.of_accounts", view.language, n=formats.number(of, view.language))]
    if len(table):
        lines.insert(0, word("accounts.at_stake", view.language, money=money(view, table["stake"].sum())))
    figures.stated(view, title, formats.number(len(table), view.language), *lines)


def most_on_one(view: View) -> None:
    """Draw the largest share of sales that hangs on one person."""
    table, title = view.ask(HANGS_ON), word("accounts.most_on_one", view.language)
    owners = table[table["group"] != ""]
    known = owners[owners["share_pct"].notna()]
    if known.empty:
        said = "accounts.no_owner" if owners.empty else "figure.few_people"
        figures.without(view, title, "no_data", word(said, view.language))
        return
    found = known.sort_values("share_pct", ascending=False, kind="stable").iloc[0]
    n = formats.number(found["n"], view.language)
    lines = [
        word("figure.between", view.language, **_ends(view, found)),
        word("accounts.owned_by", view.language, n=n, owner=escaped(found["group"])),
    ]
    figures.stated(view, title, formats.share(found["share_pct"], view.language), *lines)


def to_hand_over(view: View) -> None:
    """Draw the share of sales whose owner has left or is leaving."""
    found, title = view.ask(HANDOVER).iloc[0], word(f"figure_title.{HANDOVER}", view.language)
    if found["n"] == 0:
        figures.stated(view, title, formats.number(0, view.language), word("accounts.nobody_leaves", view.language))
        return
    if formats.missing(found["share_pct"]):
        figures.without(view, title, "no_data", word("figure.few_people", view.language))
        return
    n = formats.number(found["n"], view.language)
    key = formats.number(found["key_accounts"], view.language)
    lines = [word("accounts.to_hand_over", view.language, n=n, accounts=key)]
    if not formats.missing(found["low"]):
        lines.insert(0, word("figure.between", view.language, **_ends(view, found)))
    figures.stated(view, title, formats.share(found["share_pct"], view.language), *lines)


def _ends(view: View, found: pd.Series[Any]) -> dict[str, str]:
    return {end: formats.share(found[end], view.language) for end in ("low", "high")}


def by_month(view: View) -> Section:
    """What key accounts bring by month."""
    table, filters = view.by_month(SHARE, TREND_MONTHS), view.last_months(SHARE, TREND_MONTHS)
    return Section(SHARE, SHARE, "trend", table, places={"n": view.settings.minimum_n}, by="month", filters=filters)


def launches(view: View) -> Section:
    """The share of each new product's first sales, whenever it was launched: new ones are few in a year."""
    ever = view.ever(LAUNCH)
    table, whole = view.answer(LAUNCH, ever, of="product"), view.answer(LAUNCH, ever).iloc[0]
    table = table[table["group"] != ""]
    numbers = {"products": formats.number(whole["products"], view.language)}
    known = not formats.missing(whole["share_pct"])
    share = formats.share(whole["share_pct"], view.language) if known else ""
    text = "" if known else "accounts.launch_few"
    labels = dict(zip(table["group"], table["name"], strict=True))
    return Section("accounts.launch", LAUNCH, "dumbbell", table, places=numbers | {"share": share}, labels=labels,
        options={"of": "product"}, text=text, filters=ever)  # fmt: skip


def hanging(view: View) -> Section:
    """The share of sales that hangs on each owner of customers."""
    table = view.ask(HANGS_ON)
    table = table[table["group"] != ""]
    return Section(HANGS_ON, HANGS_ON, "dumbbell", table, places={"period": chips.period(view, TABLES)})


def leavers(view: View) -> Section:
    """The share of sales of each owner who has left or is leaving."""
    table = view.ask(HANDOVER, of="owner")
    table = table[table["group"] != ""]
    labels = {row["group"]: _leaver(row, view.language) for _, row in table.iterrows()}
    return Section("accounts.leavers", HANDOVER, "dumbbell", table, labels=labels, options={"of": "owner"})


def _leaver(row: pd.Series[Any], language: str) -> str:
    day = formats.short_day(dt.date.fromisoformat(row["left_on"]), language)
    key = "accounts.left_on" if row["state"] == "left" else "accounts.leaves_on"
    return word(key, language, owner=row["group"], day=day)
