"""Up, down or out: bars from a line in the middle, one row per tier, the best on top."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts.axes import row_axis, row_names
from crm_core.charts.look import HAIRLINE, LEAST_HEIGHT, STRONG, by_role, in_role, layered
from crm_core.charts.words import ChartWords

TEXTS = ("group", "value", "n", "missing", "per_cent", "gone", "moved_down", "moved_up", "left_then_down")

PLACES = {"from_tier": "tier", "from_place": "place", "to_place": "place_then"}
"""Columns of moves under the names of rules tried out: both are drawn alike."""

NOWHERE = -1
ROW, BAR_WIDTH = 46, 22  # pixels
LEAST_TOLD = 1.5
"""Least share, in per cent, whose bar has room for its number."""

PALE = 0.45
KINDS = (("gone", "bad", 1.0, "paper"), ("moved_down", "bad", PALE, "ink"), ("moved_up", "good", 1.0, "paper"))
"""Key of the kind's text, role and opacity of its bars, role of the number on them."""

SIGNS = {"moved_up": 1.0, "moved_down": -1.0, "gone": -1.0}


def updown(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw what part of each tier moves down or is gone, to the left, and up, to the right, with the words above.

    Parameters
    ----------
    table : DataFrame
        ``from_tier``, ``from_place`` and ``to_place``, or ``tier``, ``place`` and ``place_then``; ``share_pct``,
        ``customers``, ``of_customers``.
    before : DataFrame
        Not drawn: the loudest chart of a page says one thing.
    metric : Metric
        Names the unit.
    words : ChartWords
        Texts.
    """
    rows = _bars(table, words)
    lines = rows.drop_duplicates("row")
    far = max(float(rows["end"].abs().max()) if len(rows) else 0.0, 1.0) * 1.1
    span = alt.Scale(domain=[-far, far], nice=False)
    axis = alt.Axis(labels=False, grid=True, tickCount=5)
    x = alt.X("start:Q").title(None).scale(span).axis(axis)
    y = row_axis(len(lines))
    end = alt.X2("end:Q")
    told = [alt.Tooltip(f"told_{name}:N", title=words.texts[name]) for name in ("group", "value", "n")]
    bars = [
        in_role(
            alt.Chart(rows[rows["kind"] == kind])
            .mark_bar(height=BAR_WIDTH, opacity=opacity)
            .encode(x, y, end, tooltip=told),
            role,
        )
        for kind, role, opacity, _ in KINDS
    ]
    wide = rows[rows["share"] >= LEAST_TOLD]
    middle = alt.X("middle:Q").title(None).scale(span).axis(axis)
    numbers = by_role(alt.Chart(wide).mark_text(fontWeight=STRONG).encode(middle, y, alt.Text("text:N"), tooltip=told))
    zero = alt.Chart(pd.DataFrame({"start": [0.0]})).mark_rule(strokeWidth=HAIRLINE).encode(x)
    height = max(LEAST_HEIGHT, ROW * len(lines))
    layers = (in_role(zero, "muted"), *bars, numbers, row_names(lines), *_heads(rows, far, span, words))
    return layered(*layers, height=height)


def _heads(rows: pd.DataFrame, far: float, span: alt.Scale, words: ChartWords) -> list[alt.Chart]:
    left = "left_then_down" if (rows["kind"] == "gone").any() else "moved_down"
    x = alt.X("start:Q").title(None).scale(span)
    down = alt.Chart(pd.DataFrame({"start": [-far * 0.02], "text": [words.text(left)]}))
    up = alt.Chart(pd.DataFrame({"start": [far * 0.02], "text": [words.text("moved_up")]}))
    marks = (
        (down.mark_text(align="right", dy=-12, fontWeight=STRONG), "bad"),
        (up.mark_text(align="left", dy=-12, fontWeight=STRONG), "good"),
    )
    return [in_role(mark.encode(x, y=alt.value(0), text="text:N"), role) for mark, role in marks]


def _bars(table: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return a row per tier and kind of move: where its bar starts and ends, and what is written and told."""
    moves = table.rename(columns=PLACES).astype({"place": "float64", "place_then": "float64", "customers": "float64"})
    moves = moves[moves["place"] > NOWHERE]
    then, now = moves["place_then"], moves["place"]
    kind = pd.Series("stayed", index=moves.index).mask(then > now, "moved_up").mask(then < now, "moved_down")
    moves = moves.assign(kind=kind.mask(then == NOWHERE, "gone"), share=moves["share_pct"].astype("float64"))
    sums = moves.groupby(["place", "tier", "of_customers", "kind"], as_index=False)[["share", "customers"]].sum()
    sums["share"] = sums["share"].fillna(0.0)
    down = sums[sums["kind"] == "moved_down"].set_index("place")["share"]
    inner = sums["place"].map(down).fillna(0.0).where(sums["kind"] == "gone", 0.0)
    sign = pd.Series([SIGNS.get(kind, 0.0) for kind in sums["kind"]], index=sums.index, dtype="float64")
    start, end = -inner, sign * sums["share"] - inner
    roles = {name: number for name, _, _, number in KINDS}
    texts = [words.text("per_cent", x=words.number(share, 0)) for share in sums["share"]]
    labels = [
        f"{words.label(tier)} {words.number(float(n), 0)}"
        for tier, n in zip(sums["tier"], sums["of_customers"], strict=True)
    ]
    counts = [words.number(float(n), 0) for n in sums["customers"]]
    drawn = sums.assign(
        start=start, end=end, middle=(start + end) / 2, text=texts, label=labels,
        role=[roles.get(kind, "ink") for kind in sums["kind"]], told_group=labels, told_value=texts, told_n=counts,
        row=(sums["place"].rank(method="dense", ascending=False) - 1).astype("int64"),
    )  # fmt: skip
    tiers = drawn.drop_duplicates("place").assign(kind="none", share=0.0, start=0.0, end=0.0, middle=0.0)
    return pd.concat([drawn[drawn["kind"] != "stayed"], tiers], ignore_index=True)
