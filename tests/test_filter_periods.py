"""The period to compare with, and the ends of the months of a period."""

import datetime as dt

import pytest

from crm_core import Settings
from tests.rows import AS_OF, at, known

BERLIN = Settings(zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "end", "comparison", "expected"),
    [
        ("2024-02-01", "2024-02-29", "year_before", ("2023-02-01", "2023-02-28")),
        ("2025-02-01", "2025-02-28", "year_before", ("2024-02-01", "2024-02-28")),
        ("2024-03-01", "2024-03-07", "days_before", ("2024-02-23", "2024-02-29")),  # 7 days and 7 days
        ("2024-03-08", "2024-03-08", "days_before", ("2024-03-07", "2024-03-07")),
        ("2024-03-02", None, "days_before", ("2024-02-24", "2024-03-01")),  # to as_of: 7 days
    ],
)
def test_the_period_to_compare_with(start, end, comparison, expected):
    filters = known(start=dt.date.fromisoformat(start), end=end and dt.date.fromisoformat(end), store=("S1",))

    earlier = filters.earlier(comparison, Settings())

    assert (str(earlier.start), str(earlier.end)) == expected
    assert (earlier.as_of, earlier.store) == (AS_OF, ("S1",))


def test_a_period_without_a_start_has_none_before_it():
    with pytest.raises(ValueError, match="set start"):
        known().earlier("year_before", Settings())


def test_month_ends_are_the_last_instants_of_days_in_the_zone():
    filters = known(start=dt.date(2024, 1, 15))

    ends = filters.month_ends(BERLIN)

    second = dt.timedelta(microseconds=1)
    assert ends == [
        (dt.date(2024, 1, 31), at("2024-02-01", "Europe/Berlin") - second),
        (dt.date(2024, 2, 29), at("2024-03-01", "Europe/Berlin") - second),
        (dt.date(2024, 3, 8), AS_OF),  # no later than what is known
    ]


def test_a_period_that_ends_with_a_month_has_that_end_once():
    filters = known(start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31))

    assert [day for day, _ in filters.month_ends(Settings())] == [dt.date(2024, 1, 31)]


def test_without_a_start_there_are_twelve_month_ends_and_the_last_day():
    days = [day for day, _ in known().month_ends(Settings())]

    assert (len(days), days[0], days[-1]) == (13, dt.date(2023, 3, 31), dt.date(2024, 3, 8))


@pytest.mark.parametrize(("start", "end"), [("2024-04-01", "2024-05-01"), ("2024-02-01", "2024-01-01")])
def test_a_period_that_is_not_known_yet_or_runs_backwards_has_no_month_end(start, end):
    filters = known(start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end))

    assert filters.month_ends(Settings()) == []
