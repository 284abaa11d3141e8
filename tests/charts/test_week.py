"""A cell for each hour of the week."""

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts


def drawn(per_hour, **changes):
    days = {str(day): f"day {day}" for day in range(1, 8)}
    return charts.draw("week", made_up.week(per_hour), made_up.ASKED, made_up.words(days, **changes))


def test_the_hours_run_from_the_first_to_the_last_in_which_anybody_asks():
    chart = drawn({(1, 9): 12.5, (7, 17): 3.0})

    # seven days from 9 to 17 o'clock; the busiest cell has its number, every third hour its label
    assert len(marks(chart, "rect")) == 7 * 9
    assert [text for text in texts(chart) if text[:3] != "day"] == ["12.5", "09:00", "12:00", "15:00"]
    assert [text for text in texts(chart) if text[:3] == "day"] == [f"day {day}" for day in range(1, 8)]


def test_a_pointer_tells_day_hour_mean_and_interval():
    told = rows_with(drawn({(1, 9): 12.5, (2, 9): 4.0}), "told_group").iloc[1]

    assert told[["told_group", "told_value", "told_low", "told_high"]].tolist() == ["day 2 09:00", "4.0", "3.0", "5.0"]


def test_the_darkest_cell_leaves_its_number_readable():
    shades = [
        layer["encoding"]["color"]["scale"]["domain"]
        for layer in drawn({(1, 9): 10.0}).to_dict()["layer"]
        if layer["encoding"].get("color", {}).get("type") == "quantitative"
    ]

    assert shades == [[0, 14.0]]
