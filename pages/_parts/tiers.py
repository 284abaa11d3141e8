"""What pages say and show of tiers: who has which, who moves, and whom other rules would touch."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

import crm_core
from crm_core.actions import effects
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import card, figures
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

MOVES, MOVED, SPREAD, TRIED = "loyalty.migration", "loyalty.moved", "loyalty.tiers", "loyalty.dry_run"
GAPS = "loyalty.tier_gaps"
TRY = "tiers_tried"
"""Key of what a manager tries out: thresholds by tier, kept while the visit lasts and never saved."""


def any_scheme(view: View) -> bool:
    """Whether the workspace has a tier scheme."""
    return bool(view.settings.tier_rules)


def moved_up_less_down(view: View) -> None:
    """Draw the share of customers who moved up a tier less those who moved down."""
    found = view.compare(MOVED).iloc[0]
    n = counted(int(found["n"]), "customers", view.language)
    up, down = (formats.number(found[name], view.language) for name in ("up", "down"))
    said = word("figure.up_and_down", view.language, up=up, down=down, n=n)
    figures.drawn(view, crm_core.ask(MOVED), found, word(f"figure_title.{MOVED}", view.language), said)


def migration(view: View) -> Section:
    """Show from which tier to which customers moved."""
    table = view.ask(MOVES)
    return Section("loyalty.migration", MOVES, "migration", table)


def gaps(view: View) -> Section:
    """Show how many customers of each tier are near the next one; the table says what is missing in all."""
    table = view.ask(GAPS).sort_values("place", ascending=False, kind="stable")
    below_top = table[table["near_pct"].notna()]
    rows = below_top.assign(group=below_top["tier"]).dropna(axis="columns", how="all")
    return Section("loyalty.gaps", GAPS, "dumbbell", rows.drop(columns="tier"))


def spread(view: View) -> Section:
    """Show how customers spread over the tiers, month by month."""
    return Section("loyalty.tiers", SPREAD, "tiers", view.ask(SPREAD))


def near_and_tried(view: View) -> None:
    """Draw who is near the next tier, beside the form that tries other thresholds out."""
    near, other_rules = st.columns(2)
    with near:
        card.draw(view, gaps)
    with other_rules:
        dry_run(view)


def dry_run(view: View) -> None:
    """Let a manager change thresholds and see whose tier would be another one; nothing is saved."""
    with st.container(border=True, key="card_dry_run"):
        st.subheader(word("loyalty.dry_run_title", view.language), anchor=False)
        st.markdown(f":small[:gray[{word('loyalty.dry_run_text', view.language)}]]")
        with st.form("form_dry_run", border=False):
            limits = _limits(view)
            if st.form_submit_button(word("loyalty.try", view.language)):
                st.session_state[TRY] = limits
    if limits_tried := st.session_state.get(TRY):
        card.draw(view, partial(tried, limits=limits_tried))


Limits = tuple[tuple[str, str, float], ...]
"""Thresholds that are tried out: tier, basis, threshold."""


def _limits(view: View) -> Limits:
    """Ask for the threshold of each tier above the first."""
    rules = [rule for rule in view.settings.tier_rules if rule.threshold > 0]
    limits = []
    for column, rule in zip(st.columns(max(len(rules), 1)), rules, strict=False):
        basis = word(f"tier_choice.{rule.basis}", view.language)
        name = word("loyalty.threshold", view.language, tier=escaped(rule.tier), basis=basis)
        key = f"try_{rule.tier}_{rule.basis}"
        with column:
            limit = st.number_input(name, min_value=0.0, value=float(rule.threshold), key=key)
        limits.append((rule.tier, rule.basis, limit))
    return tuple(limits)


def tried(view: View, *, limits: Limits) -> Section:
    """Show whose tier would be another one with other thresholds."""
    by_rule = {(tier, basis): limit for tier, basis, limit in limits}
    rules = tuple(
        replace(rule, threshold=by_rule.get((rule.tier, rule.basis), rule.threshold))
        for rule in view.settings.tier_rules
    )
    changed = effects.with_scheme(view.settings, rules)
    table = view.ask(TRIED, changed=changed)
    up = table.loc[table["place_then"] > table["place"], "customers"].sum()
    down = table.loc[table["place_then"] < table["place"], "customers"].sum()
    places = {"up": formats.number(int(up), view.language), "down": formats.number(int(down), view.language)}
    return Section("loyalty.tried", TRIED, "updown", table, places=places, options={"changed": changed})
