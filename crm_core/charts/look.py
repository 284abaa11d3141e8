"""Colours by role and the settings that every chart shares."""

from __future__ import annotations

from typing import Any, Final, Literal

import altair as alt

Theme = Literal["light", "dark"]

ROLES = ["main", "second", "third", "fourth", "fifth", "sixth", "good", "bad", "muted", "ink", "paper"]
"""What the theme's category colours stand for, in their order; a scale with this domain takes its colours there."""

AXIS_TEXT: dict[Theme, str] = {"light": "#59626A", "dark": "#A6B0B8"}
"""Colour of axis labels, 6.1 and 8.1 to 1; the front end's own is too pale. The one colour that asks for the theme."""

LEAST_HEIGHT, MOST_HEIGHT = 250, 340  # pixels
HEIGHT = 290  # pixels
NOW, GHOST, HAIRLINE = 2.2, 1.4, 1.0  # pixels, widths of lines
DOT, RING, END, HOVER = 90, 50, 60, 200  # square pixels, areas of points
INTERVAL = 8  # pixels, width of an interval's bar
BAND, BAR = 0.15, 0.22  # opacity of an interval behind a line and behind a dot
STRONG: Final = 600  # weight of a label that is a finding
DASHES = [4, 4]
NARROW = 300  # pixels; a plot of a phone's width has less room than words need


def by_role(layer: Any) -> alt.Chart:
    """Colour each mark by the role in its own field ``role``."""
    coloured: alt.Chart = layer.encode(alt.Color("role:N").scale(domain=ROLES).legend(None))
    return coloured


def in_role(layer: Any, role: str) -> alt.Chart:
    """Colour all marks of a layer by one role of the theme."""
    return by_role(layer.transform_calculate(role=f"'{role}'"))


def layered(*layers: alt.Chart | alt.LayerChart, height: int) -> alt.LayerChart:
    """Lay layers over each other, the first one lowest, in a picture of this height in pixels."""
    picture: Any = alt.layer(*layers)
    whole: alt.LayerChart = picture.properties(height=height)
    return whole


def apart_in_colour(picture: alt.LayerChart) -> alt.LayerChart:
    """Keep a ramp and the scale of roles from becoming one scale."""
    resolved: alt.LayerChart = picture.resolve_scale(color="independent")
    return resolved


def configured(chart: alt.LayerChart, theme: Theme) -> alt.LayerChart:
    """Add the settings that are the same for every chart."""
    axis = alt.AxisConfig(
        domain=False,
        ticks=False,
        title=None,
        gridOpacity=0.7,
        labelColor=AXIS_TEXT[theme],
        titleColor=AXIS_TEXT[theme],
        labelFontSize=12,
        labelPadding=8,
        labelLimit=170,  # the default of 100 cuts
        labelFlush=False,  # else the first and last label leave their places
        labelOverlap=False,
        aria=False,
    )
    # Else a screen reader spells out every mark by the names of fields: the description and the page's table say it.
    mark = alt.MarkConfig(aria=False)
    look: alt.LayerChart = chart.configure(
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        mark=mark,
        text=alt.MarkConfig(fontSize=12),
    )
    return look
