"""What the page on value says of the money that customers are still expected to bring."""

from __future__ import annotations

from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, loyalty, word
from pages._parts import figures, page
from pages._parts.loyalty import SHARE, TABLES, any_buyers, measured
from pages._parts.section import Section
from pages._parts.view import View

DECILES = "value.deciles"
LIFETIME = "value.lifetime_value"


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


def by_kind(view: View) -> Section:
    """What persons and enterprises are still expected to bring."""
    return _by(view, "customer_kind")


def by_region(view: View) -> Section:
    """What customers of each region are still expected to bring."""
    return _by(view, "region")


def _by(view: View, dimension: str) -> Section:
    table = view.ask(LIFETIME, by=dimension)
    measure = table["measure"].dropna().iloc[0] if table["measure"].notna().any() else "revenue"
    places = {"measure": word(f"measure.{measure}", view.language)}
    return Section(f"value.{dimension}", LIFETIME, "dumbbell", table, by=dimension, places=places)
