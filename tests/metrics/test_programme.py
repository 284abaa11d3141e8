"""What is known of whom, as of 8 March 2024."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import ask
from tests.metrics.buying import visits
from tests.rows import known, put

FEBRUARY = {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 2, 29)}


def programme(store, **changes) -> pd.Series:
    return ask("loyalty.programme")(store, known(**changes)).iloc[0]


def test_the_share_of_sales_with_a_customer_is_one_of_money(store):
    put(store, purchases=visits("A", "2024-02-01", revenue=60) + visits(None, "2024-02-02", "2024-02-03", revenue=20))

    found = programme(store)

    # 60 of 100. Spread: (60 - .6 * 60)^2 + 2 (.6 * 20)^2 = 864; 1.96 sqrt(864) / 100 = 57.6 points, cut at 0 and 100.
    assert found["known_pct"] == pytest.approx(60)
    assert (found["low"], found["high"]) == (pytest.approx(2.388, abs=1e-3), 100)
    assert (found["n"], found["left_out"]) == (3, 2)


def test_members_are_those_of_the_last_day_and_active_ones_bought_within_the_year(store):
    memberships = [
        {"customer_id": "A", "programme": "club", "started_on": "2023-01-01"},
        {"customer_id": "A", "programme": "plus", "started_on": "2023-01-01"},
        {"customer_id": "B", "programme": "club", "started_on": "2023-01-01", "ended_on": "2024-03-08"},
        {"customer_id": "C", "programme": "club", "started_on": "2023-01-01", "ended_on": "2024-03-07"},
        {"customer_id": "D", "programme": "club", "started_on": "2024-03-09"},
    ]
    put(store, memberships=memberships, purchases=visits("A", "2023-03-10") + visits("B", "2023-03-09"))

    found = programme(store)

    assert (found["members"], found["active_members"]) == (2, 1)


def test_the_ledger_moves_within_the_period_and_is_left_over_at_its_end(store):
    moves = [
        ("2024-01-01", "earn", 100),
        ("2024-02-01", "earn", 50),
        ("2024-02-02", "adjust", -5),
        ("2024-02-03", "redeem", -30),
        ("2024-02-29", "expire", -10),
        ("2024-03-01", "earn", 1000),
    ]
    rows = [
        {"points_id": day, "customer_id": "A", "happened_at": day, "kind": kind, "points": points, "qualifying": True}
        for day, kind, points in moves
    ]
    put(store, points=rows)

    found = programme(store, **FEBRUARY)

    assert found[["earned", "redeemed", "expired", "outstanding"]].tolist() == [45, 30, 10, 105]


def test_no_ledger_and_no_sale_are_not_nought(store):
    found = programme(store)

    assert found[["known_pct", "earned", "outstanding"]].isna().all()
    assert (found["members"], found["n"]) == (0, 0)
