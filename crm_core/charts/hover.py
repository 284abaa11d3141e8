"""What the reader sees on pointing at a mark: the number, its interval, and how many stand behind it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.charts.look import HOVER, in_role
from crm_core.charts.words import ChartWords

TOLD = ("group", "value", "low", "high", "n")
"""Fields of a tooltip; their titles are the texts of the same name."""


def told(rows: pd.DataFrame, words: ChartWords, unit: str) -> pd.DataFrame:
    """Add the written fields of the tooltip to rows with columns label, value, low, high and n."""
    written = {
        f"told_{field}": [words.amount(value, unit) for value in rows[field]] for field in ("value", "low", "high")
    }
    counts = [words.number(count, 0) for count in rows["n"]]
    return rows.assign(told_group=rows["label"], **written, told_n=counts)


def pointed_at(rows: pd.DataFrame, words: ChartWords, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return invisible points, large enough to be met, that tell each row."""
    titles = [alt.Tooltip(f"told_{field}:N").title(words.text(field)) for field in TOLD]
    return in_role(alt.Chart(rows).mark_point(size=HOVER, opacity=0).encode(x, y, tooltip=titles), "main")
