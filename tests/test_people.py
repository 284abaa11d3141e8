"""A choice of few customers, or one that leaves few out, would tell about single ones."""

import pytest

from crm_core import Settings, ask, people
from crm_core.errors import TooFewPeople
from crm_core.rows import how_many, rows_behind
from crm_core.segments import Condition, Segment
from tests.rows import known, put

MINIMUM = Settings().minimum_people
# North 4, south 6, west 20 customers; enterprises are 3 of the west and nobody else.
SIZES = {"north": 4, "south": 6, "west": 20}
ENTERPRISES = 3
PLAYERS = {"south": 6, "west": 14}  # 20 of 30 play chess
CHESS = Segment("and", (Condition("hobbies", "any_of", ("chess",)),))


@pytest.fixture
def told(store):
    rows = [
        {
            "customer_id": f"{region}{n}",
            "region": region,
            "kind": "enterprise" if _is_one(region, n) else "person",
            "hobbies": "chess" if n < PLAYERS.get(region, 0) else None,
        }
        for region, size in SIZES.items()
        for n in range(size)
    ]
    put(store, customers=rows, survey_answers=[_answer(row["customer_id"]) for row in rows])
    return store


def _is_one(region: str, place: int) -> bool:
    return region == "west" and place < ENTERPRISES


def _answer(customer: str) -> dict[str, object]:
    return {"customer_id": customer, "satisfaction": 5, "expectations": 5, "ideal": 5}


@pytest.mark.parametrize(
    ("chosen", "few"),
    [
        ({}, False),
        ({"store": ("S1",)}, False),  # no attribute of customers
        ({"region": ("north",)}, True),  # 4
        ({"region": ("south",)}, False),  # 6, and 24 left out
        ({"region": ("west",)}, False),
        ({"region": ("south", "west")}, True),  # leaves 4 out
        ({"region": ("north", "south")}, True),  # less the south: 4
        ({"customer_kind": ("enterprise",)}, True),  # 3
        ({"customer_kind": ("person",)}, True),  # leaves 3 out
        ({"region": ("south",), "customer_kind": ("person",)}, False),  # the same 6: nobody of the south is left out
        ({"region": ("west",), "customer_kind": ("person",)}, True),  # 17 of 20
        ({"region": ("nowhere",)}, False),  # nobody
        ({"region": ("(none)",)}, False),
    ],
)
def test_a_choice_tells_by_itself_or_by_subtraction(told, chosen, few):
    assert people.too_few(told, known(**chosen), Settings()) is few


def test_the_workspace_says_how_many_are_few(told):
    assert people.too_few(told, known(region=("south",)), Settings(minimum_people=7)) is True


def test_what_counts_customers_keeps_its_counts_and_nothing_else_of_a_few(told):
    found = ask("satisfaction.index")(told, known(region=("north",))).iloc[0]
    left_out_few = ask("satisfaction.index")(told, known(region=("south", "west"))).iloc[0]
    enough = ask("satisfaction.index")(told, known(region=("south",))).iloc[0]

    # 100 (15 - 3) / 27 = 44.4
    assert enough["index_points"] == pytest.approx(400 / 9)
    for one, n in ((found, 4), (left_out_few, 26)):
        assert (one["n"], one["left_out"]) == (n, 0)
        assert one[["index_points", "low", "high"]].isna().all()


def test_few_answers_under_any_filter_are_hidden_too(told):
    later = [_answer(f"south{n}") | {"answer_id": f"again{n}", "store_id": "S1"} for n in range(MINIMUM - 1)]
    put(told, survey_answers=later)

    few = ask("satisfaction.index")(told, known(store=("S1",))).iloc[0]

    assert few["n"] == MINIMUM - 1
    assert few[["index_points", "low", "high"]].isna().all()


@pytest.mark.parametrize("region", [("south",), ("west",), ("south", "west")])
def test_what_is_chosen_beside_a_segment_must_not_tell_of_a_few_of_it(told, region):
    metric, narrowed = ask("complaints.resolution_time"), known(segment=CHESS, region=region)

    # Six of the south play chess, and six of the west don't; by themselves the 20 players may be told of.
    for question in (
        lambda: metric(told, narrowed),
        lambda: rows_behind(metric, told, narrowed),
        lambda: how_many(told, narrowed, "complaints"),
    ):
        with pytest.raises(TooFewPeople):
            question()
    assert metric(told, known(segment=CHESS))["n"].tolist() == [0]
    assert metric(told, known(region=region))["n"].tolist() == [0]
