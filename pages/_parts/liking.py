"""What the page on loyalty shows of liking and word of mouth."""

from __future__ import annotations

from crm_core.text import formats
from pages._parts import card, loyalty
from pages._parts.section import Section
from pages._parts.view import View

REFERRALS, PROMOTERS = "loyalty.referrals", "loyalty.promoters"
BY = "region"


def draw(view: View) -> None:
    """Draw the card of liking: who likes us and buys, who came through a customer, and whether promoters buy again."""
    makers = {"quadrants": loyalty.quadrants, "referrals": referrals, "promoters": promoters}
    card.one_of(view, "loyalty.liking", makers)


def referrals(view: View) -> Section:
    """The share of new customers who came through a customer, by region."""
    found, currency = view.ask(REFERRALS).iloc[0], view.settings.currency
    counts = {"referred": "referred", "n": "n", "asked": "referrers_asked", "promoters": "promoters"}
    places = {name: formats.number(found[column], view.language) for name, column in counts.items()}
    brought = 0.0 if formats.missing(found["brought"]) else found["brought"]
    places["brought"] = formats.money(brought, currency, view.language)
    table = view.ask(REFERRALS, by=BY)
    known = table if found["referred"] > 0 else table.assign(referred_pct=float("nan"))
    return Section("loyalty.referrals", REFERRALS, "dumbbell", known, places=places, by=BY)


def promoters(view: View) -> Section:
    """The share of promoters who bought again, by region, over the two years up to the end of the period."""
    filters = view.last_months(PROMOTERS, 24)
    found, table = view.answer(PROMOTERS, filters).iloc[0], view.answer(PROMOTERS, filters, by=BY)
    if min(found["n"], found["others"]) < view.settings.minimum_n:
        return Section("loyalty.promoters_few", PROMOTERS, "dumbbell", table, by=BY, filters=filters)
    shares = {"again": "again_pct", "low": "low", "high": "high", "others": "others_pct"}
    shares |= {name: name for name in ("others_low", "others_high")}
    places = {name: formats.share(found[column], view.language) for name, column in shares.items()}
    places["n"] = formats.number(found["n"], view.language)
    return Section("loyalty.promoters", PROMOTERS, "dumbbell", table, places=places, by=BY, filters=filters)
