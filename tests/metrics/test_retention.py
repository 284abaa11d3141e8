"""Who is still a customer as of 8 March 2024: the year of 365 days
begins on 10 March 2023 (there is a 29 February in it), the one before on 10 March 2022."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.metrics.buying import visits
from tests.rows import known, put

LOOSE = Settings(minimum_people=1)


def retention(store, filters=None) -> pd.Series:
    return ask("loyalty.retention")(store, filters or known()).iloc[0]


def test_who_bought_in_the_year_before_was_kept_or_was_not(store):
    put(
        store,
        purchases=[
            *visits("C1", "2022-03-10", "2023-03-10"),  # the first days of both years
            *visits("C2", "2023-03-09", "2024-03-08 11:00:00"),  # the last days
            *visits("C3", "2022-05-01"),
            *visits("C4", "2022-03-09", "2023-05-01"),  # bought too long ago
            *visits("C5", "2022-05-01", "2023-05-01", trial=True),
        ],
    )

    found = retention(store)

    assert (found["kept"], found["n"]) == (2, 3)
    assert found["kept_pct"] == pytest.approx(200 / 3)
    assert found["low"] < found["kept_pct"] < found["high"]


def test_buyers_of_the_period_who_had_bought_before_its_first_day_are_returning(store):
    people = visits("C1", "2024-01-31", "2024-02-01") + visits("C2", "2024-02-01", "2024-02-02")
    put(store, purchases=people + visits("C3", "2024-01-01", "2024-03-01") + visits(None, "2024-02-03"))

    found = retention(store, known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29)))

    assert (found["returning"], found["buyers"], found["left_out"]) == (1, 2, 1)
    assert found["returning_pct"] == 50


def test_everything_so_far_has_nothing_before_it(store):
    put(store, purchases=visits("C1", "2024-01-31", "2024-02-01"))

    found = retention(store)

    assert (found["returning"], found["buyers"]) == (0, 1)
    assert pd.isna(found["kept_pct"])
    assert pd.isna(found["returning_pct"])


def test_a_period_in_the_past_looks_at_the_years_that_end_with_it(store):
    put(store, purchases=visits("C1", "2021-06-01", "2022-06-01", "2023-06-01"))

    found = retention(store, known(end=dt.date(2022, 12, 31)))

    assert (found["kept"], found["n"]) == (1, 1)


def test_active_customers_bought_within_a_year_of_all_who_ever_did(store):
    put(
        store,
        purchases=[
            *visits("C1", "2020-01-01", "2023-03-10"),
            *visits("C2", "2023-03-09"),
            *visits("C3", "2024-03-09"),  # not known yet
            *visits(None, "2024-01-01"),
        ],
    )

    found = ask("loyalty.active")(store, known()).iloc[0]

    assert (found["active"], found["n"], found["left_out"]) == (1, 2, 1)
    assert found["active_pct"] == 50


def test_under_a_filter_only_purchases_there_count(store):
    put(store, purchases=visits("C1", "2022-05-01", store_id="S1") + visits("C1", "2023-05-01", store_id="S2"))

    whole = retention(store)
    one = ask("loyalty.retention")(store, known(store=("S1",)), settings=LOOSE).iloc[0]
    by_store = ask("loyalty.active")(store, known(), by="store", settings=LOOSE).set_index("group")["active"]

    assert (whole["kept"], one["kept"], one["n"]) == (1, 0, 1)
    assert by_store.to_dict() == {"S1": 0, "S2": 1}
