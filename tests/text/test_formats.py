"""Numbers, times and dates as a reader of English expects them."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core.text import formats

SPACE = formats.NO_BREAK
MINUS = formats.MINUS


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (0.0, "0"),
        (7, "7"),
        (1234, "1,234"),
        (1234567, "1,234,567"),
        (3.14159, "3.14"),  # three digits that matter
        (31.4159, "31.4"),
        (314.159, "314"),
        (3141.59, "3,142"),
        (0.0314159, "0.0314"),
        (-2.5, f"{MINUS}2.50"),
        (999.6, "1,000"),
    ],
)
def test_a_number_has_three_digits_that_matter(value, written):
    assert formats.number(value) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(2.0, 1, "2.0"), (2.345, 1, "2.3"), (-0.04, 1, "0.0"), (-0.4, 0, "0"), (1234.5, 0, "1,234")],
)
def test_a_number_has_as_many_decimals_as_are_asked_for_and_nought_has_no_sign(value, decimals, written):
    assert formats.number(value, decimals=decimals) == written


def test_numbers_of_a_frame_are_written_like_others():
    table = pd.DataFrame({"n": pd.array([1200], dtype="Int64"), "x": [12.25]})

    assert formats.number(table["n"].iloc[0]) == "1,200"
    assert formats.number(table.iloc[0]["x"]) == "12.2"  # half to even


@pytest.mark.parametrize(("value", "written"), [(12.5, "12.5%"), (0, "0.0%"), (100, "100.0%"), (-3.25, "-3.2%")])
def test_a_percentage_has_one_decimal(value, written):
    assert formats.share(value) == written


@pytest.mark.parametrize(
    ("hours", "number", "unit"),
    [
        (0, "0", "days"),
        (1 / 60, "1", "minute"),
        (0.5, "30", "minutes"),
        (1, "1", "hour"),
        (1.5, "1.5", "hours"),
        (23.9, "23.9", "hours"),
        (24, "1", "day"),
        (25, "25", "hours"),
        (47.9, "47.9", "hours"),
        (48, "2", "days"),
        (60, "2.5", "days"),
        (72, "3", "days"),
        (24 * 404, "404", "days"),
    ],
)
def test_a_time_has_the_unit_that_suits_it(hours, number, unit):
    assert formats.duration(hours) == (number, unit)


def test_a_change_of_a_time_stands_in_the_unit_of_what_changed():
    assert formats.duration(12, like=72) == ("0.5", "days")
    assert formats.duration(72, like=5) == ("72", "hours")


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, ("0", "seconds")),
        (1, ("1", "second")),
        (23.6, ("24", "seconds")),
        (119, ("119", "seconds")),
        (120, ("2", "minutes")),
        (264, ("4.4", "minutes")),
        (5400, ("1.5", "hours")),
        (200_000, ("2.3", "days")),
    ],
)
def test_a_time_known_by_the_second_is_written_in_the_unit_that_suits_it(seconds, written):
    assert formats.time(seconds, "seconds") == written


def test_a_change_of_a_time_known_by_the_second_stands_in_the_unit_of_what_changed():
    assert formats.time(7, "seconds", like=28) == ("7", "seconds")
    assert formats.time(6, "seconds", like=264) == ("0.1", "minutes")
    assert formats.time(1800, "seconds", like=7200) == ("0.5", "hours")
    assert formats.time(36, "hours", like=72) == ("1.5", "days")
    assert formats.interval(90, 150, "seconds") == f"90{SPACE}seconds{SPACE}to{SPACE}2.5{SPACE}minutes"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (76.24, "points of 100", "76.2"),
        (33.33, "points -100 to 100", "33"),
        (-12.5, "points -100 to 100", f"{MINUS}12"),
        (3.689, "complaints per 1,000 orders", "3.7"),
        (36, "hours", f"36{SPACE}hours"),
        (50.7, "per cent", "50.7%"),
        (857, "complaints", "857"),
    ],
)
def test_a_value_stands_with_its_unit_in_one_piece(value, unit, written):
    assert formats.quantity(value, unit) == written


@pytest.mark.parametrize(
    ("low", "high", "unit", "written"),
    [
        (74, 78.4, "points of 100", "74.0 to 78.4"),
        (-5, 12, "points -100 to 100", f"{MINUS}5 to 12"),
        (7 * 24, 9.5 * 24, "hours", "7 to 9.5 days"),
        (24, 7 * 24, "hours", "1 to 7 days"),
        (5, 60, "hours", "5 hours to 2.5 days"),
        (60, np.nan, "hours", "2.5 days or more"),
        (np.nan, np.nan, "hours", "interval not known"),
    ],
)
def test_an_interval_names_its_unit_once_and_never_breaks(low, high, unit, written):
    found = formats.interval(low, high, unit)

    assert found.replace(SPACE, " ") == written
    assert " " not in found or written == "interval not known"


@pytest.mark.parametrize(
    ("value", "gone"), [(np.nan, True), (None, True), (pd.NA, True), (pd.NaT, True), (0, False), ("", False)]
)
def test_missing_is_not_nought(value, gone):
    assert formats.missing(value) is gone


def test_days_and_months_are_written_out():
    leap = dt.date(2024, 2, 29)

    assert formats.day(leap) == "29 February 2024"
    assert formats.short_day(leap) == "29 Feb 2024"
    assert formats.month(leap) == "February 2024"
    assert formats.month_names()[:2] == ("Jan", "Feb")
    assert len(formats.month_names()) == 12
    assert formats.weekday_names() == ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
