"""Like and buy, as of 8 March 2024: the year begins on 10 March 2023."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.metrics.buying import visits
from tests.rows import known, put

LOOSE = Settings(minimum_people=1)


def says(
    customer: str, recommend: int | None, buy_again: int | None = None, day: str = "2024-01-01", **changes
) -> dict:
    own = {"customer_id": customer, "answered_at": day, "recommend": recommend, "buy_again": buy_again}
    return own | changes


def quadrants(store, **options) -> pd.Series:
    return ask("loyalty.quadrants")(store, known(), **options).iloc[0]


def test_customers_stand_in_one_of_four_fields(store):
    put(
        store,
        survey_answers=[
            says("A", 8, 8),  # 80: likes
            says("B", 10, 5),  # 75: does not
            says("C", 9),  # 90
            says("D", None, 0),  # 0 is an answer
            says("E", None, None),  # says nothing
            says("F", 10, touchpoint="support"),  # another series
            says("G", 10, answered_at="2023-03-09"),  # too long ago
        ],
        purchases=[
            *visits("A", "2023-03-10"),
            *visits("B", "2024-01-01"),
            *visits("C", "2023-03-09", revenue=70),  # the last day of the year before
            *visits("E", "2024-01-01"),
            *visits("G", "2024-01-01"),
        ],
    )

    found = quadrants(store)

    assert found[["loyal", "spurious", "latent", "neither", "n"]].tolist() == [1, 1, 1, 1, 4]
    assert found["loyal_pct"] == 25
    assert found["latent_before"] == 70
    assert found["left_out"] == 2  # E and G bought and said nothing this year


def test_the_last_answer_of_the_year_counts(store):
    put(
        store,
        survey_answers=[says("A", 10, answered_at="2024-02-01"), says("A", 0)],
        purchases=visits("A", "2024-01-01"),
    )

    assert quadrants(store)["loyal"] == 1


def test_nobody_asked_is_no_share(store):
    put(store, purchases=visits("A", "2024-01-01"))

    found = quadrants(store)

    assert (found["n"], found["left_out"]) == (0, 1)
    assert pd.isna(found["loyal_pct"])


def index(store, **options) -> pd.Series:
    return ask("loyalty.index")(store, known(), **options).iloc[0]


def test_the_index_is_half_what_they_say_and_half_where_they_stand_among_the_first_year(store):
    put(
        store,
        survey_answers=[says("A", 10, 8), says("B", 6)],
        purchases=[
            *visits("X", "2020-01-01"),  # the first year: one purchase day, one quarter
            *visits("Y", "2020-01-02", "2020-01-03", "2020-06-01"),  # three days, two quarters
            *visits("A", "2024-01-01", "2024-01-02", "2024-01-03"),  # three days, one quarter
        ],
    )

    found = index(store)

    # A: attitude 90; three days stand at (1 + 2) / 4 = 75 %, one quarter at (0 + 1) / 4 = 25 %: behaviour 50.
    # B: attitude 60, nothing bought: below everybody, 0. Index: (70 + 30) / 2.
    assert found["attitude_points"] == pytest.approx(75)
    assert found["behaviour_points"] == pytest.approx(25)
    assert found["index_points"] == pytest.approx(50)
    assert found["n"] == 2


def test_without_a_full_year_on_record_there_is_no_behaviour_and_no_index(store):
    put(store, survey_answers=[says("A", 10)], purchases=visits("A", "2023-06-01"))

    found = index(store)

    assert pd.isna(found["index_points"])
    assert found["attitude_points"] == 100


def test_groups_are_those_of_the_customers(store):
    people = [{"customer_id": "A", "region": "north"}, {"customer_id": "B", "region": "south"}]
    answers = [says("A", 10), says("B", 10)]
    put(store, customers=people, survey_answers=answers, purchases=visits("A", "2024-01-01"))

    table = ask("loyalty.quadrants")(store, known(), by="region", settings=LOOSE).set_index("group")

    assert table["loyal"].to_dict() == {"north": 1, "south": 0}
