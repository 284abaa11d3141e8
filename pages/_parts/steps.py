"""What the pages show of the five steps of service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

import crm_core
from crm_core.metrics.service_steps import fallen_behind, weakest_step
from crm_core.text import formats, word
from pages._parts import sidebar
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

STEPS = "satisfaction.service_steps"
STORE_MONTHS = 24
"""Months over which stores are compared: a single year has too few answers of many stores."""


def profile(view: View) -> Section:
    """The mean of each step, and which one is the weakest if any stands out."""
    now, before = view.now_and_before(STEPS)
    weakest = weakest_step(now, view.settings.minimum_n)
    behind = _behind(view)
    labels = {step: word(f"step.{step}", view.language) for step in now["step"]}
    places = {
        "step": labels.get(weakest or "", ""),
        "behind": _nobody(view) if behind.empty else _said(view, behind),
    }
    return Section(
        "satisfaction.steps",
        STEPS,
        "dumbbell",
        _named_by_step(now),
        None if before is None else _named_by_step(before),
        places,
        labels=labels,
        title="satisfaction.steps_weakest" if weakest else "",
        accented=(weakest,) if weakest else (),
    )


def _named_by_step(table: pd.DataFrame) -> pd.DataFrame:
    """Make the steps the groups: a picture has one row for each."""
    return table.assign(group=table["step"]).drop(columns="step")


def sentence(view: View) -> list[str]:
    """Say which step of which store lies furthest behind the others; nothing where none does beyond chance."""
    behind = _behind(view)
    return [] if behind.empty else [_said(view, behind)]


def _behind(view: View) -> pd.DataFrame:
    """Return what falls behind all other stores, of the chosen stores where some are."""
    behind = fallen_behind(by_store(view), view.settings.minimum_n)
    chosen = view.selection.narrowing.get("store", ())
    return behind[behind["group"].isin(chosen)].reset_index(drop=True) if chosen else behind


def filters_of_stores(view: View) -> crm_core.Filters:
    """Return the filters under which stores are compared: a chosen store is held against those not chosen."""
    return replace(view.last_months(STEPS, STORE_MONTHS), store=())


def by_store(view: View) -> pd.DataFrame:
    """Return the steps of each store, over the months in which stores are compared."""
    return view.answer(STEPS, filters_of_stores(view), by="store")


def _nobody(view: View) -> str:
    """Say that no store falls behind, where there are stores to compare."""
    table = by_store(view)
    compared = table.loc[(table["n"] >= view.settings.minimum_n).fillna(False), "group"].nunique()
    return word("satisfaction.none_behind", view.language) if compared > 1 else ""


def _said(view: View, behind: pd.DataFrame) -> str:
    first, language = behind.iloc[0], view.language
    points = {name: formats.number(first[name], language, decimals=1) for name in ("mean_points", "others_points")}
    return word("satisfaction.behind", language, **named(view, first), **points, months=STORE_MONTHS)


def named(view: View, row: pd.Series[Any]) -> dict[str, str]:
    """Return the step and the store of a row as places of a sentence."""
    stores = sidebar.offer("store", view.store, view.versions, view.language)
    return {"step": word(f"step.{row['step']}", view.language), "store": escaped(stores.get(*[row["group"]] * 2))}
