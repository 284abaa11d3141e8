from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, texts


@pytest.mark.parametrize(
    ("tenths", "labels"),
    [
        (0.8, ["0", "6", "12", "18", "24 hours"]),
        (6.9, ["0", "1", "2", "3", "4", "5", "6", "7 days"]),
        (18, ["0", "1", "3", "7", "14", "21", "30 days"]),
        (75, ["0", "7", "14", "30", "60", "90 days"]),
        (300, ["0", "30", "90", "180", "270", "365 days"]),
    ],
)
def test_the_axis_reaches_to_where_nine_in_ten_are_settled(tenths: float, labels: list[str]):
    table = made_up.settling([tenths / 3, tenths, 2 * tenths], [50, 90, 95])

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert said[: len(labels)] == labels


def test_half_and_nine_in_ten_are_told_at_the_first_step_that_reaches_them():
    table = made_up.settling([1, 2, 3.3, 8, 18.1, 29], [20, 100 * 0.1 * 4.9, 49.99999999999999, 70, 90, 96])

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert "half in 3.3 days" in said
    assert "nine in ten in 18.1 days" in said


def test_what_is_not_reached_is_not_marked_and_the_axis_goes_as_far_as_the_data():
    table = made_up.settling([1, 10, 25], [5, 20, 40])

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert "30 days" in said
    assert not any(text.startswith(("half", "nine")) for text in said)


def test_an_axis_for_slow_cases_cuts_the_last_days_rather_than_leave_most_of_it_empty():
    table = made_up.settling([10, 60, 140, 199], [5, 20, 40, 55])

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert "365 days" in said  # half, on day 199, must be seen
    assert "180 days" in texts(
        charts.draw("curve", table.assign(settled_pct=[5, 20, 30, 40]), made_up.CURVE, made_up.words())
    )


def test_a_half_within_the_day_is_told_in_hours():
    table = made_up.settling([0.25, 2, 6], [50, 90, 95])

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert "half in 6.0 hours" in said
    assert "nine in ten in 2 days" in said


def test_the_curve_starts_at_nothing_settled_on_day_0():
    table = made_up.settling([3, 7, 30], [50, 90, 95])

    chart = charts.draw("curve", table, made_up.CURVE, made_up.words())

    assert marks(chart, "line")[0][0].startswith("M0,290")


def test_a_promised_time_is_an_upright_line_with_its_name_where_the_axis_reaches_it():
    table = made_up.settling([1, 7, 18], [40, 70, 91])
    promised = (charts.Level(5.6, "promised: 5.6 days"), charts.Level(400, "promised: 400 days"))

    chart = charts.draw("curve", table, made_up.CURVE, replace(made_up.words(), levels=promised))

    assert "promised: 5.6 days" in texts(chart)
    assert "promised: 400 days" not in texts(chart)
    assert [role for _, role in marks(chart, "rule")].count("muted") == 1


def test_withdrawn_cases_hang_from_the_top_as_a_grey_band_with_its_word():
    table = made_up.settling([1, 7, 30], [40, 70, 91], withdrawn=6)

    chart = charts.draw("curve", table, made_up.CURVE, made_up.words())

    assert [role for _, role in marks(chart, "area")] == ["muted", "main"]
    assert "withdrawn" in texts(chart)


def test_without_withdrawn_cases_there_is_no_band_for_them():
    chart = charts.draw("curve", made_up.settling([1, 7, 30], [40, 70, 91]), made_up.CURVE, made_up.words())

    assert [role for _, role in marks(chart, "area")] == ["main"]
    assert "withdrawn" not in texts(chart)


def test_open_cases_are_counted_along_the_top_with_the_word_at_the_first():
    table = made_up.settling([0, 7, 14, 21, 30], [0, 60, 80, 85, 91], still=100)

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert said[-5:] == ["100 open", "75", "50", "25", "0"]


def test_no_count_is_written_where_the_data_do_not_reach():
    table = made_up.settling([0, 7, 14], [0, 60, 89], still=100)

    said = texts(charts.draw("curve", table, made_up.CURVE, made_up.words()))

    assert said[-3:] == ["100 open", "50", "0"]


def test_the_period_before_is_a_grey_line_with_its_name():
    now, before = made_up.settling([1, 7, 30], [40, 70, 91]), made_up.settling([2, 9, 40], [30, 70, 91])

    chart = charts.draw("curve", now, made_up.CURVE, made_up.words(), before=before)

    assert [role for _, role in marks(chart, "line")] == ["muted", "main"]
    assert "Before" in texts(chart)


def test_limits_that_are_missing_at_nothing_and_all_settled_leave_the_rest_of_the_band():
    table = made_up.settling([1, 2, 3, 4], [0, 40, 80, 100])
    table.loc[[0, 3], ["low", "high"]] = np.nan

    chart = charts.draw("curve", table, made_up.CURVE, made_up.words())

    assert len(marks(chart, "area")) == 1
    assert "NaN" not in charts.to_svg(chart)


def test_several_groups_in_one_picture_are_refused():
    table = pd.concat([made_up.settling([1, 7], [40, 91]).assign(group=group) for group in ("north", "south")])

    with pytest.raises(charts.ChartRefused, match="2 groups"):
        charts.draw("curve", table, made_up.CURVE, made_up.words())
