"""Every group at a glance: one panel for each thing measured, each on its own scale."""

import pandas as pd
import pytest

from crm_core import charts
from crm_core.catalogue import Metric
from tests.charts import made_up
from tests.charts.drawn import marks, texts

COLUMNS = {
    "group": "code",
    "wait_seconds": "seconds",
    "wait_low": "seconds",
    "wait_high": "seconds",
    "wait_n": "contacts",
    "kept_pct": "per cent",
    "kept_low": "per cent",
    "kept_high": "per cent",
    "kept_n": "complaints",
}
CARD = Metric("made.up", "Made up", "scorecard", "answers.at", ("answers",), (), COLUMNS, "kept_pct", "higher", print)
ROWS = [
    ("b", 120.0, 60.0, 180.0, 40, 80.0, 70.0, 90.0, 40),
    ("A", 240.0, 180.0, 300.0, 40, None, None, None, 0),
    ("c", 600.0, 0.0, 9_000.0, 5, 60.0, 50.0, 70.0, 120),
]


def drawn(**changes):
    return charts.draw("scorecard", pd.DataFrame(ROWS, columns=[*COLUMNS]), CARD, made_up.words(**changes))


def cells() -> pd.DataFrame:
    """All cells: the largest of the chart's data sets."""
    sets = [pd.DataFrame(rows) for rows in drawn().to_dict()["datasets"].values()]
    return max((rows for rows in sets if "panel_label" in rows), key=len)


def test_groups_stand_by_the_alphabet_whatever_their_numbers():
    rows = cells().drop_duplicates("row").sort_values("row")

    assert rows["label"].tolist() == ["A", "b", "c"]


def test_each_panel_has_its_own_scale_over_the_groups_that_are_large_enough():
    wait = cells()[lambda part: part["panel"] == "wait"].set_index("group")

    # From 1 to 5 minutes, since c is too small to stretch the scale: b lies a quarter of the way, A three quarters.
    left, right = 0.06, 0.6
    assert wait.loc["b", "x"] == pytest.approx(left + 0.25 * (right - left))
    assert wait.loc["A", "x"] == pytest.approx(left + 0.75 * (right - left))
    assert wait.loc["c", "x"] == pytest.approx(right)
    assert wait["middle"].tolist() == pytest.approx([left + 0.5 * (right - left)] * 3)


def test_waits_are_told_in_minutes_shares_with_their_sign_and_what_is_missing_as_such():
    said = texts(drawn())

    assert {"2.0", "4.0", "80.0%", "60.0%", "unknown"} <= set(said)


def test_few_are_a_grey_ring_without_an_interval():
    rings = [role for _, role in marks(drawn(), "symbol") if role == "muted"]

    assert len(rings) == 1


def test_the_others_of_an_accented_group_are_drawn_in_grey():
    dots = [role for _, role in marks(drawn(accented=("b",)), "symbol")]

    # Both numbers of b; the wait of A and what was kept of c are large enough, but not accented; c's wait is a ring.
    assert sorted(dots) == ["main", "main", "muted", "muted", "muted"]
    assert sorted(role for _, role in marks(drawn(), "symbol")) == ["main"] * 4 + ["muted"]
    assert sorted(role for _, role in marks(drawn(accented=("nowhere",)), "symbol")) == ["main"] * 4 + ["muted"]
