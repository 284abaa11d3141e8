"""The points ledger, from rows by hand."""

import datetime as dt

import pandas as pd

from crm_core import ask
from tests.rows import known, put

MOVES = [
    ("2023-12-15", "earn", 100),
    ("2023-12-20", "redeem", -30),
    ("2024-02-01", "earn", 50),
    ("2024-02-10", "adjust", -5),
    ("2024-02-20", "expire", -20),
    ("2024-03-09", "earn", 999),  # not known yet
]
FEBRUARY = {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 2, 29)}


def fill(store) -> None:
    own = {"customer_id": "C1", "qualifying": True}
    moves = [{"points_id": day, "happened_at": day, "kind": kind, "points": size} for day, kind, size in MOVES]
    put(store, points=[own | one for one in moves])


def test_what_is_left_is_all_that_moved_and_the_moves_are_those_of_the_period(store):
    fill(store)

    found = ask("loyalty.points")(store, known(**FEBRUARY)).iloc[0]

    # 100 - 30 + 50 - 5 - 20
    assert found[["outstanding", "earned", "redeemed", "expired"]].tolist() == [95, 45, 0, 20]


def test_the_programme_tells_the_same_points(store):
    fill(store)

    ledger, programme = (ask(f"loyalty.{name}")(store, known(**FEBRUARY)).iloc[0] for name in ("points", "programme"))

    names = ["outstanding", "earned", "redeemed", "expired"]
    assert ledger[names].tolist() == programme[names].tolist()


def test_each_month_has_what_was_left_at_its_end_those_without_a_move_too(store):
    fill(store)

    found = ask("loyalty.points")(store, known(), by="month").set_index("group")
    later = ask("loyalty.points")(store, known(start=dt.date(2024, 1, 10)), by="month")

    assert found["outstanding"].to_dict() == {"2023-12-01": 70, "2024-01-01": 70, "2024-02-01": 95, "2024-03-01": 95}
    assert found.loc["2024-01-01", ["earned", "redeemed", "expired"]].tolist() == [0, 0, 0]
    assert later["group"].tolist() == ["2024-01-01", "2024-02-01", "2024-03-01"]


def test_without_a_ledger_nothing_is_outstanding_and_nothing_is_nought(store):
    found = ask("loyalty.points")(store, known())

    assert pd.isna(found["outstanding"].iloc[0])
    assert ask("loyalty.points")(store, known(), by="month").empty
