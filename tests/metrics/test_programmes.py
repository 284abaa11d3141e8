"""Places in programmes, memberships, and customers who came from another maker: counted by hand."""

import datetime as dt

import pytest

from crm_core import Settings, ask
from tests.rows import Row, known, put

JANUARY = dt.date(2024, 1, 1)
SHOWN = Settings(minimum_people=1)


def place(customer: str, held: str, attended: bool | None, **own) -> Row:
    return {"customer_id": customer, "programme": "class", "held_at": held, "attended": attended} | own


def test_places_of_the_period_that_say_who_came_are_counted(store):
    put(
        store,
        attendances=[
            place("A", "2024-01-10", True),
            place("A", "2024-01-11", True, topic="music"),
            place("B", "2024-01-12", False),
            place("B", "2024-01-13", True, programme="talk"),
            place("C", "2024-01-14", None),
            place("C", "2023-12-31", True),  # before the period
            place("D", "2024-03-09", True),  # not known yet
        ],
    )

    whole = ask("programmes.attendance")(store, known(start=JANUARY)).iloc[0]
    kinds = ask("programmes.attendance")(store, known(start=JANUARY), per="programme", settings=SHOWN)
    kinds = kinds.set_index("group")

    # Three of four came: A twice, B once.
    assert whole[["came", "booked", "n", "visitors", "came_again", "left_out"]].tolist() == [3, 4, 2, 2, 1, 1]
    assert whole["came_pct"] == 75
    assert whole["low"] < 75 < whole["high"]
    assert kinds["booked"].to_dict() == {"class": 3, "talk": 1}
    assert kinds["came_again"].to_dict() == {"class": 1, "talk": 0}


def test_a_membership_counts_until_its_last_day_is_over(store):
    own = {"customer_id": "A", "programme": "club"}
    put(
        store,
        memberships=[
            own | {"started_on": "2023-05-01", "ended_on": "2023-12-31"},  # ended the day before the period
            own | {"started_on": "2023-05-01", "ended_on": "2024-02-01"},
            own | {"started_on": "2024-02-02", "ended_on": "2025-02-01"},  # its end lies ahead
            own | {"started_on": "2024-02-03", "programme": "plus"},
            own | {"started_on": "2024-03-09"},  # has not begun
        ],
    )

    found = ask("programmes.members")(store, known(start=JANUARY)).set_index("group")

    assert found.loc["club", ["active", "started", "ended", "active_before", "people"]].tolist() == [1, 1, 1, 2, 1]
    assert found.loc["plus", ["active", "started", "ended", "active_before", "people"]].tolist() == [1, 1, 0, 0, 1]


def test_who_bought_in_the_second_ninety_days_after_joining_has_stayed(store):
    # Day 91 after 1 June is 31 August, day 180 is 28 November; 181 days before 8 March lies 9 September.
    people = [
        {"customer_id": "A", "joined_on": "2023-06-01", "switched_from": "Orbis"},
        {"customer_id": "B", "joined_on": "2023-06-01", "switched_from": "Orbis"},
        {"customer_id": "C", "joined_on": "2023-06-01", "switched_from": "Vantix"},
        {"customer_id": "D", "joined_on": "2023-06-01"},
        {"customer_id": "E", "joined_on": "2023-09-10", "switched_from": "Orbis"},  # 180 days ago: too young
        {"customer_id": "F", "switched_from": "Orbis"},
    ]
    bought = [
        {"customer_id": "A", "order_id": "1", "bought_at": "2023-08-31"},
        {"customer_id": "A", "order_id": "2", "bought_at": "2023-11-28 23:00:00"},
        {"customer_id": "B", "order_id": "3", "bought_at": "2023-08-30 23:59:59"},
        {"customer_id": "B", "order_id": "4", "bought_at": "2023-11-29"},
        {"customer_id": "C", "order_id": "5", "bought_at": "2023-10-01", "trial": True},
        {"customer_id": "D", "order_id": "6", "bought_at": "2023-10-01"},
        {"customer_id": "E", "order_id": "7", "bought_at": "2023-12-20"},
    ]
    put(store, customers=people, purchases=bought)
    both = ask("programmes.switchers")(store, known(), settings=SHOWN).set_index("group")
    makers = ask("programmes.switchers")(store, known(), settings=SHOWN, per="maker").set_index("group")

    assert both.loc["switched", ["active", "n", "young", "left_out"]].tolist() == [1, 3, 1, 1]
    assert both.loc["switched", "active_pct"] == pytest.approx(100 / 3)
    assert both.loc["others", ["active", "n", "active_pct"]].tolist() == [1, 1, 100]
    assert both.loc["switched", "difference_points"] == pytest.approx(100 / 3 - 100)
    assert makers["n"].to_dict() == {"Orbis": 2, "Vantix": 1}
    assert makers["active_pct"].to_dict() == {"Orbis": 50, "Vantix": 0}
