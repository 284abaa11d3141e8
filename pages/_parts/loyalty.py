"""What the page on loyalty says and shows of coming back and staying."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, loyalty, word
from crm_core.text.sentences import Spoken, counted
from pages._parts import chips, figures, page
from pages._parts.section import Section
from pages._parts.view import View

TABLES = ("purchases",)
BACK, CURVE = "loyalty.repeat_purchase", "loyalty.second_purchase"
KEPT, ACTIVE = "loyalty.retention", "loyalty.active"
SHARE, RFM, POINTS = "value.concentration", "loyalty.rfm", "loyalty.points"
POINTS_MONTHS = 24
DAYS_OF_MONTH = 365 / 12
COHORTS, INTERVAL, LIKED = "loyalty.cohorts", "loyalty.interval", "loyalty.quadrants"
WINDOWS = (365, 180, 90)
"""Days within which somebody may have come back: the longest that anybody has had counts."""

PARETO = 80.0  # per cent


@dataclass(frozen=True)
class Buyers:
    """The first-time buyers that the page speaks of.

    Attributes
    ----------
    starts : str
        ``new``, or ``seen`` where nobody is known to be new.
    within_days : int
        Days they had to come back.
    filters, earlier : Filters
        The period of their first purchase, and the one to compare with.
    """

    starts: str
    within_days: int
    filters: crm_core.Filters
    earlier: crm_core.Filters | None

    @property
    def options(self) -> dict[str, Any]:
        """What the repeat purchase rate is asked with."""
        return {"starts": self.starts, "within_days": self.within_days}


def any_buyers(view: View) -> bool:
    """Whether any customer bought in the period."""
    return bool(view.ask(SHARE)["n"].iloc[0] > 0)


def starts(view: View) -> str:
    """Return whose first purchase counts: of new customers where any are known, else the first one on record."""
    everything = replace(view.filters(TABLES), start=None, end=None)
    known = view.answer(BACK, everything, within_days=WINDOWS[-1])["n"].iloc[0]
    return "new" if known > 0 else "seen"


def buyers(view: View) -> Buyers:
    """Choose the first-time buyers: of the same days a year before, or of the period where a year has not passed."""
    filters, known = view.filters(TABLES), starts(view)
    year_before = filters.earlier("year_before", view.settings) if filters.start else filters
    for within_days in WINDOWS:
        these = year_before if within_days == WINDOWS[0] else filters
        if view.answer(BACK, these, starts=known, within_days=within_days)["n"].iloc[0] > 0:
            return Buyers(known, within_days, these, _earlier(view, these))
    return Buyers(known, WINDOWS[0], filters, _earlier(view, filters))


def _earlier(view: View, filters: crm_core.Filters) -> crm_core.Filters | None:
    """Return the same days a year before: a share of first-time buyers has no other period to compare with."""
    kind = view.comparison(TABLES)
    if kind == "saved":
        return view.as_saved(filters)
    if filters.start is None or kind in ("none", "target"):
        return None
    return filters.earlier("year_before", view.settings)


def sentences(view: View) -> list[str]:
    """Return what the page says: who came back, since when that is known, who was kept, what the top fifth brings."""
    here = page.spoken(view, TABLES)
    if not any_buyers(view):
        return [word("loyalty.none", view.language, period=here.period)]
    these, metric = buyers(view), crm_core.ask(BACK)
    found = view.compare_under(BACK, these.filters, these.earlier, **these.options).iloc[0]
    said = [loyalty.came_back(found, metric, _spoken(view, these), within_days=these.within_days)]
    said += loyalty.kept(view.ask(KEPT), crm_core.ask(KEPT), here)
    said += loyalty.top_fifth(view.ask(SHARE), crm_core.ask(SHARE), here)
    said += loyalty.stopped(view.ask(LIKED), here, currency=view.settings.currency)
    return said + _since(view, these)


def _spoken(view: View, these: Buyers) -> Spoken:
    days, kind = these.filters, "none" if these.earlier is None else "year_before"
    kind = "saved" if view.comparison(TABLES) == "saved" else kind
    against = page.against(view)
    return Spoken(view.language, "dates", days.start, days.end, kind, view.settings.minimum_n, against)


def _since(view: View, these: Buyers) -> list[str]:
    """Say from when first-time buyers are known, where some buyers of the period are not counted for that reason."""
    first = view.begins(BACK)
    if first is None:
        return []
    everybody = view.answer(BACK, these.filters, starts="seen", within_days=these.within_days)["n"].iloc[0]
    new = view.answer(BACK, these.filters, starts="new", within_days=these.within_days)["n"].iloc[0]
    if everybody == new:
        return []
    sure = dt.date(first.year + 1, first.month, 1)
    return [loyalty.unknown_before(first, sure, view.language, seen=these.starts == "seen")]


def active_customers(view: View) -> None:
    """Draw how many customers bought within a year, of how many, and how much of the sales has a known customer."""
    found, sales = view.ask(ACTIVE).iloc[0], view.ask("loyalty.programme").iloc[0]
    if formats.missing(found["active"]):
        title = word(f"figure_title.{ACTIVE}", view.language)
        figures.without(view, title, "no_data", word("figure.few_people", view.language))
        return
    share = formats.share(found["active_pct"], view.language)
    ever = word("figure.active_of", view.language, share=share, n=formats.number(found["n"], view.language))
    known = "" if formats.missing(sales["known_pct"]) else formats.share(sales["known_pct"], view.language)
    of_sales = [word("figure.known_sales", view.language, share=known)] if known else []
    figures.plain(view, f"figure_title.{ACTIVE}", float(found["active"]), "customers", ever, *of_sales)


def came_back(view: View) -> None:
    """Draw the share of first-time buyers who came back."""
    these = buyers(view)
    found = view.compare_under(BACK, these.filters, these.earlier, **these.options).iloc[0]
    title = word(f"figure_title.{BACK}", view.language)
    if these.within_days < WINDOWS[0]:
        title = word("figure.back_within", view.language, days=these.within_days)
    n = counted(int(found["n"]), "customers", view.language)
    first = word("figure.first_bought", view.language, n=n, period=_spoken(view, these).period)
    figures.drawn(view, crm_core.ask(BACK), found, title, first)


def kept(view: View) -> None:
    """Draw the share of the customers of the year before who bought this year."""
    _compared(view, KEPT)


def liked_or_top_fifth(view: View) -> None:
    """Draw the share of customers who like us and buy; what the top fifth brings where nobody was asked."""
    asked = view.reach(("survey_answers",)) is not None
    if asked:
        figures.of(LIKED)(view)
    else:
        top_fifth(view)


def top_fifth(view: View) -> None:
    """Draw what the top fifth of the customers brings."""
    _compared(view, SHARE)


def _compared(view: View, name: str) -> None:
    """Draw a figure beside the period before, where the records reach over all of that."""
    earlier, first, metric = view.earlier(TABLES), view.begins(name), crm_core.ask(name)
    covered = earlier is not None and first is not None and earlier.start is not None and first <= earlier.start
    if view.comparison(TABLES) in ("target", "saved"):
        found = view.compare(name).iloc[0]
    else:
        found = view.compare_under(name, view.filters(TABLES), earlier if covered else None).iloc[0]
    n = counted(int(found["n"]), "customers", view.language)
    figures.drawn(view, metric, found, word(f"figure_title.{name}", view.language), n)


def multiple(view: View) -> None:
    """Draw how many times the bottom tenth the top tenth brings."""
    table = view.ask("value.deciles")
    title, first = "figure.top_tenth", table.iloc[0] if len(table) else None
    if first is None or formats.missing(first["per_customer"]):
        reason = "few_people" if first is not None and first["customers"] > 0 else "no_buyers"
        figures.without(view, word(title, view.language), "no_data", word(f"figure.{reason}", view.language))
    elif formats.missing(first["times_last"]):
        more = formats.money(first["more_than_last"], view.settings.currency, view.language)
        reason = word("figure.bottom_nothing", view.language, more=more)
        figures.without(view, word(title, view.language), "not_defined", reason)
    else:
        _multiple(view, title, first)


def _multiple(view: View, title: str, first: pd.Series[Any]) -> None:
    around = formats.interval(first["times_low"], first["times_high"], "times", view.language)
    brings = formats.money(first["per_customer"], view.settings.currency, view.language)
    said = word("figure.top_tenth_brings", view.language, money=brings)
    interval = f"{word('figure.interval', view.language)} {around}"
    figures.plain(view, title, first["times_last"], "times", interval, said)


def curve(view: View) -> Section:
    """The share who bought again by days since the first purchase: the newest year with enough, and the one before."""
    known = starts(view)
    year = _newest_year(view, known)
    filters, earlier = (_of_year(view, one) for one in (year, year - 1))
    now, before = (view.answer(CURVE, one, starts=known) for one in (filters, earlier))
    places = {"year": year, "before": str(year - 1) if len(before) else ""}
    name = "loyalty.curve_seen" if known == "seen" else "loyalty.curve"
    return Section(name, CURVE, "comeback", now, before, places, filters=filters, options={"starts": known})


def _newest_year(view: View, known: str) -> int:
    """Return the newest year whose first-time buyers are enough and have had 90 days, else that with the most."""
    until = replace(view.filters(TABLES), start=None)
    years = view.answer(BACK, until, by="year", starts=known, within_days=WINDOWS[-1])
    enough = years[years["n"] >= view.settings.minimum_n]
    if enough.empty:
        return until.end.year if until.end else until.last_day(view.settings).year
    return dt.date.fromisoformat(enough["group"].iloc[-1]).year


def _of_year(view: View, year: int) -> crm_core.Filters:
    filters = view.filters(TABLES)
    last = min(dt.date(year, 12, 31), filters.end or filters.last_day(view.settings))
    return replace(filters, start=dt.date(year, 1, 1), end=max(last, dt.date(year, 1, 1)))


def lorenz(view: View) -> Section:
    """The share of the whole by share of customers; the title says the pair that is true here."""
    table, found = view.ask("value.lorenz"), view.ask(SHARE).iloc[0]
    known = not formats.missing(found["top_20_pct"])
    share = formats.number(found["top_20_pct"], view.language, decimals=0) if known else ""
    holds = found["low"] <= PARETO <= found["high"]
    name = "loyalty.pareto_holds" if holds else "loyalty.pareto" if share else "loyalty.share"
    return Section(name, "value.lorenz", "lorenz", table, places=measured(view, table) | {"share": share})


def segments(view: View) -> Section:
    """How many buy lately and often, the best segment first, and how many bought once only."""
    table = view.ask(RFM)
    known = table[table["n"] > 0].sort_values("group", kind="stable")
    once, n = float(known["once"].sum()), float(known["n"].sum())
    places = {
        "months": formats.number(round(view.settings.loyalty_window_days / DAYS_OF_MONTH), view.language),
        "once": formats.whole_share(100 * once / n if n else 0.0, view.language),
    }
    return Section("loyalty.rfm", RFM, "dumbbell", known, places=places)


def measured(view: View, table: pd.DataFrame) -> dict[str, Any]:
    """Name the measure and the period of a value."""
    measure = table["measure"].iloc[0] if len(table) else "revenue"
    return {"measure": word(f"measure.{measure}", view.language), "period": chips.period(view, TABLES)}


def cohorts(view: View) -> Section:
    """The share who bought in each month after their first purchase, by the month of that."""
    known = starts(view)
    filters = replace(view.filters(TABLES), start=None)
    name = "loyalty.cohorts_seen" if known == "seen" else "loyalty.cohorts"
    table = view.answer(COHORTS, filters, starts=known)
    return Section(name, COHORTS, "cohorts", table, filters=filters, options={"starts": known})


def quadrants(view: View) -> Section:
    """Customers who like us and buy, and those who do one of both or neither."""
    return Section("loyalty.quadrants", LIKED, "quadrants", view.ask(LIKED))


def points_or_interval(view: View) -> Section:
    """The points not yet used where a ledger is loaded, else how long until the next purchase."""
    filters = view.filters(TABLES)
    found = view.answer(POINTS, filters).iloc[0:1]
    return interval(view) if found["outstanding"].isna().all() else _points(view, found.iloc[0])


def _points(view: View, found: pd.Series[Any]) -> Section:
    filters = view.last_months(BACK, POINTS_MONTHS)
    places = {name: formats.number(round(found[name]), view.language) for name in ("earned", "redeemed", "expired")}
    table = view.answer(POINTS, filters, by="month")
    return Section("loyalty.points", POINTS, "trend", table, places=places, by="month", filters=filters)


def interval(view: View) -> Section:
    """The days until half buy again, by which purchase it follows."""
    now, before = view.now_and_before(INTERVAL)
    return Section("loyalty.interval", INTERVAL, "dumbbell", now, before, {"n": view.settings.minimum_n})
