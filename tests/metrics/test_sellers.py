"""Sales and satisfaction by seller, by hand, as of 8 March 2024."""

import math

import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.metrics.buying import visits
from tests.rows import known, put

ALL = Settings(minimum_people=1)
PRODUCTS = [
    {"product_id": "lamp", "seller": "We", "own_brand": True},
    {"product_id": "rug", "seller": "They", "own_brand": False},
    {"product_id": "vase", "seller": "Others", "own_brand": False},
]
SALES = [
    *visits("ann", "2024-01-05", revenue=60, product_id="lamp"),
    *visits("ben", "2024-01-10", revenue=20, product_id="rug"),
    *visits(None, "2024-01-11", revenue=10, product_id="rug"),
    *visits("cem", "2024-01-12", revenue=6, product_id="vase", returned_at="2024-01-20"),
    *visits("dot", "2024-01-13", revenue=10, product_id="pot"),
    *visits("eve", "2023-01-13", revenue=999, product_id="rug"),  # before the period
]


def said(customer: str, day: str, points: int, **changes) -> dict:
    items = dict.fromkeys(("satisfaction", "expectations", "ideal"), points)
    return {"customer_id": customer, "answered_at": day} | items | changes


ANSWERS = [
    said("ann", "2024-01-04", 1),  # before she bought
    said("ann", "2024-02-04", 10),
    said("ben", "2024-02-05", 4),
    said("ben", "2024-02-06", 7, touchpoint="support"),
    said("ben", "2024-02-07", 7, ideal=None),
    said("cem", "2024-02-08", 9),  # gave it back
    said("dot", "2024-01-12", 9),  # before
    said("eve", "2024-02-08", 9),
]


def asked(store, **options) -> pd.DataFrame:
    first = pd.Timestamp("2023-12-01").date()
    return ask("value.by_seller")(store, known(start=first), settings=ALL, **options).set_index("group")


def test_sales_and_the_satisfaction_of_those_who_bought_before_they_answered(store):
    put(store, products=PRODUCTS, purchases=SALES, survey_answers=ANSWERS)

    found = asked(store)

    # The vase came back: 0. In all 60 + 30 + 0 + 10 = 100. All tens are 100 points, all fours 33.3.
    assert found["sales"].to_dict() == {"(none)": 10.0, "Others": 0.0, "They": 30.0, "We": 60.0}
    assert found["sales_pct"].tolist() == [10.0, 0.0, 30.0, 60.0]
    assert found["n"].tolist() == [1, 0, 1, 1]
    assert found["left_out"].tolist() == [0, 0, 1, 0]
    assert found.loc[["They", "We"], "satisfied_points"].tolist() == pytest.approx([100 / 3, 100.0])
    assert found["buyers_answered"].tolist() == [0, 0, 1, 1]
    assert math.isnan(found.loc["(none)", "satisfied_points"])


def test_own_goods_against_those_of_others(store):
    put(store, products=PRODUCTS, purchases=SALES, survey_answers=ANSWERS)

    found = asked(store, of="brand")

    assert found["sales"].to_dict() == {"(none)": 10.0, "own": 60.0, "third_party": 30.0}


def test_profit_of_a_seller_is_told_where_enough_lines_say_it(store):
    put(
        store,
        products=PRODUCTS,
        purchases=[row | {"profit": 5 if row["product_id"] == "lamp" else None} for row in SALES],
    )

    found = asked(store)

    assert found.loc["We", "profit"] == 5.0
    assert math.isnan(found.loc["They", "profit"])


def test_without_a_single_answer_the_sales_are_told(store):
    put(store, products=PRODUCTS, purchases=SALES)

    found = asked(store)

    assert found.loc["They", ["sales", "buyers_answered"]].tolist() == [30.0, 0]
    assert found["satisfied_points"].isna().all()
