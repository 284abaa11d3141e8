"""Segments: build one from any attribute, and hold up to five beside each other."""

import streamlit as st

from crm_core.text import word
from pages._parts import page, segment_builder, segment_choice, segments

if view := page.opened("segments", *segments.TABLES, narrowed=False):
    everybody = view.of_every_segment()
    top = st.container()
    built = segment_builder.draw(view)
    named = segment_choice.draw(view, built)
    risk = st.toggle(word("segments.with_risk", view.language), key="segments_risk")
    found = segments.compare(everybody, named, risk=risk)
    with top:
        page.say(everybody, segments.sentences(everybody, found, named), segments.TABLES, response=False)
    segments.draw(everybody, found, named)
