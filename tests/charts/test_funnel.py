from dataclasses import replace

import pandas as pd

from crm_core import charts
from crm_core.charts.funnel import outside
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts

# The mean is 80; at n = 400 one deviation is 2 points: 95 % within 76.1 to 83.9, 99.8 % within 73.8 to 86.2
ALL = [(f"t{place}", 80, 76, 84, 400) for place in range(18)]
AROUND = made_up.grouped("on_time_pct", [*ALL, ("good", 90, 87, 93, 400), ("bad", 70, 66, 74, 400)])


def drawn(table: pd.DataFrame, **changes):
    return charts.draw("funnel", table, made_up.KEPT, made_up.words(**changes))


def test_names_and_colours_have_only_those_outside_the_outer_limits():
    chart = drawn(AROUND)

    assert {"good", "bad"} <= set(texts(chart))
    assert "t1" not in texts(chart)
    assert sorted(role for _, role in marks(chart, "symbol") if role in ("good", "bad")) == ["bad", "good"]


def test_between_the_two_limits_nothing_is_claimed():
    table = made_up.grouped("on_time_pct", [*ALL, ("lucky", 85, 82, 88, 400), ("unlucky", 75, 71, 79, 400)])

    said = texts(drawn(table))

    assert not {"lucky", "unlucky"} & set(said)


def test_few_cases_are_a_grey_ring_however_far_away():
    table = made_up.grouped("on_time_pct", [*ALL, ("tiny", 0, 0, 20, 29)])

    chart = drawn(table)

    assert "tiny" not in texts(chart)
    assert "muted" in [role for _, role in marks(chart, "symbol")]


def test_the_middle_is_that_of_all_cases_not_of_the_groups():
    table = made_up.grouped("on_time_pct", [("large", 90, 89, 91, 900), ("small", 40, 30, 50, 100)])

    assert "mean 85.0%" in texts(drawn(table))  # 90 * .9 + 40 * .1


def test_the_limits_narrow_with_the_cases():
    limits = rows_with(drawn(AROUND), "low_1").sort_values("n")

    width = limits["high_1"] - limits["low_1"]
    assert (width.diff().dropna() <= 1e-9).all()
    assert (limits["low_1"] <= limits["low_0"]).all()
    assert limits["low_1"].min() >= 0
    assert limits["high_1"].max() <= 100


def test_where_lower_is_better_low_is_good():
    lower = replace(made_up.KEPT, better="lower")

    chart = charts.draw("funnel", AROUND, lower, made_up.words())

    rows = rows_with(chart, "told_value")
    assert rows[rows["outside"]].set_index("label")["role"].to_dict() == {"good": "bad", "bad": "good"}


def test_names_of_neighbours_are_moved_apart():
    near = [("north", 90, 87, 93, 400), ("south", 90.4, 87, 93, 420), ("west", 60, 55, 65, 400)]

    rows = rows_with(drawn(made_up.grouped("on_time_pct", [*ALL, *near])), "dy")

    moved = rows.set_index("label")["dy"]
    assert moved["north"] == -moved["south"] != 0


def test_groups_with_other_cases_stand_at_the_size_that_theirs_are_worth():
    table = made_up.grouped("on_time_pct", [*ALL, ("wide", 90, 80, 100, 400)])
    table = table.assign(size=[*[400.0] * len(ALL), 25.0], weight=[*[1.0] * len(ALL), 0.0])

    said = texts(drawn(table))

    # At 25 alike cases one deviation is 8 points: 90 is no news, and it weighs nothing in the mean.
    assert "wide" not in said
    assert "mean 80.0%" in said


def test_a_group_that_can_not_be_followed_is_a_grey_ring():
    table = made_up.grouped("on_time_pct", [*ALL, ("lost", 100, 99, 100, 400)])

    assert "lost" in texts(drawn(table))
    assert "lost" not in texts(drawn(table.assign(untraceable=[*[False] * len(ALL), True])))


def test_where_the_number_is_no_share_the_table_says_how_far_single_cases_lie_apart():
    # One deviation of 400 cases is 40 / 20 = 2 points: 90 lies beyond 80 + 3.09 * 2, and there is no end at 100.
    scores = made_up.metric("rate", "complaints per 1,000 orders", "funnel")
    table = made_up.grouped("rate", [*ALL, ("far", 90, 86, 94, 400), ("near", 86, 82, 90, 400)]).assign(spread=40.0)

    chart = charts.draw("funnel", table, scores, made_up.words())

    assert "far" in texts(chart)
    assert "near" not in texts(chart)
    assert rows_with(chart, "low_1")["high_1"].max() > 100


def test_the_groups_that_are_named_can_be_asked_for():
    assert set(outside(AROUND, made_up.KEPT, 30)) == {"good", "bad"}
    assert outside(AROUND, made_up.KEPT, 500) == []
    assert outside(AROUND.iloc[:0], made_up.KEPT, 30) == []
