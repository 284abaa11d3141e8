"""Tier schemes on the Settings page: replaced whole from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core.actions import Author, effects
from crm_core.actions import settings as rules
from crm_core.schema import TABLES
from crm_core.settings import TierRule, checks
from crm_core.text import formats, word
from pages._parts import proposal, rules_of_values
from pages._parts.markdown import escaped
from pages._parts.proposal import Proposal
from pages._parts.view import View

SUBJECT = "tiers"
NEW = "club"
"""Name that a first scheme is offered."""

SHARED = ("window", "downgrade", "validity", "join")
"""What all tiers of a scheme have in common here, as codes."""

NUMBERS = ("window_days", "valid_days", "grace_days")
"""The same as whole days; empty where there is none."""
OF_A_TIER = ("tier", "basis", "threshold", "keep_threshold")
"""Columns of the table that is filled in, one row per tier and measure."""


def draw(view: View) -> None:
    """Draw each scheme in force, the form that replaces it, and the window of loyalty."""
    schemes = sorted({one.scheme for one in view.settings.tier_rules}) or [NEW]
    for scheme in schemes:
        held = tuple(one for one in view.settings.tier_rules if one.scheme == scheme)
        _in_force(view, scheme, held)
        _form(view, scheme, held)
    rules_of_values.values(view, "loyalty", ("loyalty_window_days",))


def _in_force(view: View, scheme: str, held: tuple[TierRule, ...]) -> None:
    st.subheader(word("settings.scheme", view.language, name=escaped(scheme)), anchor=False)
    if not held:
        st.markdown(word("settings.no_tiers", view.language))
        return
    st.caption(word("settings.since", view.language, day=formats.short_day(held[0].valid_from, view.language)))
    table = [{word(f"rule.{name}", view.language): cell for name, cell in _cells(view, one)} for one in held]
    st.dataframe(table, hide_index=True, height="content")


def _cells(view: View, one: TierRule) -> list[tuple[str, str]]:
    keep = one.threshold if one.keep_threshold is None else one.keep_threshold
    window = word(f"tier_choice.{one.window or 'rolling'}", view.language)
    days = word("settings.days", view.language, n=one.window_days) if one.window_days else ""
    return [
        ("tier", one.tier),
        ("basis", word(f"tier_choice.{one.basis}", view.language)),
        ("threshold", formats.number(one.threshold, view.language)),
        ("keep_threshold", formats.number(keep, view.language)),
        ("window", f"{window} {days}".strip()),
        ("downgrade", word(f"tier_choice.{one.downgrade}", view.language)),
    ]


def _form(view: View, scheme: str, held: tuple[TierRule, ...]) -> None:
    subject = f"{SUBJECT}_{scheme}"
    with st.expander(word("settings.change_tiers", view.language), key=f"change_{subject}"):
        with st.form(f"form_{subject}", border=False):
            tiers = _tiers(view, subject, held)
            with proposal.fields():
                shared = _shared(view, subject, held)
                since = proposal.day(view, subject)
            author = proposal.submitted(view, subject)
        if author is not None:
            asked = _rules(scheme, tiers, shared, since)
            changed, save = effects.with_scheme(view.settings, asked), partial(_save, view, asked, since)
            made = Proposal(subject, changed, save, author, partial(_moved, changed=changed))
            proposal.propose(view, subject, checks.of_scheme(asked), lambda: made)
        proposal.draw(view, subject)


def _moved(view: View, changed: crm_core.Settings) -> None:
    """Say how many customers would have another tier, from which to which."""
    table = view.ask("loyalty.dry_run", changed=changed)
    moved = table[(table["tier"] != table["tier_then"]) & (table["customers"] > 0)]
    n = formats.number(moved["customers"].sum(), view.language)
    st.markdown(word("settings.tiers_moved", view.language, n=n))
    titles = [word(f"settings.{name}", view.language) for name in ("tier_now", "tier_then", "customers")]
    rows = moved[["tier", "tier_then", "customers"]].set_axis(titles, axis=1)
    if len(rows):
        st.dataframe(rows, hide_index=True, height="content")


def _save(view: View, asked: tuple[TierRule, ...], since: dt.date, author: Author) -> None:
    rules.put_scheme(view.store, asked, since, author)


def _tiers(view: View, subject: str, held: tuple[TierRule, ...]) -> pd.DataFrame:
    """Ask for the tiers, the lowest first, with what reaches and what keeps each."""
    first = TierRule(NEW, "Base", "net_spend", 0.0, "at_once", dt.date.min)
    rows = [[getattr(one, name) for name in OF_A_TIER] for one in held or (first,)]
    numbers = {"threshold": "float64", "keep_threshold": "float64"}
    table = pd.DataFrame(rows, columns=list(OF_A_TIER)).astype(numbers)
    titles = {name: word(f"rule.{name}", view.language) for name in OF_A_TIER}
    bases = list(TABLES["tier_rules"].column("basis").choices)
    columns = {
        "tier": st.column_config.TextColumn(titles["tier"], required=True),
        "basis": st.column_config.SelectboxColumn(
            titles["basis"], options=bases, required=True,
            format_func=lambda code: word(f"tier_choice.{code}", view.language),
        ),
        "threshold": st.column_config.NumberColumn(titles["threshold"], min_value=0, required=True),
        "keep_threshold": st.column_config.NumberColumn(titles["keep_threshold"], min_value=0),
    }  # fmt: skip
    return st.data_editor(
        table, num_rows="dynamic", hide_index=True, column_config=columns, key=f"tiers_{subject}", height="content"
    )


def _shared(view: View, subject: str, held: tuple[TierRule, ...]) -> dict[str, Any]:
    """Ask what holds for all tiers of the scheme, filled in from the highest."""
    top = held[-1] if held else TierRule(NEW, "", "net_spend", 0.0, "at_once", dt.date.min, "rolling", 365)
    usual = {"window": "rolling", "validity": "at_once", "join": "and"}
    asked: dict[str, Any] = {}
    for name in SHARED:
        codes = TABLES["tier_rules"].column(name).choices
        place = codes.index(getattr(top, name) or usual.get(name, codes[0]))
        words = {code: word(f"tier_choice.{code}", view.language) for code in codes}
        title, key = word(f"rule.{name}", view.language), f"{name}_{subject}"
        asked[name] = st.selectbox(
            title, codes, index=place, format_func=words.__getitem__, key=key, width=proposal.FIELD
        )
    for name in NUMBERS:
        title, value, key = word(f"rule.{name}", view.language), getattr(top, name), f"{name}_{subject}"
        asked[name] = st.number_input(title, min_value=0, value=value, step=1, key=key, width=proposal.FIELD)
    soft, held_soft = word("rule.soft_landing", view.language), bool(top.soft_landing)
    return asked | {"soft_landing": st.checkbox(soft, held_soft, key=f"soft_{subject}", width=proposal.FIELD)}


def _rules(scheme: str, tiers: pd.DataFrame, shared: dict[str, Any], since: dt.date) -> tuple[TierRule, ...]:
    """Make the rules of what the table and the fields say; a number that is not given is none."""
    given = tiers.astype("object").where(tiers.notna(), None).to_dict("records")
    first = TierRule(scheme, "", "", 0.0, "", since)
    return tuple(replace(first, **shared, **_of_a_tier(row)) for row in given)


def _of_a_tier(row: dict[str, Any]) -> dict[str, Any]:
    threshold = float("nan") if row["threshold"] is None else float(row["threshold"])
    texts = {name: str(row[name] or "") for name in ("tier", "basis")}
    return texts | {"threshold": threshold, "keep_threshold": row["keep_threshold"]}
