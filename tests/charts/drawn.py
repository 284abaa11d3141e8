"""Reading what was really drawn, from the SVG."""

import re

import altair as alt
import pandas as pd

from crm_core import charts
from crm_core.charts.export import CATEGORY, texts_of

ROLE = {colour: role for role, colour in zip(charts.ROLES, CATEGORY["light"], strict=True)}


def texts(chart: alt.LayerChart) -> list[str]:
    """Texts in the order in which they are drawn."""
    return texts_of(charts.to_svg(chart))


def marks(chart: alt.LayerChart, kind: str) -> list[tuple[str, str]]:
    """Path and role of each mark of a kind (symbol, line, area, rect, rule), visible ones only."""
    drawn = []
    for group in re.findall(rf'<g class="mark-{kind} role-mark[^>]*(?<!/)>(.*?)</g>', charts.to_svg(chart), re.DOTALL):
        for attributes in re.findall(r"<(?:path|line)([^>]*)>", group):
            colour = re.search(r'(?:fill|stroke)="(#[0-9A-Fa-f]{6}|rgb[^"]*)"', attributes)
            path = re.search(r' (?:d|transform)="([^"]*)"', attributes)
            if path and path[1] and colour and ' opacity="0"' not in attributes:
                drawn.append((path[1], ROLE.get(colour[1], colour[1])))
    return drawn


def rows_with(chart: alt.LayerChart, column: str) -> pd.DataFrame:
    """The first data set of a chart that has a column."""
    sets = [pd.DataFrame(rows) for rows in chart.to_dict()["datasets"].values()]
    return next(rows for rows in sets if column in rows)
