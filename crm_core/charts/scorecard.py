"""Everything known of each group at a glance: a row for each, a panel for each thing measured, dots with intervals."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from crm_core.catalogue import COUNTS, Metric
from crm_core.catalogue import TEXTS as TEXT_UNITS
from crm_core.charts.axes import row_axis, row_names
from crm_core.charts.hover import pointed_at, told
from crm_core.charts.look import (
    BAR,
    DASHES,
    DOT,
    HAIRLINE,
    INTERVAL,
    LEAST_HEIGHT,
    RING,
    STRONG,
    by_role,
    in_role,
    layered,
)
from crm_core.charts.words import ChartWords

LEFT, RIGHT, NUMBER = 0.06, 0.6, 0.96
"""Parts of a panel's width between which dots lie, and where its number ends."""

ROW_HEIGHT, MARGIN = 26, 60  # pixels
TIGHT = 620  # pixels; in a narrower plot there is no room for numbers, and heads stand aslant
GROUPS_MOST = 60
"""Most rows drawn."""

LONG = ("group", "panel", "unit", "value", "low", "high", "n")

SECONDS = 60
"""Seconds of a minute: waits are told in minutes."""

TEXTS = ("group", "value", "low", "high", "n", "missing", "per_cent", "minutes")


def scorecard(table: pd.DataFrame, before: pd.DataFrame, metric: Metric, words: ChartWords) -> alt.LayerChart:
    """Draw a row for each group, by the alphabet, with one dot and its interval in each panel.

    Parameters
    ----------
    table : DataFrame
        Either ``group``, ``panel`` (code), the metric's value, ``low``, ``high`` and ``n``; or one row for each group
        and for each panel ``x`` the columns ``x_low``, ``x_high`` and ``x_n`` behind that of its value. Each panel has
        a scale of its own, without numbers; its dashed line is the middle of all groups, each by its n. Groups under
        the minimum n are grey rings; what is missing is a dash.
    before : DataFrame
        Not drawn.
    metric : Metric
        Its columns tell the units.
    words : ChartWords
        Labels of groups and panels; where groups are accented, the others are drawn in grey.
    """
    cells = _cells(_long(table, metric), words)
    rows = cells.drop_duplicates("row")[["row", "label"]].sort_values("row")
    panels = cells.drop_duplicates("panel").sort_values("place")
    count = max(1, len(panels))
    y = row_axis(len(rows))
    known = cells.dropna(subset=["value"])
    units = [*dict.fromkeys(known["unit"])] or [""]
    spoken = pd.concat([told(known[known["unit"] == unit], words, str(unit)) for unit in units])
    few, apart = known["few"], known.assign(role=np.where(known["faint"], "muted", "main"))
    bars = alt.Chart(apart[~few & known["x_low"].notna()]).mark_rule(strokeWidth=INTERVAL, opacity=BAR)
    numbers = alt.Chart(cells).mark_text(align="right", opacity=alt.expr(f"width < {TIGHT} ? 0 : 1"))
    return layered(
        in_role(alt.Chart(rows).mark_rule(strokeWidth=HAIRLINE, opacity=0.15).encode(y), "muted"),
        *_middles(panels, _x(count, "middle")),
        by_role(bars.encode(_x(count, "x_low"), y, alt.X2("x_high:Q"))),
        in_role(alt.Chart(known[few]).mark_point(size=RING, opacity=1).encode(_x(count, "x"), y), "muted"),
        by_role(alt.Chart(apart[~few]).mark_point(size=DOT, filled=True, opacity=1).encode(_x(count, "x"), y)),
        by_role(numbers.encode(_x(count, "x_number"), y, alt.Text("text:N"))),
        *_heads(panels, _x(count, "head")),
        row_names(rows),
        pointed_at(spoken, words, _x(count, "x"), y),
        height=max(LEAST_HEIGHT, MARGIN + ROW_HEIGHT * len(rows)),
    )


def _x(count: int, field: str) -> alt.X:
    """Encode a field that counts panels from the left."""
    encoded: alt.X = alt.X(f"{field}:Q").title(None).axis(None).scale(domain=[0, count], nice=False)
    return encoded


def _long(table: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """Return group, panel, unit, value, low, high and n, one row for each dot."""
    if "panel" in table:
        names = {"group": "group", "panel": "panel", metric.value: "value", "low": "low", "high": "high", "n": "n"}
        return table[list(names)].rename(columns=names).assign(unit=metric.unit)
    columns, parts = list(metric.columns), [pd.DataFrame(columns=list(LONG))]
    for place, column in enumerate(columns):
        low, high, n = (columns[place + 1 : place + 4] + ["", "", ""])[:3]
        if low.endswith("_low") and metric.columns[column] not in TEXT_UNITS + COUNTS:
            panel = low.removesuffix("_low")
            values = {"value": table[column], "low": table[low], "high": table[high], "n": table[n]}
            parts.append(
                pd.DataFrame({"group": table["group"], "panel": panel, "unit": metric.columns[column], **values})
            )
    return pd.concat([part for part in parts if len(part)] or parts)


def _cells(rows: pd.DataFrame, words: ChartWords) -> pd.DataFrame:
    """Return each cell with its row and panel, the places of its marks, and its number as it is written."""
    numbers = ["value", "low", "high", "n"]
    rows = rows.astype(dict.fromkeys(numbers, "float64")).reset_index(drop=True)
    waits = rows["unit"] == "seconds"
    rows.loc[waits, numbers[:3]] /= SECONDS
    rows["unit"] = rows["unit"].mask(waits, "minutes")
    rows = rows.assign(label=[words.label(str(code)) for code in rows["group"]])
    shown = sorted({(str(one).casefold(), str(code)) for one, code in zip(rows["label"], rows["group"], strict=True)})[
        :GROUPS_MOST
    ]
    place = {group: row for row, (_, group) in enumerate(shown)}
    rows = rows[rows["group"].isin([*place])].assign(row=lambda part: part["group"].map(place))
    rows = rows.assign(place=pd.factorize(rows["panel"])[0], few=~(rows["n"] >= words.minimum_n))
    parts = [_placed(part) for _, part in rows.groupby("panel", sort=False)]
    cells = pd.concat(parts) if parts else _placed(rows)
    units = cells["unit"].mask(cells["unit"] == "minutes", "")  # the head says it
    written = [words.amount(value, str(unit), 1) for value, unit in zip(cells["value"], units, strict=True)]
    faint = ~cells["group"].isin(words.accented) & bool({*words.accented} & {*cells["group"]})
    role = np.where(cells["value"].isna() | cells["few"] | faint, "muted", "ink")
    return cells.assign(
        text=written, role=role, faint=faint, panel_label=[words.label(str(code)) for code in cells["panel"]]
    )


def _placed(part: pd.DataFrame) -> pd.DataFrame:
    """Add where the marks of one panel lie: its scale runs over the intervals of groups that are large enough."""
    shown = part[~part["few"]] if (~part["few"]).any() else part
    low, high = shown[["value", "low"]].min().min(), shown[["value", "high"]].max().max()
    width = high - low if high > low else 1.0

    def across(values: pd.Series[float]) -> pd.Series[float]:
        found: pd.Series[float] = part["place"] + LEFT + (RIGHT - LEFT) * ((values - low) / width).clip(0, 1)
        return found

    weight = shown["n"].where(shown["value"].notna())
    middle = (shown["value"] * weight).sum() / weight.sum() if weight.sum() > 0 else np.nan
    places = {"x": across(part["value"]), "x_low": across(part["low"]), "x_high": across(part["high"])}
    own = {"x_number": part["place"] + NUMBER, "head": part["place"] + (LEFT + RIGHT) / 2}
    return part.assign(**places, **own, middle=across(pd.Series(middle, index=part.index)))


def _middles(panels: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    rule = alt.Chart(panels.dropna(subset=["middle"])).mark_rule(strokeDash=DASHES, strokeWidth=HAIRLINE, opacity=0.7)
    return [in_role(rule.encode(x), "muted")]


def _heads(panels: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    """Write the panels' names above them, aslant where there is little room."""
    tight = f"width < {TIGHT}"
    head = alt.Chart(panels).mark_text(
        fontWeight=STRONG,
        dy=-6,
        baseline="bottom",
        angle=alt.expr(f"{tight} ? 310 : 0"),
        align=alt.expr(f"{tight} ? 'left' : 'center'"),
        limit=150,
    )
    return [in_role(head.encode(x, alt.Text("panel_label:N"), y=alt.value(0)), "ink")]
