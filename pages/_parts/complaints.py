"""What the pages show of complaints."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import figures
from pages._parts.section import Section
from pages._parts.view import View

TIMES = "complaints.resolution_time"
RATE = "complaints.rate"
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


def with_open(found: pd.Series[Any], language: str) -> str:
    """Word what a time was counted from."""
    still_open = formats.number(found["open"], language)
    return word("figure.complaints_open", language, complaints=_cases(found, language), open=still_open)


def _cases(found: pd.Series[Any], language: str) -> str:
    return counted(int(found["n"]), "complaints", language)


def nine_of_ten(view: View) -> None:
    """Draw the time until nine of ten are settled."""
    _time(view, "nine_of_ten", "p90_hours", lambda found: with_open(found, view.language))


def plain_middle(view: View) -> None:
    """Draw what closed cases alone would say, labelled so."""
    note = word("figure.naive_note", view.language)
    if formats.missing(view.ask(TIMES).iloc[0]["naive_median_hours"]):
        title, reason = word("figure.naive", view.language), word("figure.few_closed", view.language)
        figures.without(view, title, "no_data", reason, note)
    else:
        _time(view, "naive", "naive_median_hours", lambda _: note)


def _time(view: View, name: str, column: str, note: Any) -> None:
    found = view.ask(TIMES).iloc[0]
    figures.plain(view, f"figure.{name}", found[column], "hours", note(found))


def open_now(view: View) -> None:
    """Draw how many are open at the end of the data, and how many of them for a month or more."""
    if view.reach(("complaints",)) is None:
        figures.not_loaded(view, word("figure.open_now", view.language), "complaints")
        return
    table, at = _last_ages(view)
    old = int(table.loc[table["band"] == OLDEST_BAND, "open"].sum())
    figures.plain(
        view,
        "figure.open_now",
        float(table["open"].sum()),
        "complaints",
        word("figure.open_one", view.language, n=formats.number(old, view.language)),
        word("figure.open_at", view.language, day=formats.day(at, view.language)),
    )


def _last_ages(view: View) -> tuple[pd.DataFrame, dt.date]:
    table = view.ask("complaints.ageing")
    last = table["at"].max()
    return table[table["at"] == last], dt.date.fromisoformat(last)


def curve(view: View) -> Section:
    """The share settled by age, now and before."""
    now, before = view.now_and_before("complaints.curve")
    return Section("complaints.curve", "complaints.curve", "curve", now, before)


def ages(view: View) -> Section:
    """The open ones by age at the end of the data."""
    table, at = _last_ages(view)
    return Section(
        "complaints.age", "complaints.ageing", "ageing", table, places={"day": formats.day(at, view.language)}
    )


def backlog(view: View, name: str = "complaints.backlog") -> Section:
    """The open ones at the end of each month."""
    filters = view.last_months("complaints.ageing", TREND_MONTHS)
    return Section(name, "complaints.ageing", "backlog", view.answer("complaints.ageing", filters), filters=filters)


def by_category(view: View) -> Section:
    """The time until half are settled by what they are about."""
    now, before = view.now_and_before(TIMES, by="category")
    return Section("complaints.group", TIMES, "dumbbell", now, before, {"n": view.settings.minimum_n}, by="category")


def rates(view: View) -> Section:
    """Complaints per 1,000 orders by month."""
    filters = view.last_months(RATE, TREND_MONTHS)
    return Section("complaints.rate", RATE, "trend", view.by_month(RATE, TREND_MONTHS), by="month", filters=filters)


def by_month(view: View) -> Section:
    """The time until half are settled by the month of opening."""
    table, filters = view.by_month(TIMES, TREND_MONTHS), view.last_months(TIMES, TREND_MONTHS)
    return Section("complaints.by_month", TIMES, "trend", table, by="month", filters=filters)
