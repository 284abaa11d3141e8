import math

import pytest

from crm_core.charts.axes import extent, month_number, number_line
from tests.charts import made_up


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (72.4, 81.9, ["72", "74", "76", "78", "80", "82"]),
        (0, 8.3, ["0", "2", "4", "6", "8", "10"]),
        (-30, 62, ["−40", "−20", "0", "20", "40", "60", "80"]),
        (0.31, 0.52, ["0.30", "0.35", "0.40", "0.45", "0.50", "0.55"]),
        (71, 81.2, ["70.0", "72.5", "75.0", "77.5", "80.0", "82.5"]),
        (79.3, 79.3, ["78.0", "78.5", "79.0", "79.5", "80.0", "80.5"]),
        (0, 12_000, ["0", "2,500", "5,000", "7,500", "10,000", "12,500"]),
        (math.nan, math.nan, []),
    ],
)
def test_grid_lines_fall_on_numbers_that_are_easy_to_read(low: float, high: float, labels: list[str]):
    assert list(number_line(low, high, made_up.words()).labels) == labels


def test_an_index_near_its_end_is_not_given_an_axis_beyond_it():
    assert number_line(91.2, 99.8, made_up.words()).high == 100


def test_an_axis_of_positive_numbers_starts_at_0_where_0_is_near():
    assert extent([2.0, 8.0]) == (0.0, 8.0)
    assert extent([70.0, 80.0]) == (70.0, 80.0)
    assert extent([-5.0, 30.0], [math.nan, math.inf]) == (-5.0, 30.0)


def test_months_are_numbers_so_that_no_browser_moves_them_to_its_own_zone():
    numbers = month_number(made_up.pd.Series(["2024-12-01", "2025-01-01", "north", ""]))

    assert numbers[1] - numbers[0] == 1
    assert numbers[2:].isna().all()
