"""What key accounts bring, and what hangs on one person, by hand, as of noon on 8 March 2024."""

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import wilson_interval
from tests.metrics.buying import visits
from tests.rows import Row, known, put

ALL = Settings(minimum_people=1, minimum_people_personal=1)
PEOPLE: list[Row] = [
    {"customer_id": "big", "key_account": True, "owner_id": "E1"},
    {"customer_id": "old", "key_account": True, "owner_id": "E2"},
    {"customer_id": "ann", "key_account": False, "owner_id": "E1"},
    {"customer_id": "ben"},
]
SOLD = [
    *visits("big", "2024-02-01", "2024-02-02", revenue=30),
    *visits("ann", "2024-02-03", revenue=30),
    *visits("ben", "2024-01-03", revenue=20),
    *visits(None, "2024-02-04", "2024-02-05", revenue=20),
    *visits("big", "2024-02-06", revenue=999, trial=True),  # a decoy: free
    *visits("ben", "2024-02-07", revenue=999, order_status="cancelled"),
]


def asked(store, name: str, *, settings: Settings = ALL, by: str | None = None, **changes) -> pd.DataFrame:
    options = {one: changes.pop(one) for one in ("of",) if one in changes}
    return ask(f"accounts.{name}")(store, known(**changes), settings=settings, by=by, **options)


def test_the_share_is_of_all_sales_and_its_interval_weighs_large_customers(store):
    put(store, customers=PEOPLE, purchases=SOLD)

    found = asked(store, "share").iloc[0]

    # 60 of 150; n_e = .4 * .6 * 150^2 / (.6^2 * 60^2 + .4^2 * (30^2 + 20^2 + 20^2 + 20^2)) = 5400 / 1632
    low, high = wilson_interval(0.4 * 5_400 / 1_632, 5_400 / 1_632)
    assert found[["share_pct", "key_sales", "sales"]].tolist() == pytest.approx([40, 60, 150])
    assert (found["low"], found["high"]) == pytest.approx((100 * low, 100 * high))
    assert found[["key_accounts", "n", "left_out"]].tolist() == [1, 3, 2]


def test_what_came_back_is_not_sold_and_a_merged_customer_is_one(store):
    back = visits("big", "2024-02-08", revenue=50, returned_at="2024-02-20", refunded=50)
    put(store, customers=[*PEOPLE, {"customer_id": "big2"}], purchases=[*SOLD, *back, *visits("big2", "2024-02-09")])
    put(store, customer_identity=[{"customer_id": "big2", "survivor_id": "big"}])

    found = asked(store, "share").iloc[0]

    assert found[["key_sales", "sales", "n"]].tolist() == [70, 160, 3]  # 10 more, of the one that big2 is


def test_months_stand_apart_and_nobody_marked_is_no_share(store):
    put(store, purchases=SOLD, customers=PEOPLE[2:])

    unmarked = asked(store, "share").iloc[0]
    put(store, customers=PEOPLE[:2])
    months = asked(store, "share", by="month").set_index("group")

    assert np.isnan(unmarked["share_pct"])
    assert unmarked["sales"] == 150
    assert months["share_pct"].to_dict() == pytest.approx({"2024-01-01": 0, "2024-02-01": 100 * 60 / 130})


def test_only_products_whose_first_days_are_over_and_on_record_are_told_of(store):
    goods = [
        {"product_id": "new", "launched_on": "2023-11-01"},
        {"product_id": "dud", "launched_on": "2023-12-01"},
        {"product_id": "young", "launched_on": "2023-12-10"},  # 90 days on the 9th of March
        {"product_id": "old", "launched_on": "2023-09-30"},  # before anything is on record
        {"product_id": "unknown"},
    ]
    sold = [
        *visits("ben", "2023-10-01", product_id="old"),
        *visits("big", "2023-11-01 00:00:00", "2024-01-29 23:59:59", product_id="new", revenue=30),
        *visits("ann", "2023-11-05", product_id="new", revenue=20),
        *visits("ann", "2023-10-31 23:59:59", "2024-01-30", product_id="new", revenue=500),  # day 0, and the 91st
        *visits("big", "2024-01-01", product_id="young", revenue=500),
    ]
    put(store, customers=PEOPLE, products=goods, purchases=sold)

    whole = asked(store, "launch_share").iloc[0]
    each = asked(store, "launch_share", of="product").set_index("group")

    assert whole[["key_sales", "sales", "products", "n", "left_out"]].tolist() == [60, 80, 2, 2, 3]
    assert whole["share_pct"] == pytest.approx(75)
    assert each["launched"].to_dict() == {"dud": "2023-12-01", "new": "2023-11-01"}
    assert each.loc["new", ["share_pct", "key_accounts", "n"]].tolist() == [75, 1, 2]
    assert np.isnan(each.loc["dud", "share_pct"])


def test_what_hangs_on_a_person_is_told_of_enough_customers_alone(store):
    put(store, customers=PEOPLE, purchases=SOLD)

    told = asked(store, "hangs_on").set_index("group")
    few = asked(store, "hangs_on", settings=Settings(minimum_people=1, minimum_people_personal=3))

    # E1 owns big and ann: 90 of 150. E2's customer bought nothing.
    assert told.loc["E1", ["share_pct", "owned_sales", "buyers", "n", "left_out"]].tolist() == [60, 90, 2, 2, 1]
    assert told.index.tolist() == ["E1"]
    assert few["share_pct"].isna().all()
    assert few["group"].tolist() == [""]
