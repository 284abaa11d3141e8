"""Named periods and calendar steps."""

import datetime as dt

import pytest

from crm_core import periods

LAST = dt.date(2024, 3, 8)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("last_12_months", dt.date(2023, 3, 9), LAST),
        ("last_90_days", dt.date(2023, 12, 10), LAST),  # 8 in March + 29 + 31 + 22 in December = 90
        ("last_28_days", dt.date(2024, 2, 10), LAST),  # 8 in March + 20 in February = 28
        ("last_month", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("this_year", dt.date(2024, 1, 1), LAST),
        ("last_year", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        ("all", None, None),
    ],
)
def test_a_named_period_is_these_days(period, start, end):
    assert periods.days_of(period, LAST) == (start, end)


def test_every_period_but_chosen_days_has_its_days():
    named = [period for period in periods.PERIODS if period != "dates"]

    assert all(len(periods.days_of(period, LAST)) == 2 for period in named)


@pytest.mark.parametrize("period", ["dates", "yesterday"])
def test_what_is_no_named_period_is_refused(period):
    with pytest.raises(ValueError, match="is no period"):
        periods.days_of(period, LAST)


def test_twelve_months_that_end_on_a_leap_day_are_366_days():
    start, end = periods.days_of("last_12_months", dt.date(2024, 2, 29))

    assert (start, end) == (dt.date(2023, 3, 1), dt.date(2024, 2, 29))


def test_last_month_seen_from_january_is_december():
    assert periods.days_of("last_month", dt.date(2024, 1, 31)) == (dt.date(2023, 12, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("months", "first"),
    [(0, dt.date(2024, 3, 1)), (2, dt.date(2024, 1, 1)), (3, dt.date(2023, 12, 1)), (27, dt.date(2021, 12, 1))],
)
def test_months_back_gives_the_first_day_of_a_month(months, first):
    assert periods.months_back(dt.date(2024, 3, 31), months) == first


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (dt.date(2024, 2, 29), dt.date(2023, 2, 28)),
        (dt.date(2025, 2, 28), dt.date(2024, 2, 28)),
        (dt.date(2024, 12, 31), dt.date(2023, 12, 31)),
    ],
)
def test_the_same_day_of_the_year_before(day, before):
    assert periods.same_day_a_year_before(day) == before
