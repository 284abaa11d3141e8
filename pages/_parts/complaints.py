"""What the pages show of complaints."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd

import crm_core
from crm_core import charts
from crm_core.text import formats, word
from crm_core.text import sentences as spoken
from crm_core.text.sentences import counted
from pages._parts import causes, due, figures, mix, page
from pages._parts.section import Section
from pages._parts.view import View

TIMES = "complaints.resolution_time"
SLA, MIX = "complaints.sla", "complaints.mix"
OF_CUSTOMERS = "complaints.rate_of_customers"
PROMISED = "complaints.promised_time"
HOURS_PER_DAY = 24
OLDEST_SHOWN = 10
TREND_MONTHS = 24
OLDEST_BAND = "30_up"


def any_opened(view: View) -> bool:
    """Whether any complaint was opened in the period."""
    found = view.ask(TIMES).iloc[0]
    return bool(found["n"] + found["left_out"] > 0)


def of_orders(found: pd.Series[Any], language: str) -> str:
    """Word what a rate was counted from."""
    orders = counted(int(found["orders"]), "orders", language)
    return word("figure.complaints_orders", language, complaints=_cases(found, language), orders=orders)


def rate(view: View) -> None:
    """Draw complaints per 1,000 orders; where no order is loaded, per 1,000 active customers if any are known."""
    alone = view.reach(("purchases",)) is None and view.reach(("complaints",)) is not None
    if alone and not formats.missing(view.ask(OF_CUSTOMERS)["per_1000_customers"].iloc[0]):
        figures.of(OF_CUSTOMERS, note=_of_customers)(view)
    else:
        figures.of("complaints.rate", note=of_orders)(view)


def _of_customers(found: pd.Series[Any], language: str) -> str:
    active = counted(int(found["active"]), "customers", language)
    return word("figure.complaints_active", language, complaints=_cases(found, language), customers=active)


def with_open(found: pd.Series[Any], language: str) -> str:
    """Word what a time was counted from."""
    still_open = formats.number(found["open"], language)
    return word("figure.complaints_open", language, complaints=_cases(found, language), open=still_open)


def _cases(found: pd.Series[Any], language: str) -> str:
    return counted(int(found["n"]), "complaints", language)


def nine_of_ten(view: View) -> None:
    """Draw the time until nine of ten are settled."""
    _time(view, "nine_of_ten", "p90_hours", lambda found: with_open(found, view.language))


def _time(view: View, name: str, column: str, note: Any) -> None:
    found = view.ask(TIMES).iloc[0]
    figures.plain(view, f"figure.{name}", found[column], "hours", note(found))


def open_now(view: View) -> None:
    """Draw how many are open at the end of the data, and how many of them are late or have waited for a month."""
    if view.reach(("complaints",)) is None:
        figures.not_loaded(view, word("figure.open_now", view.language), "complaints")
        return
    table, at = _last_ages(view)
    n = float(table["open"].sum())
    lines = (_how_late(view, table), word("figure.open_at", view.language, day=formats.day(at, view.language)))
    figures.plain(view, "figure.open_now", n, "complaints", *lines)


def _how_late(view: View, table: pd.DataFrame) -> str:
    late = overdue(view)
    if late is None:
        old = int(table.loc[table["band"] == OLDEST_BAND, "open"].sum())
        return word("figure.open_one", view.language, n=formats.number(old, view.language))
    return word("figure.open_late", view.language, n=formats.number(late, view.language))


def overdue(view: View) -> int | None:
    """Return how many open complaints are late, whenever they were opened; None where nothing was promised."""
    filters = replace(view.filters(crm_core.ask(SLA).tables), start=None, end=None)
    found = view.answer(SLA, filters).iloc[0]
    promised = found["n"] + found["early"] + found["not_due"] + found["withdrawn"]
    return int(found["overdue"]) if promised else None


def sentences(view: View) -> list[str]:
    """Return what the page says: how long it takes, what closed cases would say, and who is waiting now."""
    metric = crm_core.ask(TIMES)
    lines = spoken.resolution_time(view.compare(TIMES), metric, page.spoken(view, metric.tables))
    table, _ = _last_ages(view)
    n, late = int(table["open"].sum()), overdue(view)
    if n == 0 or not any_opened(view):
        return lines
    waiting = counted(n, "complaints", view.language)
    if late is None:
        return [*lines, word("complaints.open_unpromised", view.language, complaints=waiting)]
    places = {"complaints": waiting, "late": formats.number(late, view.language)} | due.foretold(view)
    return [
        *lines,
        word("complaints.open_foretold" if "expected" in places else "complaints.open_late", view.language, **places),
    ]


def _last_ages(view: View) -> tuple[pd.DataFrame, dt.date]:
    table = view.ask("complaints.ageing")
    last = table["at"].max()
    return table[table["at"] == last], dt.date.fromisoformat(last)


def curve(view: View) -> Section:
    """The share settled by age, now and before."""
    now, before = view.now_and_before("complaints.curve")
    promised = view.ask(PROMISED)["promised_days"].iloc[0]
    places = {"differ": causes.differ(view)}
    if pd.isna(promised):
        return Section("complaints.curve", "complaints.curve", "curve", now, before, places)
    days = formats.quantity(HOURS_PER_DAY * promised, "hours", view.language)
    level = charts.Level(float(promised), word("chart.promise", view.language, time=days))
    places["days"] = days
    text = "complaints.curve_promised"
    return Section("complaints.curve", "complaints.curve", "curve", now, before, places, levels=(level,), text=text)


def backlog(view: View, name: str = "complaints.backlog") -> Section:
    """The open ones at the end of each month."""
    filters = view.last_months("complaints.ageing", TREND_MONTHS)
    return Section(name, "complaints.ageing", "backlog", view.answer("complaints.ageing", filters), filters=filters)


def teams(view: View) -> Section:
    """The promise kept by team, told from chance and not ranked, and why the total moved where it did."""
    found = mix.split(view, MIX) if view.compare(SLA)["verdict"].iloc[0] in ("better", "worse") else None
    said, split = {"mix": mix.sentence(view, "complaints", found)}, mix.table(view, found)
    return Section("complaints.funnel", SLA, "funnel", view.ask(SLA, by="team"), places=said, by="team", split=split)


def by_month(view: View) -> Section:
    """The time until half are settled by the month of opening."""
    table, filters = view.by_month(TIMES, TREND_MONTHS), view.last_months(TIMES, TREND_MONTHS)
    return Section("complaints.by_month", TIMES, "trend", table, by="month", filters=filters)
