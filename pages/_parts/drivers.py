"""What the page on satisfaction says of the steps that matter most."""

from __future__ import annotations

import pandas as pd

import crm_core
from crm_core.metrics.service_steps import fallen_behind
from crm_core.text import formats, word
from pages._parts import steps
from pages._parts.section import Section
from pages._parts.view import View

DRIVERS, PATHS = "satisfaction.drivers", "satisfaction.paths"
BEST_QUARTER = 0.75
"""Quantile of the stores' means that a store could rise to."""


def known(view: View) -> bool:
    """Whether enough answers say what goes with satisfaction."""
    return bool(view.ask(DRIVERS)["share_pct"].notna().any())


def matter_most(view: View) -> Section:
    """What goes with satisfaction against how it is done, and what the store furthest behind could gain."""
    table = view.ask(DRIVERS)
    labels = {step: word(f"step.{step}", view.language) for step in table["step"]}
    explained = formats.whole_share(table["explained_pct"].iloc[0], view.language)
    places = {"explained": explained, "worth": _gain(view, table)}
    named = table.assign(group=table["step"]).drop(columns="step")
    return Section("satisfaction.drivers", DRIVERS, "importance", named, places=places, labels=labels)


def _gain(view: View, drivers: pd.DataFrame) -> str:
    """Say what goes with the furthest step of a store rising to the best quarter of stores; nothing where none is."""
    by_store = steps.by_store(view)
    behind = fallen_behind(by_store, view.settings.minimum_n)
    if behind.empty:
        return ""
    first = behind.iloc[0]
    enough = by_store[(by_store["step"] == first["step"]) & (by_store["n"] >= view.settings.minimum_n).fillna(False)]
    distance = float(enough["mean_points"].quantile(BEST_QUARTER) - first["mean_points"])
    worth = drivers.set_index("step").loc[first["step"]]
    unit = crm_core.ask(DRIVERS).columns["worth_points"]
    gains = {
        name: formats.quantity(distance * float(worth[f"worth_{column}"]), unit, view.language)
        for name, column in (("gain", "points"), ("low", "low"), ("high", "high"))
    }
    return word("satisfaction.gain", view.language, **steps.named(view, first), **gains)


def leads(view: View) -> bool:
    """Whether a survey says what leads to satisfaction and loyalty."""
    return bool(view.ask(PATHS)["effect"].notna().any())


def lead_on(view: View) -> Section:
    """What leads to satisfaction and on to loyalty, and what of it moves loyalty most."""
    table = view.ask(PATHS)
    names = {code: word(f"construct.{code}", view.language) for code in {*table["start"], *table["end"]} if code}
    arrows = {
        f"{start}>{end}": word("construct.path", view.language, start=names[start], end=names[end])
        for start, end in zip(table["start"], table["end"], strict=True)
        if start
    }
    named = table.assign(group=table["path"]).drop(columns="path")
    first = _moves_most(table)
    places = {"first": word("satisfaction.paths_first", view.language, first=names[first]) if first else ""}
    return Section("satisfaction.paths", PATHS, "paths", named, places=places, labels=names | arrows)


def _moves_most(table: pd.DataFrame) -> str:
    """Return what moves loyalty most of all that comes before satisfaction; empty where none does beyond chance."""
    before = table[(table["end"] == "loyalty") & ~table["start"].isin(("satisfaction", "complaints"))]
    first = before.sort_values("effect", ascending=False, kind="stable")
    if len(first) < 2 or not first["low"].iloc[0] > first["effect"].iloc[1]:
        return ""
    return str(first["start"].iloc[0])
