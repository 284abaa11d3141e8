"""What a page has shown in this run, so that all of it can be given away as one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages._parts.section import Section

KEY = "gathered"
SMALL_GREY = ":small[:gray[{}]]"


@dataclass
class Figure:
    """One figure of a page.

    Attributes
    ----------
    title, shown, change, verdict : str
        What its card says, with the marks of its look.
    number : float or None
        The value in full, where it is a number.
    unit : str
        Its unit.
    lines : list of str
        What is said under the value.
    """

    title: str
    shown: str
    change: str = ""
    verdict: str = ""
    number: float | None = None
    unit: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Gathered:
    """All that a page has shown so far, in its order.

    Attributes
    ----------
    name : str
        The page's name in its address.
    title : str
        Its name in words.
    lines : list of str
        The sentences at its top.
    figures : list of Figure
        Its figures.
    sections : dict of str to Section
        Its sections by name.
    without : dict of str to str
        What is said in place of a picture, by the title of the section that has none.
    """

    name: str = ""
    title: str = ""
    lines: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    sections: dict[str, Section] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)


def begin(name: str) -> Gathered:
    """Forget what was shown before: a page begins."""
    st.session_state[KEY] = Gathered(name)
    return here()


def here() -> Gathered:
    """Return what the page of this run has shown."""
    found: Gathered = st.session_state.setdefault(KEY, Gathered())
    return found


def metric(title: str, shown: str, *, number: float | None = None, unit: str = "", **look: Any) -> None:
    """Draw a figure; `look` is the rest of what ``st.metric`` takes."""
    change, verdict = (str(look.get(name) or "") for name in ("delta", "delta_description"))
    here().figures.append(Figure(title, shown, change, verdict, number, unit))
    st.metric(title, shown, **look)


def line(text: str) -> None:
    """Draw a line under the figure that was drawn last."""
    here().figures[-1].lines.append(text)
    st.markdown(text)


def small(*lines: str) -> None:
    """Draw small grey lines under the figure that was drawn last."""
    for text in lines:
        line(SMALL_GREY.format(text))
