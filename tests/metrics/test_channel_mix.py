"""What customers of one channel and of several bring, by hand."""

import math

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import mean_interval, wilson_interval
from tests.metrics.buying import visits
from tests.rows import known, put

ALL = Settings(minimum_people=1)
BOUGHT = [
    *visits("ann", "2024-01-10", channel="web"),
    *visits("ann", "2024-01-20", revenue=30, channel="store"),
    *visits("ben", "2024-01-10", revenue=20, channel="store"),
    *visits("cem", "2024-01-10", revenue=6, channel="store"),
    *visits("cem", "2024-02-10", revenue=4),  # no channel is said: he remains a customer of the store
    *visits("dot", "2024-01-10", revenue=99),
    *[
        line
        for n, channel in enumerate(("web", "store", "app"))
        for line in visits("eve", f"2024-01-1{n}", channel=channel)
    ],
]


def asked(store) -> pd.DataFrame:
    return ask("value.channel_mix")(store, known(), settings=ALL).set_index("group")


def test_customers_are_told_apart_by_the_channels_they_use(store):
    put(store, purchases=BOUGHT)

    found = asked(store)

    # Ann brings 10 + 30 through two, Ben 20 and Cem 6 + 4 through the store alone, Eve 3 times 10 through three.
    assert found["per_customer"].to_dict() == {"store": 15.0, "three_or_more": 30.0, "two": 40.0}
    assert found["n"].to_dict() == {"store": 2, "three_or_more": 1, "two": 1}
    assert found["left_out"].unique().tolist() == [1]  # Dot
    low, high = mean_interval(15.0, math.sqrt(50), 2)
    assert found.loc["store", ["low", "high"]].tolist() == pytest.approx([low, high])
    low, high = wilson_interval(2, 4)
    assert found.loc["store", ["share_pct", "share_low", "share_high"]].tolist() == pytest.approx(
        [50, 100 * low, 100 * high]
    )


def test_no_customer_whose_channels_are_known_is_no_row_of_money(store):
    put(store, purchases=visits("dot", "2024-01-10", revenue=99))

    found = ask("value.channel_mix")(store, known(), settings=ALL)

    assert found["per_customer"].isna().all()
