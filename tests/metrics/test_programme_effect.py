"""Whether who takes part buys again more than alike ones: by hand, and in worlds whose truth is known."""

import datetime as dt

import numpy as np
import pytest

import crm_core
from crm_core import Settings, ask
from tests.rows import AS_OF, Row, known, put

DAY = dt.timedelta(days=1)
SHOWN = Settings(minimum_people=1)


def effect(store, name: str = "effect"):
    return ask(f"programmes.{name}")(store, known(), settings=SHOWN).set_index("arm")


def came(customer: str, held: str, **own) -> Row:
    return {"customer_id": customer, "programme": "class", "held_at": held, "attended": True} | own


def order(customer: str, day: str, **own) -> Row:
    return {"customer_id": customer, "bought_at": day, "order_id": f"{customer} {day}"} | own


def test_both_of_a_pair_are_followed_from_the_same_moment(store):
    put(
        store,
        customers=[{"customer_id": one, "joined_on": "2023-01-01"} for one in "AB"],
        attendances=[
            came("A", "2023-05-01", attended=False),  # did not come then
            came("A", "2023-06-01"),
            came("A", "2023-09-01"),  # not the first time
            came("B", "2023-12-20"),  # not over, and after the day at which B is looked at
        ],
        purchases=[
            order("A", "2023-06-01"),  # at the very moment: neither before nor after
            order("A", "2023-08-30", revenue=70),  # the last instant of 90 days
            order("B", "2023-08-30 00:00:01", revenue=500),  # too late
        ],
        survey_answers=[
            {"customer_id": "A", "answered_at": "2023-07-01", "satisfaction": 10, "expectations": 10, "ideal": 10},
            {"customer_id": "B", "answered_at": "2023-07-01", "satisfaction": 1, "expectations": 1, "ideal": 1},
            {"customer_id": "B", "answered_at": "2023-05-31", "satisfaction": 9, "expectations": 9, "ideal": 9},
        ],
    )

    found = effect(store)

    assert found[["n", "young", "left_out", "answered"]].to_numpy().tolist() == [[1, 1, 0, 1], [1, 1, 0, 1]]
    assert found["again_pct"].to_dict() == {"took_part": 100, "alike": 0}
    assert found["spent"].to_dict() == {"took_part": 70, "alike": 0}
    assert found["satisfied_points"].tolist() == pytest.approx([0, 100])
    assert found["difference_points"].tolist() == [100, 100]


def test_nobody_is_held_against_somebody_of_another_kind_or_who_bought_before(store):
    people = [{"customer_id": "A"}, {"customer_id": "B", "kind": "enterprise"}, {"customer_id": "C"}]
    put(store, customers=people, attendances=[came("A", "2023-06-01")], purchases=[order("C", "2023-05-01", revenue=5)])

    found = effect(store)

    assert found[["n", "left_out"]].to_numpy().tolist() == [[0, 1], [0, 1]]
    assert found["again_pct"].isna().all()


def test_of_very_few_pairs_nothing_is_told_but_their_number(store):
    put(store, customers=[{"customer_id": one} for one in "AB"], attendances=[came("A", "2023-06-01")])

    found = ask("programmes.effect")(store, known())

    assert found["n"].tolist() == [1, 1]
    assert found[["again_pct", "spent", "difference_points", "orders_matched"]].isna().all(axis=None)


def test_members_are_followed_from_the_first_day_of_their_first_membership(store):
    put(
        store,
        customers=[{"customer_id": one} for one in "AB"],
        memberships=[{"customer_id": "A", "programme": "club", "started_on": "2023-06-01"}],
        purchases=[order("A", "2023-06-02"), order("B", "2023-09-02")],
    )

    found = effect(store, "membership_effect")

    assert found["group"].tolist() == ["club", "club"]
    assert found["again_pct"].to_dict() == {"took_part": 100, "alike": 0}


def world(seed: int, *, brought: float, people: int = 1_500) -> dict[str, list[Row]]:
    """Rows of a world in which the more somebody bought in a year, the likelier is a place in a class.

    A class brings one more order within 90 days with the chance `brought`.
    """
    random = np.random.default_rng(seed)
    wait = random.choice([60.0, 300.0], size=people)
    start = AS_OF - 900 * DAY
    days = [np.cumsum(random.exponential(one, size=40)) for one in wait]
    places: list[Row] = []
    orders = [(place, day) for place in range(people) for day in days[place] if day < 890]
    for place in range(people):
        held = random.uniform(380, 780)
        year = int(((days[place] > held - 365) & (days[place] < held)).sum())
        if random.uniform() < min(0.06 + 0.12 * year, 0.8):
            places.append(came(f"C{place}", "2023-01-01", held_at=start + held * DAY))
            orders += [(place, held + random.uniform(1, 89))] if random.uniform() < brought else []
    return {
        "customers": [{"customer_id": f"C{place}"} for place in range(people)],
        "attendances": places,
        "purchases": [
            {"customer_id": f"C{place}", "bought_at": start + day * DAY, "order_id": f"{place} {day}"}
            for place, day in orders
        ],
    }


@pytest.mark.parametrize("brought", [0.0, 0.3])
def test_what_a_class_brings_lies_in_the_interval_where_a_plain_comparison_finds_too_much(tmp_path, brought):
    with crm_core.open_store(f"duckdb:///{tmp_path / 'world.duckdb'}") as store:
        put(store, **world(3, brought=brought))

        found = effect(store).iloc[0]

    # Within 90 days buy 1 - exp(-90 / wait): 77.7 % of those who buy often, 25.9 of the others. Who comes to a class
    # buys often in about three of four cases, and an order more helps only those who would not have bought.
    truth = 100 * brought * (0.75 * (1 - 0.777) + 0.25 * (1 - 0.259))
    assert found["n"] > 400
    assert found["difference_low"] < truth < found["difference_high"]
    assert found["plain_points"] > found["difference_high"]
    assert abs(found["year_matched"]) < 0.1 < found["year_unmatched"]


def test_the_same_question_has_the_same_answer_whatever_else_is_loaded_first(store):
    put(store, customers=[{"customer_id": f"C{n}"} for n in range(20)], attendances=[came("C3", "2023-06-01")])
    first = effect(store)

    put(store, purchases=[order("C3", "2020-01-01", order_status="draft")])

    assert first["n"].tolist() == effect(store)["n"].tolist() == [1, 1]
