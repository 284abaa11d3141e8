"""What is known of stores: visits, what else is asked, all against all, and all at a glance, by hand."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.rows import Row, known, put

SHOWN = Settings(minimum_people=1, minimum_n=1)


def answer(customer: str, points: int | None, store: str | None = "S1", **own) -> Row:
    items = dict.fromkeys(("satisfaction", "expectations", "ideal"), points)
    return {"customer_id": customer, "touchpoint": "store_visit", "store_id": store} | items | own


def test_a_visit_counts_with_each_customers_last_answer_that_names_a_store(store):
    put(
        store,
        survey_answers=[
            answer("A", 1, answered_at="2024-01-01"),
            answer("A", 10, answered_at="2024-02-01"),
            answer("B", 4),
            answer("B", None),
            answer("C", 10, store=None),
            answer("D", 10, touchpoint="relationship"),
        ],
    )

    found = ask("stores.visits")(store, known()).iloc[0]

    # 10 is 100 of 100, 4 is 100 (4 - 1) / 9.
    assert found["index_points"] == pytest.approx((100 + 100 / 3) / 2)
    assert found[["n", "left_out"]].tolist() == [2, 1]


def test_a_question_counts_where_it_was_asked(store):
    put(
        store,
        survey_answers=[
            answer("A", 8, pressure_free=True, hands_on=False),
            answer("B", 8, pressure_free=False),
            answer("C", 8, pressure_free=True, store="S2"),
            answer("D", 8),
            answer("E", 8, touchpoint="relationship", pressure_free=False),
        ],
    )

    free = ask("stores.pressure_free")(store, known()).iloc[0]
    tried = ask("stores.hands_on")(store, known(), by="store", settings=SHOWN).set_index("group")

    # 2 of 3: Wilson 20.77 to 93.85 (R 4.2, prop.test without correction).
    assert free[["yes", "answers", "n", "left_out"]].tolist() == [2, 3, 3, 1]
    assert free[["yes_pct", "low", "high"]].tolist() == pytest.approx([66.67, 20.77, 93.85], abs=0.01)
    assert tried.loc["S1", ["yes_pct", "answers"]].tolist() == [0, 1]
    assert tried.loc["S2", "answers"] == 0
    assert pd.isna(tried.loc["S2", "yes_pct"])


PRODUCTS = [{"product_id": "P1", "category": "easy"}, {"product_id": "P2", "category": "hard"}]


def test_a_store_with_the_hard_visits_is_not_worse_with_everybodys(store):
    # After easy visits everybody gives 9, after hard ones 5; S1 has eight hard ones, S2 eight easy ones.
    kinds = [("S1", "P2", 8), ("S1", "P1", 2), ("S2", "P2", 2), ("S2", "P1", 8)]
    answers = [
        answer(f"{where}{what}{n}", (9 if what == "P1" else 5) + (1, -1)[n % 2], store=where, product_id=what)
        for where, what, count in kinds
        for n in range(count)
    ]
    put(store, survey_answers=answers, products=PRODUCTS)

    found = ask("stores.visits_alike")(store, known(), settings=SHOWN).set_index("group")

    # Means of 100: easy 800 / 9, hard 400 / 9; S1 has .8 hard: 53.33, S2 80, all 66.67. Each answer lies 100 / 9 away.
    assert found["index_points"].tolist() == pytest.approx([480 / 9, 720 / 9])
    assert found["expected_points"].tolist() == pytest.approx([480 / 9, 720 / 9])
    assert found["standard_points"].tolist() == pytest.approx([600 / 9, 600 / 9])
    assert found["spread"].tolist() == pytest.approx([100 / 9, 100 / 9])
    assert found["n"].tolist() == [10, 10]
    # One deviation of S1: sqrt(10) 100 / 9 of 4800 / 9 expected, times 66.67.
    reach = 1.959964 * (600 / 9) * (10**0.5 * 100 / 9) / (4800 / 9)
    assert found.loc["S1", "high"] - found.loc["S1", "standard_points"] == pytest.approx(reach)


def test_a_store_that_sells_what_others_complain_about_too_is_not_worse(store):
    # Hard products bring a complaint in every second order, easy ones none.
    orders = [("S1", "P2", 8), ("S1", "P1", 2), ("S2", "P2", 2), ("S2", "P1", 8)]
    bought = [
        {"order_id": f"{where}{what}{n}", "store_id": where, "product_id": what}
        for where, what, count in orders
        for n in range(count)
    ]
    told = [("S1", 4), ("S2", 1)]
    complaints = [
        {"complaint_id": f"{where}{n}", "store_id": where, "product_id": "P2", "opened_at": "2024-02-01"}
        for where, count in told
        for n in range(count)
    ]
    unsold = {"complaint_id": "other", "store_id": "S1", "opened_at": "2024-02-01"}  # of no product
    put(store, purchases=bought, complaints=[*complaints, unsold], products=PRODUCTS)

    found = ask("stores.complaints_alike")(store, known(), settings=SHOWN).set_index("group")

    # Expected 8 / 2 and 2 / 2, as observed; all together 5 of 20 orders.
    assert found["per_1000_orders"].tolist() == [400, 100]
    assert found["expected_complaints"].tolist() == [4, 1]
    assert found["standard_per_1000"].tolist() == pytest.approx([250, 250])
    assert found[["complaints", "n", "left_out"]].to_numpy().tolist() == [[4, 10, 1], [1, 10, 1]]


def test_the_scorecard_says_of_each_store_what_the_numbers_by_store_say_and_nothing_where_not_asked(store):
    put(
        store,
        survey_answers=[answer("A", 10, hands_on=True), answer("B", 4), answer("C", 10, store=None)],
        purchases=[
            {"order_id": "1", "store_id": "S2", "revenue": 30},
            {"order_id": "2", "store_id": "S2", "revenue": 20, "order_status": "draft"},
        ],
        complaints=[{"store_id": "S2", "opened_at": "2024-02-01"}],
    )

    found = ask("stores.scorecard")(store, known(), settings=SHOWN).set_index("group")

    assert found.index.tolist() == ["S1", "S2"]
    assert found.loc["S1", "visits_points"] == pytest.approx((100 + 100 / 3) / 2)
    assert found.loc["S1", ["visits_n", "hands_on_n", "no_pressure_n"]].tolist() == [2, 1, 0]
    assert found.loc["S1", ["no_pressure_pct", "complaints_per_1000", "sales", "wait_seconds"]].isna().all()
    assert found.loc["S2", ["complaints_per_1000", "complaints_n", "sales"]].tolist() == [1000, 1, 30]


def test_answers_about_an_appointment_are_told_apart_from_others(store):
    five = {"csat": 5, "csat_scale": "5", "satisfaction": None}
    put(
        store,
        survey_answers=[
            answer("A", None, **five, appointment_id="V1"),
            answer("B", None, **five | {"touchpoint": "appointment", "csat": 1}),
            answer("C", None, **five | {"csat": 1}),
        ],
    )

    found = ask("satisfaction.csat")(store, known(), appointments=True).iloc[0]

    assert found[["csat_pct", "answers"]].tolist() == [50, 2]
