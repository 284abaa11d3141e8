"""Appointments in stores: who waited how long, who did not come, and for whom one visit was enough, by hand."""

import datetime as dt

import pytest

from crm_core import Settings, ask
from tests.rows import AS_OF, Row, at, known, put

MINUTE = dt.timedelta(minutes=1)
SHOWN = Settings(minimum_people=1)


def visit(
    number: int, booked: str = "2024-02-01 10:00:00", *, arrived: float | None, begun: float | None, **own
) -> Row:
    """An appointment with the minutes between the agreed time and arriving, and the begin of the talk."""
    agreed = at(booked)
    times = {"arrived_at": arrived, "started_at": begun}
    known_times = {name: agreed + minutes * MINUTE for name, minutes in times.items() if minutes is not None}
    return {"appointment_id": f"V{number}", "customer_id": f"C{number}", "store_id": "S1", "booked_for": agreed} | (
        known_times | own
    )


def test_who_comes_early_waits_from_the_agreed_time_and_who_left_has_waited_at_least_so_long(store):
    waits = [visit(n, arrived=-5, begun=n) for n in range(1, 11)]  # 1 to 10 minutes, all came early
    others = [
        visit(11, arrived=-30, begun=-20),  # served before the agreed time: a wait of 0
        visit(12, arrived=4, begun=None, ended_at=at("2024-02-01 11:00:00")),  # left after 56 minutes
        visit(13, arrived=None, begun=3),  # nobody knows since when
        visit(14, arrived=None, begun=None, no_show=True),
        visit(15, arrived=None, begun=None, cancelled=True, no_show=True),
        visit(16, arrived=2, begun=None),  # a month ago and nothing more: left out
        visit(17, booked="2024-03-09 10:00:00", arrived=0, begun=1),  # lies ahead
    ]
    put(store, appointments=[*waits, *others])

    found = ask("stores.appointments")(store, known()).iloc[0]

    # Known: 0, 1 ... 10 and 56 or more minutes, twelve of them. Six of twelve have begun after 5 minutes.
    assert found[["n", "not_begun", "booked", "missed", "cancelled", "left_out"]].tolist() == [12, 1, 16, 1, 1, 2]
    assert found["median_seconds"] == 5 * 60
    assert found["missed_pct"] == pytest.approx(100 / 15)
    assert found["cancelled_pct"] == pytest.approx(100 / 16)


def test_who_arrived_today_and_waits_still_is_counted_as_waiting(store):
    rows = [visit(n, arrived=0, begun=n) for n in range(1, 11)]
    waiting = {"appointment_id": "now", "customer_id": "N", "store_id": "S1", "booked_for": AS_OF - 30 * MINUTE}
    put(store, appointments=[*rows, waiting | {"arrived_at": AS_OF - 30 * MINUTE}])

    found = ask("stores.appointments")(store, known()).iloc[0]

    assert found[["n", "not_begun"]].tolist() == [11, 1]


def test_few_begun_give_no_wait(store):
    put(store, appointments=[visit(n, arrived=0, begun=n) for n in range(9)])

    assert ask("stores.appointments")(store, known())["median_seconds"].isna().all()


def test_a_first_visit_is_solved_when_nobody_comes_calls_or_says_no_within_thirty_days(store):
    own = {"arrived": 0, "begun": 1, "product_id": "P1"}
    old = visit(0, "2023-01-01 10:00:00", **own)  # the records begin here: too early
    held = [
        visit(1, **own),
        visit(2, **own, solved=False),
        visit(3, **own),  # calls on day 29 about it
        visit(4, **own),  # calls on day 30
        visit(5, **own),  # calls about something else
        visit(6, **own),  # comes again on day 3
        visit(7, arrived=0, begun=1),  # of an unknown product
        visit(8, "2024-02-20 10:00:00", **own),  # not thirty days ago
        visit(9, arrived=None, begun=None, no_show=True, product_id="P1"),
    ]
    again = visit(10, "2024-02-04 10:00:00", **own) | {"customer_id": "C6", "store_id": "S2"}
    calls = [
        ("C3", "2024-03-01 09:00:00", "P1"),
        ("C4", "2024-03-02 10:00:00", "P1"),
        ("C5", "2024-02-02 10:00:00", "P2"),
    ]
    contacts = [{"customer_id": who, "started_at": when, "product_id": what, "channel": "phone"}
                for who, when, what in calls]  # fmt: skip
    put(store, appointments=[old, *held, again], interactions=contacts)

    found = ask("stores.first_visit")(store, known(), settings=SHOWN).iloc[0]
    stores = ask("stores.first_visit")(store, known(), by="store", settings=SHOWN).set_index("group")

    # Counted 1 to 6; solved 1, 4 and 5. Left out: the first of all, the second visit, the nameless one, the young one.
    assert found[["visits", "solved", "n", "young", "left_out"]].tolist() == [6, 3, 6, 1, 4]
    assert found["solved_pct"] == 50
    assert stores.loc["S2", ["visits", "left_out"]].tolist() == [0, 1]


def test_a_visit_to_another_store_breaks_the_first_ones_success_whatever_is_filtered(store):
    own = {"arrived": 0, "begun": 1, "product_id": "P1"}
    early = visit(0, "2023-01-01 10:00:00", **own)
    twice = [visit(1, **own), visit(2, "2024-02-05 10:00:00", **own) | {"customer_id": "C1", "store_id": "S2"}]
    put(store, appointments=[early, *twice])

    found = ask("stores.first_visit")(store, known(store=("S1",)), settings=SHOWN).iloc[0]

    assert found[["visits", "solved"]].tolist() == [1, 0]
