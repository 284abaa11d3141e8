"""Figure cards: a value with its change, verdict, interval, number of cases and the last twelve months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core.text import formats, sentences, word
from pages._parts import gathered
from pages._parts.gathered import SMALL_GREY
from pages._parts.view import View, current

SPARK_MONTHS = 12
FEW_SETTLED = 10
"""Settled cases below which no time is given (``complaints.resolution_time``)."""

TOP_FIFTH = 5
"""So many times the customers that are told of are needed to tell of a fifth of them."""

COLOURS = {"better": "green", "worse": "red"}
GREY = ":gray[{}]"


def row(*cards: Callable[[View], None]) -> None:
    """Draw up to five cards side by side, two on a phone."""
    view = current()
    with st.grid(len(cards), min_column_width=150, key="figs"):
        for place, card in enumerate(cards):
            with st.container(border=True, height="stretch", gap="xsmall", key=f"fig_{place}"):
                card(view)


def of(name: str, *, note: Callable[[pd.Series[Any], str], str] | None = None) -> Callable[[View], None]:
    """Return the card of a metric; `note` words what was counted, by default its n."""

    def card(view: View) -> None:
        metric = crm_core.ask(name)
        found = view.compare(name).iloc[0]
        known = not formats.missing(found[metric.value])
        said = (note or _counted(metric))(found, view.language) if known else ""
        drawn(view, metric, found, word(f"figure_title.{name}", view.language), said)

    return card


def drawn(view: View, metric: crm_core.Metric, found: pd.Series[Any], title: str, note: str, **asked: Any) -> None:
    """Draw the card of one row of `comparison.compare`, or why it has no value; `asked` is what it was asked with."""
    if formats.missing(found[metric.value]):
        _without_value(view, title, metric, found)
    elif found["n"] < view.settings.minimum_n:
        _too_few(view, title, metric, found)
    else:
        _with_value(view, title, metric, found, _spark(view, metric, **asked))
        _target(view, metric, found)
        gathered.small(note)


def plain(view: View, title: str, value: float, unit: str, *lines: str) -> None:
    """Draw a card without comparison: a value and what is to be said about it."""
    shown = GREY.format(word("figure.not_reached", view.language)) if formats.missing(value) else None
    said = shown or _value(value, unit, view.language)
    gathered.metric(word(title, view.language), said, number=value, unit=unit)
    gathered.small(*lines)


def stated(view: View, title: str, shown: str, *lines: str) -> None:
    """Draw a card of a value that is written already, and what is to be said about it."""
    gathered.metric(title, shown)
    gathered.small(*lines)


def _with_value(
    view: View, title: str, metric: crm_core.Metric, found: pd.Series[Any], spark: list[float] | None
) -> None:
    gathered.metric(
        title,
        _value(found[metric.value], metric.unit, view.language),
        number=found[metric.value],
        unit=metric.unit,
        **_change(found, metric, view),
        chart_data=spark,
        chart_type="line",
    )
    around = formats.interval(found["low"], found["high"], metric.unit, view.language)
    gathered.line(f"{SMALL_GREY.format(word('figure.interval', view.language))} :small[{around}]")


def _target(view: View, metric: crm_core.Metric, found: pd.Series[Any]) -> None:
    """Say what the target is, where one is set, and how far the value is from it, unless the change above says so."""
    target = next((one.value for one in view.settings.targets if (one.metric, one.group) == (metric.name, "")), None)
    if target is None:
        return
    by = found[metric.value] - target
    aim = formats.quantity(target, metric.unit, view.language)
    if view.selection.compare == "target":
        line = word("figure.only_target", view.language, target=aim)
    elif round(by, formats.DECIMALS.get(metric.unit, 1)) == 0:
        line = word("figure.at_target", view.language, target=aim)
    else:
        difference = signed(by, metric.unit, view.language, beside=found[metric.value])
        line = word("figure.target", view.language, target=aim, difference=difference)
    gathered.small(line)


def _value(value: float, unit: str, language: str) -> str:
    if unit in formats.TIMES:
        number, name = formats.time(value, unit, language)
        return f"{number} :small[:gray[{name}]]"
    return formats.quantity(value, unit, language)


def _change(found: pd.Series[Any], metric: crm_core.Metric, view: View) -> dict[str, Any]:
    """Choose the pill by the verdict: the arrow is the number's direction, colour and word say whether it is good."""
    verdict = str(found["verdict"])
    words = word(f"verdict.{verdict}", view.language)
    if verdict in ("none", "too_few"):
        return {"delta": None, "delta_description": None, "help": words}
    beyond = verdict in COLOURS
    arrow = ("up" if found["change"] > 0 else "down") if beyond else "off"
    return {
        "delta": signed(found["change"], metric.unit, view.language, beside=found[metric.value]),
        "delta_color": COLOURS.get(verdict, "gray"),
        "delta_arrow": arrow,
        "delta_description": words,
    }


def signed(change: float, unit: str, language: str, *, beside: float) -> str:
    """Write a change with its sign; a percentage changes in points, a time in the unit of the value beside it."""
    sign = formats.MINUS if change < 0 else "+"
    if unit in formats.TIMES:
        return sign + formats.NO_BREAK.join(formats.time(abs(change), unit, language, like=beside))
    if sentences.in_points_of(unit):
        amount = formats.points(change, unit, language)
        sign = "" if amount == "0" else sign
        return sign + word("unit.point_one" if amount == "1" else "unit.points", language, value=amount)
    return sign + formats.quantity(abs(change), unit, language)


def _spark(view: View, metric: crm_core.Metric, **options: Any) -> list[float] | None:
    if "month" not in metric.by:
        return None
    table = view.by_month(metric.name, SPARK_MONTHS, **options)
    values = table.loc[table["n"] >= view.settings.minimum_n, metric.value].dropna()
    return [float(value) for value in values] if len(values) > 1 else None


def _counted(metric: crm_core.Metric) -> Callable[[pd.Series[Any], str], str]:
    return lambda found, language: sentences.counted(int(found["n"]), metric.columns["n"], language)


def _without_value(view: View, title: str, metric: crm_core.Metric, found: pd.Series[Any]) -> None:
    reason, state = _why(view, metric, found)
    note = _counted(metric)(found, view.language) if found["n"] else word("figure.not_zero", view.language)
    without(view, title, state, word(f"figure.{reason}", view.language), note)


def without(view: View, title: str, state: str, reason: str, *lines: str) -> None:
    """Draw a card that has no value: what stands in its place, why, and what else is to be said."""
    gathered.metric(title, GREY.format(word(f"figure.{state}", view.language)))
    gathered.line(f":small[{reason}]")
    gathered.small(*lines)


def not_loaded(view: View, title: str, table: str) -> None:
    """Draw a card about a table of which nothing is loaded."""
    zero = word("figure.not_zero", view.language)
    without(view, title, "no_data", word(f"figure.not_loaded_{table}", view.language), zero)


def _why(view: View, metric: crm_core.Metric, found: pd.Series[Any]) -> tuple[str, str]:
    """Return why there is no value, and what stands in its place."""
    needed = ("complaints", "purchases") if "orders" in metric.columns else (metric.tables[0],)
    for table in needed:
        if view.reach((table,)) is None:
            return f"not_loaded_{table}", "no_data"
    if found["n"] == 0:
        counted = {
            "complaints": "no_complaints",
            "purchases": "no_buyers",
            "survey_invitations": "no_invitations",
            "interactions": "no_contacts",
        }
        return counted.get(metric.tables[0], "no_answers"), "no_data"
    if _few(view, metric, found):
        return "few_people", "no_data"
    if "orders" in metric.columns:
        return "no_orders", "no_data"
    if metric.tables[0] == "purchases":
        return "no_positive_sum", "no_data"
    return _not_reached(metric, found), "not_reached"


def _not_reached(metric: crm_core.Metric, found: pd.Series[Any]) -> str:
    """Return why a time is not known although there are records."""
    if metric.tables[0] == "interactions":
        return "few_answered"
    if 2 * found["open"] > found["n"]:
        return "half_open"
    return "few_settled" if found["n"] - found["open"] < FEW_SETTLED else "many_withdrawn"


def _few(view: View, metric: crm_core.Metric, found: pd.Series[Any]) -> bool:
    """Whether too few customers were counted or left out to tell of them; shares of the top fifth tell of a fifth."""
    if metric.columns["n"] != "customers":
        return False
    least = view.settings.minimum_people * (TOP_FIFTH if "top_20_pct" in metric.columns else 1)
    return bool(found["n"] < least) or view.too_few(metric.tables)


def _too_few(view: View, title: str, metric: crm_core.Metric, found: pd.Series[Any]) -> None:
    value = found[metric.value]
    shown = GREY.format(_value(value, metric.unit, view.language))
    gathered.metric(title, shown, number=value, unit=metric.unit)
    n = _counted(metric)(found, view.language)
    gathered.line(f":small[{word('figure.too_few', view.language, n=n, needed=view.settings.minimum_n)}]")
    gathered.small(word("figure.left_out_of_ranks", view.language))
