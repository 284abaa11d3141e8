"""Pictures for files and reports, where no browser brings theme and fonts."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import escape, unescape
from re import findall, sub
from textwrap import wrap

import altair as alt
import vl_convert

from crm_core.charts.look import AXIS_TEXT, STRONG, Theme
from crm_core.errors import ChartRefused

FONTS = "Inter, Vazirmatn, 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
"""What the pages use, as far as the machine has it; the last one is always there for Latin letters.

The web fonts of the pages can't serve here: the renderer reads no woff2, and draws nothing for a family it lacks.
"""

WIDTH = 720  # pixels
SCALE = 2.0  # a picture for print and for dense screens
UNASSIGNED = "\u0378"
"""A character that no font has: what it draws is the sign for a missing one."""

CATEGORY: dict[Theme, list[str]] = {
    "light": ["#0F6580", "#BB6816", "#9373D9", "#5A1038", "#3E3A12", "#8C7A52"]
    + ["#15795A", "#C8321A", "#6B747C", "#1D242B", "#FDFDFC"],
    "dark": ["#5CC0D6", "#CC8D26", "#8E88F1", "#DCE8A7", "#DF5277", "#FBCE67"]
    + ["#6FDDA0", "#EE6A4A", "#97A1AA", "#E8EAEC", "#14181B"],
}
"""The theme's category colours, one per role."""

RAMP: dict[Theme, list[str]] = {
    "light": [
        "#EEF5F7",
        "#DCEBEF",
        "#C5DEE5",
        "#A9CDD8",
        "#89BAC9",
        "#67A5B8",
        "#4690A6",
        "#287A93",
        "#0F6580",
        "#0A4B60",
    ],
    "dark": [
        "#1C272C",
        "#20343B",
        "#24434D",
        "#285360",
        "#2D6575",
        "#33788B",
        "#3A8DA3",
        "#46A5BC",
        "#5CC0D6",
        "#9FE0EE",
    ],
}
"""The theme's sequential colours."""

GRID: dict[Theme, str] = {"light": "#E1E3E0", "dark": "#30373C"}


TITLE, LINE = 18, 13  # pixels, sizes of letters
LETTER = 0.52  # mean width of a letter of a text, in its size
BETWEEN = 5  # pixels between lines


def captioned(chart: alt.LayerChart, title: str, lines: Sequence[str], theme: Theme = "light") -> alt.LayerChart:
    """Write above a chart what it shows, so that a picture that is passed on still says it.

    Parameters
    ----------
    chart : alt.LayerChart
        As `crm_core.charts.draw` returns it.
    title : str
        What the picture is about.
    lines : sequence of str
        Its sentences: what is to be seen, of when and of whom, up to which day, how many. Each begins a new line.
    theme : {"light", "dark"}
        Whose colours.
    """
    head = alt.TitleParams(
        text=folded(title, TITLE),
        subtitle=[part for line in lines for part in folded(line, LINE)],
        anchor="start",
        frame="bounds",
        color=CATEGORY[theme][-2],
        fontSize=TITLE,
        fontWeight=STRONG,
        lineHeight=TITLE + BETWEEN,
        subtitleColor=AXIS_TEXT[theme],
        subtitleFontSize=LINE,
        subtitleLineHeight=LINE + BETWEEN,
        subtitlePadding=BETWEEN,
        offset=2 * TITLE,
    )
    with_title: alt.LayerChart = chart.copy(deep=True).properties(title=head)
    return with_title


def folded(text: str, size: int, width: int = WIDTH) -> list[str]:
    """Break a text of letters of this size into lines of at most this width, both in pixels."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text) > len(text) / 2
    return wrap(text, int(width / size / (1 if wide else LETTER))) or [""]


def to_standalone(chart: alt.LayerChart, theme: Theme = "light", *, fonts: str = FONTS) -> alt.LayerChart:
    """Give a chart the colours, the fonts and the width that a page would give it.

    Parameters
    ----------
    chart : alt.LayerChart
        As `crm_core.charts.draw` returns it, for the same theme.
    theme : {"light", "dark"}
        Whose colours.
    fonts : str
        Families in the order they are tried, as in CSS.
    """
    alone: alt.LayerChart = (
        chart.copy(deep=True)
        .properties(width=WIDTH)
        .configure_range(category=CATEGORY[theme], ramp=RAMP[theme], heatmap=RAMP[theme])
    )
    alone.config.font = fonts
    alone.config.background = CATEGORY[theme][-1]
    alone.config.padding = 16
    alone.config.axis.gridColor = GRID[theme]
    return alone


def to_svg(chart: alt.LayerChart, theme: Theme = "light", *, fonts: str = FONTS) -> str:
    """Return the chart as SVG; its letters are drawn by whoever opens it, with their fonts."""
    spec = to_standalone(chart, theme, fonts=fonts).to_json(indent=None)
    return vl_convert.vegalite_to_svg(spec, vl_version=alt.SCHEMA_VERSION[1:].rpartition(".")[0], allowed_base_urls=[])


def to_png(chart: alt.LayerChart, theme: Theme = "light", *, fonts: str = FONTS, scale: float = SCALE) -> bytes:
    """Return the chart as PNG.

    Raises
    ------
    ChartRefused
        The machine has no font for letters of the chart; the renderer would leave them out and say nothing.
    """
    svg = to_svg(chart, theme, fonts=fonts)
    check_letters(svg, fonts)
    return vl_convert.svg_to_png(svg, scale=scale)


def check_letters(svg: str, fonts: str = FONTS) -> None:
    """Make sure that the machine has a font for every letter of a drawing; raises ChartRefused as `to_png` does."""
    missing = undrawable(" ".join(texts_of(svg)), fonts)
    if missing:
        raise ChartRefused(
            "chart_font_missing",
            found=", ".join(missing),
            expected="a font with these letters",
            todo="install Noto Sans fonts (on Debian: fonts-noto-core, fonts-noto-cjk) or take the SVG",
        )


def texts_of(svg: str) -> list[str]:
    """Return the texts that an SVG draws, in their order."""
    return [unescape(sub("<[^>]+>", "", inner)) for inner in findall(r"<text[^>]*>(.*?)</text>", svg)]


def undrawable(text: str, fonts: str = FONTS) -> list[str]:
    """Return the scripts, in capitals, whose letters and digits no font of the machine draws."""
    samples = {unicodedata.name(one, UNASSIGNED).split()[0]: one for one in text if one.isalnum()}
    nothing = {_drawn("", fonts), _drawn(UNASSIGNED, fonts)}
    return sorted(script for script, letter in samples.items() if _drawn(letter, fonts) in nothing)


@lru_cache(maxsize=512)
def _drawn(letter: str, fonts: str) -> bytes:
    """Draw one letter."""
    family, shown = escape(json.dumps(fonts)[1:-1]), escape(letter)
    text = f'<text x="5" y="25" font-size="20" font-family="{family}">{shown}</text>'
    return vl_convert.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{text}</svg>')
