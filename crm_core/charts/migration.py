"""Who moves between tiers: every rate as a cell, from-tier in rows, the best on top."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import row_axis, row_names
from crm_core.charts.look import LEAST_HEIGHT, STRONG, apart_in_colour, in_role, layered
from crm_core.charts.words import ChartWords

TEXTS = ("group", "value", "low", "high", "n", "missing", "per_cent", "new", "gone", "year_before")

FLIP = 0.6
"""Share of a row from which on a cell is so strong that its text is the paper's colour: readable in both themes."""

NOWHERE = -1
"""Place of who is new, in rows, and of who is gone, in columns."""

LEAST_ROW, CORNER = 46, 3
"""Height of a row and radius of a cell's corner, in pixels."""


def migration(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw the share of each row as a cell with its text; a row of too few customers says so and has no colour.

    Parameters
    ----------
    table : DataFrame
        ``from_tier``, ``to_tier``, ``from_place``, ``to_place``, ``share_pct``, ``low``, ``high``, ``customers``,
        ``of_customers``, ``earlier_pct``.
    before : DataFrame
        Not drawn: the table brings the year before with it.
    metric : Metric
        Names the unit.
    words : ChartWords
        Texts.
    """
    rows = _rows(table, metric, words)
    heads = rows.drop_duplicates("column")
    columns, lines = int(rows["column"].max()) + 1 if len(rows) else 0, rows.drop_duplicates("row")
    across = alt.Scale(domain=list(range(columns)), paddingInner=0.04)
    x = alt.X("column:O").title(None).axis(None).scale(across)
    y = row_axis(len(lines))
    shade = alt.Color("share:Q").scale(domain=[0, 1]).legend(None)
    told = [alt.Tooltip(f"{name}:N", title=title) for name, title in _told(words).items()]
    cells = alt.Chart(rows).mark_rect(cornerRadius=CORNER).encode(x, y, shade, tooltip=told)
    texts = alt.Chart(rows[rows["text"] != ""])
    roles = (("paper", f"datum.share >= {FLIP}"), ("ink", f"datum.share < {FLIP}"))
    written = [
        in_role(
            texts.transform_filter(where)
            .mark_text(fontWeight=STRONG if role == "paper" else "normal")
            .encode(x, y, alt.Text("text:N"), tooltip=told),
            role,
        )
        for role, where in roles
    ]
    names = alt.Chart(heads).mark_text(dy=-12).encode(x, y=alt.value(0), text="to:N")
    height = max(LEAST_HEIGHT, LEAST_ROW * len(lines))
    layers = (cells, *written, in_role(names, "muted"), row_names(lines))
    return apart_in_colour(layered(*layers, height=height))


def _told(words: ChartWords) -> dict[str, str]:
    return {
        "told_from": words.texts["group"],
        "told_value": words.texts["value"],
        "told_low": words.texts["low"],
        "told_high": words.texts["high"],
        "told_n": words.texts["n"],
        "told_before": words.texts["year_before"],
    }


def _rows(table: pd.DataFrame, metric: Metric, words: ChartWords) -> pd.DataFrame:
    """Return the cells: row and column by name, share (of 1, 0 where unknown), text, and what a pointer tells."""
    named = table.assign(
        to=[words.text("gone") if place == NOWHERE else name for name, place in _pairs(table, "to", words)],
        of=[words.text("new") if place == NOWHERE else name for name, place in _pairs(table, "from", words)],
    )
    counts = [words.number(float(n), 0) for n in named["of_customers"]]
    few = named["share_pct"].isna()
    share = named["share_pct"].fillna(0.0).astype("float64") / 100
    shown = [words.text("per_cent", x=words.number(value, 0)) for value in 100 * share]
    texts = pd.Series(shown, index=named.index).where(~few & (share >= 0.005), "")
    known = {"value": "share_pct", "low": "low", "high": "high", "before": "earlier_pct"}
    said = {f"told_{name}": [_percent(value, words) for value in named[column]] for name, column in known.items()}
    moved = [f"{start}, {n} → {end}" for start, n, end in zip(named["of"], counts, named["to"], strict=True)]
    told_n = [words.number(float(n), 0) for n in named["customers"]]
    cells = {
        "to": named["to"],
        "label": [f"{name} {n}" for name, n in zip(named["of"], counts, strict=True)],
        "row": _rank(named["from_place"], ascending=False),
        "column": _rank(named["to_place"]),
        "share": share,
        "text": texts,
        "told_from": moved,
        "told_n": told_n,
    }
    return pd.DataFrame(cells | said)


def _rank(places: pd.Series[float], *, ascending: bool = True) -> pd.Series[int]:
    """Number the places that occur, from 0."""
    return (places.astype("float64").rank(method="dense", ascending=ascending) - 1).astype("int64")


def _pairs(table: pd.DataFrame, side: str, words: ChartWords) -> list[tuple[str, float]]:
    return list(zip(map(words.label, table[f"{side}_tier"]), table[f"{side}_place"], strict=True))


def _percent(value: float, words: ChartWords) -> str:
    return words.texts["missing"] if pd.isna(value) else words.text("per_cent", x=words.number(value, 1))
