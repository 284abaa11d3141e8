"""What customers bring from their first purchase on, by hand, as of 8 March 2024; records begin on 1 January 2021."""

import math

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import mean_interval
from tests.metrics.buying import joined, visits
from tests.rows import known, put

ALL = Settings(minimum_people=1)
OLD = visits("old", "2021-01-01", "2022-06-01", revenue=500, channel="web")
ANN = [*visits("ann", "2022-02-01", channel="web"), *visits("ann", "2023-01-31", revenue=30, channel="store")]
BEN = [*visits("ben", "2022-03-01", revenue=20, channel="store"), *visits("ben", "2023-03-01", revenue=7)]
CEM = visits("cem", "2023-03-08", revenue=5, channel="store")
DOT = visits("dot", "2023-03-10", revenue=99, channel="web")  # her first year ends on 8 March 2024, the day known
EVE = visits("eve", "2023-03-11", revenue=77, channel="web")  # hers ends a day later
PEOPLE = [
    {"customer_id": "ann", "acquisition_channel": "event"},
    {"customer_id": "ben", "acquisition_channel": "event"},
    {"customer_id": "cem"},
    {"customer_id": "dot", "acquisition_channel": "referral"},
]
EVERYTHING = OLD + ANN + BEN + CEM + DOT + EVE


def asked(store, name, **options) -> pd.DataFrame:
    return ask(name)(store, known(), settings=ALL, **options).set_index("group")


def test_the_first_year_by_the_channel_a_customer_came_through(store):
    put(store, purchases=EVERYTHING, customers=PEOPLE)

    found = asked(store, "value.by_channel")

    # Ann brings 10 and, on her 364th day after, 30; Ben 20, his 7 came on the 365th day after, in the second year.
    assert found.loc["event", ["per_customer", "came_back_pct", "n", "left_out"]].tolist() == [30.0, 50.0, 2, 0]
    low, high = mean_interval(30.0, math.sqrt(200), 2)
    assert found.loc["event", ["low", "high"]].tolist() == pytest.approx([low, high])
    assert found.loc["referral", ["per_customer", "n"]].tolist() == [99.0, 1]
    assert found.loc["(none)", ["per_customer", "n", "left_out"]].tolist() == [5.0, 1, 2]  # Cem; Eve and old left out
    assert set(found["measure"]) == {"revenue"}


def test_the_first_year_by_the_channel_of_the_first_purchase(store):
    twins = [*visits("fay", "2022-05-01 10:00", channel="web"), *visits("fay", "2022-05-01 11:00", channel="app")]
    put(store, purchases=EVERYTHING + twins, customers=PEOPLE)

    found = asked(store, "value.by_channel", channel_of="first_purchase")

    assert found.loc["web", ["per_customer", "n", "left_out"]].tolist() == [pytest.approx((40 + 99 + 20) / 3), 3, 2]
    assert found.loc["store", ["per_customer", "n"]].tolist() == [12.5, 2]  # Ben's 20 and Cem's 5
    assert "app" not in found.index


def test_the_first_one_on_record_counts_for_everybody_when_asked_so(store):
    put(store, purchases=EVERYTHING, customers=[*PEOPLE, *joined("2021-06-01", "new")])

    found = asked(store, "value.by_channel", starts="seen")

    assert found.loc["(none)", ["per_customer", "n", "left_out"]].tolist() == [252.5, 2, 1]  # old 500, Cem 5


def test_only_by_all_who_started_does_value_fall_when_most_leave(store):
    put(store, purchases=EVERYTHING, customers=PEOPLE)

    found = asked(store, "value.by_tenure")

    # First year: Ann 40, Ben 20, Cem 5, Dot 99 of four. Second: of Ann and Ben only Ben buys, for 7.
    assert found.loc["01", ["per_customer", "per_survivor", "survivors", "n", "left_out"]].tolist() == [
        41.0,
        41.0,
        4,
        4,
        1,
    ]
    assert found.loc["02", ["per_customer", "per_survivor", "survivors", "n", "left_out"]].tolist() == [
        3.5,
        7.0,
        1,
        2,
        2,
    ]
    assert found.index.tolist() == ["01", "02"]
    low, high = mean_interval(3.5, math.sqrt(2 * 3.5**2), 2)
    assert found.loc["02", ["low", "high"]].tolist() == pytest.approx([low, high])


def test_years_that_too_few_have_behind_them_have_no_row_and_few_survivors_no_mean(store):
    put(store, purchases=EVERYTHING, customers=PEOPLE)

    found = ask("value.by_tenure")(store, known(), settings=Settings(minimum_people=2)).set_index("group")
    fewer = ask("value.by_tenure")(store, known(), settings=Settings(minimum_people=3)).set_index("group")

    assert math.isnan(found.loc["02", "per_survivor"])
    assert found.loc["02", "per_customer"] == 3.5
    assert fewer.index.tolist() == ["01"]


def test_profit_counts_where_the_lines_say_it_and_what_came_back_is_no_start(store):
    back = [{"order_id": "X", "customer_id": "gus", "bought_at": "2022-02-01", "returned_at": "2022-02-05"}]
    put(store, purchases=[row | {"profit": 1} for row in EVERYTHING + back], customers=PEOPLE)

    found = asked(store, "value.by_tenure")

    assert set(found["measure"]) == {"profit"}
    assert found.loc["01", ["per_customer", "n"]].tolist() == [1.25, 4]  # five purchases of four customers


def test_what_is_not_known_yet_changes_nothing(store):
    put(store, purchases=EVERYTHING, customers=PEOPLE)

    early = ask("value.by_tenure")(store, known(end=pd.Timestamp("2023-02-01").date()), settings=ALL)

    # On 1 February 2023 Ann's first year of 365 days has just ended; the others' have not.
    assert early[["group", "per_customer", "n", "left_out"]].to_numpy().tolist() == [["01", 40.0, 1, 1]]
