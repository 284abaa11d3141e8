"""What the page on stores shows of visits: each store at a glance, and which one is really different."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

import crm_core
from crm_core.charts.funnel import outside
from crm_core.metrics.service_steps import STEPS, weakest_step
from crm_core.metrics.store_scores import MEASURES
from crm_core.text import formats, word
from crm_core.text.sentences import change, counted
from pages._parts import figures, page, sidebar, steps
from pages._parts.card import Maker
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

TABLES = ("survey_answers", "appointments")
VISITS, SCORECARD = "stores.visits", "stores.scorecard"
ALIKE = {"visits": "stores.visits_alike", "complaints": "stores.complaints_alike", "solved": "stores.first_visit_alike"}
ASKED = {"no_pressure": "stores.pressure_free", "hands_on": "stores.hands_on"}
SERVICE_STEPS = "satisfaction.service_steps"
MONTHS = 24
"""Months over which stores are held against all: a single year has too few answers of many of them."""


def anything(view: View) -> bool:
    """Whether anybody visited or was asked in the period."""
    said, met = view.ask(VISITS).iloc[0], view.ask("stores.appointments").iloc[0]
    return bool(said["n"] + said["left_out"] + met["booked"] > 0)


def names(view: View) -> dict[str, str]:
    """Return the names of the stores by their codes."""
    return sidebar.offer("store", view.store, view.versions, view.language)


def sentences(view: View) -> list[str]:
    """Say how visits are rated, which store is really different, and which step of which store falls behind."""
    here, metric = page.spoken(view, TABLES), crm_core.ask(VISITS)
    found = view.compare(VISITS).iloc[0]
    n = counted(int(found["n"]), "customers", view.language)
    if found["n"] == 0:
        first = word("stores.none", view.language, period=here.period)
    elif found["n"] < view.settings.minimum_n:
        first = word("stores.thin", view.language, n=n, period=here.period)
    else:
        points = formats.number(found["index_points"], view.language, decimals=1)
        around = formats.interval(found["low"], found["high"], metric.unit, view.language)
        places = {"points": points, "interval": around, "n": n, "change": change(found, metric, here)}
        first = word("stores.sentence", view.language, **places)
    return [first, *steps.sentence(view), *_different(view, "visits")]


def _different(view: View, kind: str) -> list[str]:
    """Say which stores lie outside what chance allows; that none does where there are some to compare."""
    metric = crm_core.ask(ALIKE[kind])
    table = _held_against_all(view, kind)
    enough = table[(table["n"] >= view.settings.minimum_n).fillna(False)]
    if len(enough) < 2:
        return []
    codes = outside(table, metric, view.settings.minimum_n)
    labels = names(view)
    said = ", ".join(escaped(labels.get(code, code)) for code in codes)
    places = {"stores": said, "months": MONTHS}
    return [word(f"stores.beyond_{kind}" if codes else f"stores.chance_{kind}", view.language, **places)]


def _held_against_all(view: View, kind: str) -> pd.DataFrame:
    return view.answer(ALIKE[kind], _of_all(view.last_months(ALIKE[kind], MONTHS)))


def _of_all(filters: crm_core.Filters) -> crm_core.Filters:
    """Return the filters without a choice of stores: a chosen store is held against those not chosen."""
    return replace(filters, store=())


def _chosen(view: View) -> tuple[str, ...]:
    return tuple(view.selection.narrowing.get("store", ()))


def visits(view: View) -> None:
    """Draw the satisfaction after a visit."""
    _figure(view, VISITS, "customers")


def no_pressure(view: View) -> None:
    """Draw the share of those asked who felt no pressure."""
    _figure(view, ASKED["no_pressure"], "customers")


def _figure(view: View, name: str, noun: str) -> None:
    found, title = view.compare(name).iloc[0], word(f"figure_title.{name}", view.language)
    figures.drawn(view, crm_core.ask(name), found, title, counted(int(found["n"]), noun, view.language))


def scorecard(view: View) -> Section:
    """Every store with everything that is known of it, by the alphabet."""
    filters = _of_all(view.filters(crm_core.ask(SCORECARD).tables))
    table = view.answer(SCORECARD, filters)
    labels = names(view) | {name: word(f"stores.measure_{name}", view.language) for name in MEASURES}
    text = "" if len(table) else "stores.scorecard_none"
    places, chosen = {"n": view.settings.minimum_n}, _chosen(view)
    return Section(
        "stores.scorecard", SCORECARD, "scorecard", table, places=places, labels=labels, text=text, filters=filters,
        accented=chosen,
    )  # fmt: skip


def different(view: View) -> dict[str, Maker]:
    """Return the ways to hold the stores against all."""
    return {kind: partial(_funnel, kind=kind) for kind in ALIKE}


def _funnel(view: View, kind: str) -> Section:
    table = _held_against_all(view, kind)
    weights = {"solved": "expected_visits", "complaints": "n", "visits": "n"}
    rows = table.assign(weight=table[weights[kind]])
    said = " ".join(_different(view, kind))
    name = ALIKE[kind]
    places: dict[str, Any] = {"said": said, "n": view.settings.minimum_n, "months": MONTHS}
    return Section(
        "stores.different", name, "funnel", rows, places=places, labels=names(view), text=f"stores.different_{kind}",
        title=f"stores.different_{kind}", filters=_of_all(view.last_months(name, MONTHS)),
    )  # fmt: skip


def service(view: View) -> Section:
    """How each store does each of the five steps, and the weakest step of a store where one stands out."""
    table, minimum = steps.by_store(view), view.settings.minimum_n
    place = {step: place for place, step in enumerate(STEPS)}
    table = table[table["group"] != crm_core.MISSING].sort_values("step", key=lambda steps: steps.map(place))
    shown = table[table["group"].isin(_chosen(view))] if _chosen(view) else table
    weakest = {code: weakest_step(part, minimum) for code, part in shown.groupby("group")}
    found = {code: step for code, step in weakest.items() if step}
    labels = names(view) | {step: word(f"step.{step}", view.language) for step in STEPS}
    told = [
        word("stores.weakest", view.language, store=escaped(labels.get(code, code)), step=labels[step])
        for code, step in found.items()
    ]
    behind = " ".join(steps.sentence(view))
    places = {"behind": behind, "weakest": " ".join(told), "months": steps.STORE_MONTHS, "n": minimum}
    return Section(
        "stores.steps", SERVICE_STEPS, "scorecard", table.assign(panel=table["step"]), places=places, by="store",
        labels=labels, filters=steps.filters_of_stores(view), accented=_chosen(view),
    )  # fmt: skip


def asked(view: View) -> dict[str, Maker]:
    """Return the questions that visitors are asked besides, each by store and by region."""
    return {f"{kind}_{by}": partial(_asked, kind=kind, by=by) for kind in ASKED for by in ("store", "store_region")}


def _asked(view: View, kind: str, by: str) -> Section:
    now, before = view.now_and_before(ASKED[kind], by=by)
    now = now[now["group"] != crm_core.MISSING]
    whole = view.ask(ASKED[kind]).iloc[0]
    places = {"n": view.settings.minimum_n, "share": formats.share(whole["yes_pct"], view.language)}
    few = formats.missing(whole["yes_pct"])
    text = "stores.asked_nobody" if few else f"stores.asked_{kind}"
    return Section(
        "stores.asked", ASKED[kind], "dumbbell", now, before, places, by=by, text=text, title=f"stores.{kind}"
    )
