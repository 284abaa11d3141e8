"""Segments: build one from any attribute, and hold up to five beside each other."""

import streamlit as st

from pages._parts import page, segment_builder, segment_choice, segments

if view := page.opened("segments", *segments.TABLES, narrowed=False):
    everybody = view.of_every_segment()
    top = st.container()
    built = segment_builder.draw(view)
    named = segment_choice.draw(view, built)
    found = segments.compare(everybody, named, risk=segments.with_risk(view))
    with top:
        page.say(everybody, segments.sentences(everybody, found, named), segments.TABLES, response=False)
    segments.draw(everybody, found, named)
