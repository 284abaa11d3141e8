"""What the page on channels shows of calls, chats and mails."""

from __future__ import annotations

from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import change, counted
from pages._parts import figures, page
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

TABLES = ("interactions", "contact_intervals")
ANSWERED, IN_TIME = "channels.answer_rate", "channels.service_level"
SPEED, HANDLING, TO_ANSWER = "channels.speed", "channels.handling", "channels.time_to_answer"
LIVE, WRITTEN = "live", "written"
ARRIVALS = "channels.arrivals"
TREND_MONTHS = 24


def kind(view: View) -> str:
    """Return which channels are looked at: telephone and chat, unless the filter leaves e-mail and none of them."""
    chosen = view.filters(TABLES).channel
    return WRITTEN if "email" in chosen and not {"phone", "chat"} & {*chosen} else LIVE


def any_contacts(view: View) -> bool:
    """Whether anybody asked in the period."""
    found = view.ask(ANSWERED, kind=kind(view)).iloc[0]
    return bool(found["n"] + found["short"] + found["left_out"] > 0)


def sentences(view: View) -> list[str]:
    """Return what the page says: how many are answered, and how long they wait."""
    here, found = page.spoken(view, TABLES), view.compare(ANSWERED, kind=kind(view)).iloc[0]
    n = counted(int(found["n"]), "contacts", view.language)
    if found["n"] == 0:
        return [word(f"channels.none_{kind(view)}", view.language, period=here.period)]
    if found["n"] < view.settings.minimum_n:
        key = "channels.one" if found["n"] == 1 else "channels.thin"
        return [word(key, view.language, n=n, period=here.period)]
    metric = crm_core.ask(ANSWERED)
    around = formats.interval(found["low"], found["high"], metric.unit, view.language)
    places = {"share": formats.share(found["answered_pct"], view.language), "interval": around, "n": n}
    places |= {"period": here.period, "change": change(found, metric, here)}
    return [word(f"channels.sentence_{kind(view)}", view.language, **places), *_waited(view), *_of_teams(view)]


def _of_teams(view: View) -> list[str]:
    """Warn where a filter on teams has left those who gave up out: they were with none."""
    return [word("channels.of_teams", view.language)] if view.filters(TABLES).team else []


def _waited(view: View) -> list[str]:
    found = view.ask(SPEED, kind=kind(view)).iloc[0]
    if formats.missing(found["median_seconds"]):
        return []
    waits = (found[name] for name in ("median_seconds", "answered_median_seconds"))
    half, alone = (formats.quantity(seconds, "seconds", view.language) for seconds in waits)
    around = formats.interval(found["low"], found["high"], "seconds", view.language)
    key = "waited_written" if kind(view) == WRITTEN else "waited_alike" if half == alone else "waited_live"
    return [word(f"channels.{key}", view.language, half=half, interval=around, alone=alone)]


def answered(view: View) -> None:
    """Draw the share of those who asked who were answered."""
    found = view.compare(ANSWERED, kind=kind(view)).iloc[0]
    places = {"contacts": _contacts(found, view.language), "hung_up": formats.number(found["hung_up"], view.language)}
    _figure(view, ANSWERED, found, word("figure.hung_up", view.language, **places))


def in_time(view: View) -> None:
    """Draw the share answered within the time set for it, which its name says."""
    found = view.compare(IN_TIME, kind=kind(view)).iloc[0]
    places = {"contacts": _contacts(found, view.language), "in_time": formats.number(found["in_time"], view.language)}
    title = word("figure.answered_within", view.language, time=_limit(view))
    _figure(view, IN_TIME, found, word("figure.in_time_of", view.language, **places), title=title)


def half_wait(view: View) -> None:
    """Draw the time within which half are answered."""
    found = view.compare(SPEED, kind=kind(view)).iloc[0]
    places = {"seconds": _time(found["answered_median_seconds"], view.language)}
    note = word("figure.answered_alone", view.language, **places, contacts=_contacts(found, view.language))
    _figure(view, SPEED, found, note)


def to_answer(view: View) -> None:
    """Draw the time from asking to the end where one contact was enough, beside a published one."""
    found = view.compare(TO_ANSWER, kind=kind(view)).iloc[0]
    said = word("figure.solved_at_once", view.language, contacts=_contacts(found, view.language))
    if not formats.missing(found["benchmark_seconds"]):
        published = _time(found["benchmark_seconds"], view.language)
        said = word("figure.published_time", view.language, time=published, company=escaped(found["benchmark_of"]))
    _figure(view, TO_ANSWER, found, said)


def _figure(view: View, name: str, found: pd.Series[Any], note: str, *, title: str = "") -> None:
    said = title or word(f"figure_title.{name}", view.language)
    figures.drawn(view, crm_core.ask(name), found, said, note, kind=kind(view))


def _contacts(found: pd.Series[Any], language: str) -> str:
    return counted(int(found["n"]), "contacts", language)


def _time(seconds: float, language: str) -> str:
    missing = formats.missing(seconds)
    return word("figure.no_data", language) if missing else formats.quantity(seconds, "seconds", language)


def _limit(view: View) -> str:
    return _time(view.ask(IN_TIME, kind=kind(view))["within_seconds"].iloc[0], view.language)


def in_time_by_month(view: View) -> Section:
    """The share answered in time by month."""
    asked = {"kind": kind(view)}
    table, filters = view.by_month(IN_TIME, TREND_MONTHS, **asked), view.last_months(IN_TIME, TREND_MONTHS)
    places = {"time": _limit(view), "n": view.settings.minimum_n}
    return Section(
        "channels.in_time", IN_TIME, "trend", table, places=places, by="month", filters=filters, options=asked
    )


def wait_by_channel(view: View) -> Section:
    """The wait by channel, hang-ups counted."""
    asked = {"kind": kind(view)}
    now, before = view.now_and_before(SPEED, by="channel", **asked)
    places = {"n": view.settings.minimum_n}
    text = "channels.speed_written" if kind(view) == WRITTEN else ""
    return Section("channels.speed", SPEED, "dumbbell", now, before, places, by="channel", options=asked, text=text)


def answer_by_topic(view: View) -> Section:
    """The time to an answer by topic, beside published times where there are any."""
    asked = {"kind": kind(view)}
    now, before = view.now_and_before(TO_ANSWER, by="topic", **asked)
    known = now[now["group"] != crm_core.MISSING]
    places = {"n": view.settings.minimum_n, "handled": _time(_handled(view), view.language)}
    published = known.assign(median_seconds=known["benchmark_seconds"], n=view.settings.minimum_n)
    text = ""
    if published["median_seconds"].notna().any():
        before, text = published, "channels.answers_published"
    name = "channels.answers"
    return Section(name, TO_ANSWER, "dumbbell", known, before, places, by="topic", options=asked, text=text)


def _handled(view: View) -> float:
    return float(view.ask(HANDLING, kind=kind(view))["handled_seconds"].iloc[0])


def arrivals(view: View) -> Section:
    """How many ask in each hour of the week, and which is the busiest."""
    asked, text = {"kind": kind(view)}, f"channels.arrivals_{kind(view)}"
    table = view.ask(ARRIVALS, **asked)
    days = {str(place): name for place, name in enumerate(formats.weekday_names(view.language), 1)}
    places = {"zone": escaped(view.settings.zone), "busiest": _busiest(view, table, days)}
    return Section("channels.arrivals", ARRIVALS, "week", table, places=places, labels=days, options=asked, text=text)


def _busiest(view: View, table: pd.DataFrame, days: dict[str, str]) -> str:
    """Say which hour is the busiest; nothing where few came even then."""
    most = table.sort_values("per_hour", ascending=False, kind="stable").head(1)
    if not (most["contacts"] >= view.settings.minimum_n).any():
        return ""
    top = most.iloc[0]
    n = formats.number(top["per_hour"], view.language, decimals=1)
    around = formats.interval(top["low"], top["high"], "contacts an hour", view.language)
    places = {"day": days[top["weekday"]], "hour": top["hour"], "n": n, "interval": around}
    if not top["hung_up_pct"] > 0:
        return word("channels.busiest", view.language, **places)
    lost = formats.share(top["hung_up_pct"], view.language)
    return word("channels.busiest_lost", view.language, **places, lost=lost)
