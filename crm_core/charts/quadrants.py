"""Like and buy: four fields, each with its share of the customers."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.look import LEAST_HEIGHT, STRONG, apart_in_colour, in_role, layered
from crm_core.charts.words import ChartWords

FIELDS = (("latent", 0, 0), ("loyal", 1, 0), ("neither", 0, 1), ("spurious", 1, 1))
"""Columns of the table, with their place from the left and from the top: to the right buys, above likes."""

HEADROOM = 1.8
"""The ramp ends so many times beyond the largest share, so that dark text stays readable on every field."""

GAP = 0.03
NUMBER, NAME = 22, 13  # pixels, sizes of letters

TEXTS = ("latent", "loyal", "neither", "spurious", "of_customers", "missing", "per_cent", "group", "n")


def quadrants(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw four fields, like above and buy to the right, shaded by their share of those who answered.

    Parameters
    ----------
    table : DataFrame
        ``loyal``, ``latent``, ``spurious``, ``neither``, customers; ``n``, their sum. Several groups are added up.
    before : DataFrame
        Not drawn.
    metric : Metric
        Not needed beside the columns' fixed names.
    words : ChartWords
        Texts.
    """
    fields = _fields(table, words)
    x = alt.X("x:O").title(None).axis(None).scale(domain=[0, 1], paddingInner=GAP)
    y = alt.Y("y:O").title(None).axis(None).scale(domain=[0, 1], paddingInner=2 * GAP)
    highest = HEADROOM * max(1.0, fields["share"].max()) if len(fields) else HEADROOM
    shade = alt.Color("share:Q").scale(domain=[0, highest]).legend(None)
    tooltip = [alt.Tooltip("name:N").title(words.text("group")), alt.Tooltip("count:N").title(words.text("n"))]
    squares: Any = alt.Chart(fields).mark_rect(cornerRadius=3).encode(x, y, shade, tooltip=tooltip)
    said = alt.Chart(fields).encode(x, y)
    picture = layered(
        squares,
        in_role(said.mark_text(dy=-26, fontSize=NAME).encode(alt.Text("name:N")), "ink"),
        in_role(said.mark_text(fontSize=NUMBER, fontWeight=STRONG).encode(alt.Text("text:N")), "ink"),
        in_role(said.mark_text(dy=24).encode(alt.Text("count:N")), "ink"),
        height=LEAST_HEIGHT,
    )
    return apart_in_colour(picture)


def _fields(table: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return x, y, share, name, text and count of each field; none where nobody answered."""
    sums = table[[name for name, _, _ in FIELDS]].astype("float64").sum()
    total = sums.sum()
    rows = [
        (x, y, 100 * sums[name] / total, words.text(name), words.text("of_customers", x=words.number(sums[name], 0)))
        for name, x, y in FIELDS
        if total > 0
    ]
    fields = pd.DataFrame(rows, columns=["x", "y", "share", "name", "count"])
    return fields.assign(text=[words.amount(share, "per cent", 0) for share in fields["share"]])
