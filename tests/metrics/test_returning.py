"""Who comes back: as of 8 March 2024, noon; the records begin with a sale on 1 January 2022."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.rows import rows_behind
from tests.metrics.buying import joined, visits
from tests.rows import known, put

BEGIN = visits(None, "2022-01-01")
YEAR_2023 = {"start": pd.Timestamp("2023-01-01").date(), "end": pd.Timestamp("2023-12-31").date()}


def rate(store, filters=None, **options) -> pd.Series:
    return ask("loyalty.repeat_purchase")(store, filters or known(), **options).iloc[0]


def curve(store, filters=None, **options) -> pd.DataFrame:
    return ask("loyalty.second_purchase")(store, filters or known(), **options)


def test_who_had_a_year_counts_whether_back_or_not(store):
    back, late, away = visits("C1", "2023-02-01", "2024-02-01"), visits("C2", "2023-02-01", "2024-02-02"), ["C3"]
    put(store, purchases=BEGIN + back + late + visits(*away, "2023-02-01"))

    found = rate(store)

    # 1 February 2023 + 365 days is 1 February 2024: in time; the day after it is too late.
    # Wilson of 1 of 3: 6.15 to 79.23
    assert (found["came_back"], found["n"], found["left_out"]) == (1, 3, 0)
    assert found["came_back_pct"] == pytest.approx(100 / 3)
    assert (found["low"], found["high"]) == (pytest.approx(6.149, abs=1e-3), pytest.approx(79.234, abs=1e-3))


def test_who_came_back_early_waits_for_the_others_to_have_had_the_same_time(store):
    put(store, purchases=BEGIN + visits("C1", "2023-03-09", "2023-03-10") + visits("C2", "2023-03-09"))

    year, quarter = rate(store), rate(store, within_days=90)

    # 9 March 2023 + 365 days is 8 March 2024, the last day: just long enough. A day earlier it is not.
    assert (year["came_back"], year["n"]) == (1, 2)
    assert rate(store, known(as_of=known().as_of - pd.Timedelta(days=1)))["n"] == 0
    assert (quarter["came_back"], quarter["n"]) == (1, 2)


def test_nobody_who_had_the_time_is_no_rate(store):
    put(store, purchases=BEGIN + visits("C1", "2024-01-01", "2024-01-02"))

    found = rate(store)

    assert pd.isna(found["came_back_pct"])
    assert (found["n"], found["left_out"]) == (0, 1)


def test_two_orders_of_one_day_are_one_purchase(store):
    put(store, purchases=BEGIN + visits("C1", "2023-02-01 01:00:00", "2023-02-01 23:00:00"))

    here, there = rate(store), rate(store, settings=Settings(zone="Asia/Tokyo"))

    # In Tokyo 23:00 UTC is 8:00 of the next day.
    assert (here["came_back"], there["came_back"]) == (0, 1)


def test_what_is_no_purchase_brings_nobody_back(store):
    again = {"bought_at": "2023-03-01", "customer_id": "C1"}
    nothing = [
        {"order_status": "cancelled"},
        {"order_status": "draft"},
        {"trial": True},
        {"returned_at": "2023-03-05"},
        {"returned_at": "2023-03-05", "quantity": 2, "returned_quantity": 2},
        {"returned_at": "2023-03-05", "refunded": 10},
    ]
    put(store, purchases=BEGIN + visits("C1", "2023-02-01") + [again | one for one in nothing])

    assert rate(store)["came_back"] == 0


@pytest.mark.parametrize(
    "kept",
    [
        {"returned_at": "2023-03-05", "quantity": 2, "returned_quantity": 1},
        {"returned_at": "2023-03-05", "refunded": 4},
        {"returned_at": "2024-03-09"},
    ],
)
def test_what_came_back_in_part_or_later_than_is_known_is_a_purchase(store, kept):
    again = {"bought_at": "2023-03-01", "customer_id": "C1"} | kept
    put(store, purchases=[*BEGIN, *visits("C1", "2023-02-01"), again])

    assert rate(store)["came_back"] == 1


def test_customers_who_may_have_bought_before_the_records_begin_are_not_new(store):
    put(
        store,
        customers=joined("2022-01-01", "C1") + joined("2021-12-31", "C2") + joined(None, "C3", "C4"),
        purchases=[
            *BEGIN,
            *visits("C1", "2022-06-01", "2022-06-02"),  # joined when records had begun
            *visits("C2", "2022-06-01", "2022-06-02"),  # joined before
            *visits("C3", "2022-12-31"),  # seen for the first time within the first twelve months
            *visits("C4", "2023-01-01"),  # and after them
        ],
    )

    new, seen = rate(store), rate(store, starts="seen")

    assert (new["came_back"], new["n"], new["left_out"]) == (1, 2, 2)
    assert (seen["came_back"], seen["n"], seen["left_out"]) == (2, 4, 0)


def test_the_period_is_that_of_the_first_purchase_and_the_second_may_lie_after_it(store):
    early, late = visits("C1", "2022-12-31", "2023-06-01"), visits("C2", "2023-12-31", "2024-01-05")
    put(store, customers=joined("2022-01-01", "C1", "C2"), purchases=BEGIN + early + late)

    found = rate(store, known(**YEAR_2023), within_days=30)

    assert (found["came_back"], found["n"]) == (1, 1)


def test_groups_are_months_of_the_first_purchase_and_attributes_of_the_customer(store):
    people = [{"customer_id": "C1", "region": "north"}, {"customer_id": "C2"}]
    put(
        store, customers=people, purchases=BEGIN + visits("C1", "2023-02-01", "2023-03-01") + visits("C2", "2023-03-02")
    )

    loose = Settings(minimum_people=1)
    months, regions = (
        ask("loyalty.repeat_purchase")(store, known(), by=by, within_days=60, settings=loose).set_index("group")
        for by in ("month", "region")
    )

    assert months["came_back"].to_dict() == {"2023-02-01": 1, "2023-03-01": 0}
    assert regions["came_back"].to_dict() == {"(none)": 0, "north": 1}


def test_merged_customers_are_one(store):
    put(
        store,
        customer_identity=[{"customer_id": "C2", "survivor_id": "C1"}],
        purchases=BEGIN + visits("C1", "2023-02-01") + visits("C2", "2023-02-05"),
    )

    found = rate(store)

    assert (found["came_back"], found["n"]) == (1, 1)


def test_the_curve_counts_who_is_not_back_for_as_long_as_the_data_show_it(store):
    people = visits("C1", "2024-03-01", "2024-03-03") + visits("C2", "2024-03-05") + visits("C3", "2024-03-01")
    put(store, purchases=BEGIN + people)

    table = curve(store)

    # Back after 2 days, watched for 3 days and for 7: 1/3 at day 2, no further step.
    expected = pd.DataFrame({"days": [2.0, 3.0, 7.0], "back_pct": [100 / 3] * 3, "waiting": [2, 2, 1]})
    pd.testing.assert_frame_equal(table[list(expected)], expected.astype({"waiting": "Int64"}))
    assert table["low"].between(0, 100 / 3).all()
    assert table["high"].between(100 / 3, 100).all()


def test_each_year_has_its_curve(store):
    put(store, purchases=BEGIN + visits("C1", "2023-02-01", "2023-02-03") + visits("C2", "2024-03-01", "2024-03-02"))

    table = curve(store, by="year")

    assert list(zip(table["group"], table["days"], strict=True)) == [("2023-01-01", 2.0), ("2024-01-01", 1.0)]


def test_the_records_behind_are_the_first_purchases(store):
    people = visits("C1", "2023-02-01 10:00:00", "2023-02-01 12:00:00", "2023-03-01") + visits("C2", "2022-02-01")
    put(store, purchases=BEGIN + people)
    metric = ask("loyalty.repeat_purchase")

    rows = rows_behind(metric, store, known())[0]

    assert sorted(rows["bought_at"].dt.strftime("%m-%d %H")) == ["02-01 10", "02-01 12"]
