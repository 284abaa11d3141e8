"""Groups of too few people are hidden, and can't be had by subtraction."""

from dataclasses import replace

import pandas as pd
import pytest

from crm_core import Settings, ask, charts
from crm_core.catalogue import without_small_groups
from crm_core.charts.export import texts_of
from crm_core.reports import to_csv
from crm_core.schema.dimensions import DIMENSIONS
from crm_core.small import without_short_lists
from tests.charts.made_up import words
from tests.rows import known, put

COLUMNS = {"group": "code", "points": "points of 100", "n": "customers", "left_out": "answers"}


def table(*sizes: int) -> pd.DataFrame:
    rows = [(f"g{place}", 50.0, n, 1) for place, n in enumerate(sizes)]
    types = {"group": "str", "points": "float64", "n": "Int64", "left_out": "Int64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def hidden(*sizes: int, minimum: int = 5) -> list[int]:
    """Sizes of the groups whose numbers are gone."""
    before = table(*sizes)
    after = without_small_groups(before, COLUMNS, minimum)
    gone = after["n"].isna()
    assert after.loc[gone, ["points", "n", "left_out"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(after[~gone], before[~gone])
    assert after["group"].equals(before["group"])
    assert after.dtypes.equals(before.dtypes)
    return sorted(before.loc[gone, "n"])


@pytest.mark.parametrize(
    ("sizes", "gone"),
    [
        ((5, 9, 50), []),
        ((4, 9, 50), [4, 9]),  # 4 alone is the whole less the others
        ((50, 9, 4, 4), [4, 4]),  # together 8: who is who is not to be had
        ((1, 1, 9, 50), [1, 1, 9]),  # together 2: still too few people
        ((1, 1, 1, 1, 1, 50), [1, 1, 1, 1, 1]),
        ((0, 9, 50), []),  # a group of nobody
        ((0, 4, 9, 50), [4, 9]),
        ((4,), [4]),
        ((4, 50), [4, 50]),
        ((), []),
    ],
)
def test_small_groups_are_hidden_with_what_would_give_them_away(sizes, gone):
    assert hidden(*sizes) == gone


def answers(store, sizes: dict[str, int]) -> None:
    people = [(f"{region}{place}", region) for region, n in sizes.items() for place in range(n)]
    put(store, customers=[{"customer_id": key, "region": region} for key, region in people])
    put(
        store,
        survey_answers=[
            {"customer_id": key, "satisfaction": 5, "expectations": 5, "ideal": 5, "recommend": 9} for key, _ in people
        ],
        complaints=[{"customer_id": key, "opened_at": "2024-02-01", "staff_id": "A1"} for key, _ in people],
    )


@pytest.mark.parametrize("name", ["satisfaction.index", "satisfaction.nps"])
def test_metrics_that_count_customers_hide_small_groups_by_the_rule_of_the_workspace(store, name):
    answers(store, {"north": 4, "south": 6, "west": 20})

    found = ask(name)(store, known(), by="region")
    freer = ask(name)(store, known(), by="region", settings=Settings(minimum_people=4))

    assert found["n"].fillna(-1).tolist() == [-1, -1, 20]
    assert found[ask(name).value].isna().tolist() == [True, True, False]
    assert freer["n"].tolist() == [4, 6, 20]


def test_segments_of_the_whole_are_groups_too(store):
    days = {f"C{n}": 6 if n < 2 else 1 for n in range(40)}
    put(
        store,
        purchases=[
            {"order_id": f"{key}-{n}", "customer_id": key, "bought_at": f"2024-02-{1 + n:02}"}
            for key, count in days.items()
            for n in range(count)
        ],
    )

    found = ask("loyalty.rfm")(store, known())
    freer = ask("loyalty.rfm")(store, known(), settings=Settings(minimum_people=1))

    sizes = freer.loc[freer["n"] > 0, "n"].tolist()
    assert sorted(sizes) == [2, 38]
    assert found.loc[freer["n"] > 0, "n"].isna().all()  # 2 are too few, and 38 would give them away
    assert found["money"].isna().all()


def test_months_and_the_whole_are_not_hidden(store):
    answers(store, {"north": 2})

    whole, months = (ask("satisfaction.index")(store, known(), by=by) for by in (None, "month"))

    assert whole["n"].tolist() == months["n"].tolist() == [2]


def test_complaints_are_not_people(store):
    answers(store, {"north": 2, "south": 3})

    found = ask("complaints.rate")(store, known(), by="region")

    assert found["n"].tolist() == [2, 3]


def test_a_personal_dimension_hides_whatever_is_counted_and_needs_more_people(store, monkeypatch):
    answers(store, {"north": 9, "south": 12, "west": 20})
    monkeypatch.setitem(DIMENSIONS, "region", replace(DIMENSIONS["region"], personal=True))

    cases = ask("complaints.resolution_time")(store, known(), by="region")
    index = ask("satisfaction.index")(store, known(), by="region")

    assert cases["n"].fillna(-1).tolist() == index["n"].fillna(-1).tolist() == [-1, -1, 20]


def test_an_export_hides_what_the_screen_hides(store):
    answers(store, {"north": 4, "south": 6, "west": 20})

    written = to_csv(ask("satisfaction.index")(store, known(), by="region")).decode("utf-8-sig").splitlines()

    assert written[1:3] == ["north,,,,,", "south,,,,,"]
    assert written[3].startswith("west,")


def test_a_picture_leaves_hidden_groups_away(store):
    answers(store, {"north": 4, "south": 6, "west": 40, "east": 50})
    found = ask("satisfaction.index")(store, known(), by="region")

    picture = charts.draw("dumbbell", found, ask("satisfaction.index"), words(), before=found)

    texts = texts_of(charts.to_svg(picture))
    assert {"west", "east"} <= set(texts)
    assert {"north", "south"}.isdisjoint(texts)


def test_a_list_of_few_customers_of_a_segment_is_no_list():
    listed = pd.DataFrame({"group": "", "what": ["call", "call", "call", "late"], "customer": ["a", "b", "b", "c"]})

    assert without_short_lists(listed, 2)["customer"].tolist() == ["a", "b", "b"]  # one customer alone is late
    assert without_short_lists(listed, 3).empty
    assert len(without_short_lists(listed.drop(columns="what"), 3)) == 4  # three customers in one list
