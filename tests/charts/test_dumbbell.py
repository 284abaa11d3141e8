import numpy as np
import pandas as pd
import pytest

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, texts

HOURS = [("late", 72, 60, 84, 90), ("legal", 96, 80, 110, 40), ("points", 240, 10, 480, 12)]


def order(said: list[str], *names: str) -> list[str]:
    return [text for text in said if text in names]


def test_the_highest_value_is_on_top_and_groups_with_few_cases_are_last_and_grey():
    chart = charts.draw("dumbbell", made_up.grouped("median_hours", HOURS), made_up.TIME, made_up.words())

    assert order(texts(chart), "late", "legal", "points") == ["legal", "late", "points"]
    assert [role for _, role in marks(chart, "symbol")] == ["main", "main", "muted"]


def test_groups_with_an_order_of_their_own_stand_in_it():
    words = made_up.words(order=("points", "late", "legal"))

    chart = charts.draw("dumbbell", made_up.grouped("median_hours", HOURS), made_up.TIME, words)

    assert order(texts(chart), "late", "legal", "points") == ["points", "late", "legal"]


def test_hours_beyond_two_days_are_told_in_days_with_the_unit_at_the_last_label():
    said = texts(charts.draw("dumbbell", made_up.grouped("median_hours", HOURS), made_up.TIME, made_up.words()))

    assert order(said, "0", "2", "4", "6", "8", "10 days") == ["0", "2", "4", "6", "8", "10 days"]


def test_hours_within_two_days_stay_hours():
    table = made_up.grouped("median_hours", [("late", 20, 10, 40, 90)])

    said = texts(charts.draw("dumbbell", table, made_up.TIME, made_up.words()))

    assert "40 hours" in said


def test_a_group_without_a_value_is_listed_with_the_words_for_why():
    nothing = [(name, np.nan, np.nan, np.nan, n) for name, n in (("a", 50), ("b", 50), ("c", 0))]
    table = made_up.grouped("median_hours", [*HOURS, *nothing]).assign(open=[0, 0, 0, 30, 25, 0])

    cases = texts(charts.draw("dumbbell", table, made_up.TIME, made_up.words()))
    buyers = texts(charts.draw("dumbbell", table.drop(columns="open"), made_up.TIME, made_up.words()))
    answers = table.rename(columns={"median_hours": "index_points"}).drop(columns="open")
    scores = texts(charts.draw("dumbbell", answers, made_up.INDEX, made_up.words()))

    whys = ("not reached", "too few settled", "not half so far", "unknown")
    assert [text for text in cases if text in whys] == ["not reached", "too few settled", "unknown"]
    assert [text for text in buyers if text in whys] == ["not half so far", "not half so far", "unknown"]
    assert [text for text in scores if text in whys] == ["unknown"] * 3


def test_an_interval_without_an_upper_end_runs_to_the_edge_and_points_on():
    table = made_up.grouped("median_hours", [("late", 72, 60, np.inf, 90), ("legal", 96, 80, 110, 40)])

    chart = charts.draw("dumbbell", table, made_up.TIME, made_up.words())

    assert len(marks(chart, "symbol")) == 3  # two dots and the pointer
    assert len(marks(chart, "rule")) == 2


def test_a_ring_shows_the_period_before_unless_it_had_too_few_cases():
    before = made_up.grouped("median_hours", [("late", 80, 70, 90, 60), ("legal", 90, 80, 99, 29)])

    chart = charts.draw(
        "dumbbell", made_up.grouped("median_hours", HOURS), made_up.TIME, made_up.words(), before=before
    )

    assert [role for _, role in marks(chart, "symbol")].count("muted") == 2  # the small group's dot and one ring


def test_the_twelve_groups_with_the_most_cases_are_drawn():
    table = made_up.grouped("index_points", [(f"store {n:02}", 70 + n / 10, 69, 73, n) for n in range(40, 55)])

    said = texts(charts.draw("dumbbell", table, made_up.INDEX, made_up.words()))

    assert [text for text in said if text.startswith("store")] == [f"store {n}" for n in range(54, 42, -1)]


def test_a_wide_interval_of_a_small_group_does_not_squeeze_the_others():
    table = made_up.grouped("index_points", [("a", 80, 79, 81, 300), ("b", 78, 77, 79, 300), ("c", 79, 0, 100, 3)])

    said = texts(charts.draw("dumbbell", table, made_up.INDEX, made_up.words()))

    assert said.count("77") == said.count("81") == 1
    assert "100" not in said


@pytest.mark.parametrize("count", [1, 12])
def test_the_height_stays_within_what_a_card_holds(count: int):
    table = made_up.grouped("index_points", [(str(n), 70.0, 69.0, 71.0, 50) for n in range(count)])

    height = charts.draw("dumbbell", table, made_up.INDEX, made_up.words()).to_dict()["height"]

    assert 250 <= height <= 340


def test_two_codes_with_one_label_are_two_rows():
    table = made_up.grouped("index_points", [("a", 80.0, 79.0, 81.0, 50), ("b", 78.0, 77.0, 79.0, 50)])

    said = texts(charts.draw("dumbbell", table, made_up.INDEX, made_up.words({"a": "Store", "b": "Store"})))

    assert said.count("Store") == 2


def test_a_period_before_that_names_a_group_twice_counts_its_first_row():
    before = pd.concat([made_up.grouped("median_hours", HOURS)] * 2)

    chart = charts.draw(
        "dumbbell", made_up.grouped("median_hours", HOURS), made_up.TIME, made_up.words(), before=before
    )

    assert [role for _, role in marks(chart, "symbol")].count("muted") == 3  # the small group's dot, two rings
