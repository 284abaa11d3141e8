"""What an answer hangs on, read from the picture as it is drawn."""

import numpy as np

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import rows_with, texts

# The answer is 200. The discount turns: less of it is worth more.
HANGS = made_up.hanging(
    [
        ("yearly", 10, 14, 180, 220, 200),
        ("points", 2.5, 7.5, 100, 300, 200),
        ("discount", 5, 12, 230, 190, 200),
    ]
)


def drawn(table, **changes):
    return charts.draw("tornado", table, made_up.GAIN, made_up.words(**changes))


def test_the_widest_bar_stands_on_top():
    rows = rows_with(drawn(HANGS), "left_text")

    assert rows.sort_values("row")["label"].tolist() == ["points", "yearly", "discount"]


def test_each_end_says_what_is_assumed_and_what_comes_out():
    said = texts(drawn(HANGS))

    assert {"2.5 points: $100", "7.5 points: $300", "$10: $180", "$14: $220"} <= set(said)


def test_where_more_is_worth_less_the_ends_change_sides():
    rows = rows_with(drawn(HANGS), "left_text").set_index("label")

    assert rows.loc["discount", ["left", "right"]].tolist() == [190, 230]
    assert rows.loc["discount", ["left_text", "right_text"]].tolist() == ["12%: $190", "5%: $230"]


def test_what_is_not_known_is_not_drawn():
    said = texts(drawn(HANGS.assign(gain_at_low=HANGS["gain_at_low"].where(HANGS["group"] != "yearly", np.nan))))

    assert "yearly" not in said
    assert "points" in said
