"""Complaints beside the customers there are, from rows by hand."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import ask
from tests.rows import AS_OF, known, put

NAME = "complaints.rate_of_customers"
DAY = "2024-02-15"
FEBRUARY = {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 2, 29)}


def rate(store, **more) -> pd.Series:
    return ask(NAME)(store, known(**FEBRUARY | more)).iloc[0]


def test_who_bought_was_in_touch_answered_or_complained_within_the_year_is_active_once(store):
    put(
        store,
        purchases=[
            {"order_id": "O1", "customer_id": "C1", "bought_at": "2023-03-02"},  # 365 days to 29 February: the first
            {"order_id": "O2", "customer_id": "C9", "bought_at": "2023-03-01"},  # a day too early
            {"order_id": "O3", "customer_id": "C8", "bought_at": DAY, "order_status": "cancelled"},
        ],
        interactions=[{"customer_id": key, "started_at": DAY} for key in ("C1", "C2")],
        survey_answers=[{"customer_id": "C3", "answered_at": DAY, "recommend": 0}, {"answered_at": DAY}],
        complaints=[
            {"complaint_id": "K1", "customer_id": "C1", "opened_at": DAY},
            {"complaint_id": "K2", "customer_id": "C4", "opened_at": DAY},
            {"complaint_id": "K3", "customer_id": "C5", "opened_at": "2023-12-24"},  # active, but not in February
            {"complaint_id": "K4", "customer_id": "C6", "opened_at": DAY, "kind": "question"},
            {"complaint_id": "K5", "customer_id": "C1", "opened_at": DAY, "duplicate_of": "K1"},
        ],
    )

    found = rate(store)

    # C1 to C5 are active; two complaints: 1000 * 2 / 5
    assert found[["per_1000_customers", "active", "n", "left_out"]].tolist() == [400, 5, 2, 1]
    # Garwood: 2 events, 0.242209 to 7.224688
    assert found[["low", "high"]].tolist() == pytest.approx([200 * 0.242209, 200 * 7.224688], rel=1e-5)


def test_where_only_complainers_are_known_there_is_no_rate(store):
    put(store, complaints=[{"complaint_id": "K1", "customer_id": "C1", "opened_at": DAY}])

    found = rate(store)

    assert found[["n", "active"]].tolist() == [1, 0]
    assert found[["per_1000_customers", "low", "high"]].isna().all()


def test_complaints_and_customers_are_narrowed_alike(store):
    put(
        store,
        customers=[{"customer_id": f"C{n}", "region": ("north", "south")[n % 2]} for n in range(20)],
        interactions=[{"customer_id": f"C{n}", "started_at": DAY} for n in range(20)],
        complaints=[{"complaint_id": f"K{n}", "customer_id": "C0", "opened_at": DAY} for n in range(3)],
    )

    north = rate(store, region=("north",))
    groups = ask(NAME)(store, known(**FEBRUARY), by="region").set_index("group")

    assert north[["per_1000_customers", "active"]].tolist() == [300, 10]
    assert groups["per_1000_customers"].to_dict() == {"north": 300, "south": 0}


def test_what_is_recorded_later_is_not_known(store):
    later = (AS_OF + dt.timedelta(hours=1)).isoformat()
    put(store, interactions=[{"customer_id": "C1", "started_at": later}, {"customer_id": "C2", "started_at": DAY}])

    found = ask(NAME)(store, known()).iloc[0]

    assert found[["active", "n", "per_1000_customers"]].tolist() == [1, 0, 0]
