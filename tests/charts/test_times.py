"""Times on an axis stand in a unit that is easy to read."""

import pandas as pd
import pytest

from crm_core.charts.times import factor, in_readable_unit

DAY = 86_400


@pytest.mark.parametrize(
    ("unit", "longest", "expected"),
    [
        ("seconds", 180, ("seconds", 180)),
        ("seconds", 240, ("minutes", 4)),
        ("seconds", 7200, ("hours", 2)),
        ("seconds", 3 * DAY, ("days", 3)),
        ("hours", 48, ("hours", 48)),
        ("hours", 72, ("days", 3)),
        ("per cent", 500, ("per cent", 500)),
    ],
)
def test_the_longest_time_chooses_the_unit_of_all(unit, longest, expected):
    tables = pd.DataFrame({"value": [longest / 2, longest]}), pd.DataFrame({"value": [longest]})

    drawn, turned = in_readable_unit(unit, *tables, columns=("value",))

    assert (drawn, turned[0]["value"].max()) == expected
    assert turned[1]["value"].tolist() == [expected[1]]
    assert factor(unit, drawn) == longest / expected[1]


def test_nothing_to_draw_keeps_its_unit():
    assert in_readable_unit("seconds", pd.DataFrame({"value": []}, dtype="float64"), columns=("value",))[0] == "seconds"
