"""Which segments stand beside each other: a ready choice, or up to five of one's own."""

from __future__ import annotations

import streamlit as st

from crm_core import segments
from crm_core.actions.selections import SEGMENT
from crm_core.contrast import MOST_SEGMENTS
from crm_core.segments import Segment
from crm_core.text import word
from pages._parts import segment_words
from pages._parts.answers import cached
from pages._parts.view import DATED, View

READY = ("hobbies", "needs", "dealing", "tier", "age", "acquisition_channel")
"""Attributes whose largest codes are a ready choice, hobbies and needs first."""

OWN = "own"
CHOICE, CHOSEN = "segments_choice", "segments_chosen"
"""Keys of the widgets."""

Named = tuple[tuple[str, Segment], ...]
"""Segments beside each other, each with its name."""


def draw(view: View, built: Segment | None) -> Named:
    """Draw the choice; return the segments by name, at most five."""
    language = view.language
    words = {name: word("segments.largest", language, attribute=segment_words.attribute(name, language))
        for name in READY} | {OWN: word("segments.own", language)}  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="segments_compare"):
        label = word("segments.choice", language)
        code = st.selectbox(
            label, [*words], format_func=words.__getitem__, key=CHOICE, persist_state="session", width=320
        )
        return _own(view, built) if code == OWN else _largest(view, str(code))


def _largest(view: View, name: str) -> Named:
    as_of = view.reach(DATED) or view.store.now()
    key = repr(("largest", view.store.name, view.versions, view.settings, name, view.reach(DATED)))
    compute = lambda: segments.largest(view.store, name, view.settings, as_of, MOST_SEGMENTS)  # noqa: E731
    found: tuple[Segment, ...] = cached(key, _compute=compute)
    return tuple((segment_words.code(name, next(one.conditions).chosen[0], view.language), one) for one in found)


def _own(view: View, built: Segment | None) -> Named:
    """Draw the field of one's own segments: the saved ones, and the one that is built."""
    known = dict(view.segments)
    texts = {one.text for one in known.values()}
    others = [one for one in (built, view.selection.segment) if one is not None and one.text not in texts]
    known |= {segment_words.said(one, view.language): one for one in others}
    if not known:
        st.markdown(word("segments.build_first", view.language))
        return ()
    if CHOSEN in st.session_state:  # what was deleted meanwhile can't be chosen any more
        st.session_state[CHOSEN] = [name for name in st.session_state[CHOSEN] if name in known]
    else:
        st.session_state[CHOSEN] = [*known][:MOST_SEGMENTS]
    label = word(f"filter.{SEGMENT}", view.language)
    shown = {"max_selections": MOST_SEGMENTS, "key": CHOSEN, "persist_state": "session"}
    return tuple((name, known[name]) for name in st.multiselect(label, [*known], **shown))
