"""What the page on channels shows of calls, chats and mails."""

from __future__ import annotations

from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import change, counted
from pages._parts import figures, page
from pages._parts.section import Section
from pages._parts.view import View

TABLES = ("interactions",)
ANSWERED, SPEED = "channels.answer_rate", "channels.speed"
TREND_MONTHS = 24


def any_contacts(view: View) -> bool:
    """Whether anybody asked in the period."""
    found = view.ask(ANSWERED).iloc[0]
    return bool(found["n"] + found["short"] + found["left_out"] > 0)


def sentences(view: View) -> list[str]:
    """Return what the page says: how many are answered, and how long they wait."""
    here, found = page.spoken(view, TABLES), view.compare(ANSWERED).iloc[0]
    n = counted(int(found["n"]), "contacts", view.language)
    if found["n"] == 0:
        return [word("channels.none", view.language, period=here.period)]
    if found["n"] < view.settings.minimum_n:
        key = "channels.one" if found["n"] == 1 else "channels.thin"
        return [word(key, view.language, n=n, period=here.period)]
    metric = crm_core.ask(ANSWERED)
    around = formats.interval(found["low"], found["high"], metric.unit, view.language)
    places = {"share": formats.share(found["answered_pct"], view.language), "interval": around, "n": n}
    said = word("channels.sentence", view.language, **places, period=here.period, change=change(found, metric, here))
    return [said, *_waited(view)]


def _waited(view: View) -> list[str]:
    found = view.ask(SPEED).iloc[0]
    if formats.missing(found["median_seconds"]):
        return []
    half, alone = (
        formats.quantity(found[name], "seconds", view.language)
        for name in ("median_seconds", "answered_median_seconds")
    )
    around = formats.interval(found["low"], found["high"], "seconds", view.language)
    return [word("channels.waited", view.language, half=half, interval=around, alone=alone)]


def answered(view: View) -> None:
    """Draw the share of those who asked who were answered."""
    figures.of(ANSWERED, note=_with_hung_up)(view)


def _with_hung_up(found: pd.Series[Any], language: str) -> str:
    contacts = counted(int(found["n"]), "contacts", language)
    return word("figure.hung_up", language, contacts=contacts, hung_up=formats.number(found["hung_up"], language))


def half_wait(view: View) -> None:
    """Draw the time within which half are answered."""
    figures.of(SPEED, note=_beside_answered)(view)


def _beside_answered(found: pd.Series[Any], language: str) -> str:
    contacts = counted(int(found["n"]), "contacts", language)
    seconds = formats.quantity(found["answered_median_seconds"], "seconds", language)
    return word("figure.answered_alone", language, seconds=seconds, contacts=contacts)


def answered_by_month(view: View) -> Section:
    """The share answered by month."""
    table, filters = view.by_month(ANSWERED, TREND_MONTHS), view.last_months(ANSWERED, TREND_MONTHS)
    return Section("channels.answered", ANSWERED, "trend", table, by="month", filters=filters)


def speed_by_channel(view: View) -> Section:
    """The wait by channel."""
    now, before = view.now_and_before(SPEED, by="channel")
    return Section("channels.speed", SPEED, "dumbbell", now, before, {"n": view.settings.minimum_n}, by="channel")
