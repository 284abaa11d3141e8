"""What to fix first, read from the picture as it is drawn."""

import numpy as np
import pandas as pd

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts

# Means: 4.0 of 5, a share of 6 %: listen matters more and is done worse
STEPS = made_up.driving(
    [("listen", 15, 14, 16, 3.8), ("probe", 5, 4, 6, 3.9), ("present", 3, 2, 4, 4.1), ("close", 1, 0, 2, 4.2)]
)


def drawn(table: pd.DataFrame, **changes):
    return charts.draw("importance", table, made_up.DRIVING, made_up.words(**changes))


def test_what_matters_and_is_done_worse_has_a_colour_of_its_own():
    rows = rows_with(drawn(STEPS), "told_value").set_index("label")

    assert rows["role"].to_dict() == {"listen": "second", "probe": "main", "present": "main", "close": "main"}


def test_every_driver_is_named_and_every_corner_says_what_to_do():
    said = texts(drawn(STEPS))

    assert {"listen", "probe", "present", "close"} <= set(said)
    assert {"improve first", "keep up", "low priority", "overdone", "how well"} <= set(said)


def test_what_is_not_known_is_not_drawn():
    unknown = STEPS.assign(share_pct=STEPS["share_pct"].where(STEPS["group"] != "probe", np.nan))

    chart = drawn(unknown)

    assert "probe" not in texts(chart)
    assert len([role for _, role in marks(chart, "symbol") if role in ("main", "second")]) == 3


def test_nothing_known_is_an_empty_picture_without_corners():
    chart = drawn(STEPS.assign(share_pct=np.nan))

    assert "improve first" not in texts(chart)


def test_the_interval_stands_upright_behind_its_dot():
    rows = rows_with(drawn(STEPS), "told_value").set_index("label")

    assert rows.loc["listen", ["low", "value", "high"]].tolist() == [14, 15, 16]
