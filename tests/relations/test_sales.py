"""Sales from lines by hand: what is a purchase, and which money moved when."""

from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from crm_core import Settings, relations
from tests.rows import at, known, put

BOUGHT = "2024-02-01"
BACK = "2024-02-10"


def lines(store, filters=None):
    return (filters or known()).rows(store, "purchases")


def read(store, rows) -> pd.DataFrame:
    order = [column for column in rows.c if column.key in ("order_id", "line_no", "day", "amount")]
    return store.read(sa.select(*rows.c).order_by(*order))


def moved(store, zone: str = "UTC", filters=None) -> list[tuple]:
    rows = read(store, relations.money_moved(lines(store, filters), Settings(zone=zone), "order_id"))
    return [(order, day.date().isoformat(), amount) for order, day, amount in rows.itertuples(index=False)]


def test_trials_drafts_and_cancelled_orders_are_no_sale(store):
    states = [{"order_status": state} for state in ("paid", None, "cancelled", "draft")]
    trials = [{"trial": trial} for trial in (True, False)]
    put(store, purchases=[{"order_id": f"O{place}"} | row for place, row in enumerate(states + trials)])

    sold = read(store, relations.sales(lines(store)))

    assert sold["order_id"].tolist() == ["O0", "O1", "O5"]


@pytest.mark.parametrize(
    ("back", "net", "kept"),
    [
        ({}, 90, True),
        ({"returned_at": BACK}, 0, False),
        ({"returned_at": BACK, "refunded": 30}, 60, True),
        ({"returned_at": BACK, "refunded": 0}, 90, True),
        ({"returned_at": BACK, "refunded": 99}, 0, False),  # 9 of tax came back with it
        ({"returned_at": BACK, "quantity": 3, "returned_quantity": 1}, 60, True),
        ({"returned_at": BACK, "quantity": 3, "returned_quantity": 3}, 0, False),
        ({"returned_at": BACK, "quantity": 3, "returned_quantity": 3, "refunded": 80}, 10, False),  # 10 kept as a fee
        ({"returned_at": BACK, "quantity": 3, "returned_quantity": 1, "refunded": 90}, 0, True),
        ({"returned_at": BACK, "quantity": 7, "returned_quantity": 1}, Decimal("77.15"), True),  # 90 / 7 = 12.857
        ({"refunded": 30}, 60, True),
        ({"refunded": 0}, 90, True),
        ({"returned_at": "2024-03-08 12:00:01"}, 90, True),  # after what is known
        ({"returned_at": "2024-03-08 12:00:01", "refunded": 90}, 90, True),
    ],
)
def test_what_came_back_is_what_was_refunded_else_the_pieces_else_the_line(store, back, net, kept):
    put(store, purchases=[{"order_id": "O1", "revenue": 90} | back])

    sold = read(store, relations.sales(lines(store))).iloc[0]

    assert sold["net_revenue"] == pytest.approx(float(net))
    assert sold["kept"] == kept


def test_an_order_is_a_purchase_while_one_of_its_lines_is_kept(store):
    put(
        store,
        purchases=[
            {"order_id": "O1", "line_no": 1, "returned_at": BACK},
            {"order_id": "O1", "line_no": 2},
            {"order_id": "O2", "returned_at": BACK},
            {"order_id": "O3", "revenue": 0},
            {"order_id": "O4", "revenue": -10},  # a return written as a line of its own
        ],
    )

    kept = read(store, relations.purchases_kept(lines(store)))

    assert kept["order_id"].tolist() == ["O1", "O3"]
    assert kept["line_no"].tolist() == [2, 1]


def test_money_moves_in_on_the_day_of_the_purchase_and_back_on_that_of_the_return(store):
    put(
        store,
        purchases=[
            {"order_id": "O1", "revenue": 50, "bought_at": "2024-01-31 23:30", "returned_at": BACK, "refunded": 20},
            {"order_id": "O2", "revenue": 8, "bought_at": BOUGHT},
            {"order_id": "O3", "revenue": 7, "bought_at": BOUGHT, "refunded": 2},
            {"order_id": "O4", "revenue": 9, "bought_at": BOUGHT, "returned_at": BACK, "trial": True},
        ],
    )

    assert moved(store) == [
        ("O1", "2024-01-31", 50), ("O1", "2024-02-10", -20), ("O2", "2024-02-01", 8),
        ("O3", "2024-02-01", -2), ("O3", "2024-02-01", 7),
    ]  # fmt: skip
    assert moved(store, "Europe/Berlin")[0] == ("O1", "2024-02-01", 50)  # half past midnight there


def test_a_return_is_unknown_before_its_day(store):
    put(store, purchases=[{"order_id": "O1", "revenue": 50, "returned_at": BACK}])

    early = known(as_of=at("2024-02-09 23:59:59"))

    assert moved(store, filters=early) == [("O1", "2024-02-01", 50)]
    assert [day for _, day, _ in moved(store)] == ["2024-02-01", "2024-02-10"]
