"""What the page on value says of the money that customers are still expected to bring."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core.text import formats, loyalty, word
from pages._parts import figures, gathered, page
from pages._parts.loyalty import SHARE, TABLES, any_buyers, measured
from pages._parts.section import Section
from pages._parts.view import View

DECILES = "value.deciles"
LIFETIME, WHAT_IF, HANGS_ON = "value.lifetime_value", "value.what_if", "value.hangs_on"
POINTS, MOST_POINTS = 5, 10
"""Points of retention to add: asked for first, and at most."""


def sentences(view: View) -> list[str]:
    """Return what the page says: what the top fifth brings, and what is still to come from all."""
    here = page.spoken(view, TABLES)
    if not any_buyers(view):
        return [word("loyalty.none", view.language, period=here.period)]
    said = loyalty.top_fifth(view.ask(SHARE), crm_core.ask(SHARE), here)
    return [*said, *_expected(view)] or [word("value.too_few", view.language, n=view.settings.minimum_n)]


def _expected(view: View) -> list[str]:
    found = _whole(view)
    if found["n"] < view.settings.minimum_n or formats.missing(found["per_customer"]):
        return []
    currency, language = view.settings.currency, view.language
    places = {
        "total": formats.money(found["total"], currency, language),
        "per_customer": formats.money(found["per_customer"], currency, language),
        "measure": word(f"measure.{found['measure']}", language),
        "n": formats.number(found["n"], language),
    }
    return [word(f"value.expected_{found['model']}", language, **places)]


def _whole(view: View) -> pd.Series[Any]:
    return view.ask(LIFETIME).iloc[0]


def still_to_come(view: View) -> None:
    """Draw what a customer is still expected to bring."""
    found, title = _whole(view), word("figure.still_to_come", view.language)
    if formats.missing(found["per_customer"]):
        figures.without(view, title, "no_data", word("figure.no_buyers", view.language))
        return
    currency, language = view.settings.currency, view.language
    lines = [word("figure.of_customers_ever", language, n=formats.number(found["n"], language))]
    if not formats.missing(found["low"]):
        low, high = (formats.money(found[end], currency, language) for end in ("low", "high"))
        lines.insert(0, word("figure.between", language, low=low, high=high))
    figures.stated(view, title, formats.money(found["per_customer"], currency, language), *lines)


def next_year(view: View) -> None:
    """Draw how often a customer is expected to buy in the next year."""
    found, title = _whole(view), word("figure.purchases_ahead", view.language)
    if formats.missing(found["purchases"]):
        figures.without(view, title, "no_data", word("figure.no_buyers", view.language))
        return
    lines = []
    if not formats.missing(found["active_pct"]):
        share = formats.whole_share(found["active_pct"], view.language)
        lines.append(word("figure.still_customers", view.language, share=share))
    figures.stated(view, title, formats.number(found["purchases"], view.language, decimals=1), *lines)


def hold_out(view: View) -> None:
    """Draw by how much the forecast missed when it was tried on the last quarter of the calendar."""
    found, title = _whole(view), word("figure.missed", view.language)
    if formats.missing(found["holdout_pct"]):
        figures.without(view, title, "no_data", word("figure.no_forecast", view.language))
        return
    many = found["holdout_pct"] > 0
    shown = ("+" if many else formats.MINUS) + formats.quantity(abs(found["holdout_pct"]), "per cent", view.language)
    said = word("figure.missed_more" if many else "figure.missed_less", view.language)
    figures.stated(view, title, shown, said)


def tenths(view: View) -> Section:
    """What a customer of each tenth brings."""
    table = view.ask(DECILES)
    return Section("value.tenths", DECILES, "tenths", table, places=measured(view, table))


def if_more_stayed(view: View) -> int:
    """Draw the form that asks how many more stay, and what that would be worth; returns the points asked for."""
    language, currency = view.language, view.settings.currency
    with st.container(border=True, height="stretch", gap="small", key="card_value_what_if"):
        st.subheader(word("value.what_if_title", language), anchor=False)
        points = st.slider(word("value.points", language), 1, MOST_POINTS, POINTS, key="value_points")
        found = view.ask(WHAT_IF, points=float(points)).iloc[0]
        if formats.missing(found["gain"]):
            st.markdown(word("value.no_two_years", language))
            return points
        amounts = {
            name: formats.money(found[name], currency, language) for name in ("gain", "low", "high", "break_even")
        }
        shares = {name: formats.whole_share(found[name], language) for name in ("kept_pct", "gain_pct")}
        gathered.metric(word("value.worth", language), amounts["gain"])
        lines = ("between", "stay_now", "break_even", "published")
        gathered.small(*(word(f"value.{line}", language, **amounts, **shares) for line in lines))
    return points


def hangs_on(view: View, *, points: int) -> Section:
    """What the worth of keeping more of them hangs on, one assumption after the other."""
    table = view.ask(HANGS_ON, points=float(points))
    labels = {code: word(f"assumption.{code}", view.language) for code in table["assumption"]}
    gain = table["gain"].iloc[0] if len(table) else float("nan")
    places = {"gain": "" if formats.missing(gain) else formats.money(gain, view.settings.currency, view.language)}
    named = table.assign(group=table["assumption"]).drop(columns="assumption")
    options = {"points": float(points)}
    return Section("value.hangs_on", HANGS_ON, "tornado", named, places=places, labels=labels, options=options)
