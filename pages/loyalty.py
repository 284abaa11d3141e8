"""Loyalty: who comes back, who stays, and how much hangs on how few."""

import streamlit as st

from pages._parts import at_risk, card, figures, liking, loyalty, page, tiers, win_back

TABLES = loyalty.TABLES

if view := page.opened("loyalty", *TABLES):
    page.say(view, [*loyalty.sentences(view), *at_risk.sentence(view)], TABLES)
    if loyalty.any_buyers(view):
        figures.row(
            loyalty.active_customers,
            loyalty.came_back,
            loyalty.liked_or_top_fifth,
            tiers.moved_up_less_down if tiers.any_scheme(view) else loyalty.kept,
            at_risk.figure,
        )
        card.side_by_side(view, (1, loyalty.curve), (1, loyalty.cohorts))
        left, right = st.columns(2)
        with left:
            liking.draw(view)
        with right:
            card.draw(view, loyalty.points_or_interval)
        moving = tiers.migration if tiers.any_scheme(view) else loyalty.segments
        card.side_by_side(view, (1, loyalty.lorenz), (1, moving))
        if tiers.any_scheme(view):
            tiers.near_and_tried(view)
        win_back.draw(view)
    else:
        page.nothing_selected(view, "buyers", TABLES)
