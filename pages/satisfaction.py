"""Satisfaction: how satisfied customers are, and how sure that is."""

import streamlit as st

from pages._parts import benchmarks, card, comments, figures, page, ratings, satisfaction, steps

TABLES = ("survey_answers",)

if view := page.opened("satisfaction", *TABLES):
    page.say(view, satisfaction.sentences(view), TABLES)
    if satisfaction.any_answers(view):
        figures.row(
            figures.of("satisfaction.index"),
            ratings.csat,
            figures.of("satisfaction.nps", note=satisfaction.of_promoters),
            ratings.effort,
            ratings.response,
        )
        card.side_by_side(view, (2, satisfaction.index_by_month), (1, steps.profile))
        left, right = st.columns(2)
        with left:
            card.one_of(view, "satisfaction.where", satisfaction.where(view))
        with right:
            card.draw(view, comments.about)
        left, right = st.columns(2)
        with left:
            card.one_of(view, "satisfaction.why", satisfaction.what_goes_with_it(view))
        with right:
            card.draw(view, benchmarks.standing)
    else:
        page.nothing_selected(view, "answers", TABLES)
