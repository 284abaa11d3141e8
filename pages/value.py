"""Value: how much hangs on how few, and what customers are still expected to bring."""

from functools import partial

import streamlit as st

from pages._parts import card, figures, loyalty, page, sources, value

TABLES = loyalty.TABLES

if view := page.opened("value", *TABLES):
    page.say(view, value.sentences(view), TABLES)
    if loyalty.any_buyers(view):
        figures.row(loyalty.top_fifth, loyalty.multiple, value.still_to_come, value.next_year, value.hold_out)
        card.side_by_side(view, (1, loyalty.lorenz), (1, value.tenths))
        left, right = st.columns([1, 2])
        with left:
            points = value.if_more_stayed(view)
        with right:
            card.draw(view, partial(value.hangs_on, points=points))
        left, right = st.columns(2)
        with left:
            sources.where_from(view)
        with right:
            sources.growth(view)
    else:
        page.nothing_selected(view, "buyers", TABLES)
