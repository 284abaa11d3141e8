"""Satisfaction from rows by hand, the arithmetic beside them."""

import datetime as dt
import io
from itertools import chain, repeat

import numpy as np
import pandas as pd
import pytest

from crm_core import MISSING, Settings, ask
from crm_core.reports import to_csv
from crm_core.rows import rows_behind
from tests.rows import known, put

FEBRUARY = {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 2, 29)}
ALL = Settings(minimum_people=1)
"""Groups of a single person are shown."""


def answer(customer: str | None, satisfaction: int | None, expectations: int | None, ideal: int | None, **more) -> dict:
    return {"customer_id": customer, "satisfaction": satisfaction, "expectations": expectations, "ideal": ideal} | more


def recommendations(promoters: int, passives: int, detractors: int) -> list[dict]:
    scores = chain(repeat(9, promoters), repeat(8, passives), repeat(0, detractors))
    return [{"customer_id": f"C{place}", "recommend": score} for place, score in enumerate(scores)]


def index(store, **options) -> pd.Series:
    filters = known(**FEBRUARY)
    return ask("satisfaction.index")(store, filters, **options).iloc[0]


def nps(store, **options) -> pd.Series:
    return ask("satisfaction.nps")(store, known(**FEBRUARY), **options).iloc[0]


@pytest.mark.parametrize(("point", "score"), [(1, 0.0), (10, 100.0)])
@pytest.mark.parametrize("weights", [(1, 1, 1), (0.2, 0.5, 0.3)])
def test_all_at_one_end_of_the_scale_is_the_end_of_the_index(store, point, score, weights):
    put(store, survey_answers=[answer(f"C{place}", point, point, point) for place in range(3)])

    found = index(store, settings=Settings(index_weights=weights))

    assert found[["index_points", "low", "high", "n"]].tolist() == pytest.approx([score, score, score, 3])


def test_the_index_is_the_formula_of_the_means_and_its_interval_that_of_the_scores(store):
    put(
        store,
        survey_answers=[
            answer("C1", 8, 7, 6),
            answer("C2", 10, 9, 8),
            answer("C3", 6, 8, 4),
            answer("C4", 1, 1, 1, answered_at="2024-01-31 23:59:59"),  # before the period
            answer("C5", 1, 1, 1, answered_at="2024-03-01"),  # after the period
        ],
    )

    found = index(store)

    # means 8, 8, 6: 100 * (22 - 3) / 27 = 70.37; own scores 66.67, 88.89, 55.56: their mean is the same
    # deviations -3.70, 18.52, -14.81: s = sqrt((13.72 + 342.94 + 219.48) / 2) = 16.973; t(2) = 4.302653
    half = 4.302653 * 16.9725 / 3**0.5
    assert found["index_points"] == pytest.approx(1900 / 27)
    assert [found["low"], found["high"]] == pytest.approx([1900 / 27 - half, 100], abs=1e-3)  # cut at the scale's end
    assert found[["n", "left_out"]].tolist() == [3, 0]


def test_weights_count_by_their_proportions_alone(store):
    put(store, survey_answers=[answer("C1", 10, 1, 1), answer("C2", 7, 4, 1)])

    found = [index(store, settings=Settings(index_weights=weights)) for weights in ((2, 1, 1), (0.5, 0.25, 0.25))]

    # means 8.5, 2.5, 1: (2 * 8.5 + 2.5 + 1 - 4) / (9 * 4) = 16.5 / 36
    assert found[0]["index_points"] == pytest.approx(100 * 16.5 / 36)
    assert found[0].drop("group").tolist() == pytest.approx(found[1].drop("group").tolist())


def test_a_customer_counts_once_with_the_last_whole_answer(store):
    put(
        store,
        survey_answers=[
            answer("C1", 1, 1, 1, answered_at="2024-02-01"),
            answer("C1", 10, 10, 10, answered_at="2024-02-02"),
            answer("C1", 1, None, 1, answered_at="2024-02-03"),  # not whole: left out
            answer("C2", 10, 10, 10, answered_at="2024-02-01"),
        ],
    )

    found = index(store)

    assert found[["index_points", "n", "left_out"]].tolist() == [100, 2, 1]


def test_a_customer_counts_once_in_each_group(store):
    rows = [("C1", "S1", "02"), ("C1", "S1", "03"), ("C1", "S2", "04"), ("C2", "S2", "01")]
    put(
        store,
        survey_answers=[
            answer(customer, 5, 5, 5, store_id=shop, answered_at=f"2024-02-{day}") for customer, shop, day in rows
        ],
    )

    found = ask("satisfaction.index")(store, known(), by="store", settings=ALL)

    assert dict(zip(found["group"], found["n"], strict=True)) == {"S1": 1, "S2": 2}


def test_each_answer_without_a_customer_is_a_customer_of_its_own(store):
    put(store, survey_answers=[answer(None, 10, 10, 10), answer(None, 1, 1, 1), answer("survey_answers-1", 1, 1, 1)])

    found = index(store)

    assert found["n"] == 3
    assert found["index_points"] == pytest.approx(100 / 3)


def test_answers_after_a_contact_are_not_pooled_with_those_about_the_whole(store):
    put(
        store,
        survey_answers=[
            answer("C1", 10, 10, 10, touchpoint="relationship", recommend=10),
            answer("C2", 10, 10, 10, touchpoint=None, recommend=10),
            answer("C3", 1, 1, 1, touchpoint="support", recommend=0),
            answer("C4", 1, None, 1, touchpoint="support", recommend=None),
        ],
    )

    whole, contact = nps(store), nps(store, survey="contact")

    assert index(store)[["index_points", "n", "left_out"]].tolist() == [100, 2, 0]
    assert whole[["nps_points", "n", "left_out"]].tolist() == [100, 2, 0]
    assert contact[["nps_points", "n", "left_out"]].tolist() == [-100, 1, 1]


@pytest.mark.parametrize(
    ("items", "left_out"), [((5, None, None), 1), ((5, 5, None), 1), ((None, None, None), 0), ((5, 5, 5), 0)]
)
def test_an_answer_with_one_or_two_items_is_left_out_and_counted(store, items, left_out):
    put(store, survey_answers=[answer("C1", *items, recommend=5), answer("C2", 5, 5, 5)])

    assert index(store)["left_out"] == left_out


def test_one_customer_gives_a_score_without_an_interval(store):
    put(store, survey_answers=[answer("C1", 10, 10, 1)])

    found = index(store)

    assert found["index_points"] == pytest.approx(200 / 3)
    assert found[["low", "high"]].isna().all()


def test_no_answer_is_no_score_and_not_zero(store):
    found = index(store), nps(store)

    for row in found:
        assert row["n"] == 0
        assert row[["low", "high"]].isna().all()
    assert np.isnan(found[0]["index_points"])
    assert np.isnan(found[1]["nps_points"])


def test_left_out_answers_alone_are_counted(store):
    put(store, survey_answers=[answer("C1", 5, None, None)])

    found = index(store), nps(store)

    assert [row[["n", "left_out"]].tolist() for row in found] == [[0, 1], [0, 1]]
    assert np.isnan(found[0]["index_points"])


def test_a_published_score_and_its_interval(store):
    put(store, survey_answers=recommendations(162, 108, 54))

    found = nps(store)

    # Rocks (2016), The American Statistician 70, 365-372: 162 / 108 / 54 of 324
    assert found["nps_points"] == pytest.approx(33.33, abs=0.005)
    assert [found["low"], found["high"]] == pytest.approx([24.95, 41.11], abs=0.005)
    assert found[["promoters", "passives", "detractors", "n", "left_out"]].tolist() == [162, 108, 54, 324, 0]


@pytest.mark.parametrize(
    ("score", "place"), [(0, "detractors"), (6, "detractors"), (7, "passives"), (8, "passives"), (9, "promoters")]
)
def test_each_answer_has_its_class_and_nought_is_an_answer(store, score, place):
    put(store, survey_answers=[{"customer_id": "C1", "recommend": score}])

    found = nps(store)

    assert found[place] == 1
    assert found["n"] == 1


def test_joined_tables_do_not_multiply_answers(store):
    put(
        store,
        customers=[{"customer_id": "C1", "region": "north", "country": "NL"}],
        stores=[{"store_id": "S1", "region": "west"}],
        staff=[{"staff_id": "A1", "team": "red"}],
        complaints=[{"customer_id": "C1", "store_id": "S1", "opened_at": "2024-02-01"} for _ in range(3)],
        purchases=[{"order_id": f"O{place}", "customer_id": "C1", "store_id": "S1"} for place in range(4)],
        survey_answers=[answer("C1", 9, 9, 9, store_id="S1", staff_id="A1", recommend=9) for _ in range(5)],
    )
    narrowed = known(region=("north",), country=("NL",), store_region=("west",), store=("S1",), team=("red",))

    for name in ("satisfaction.index", "satisfaction.nps"):
        for by in ask(name).by:
            table = ask(name)(store, narrowed, by=by, settings=ALL)
            assert table["n"].tolist() == [1], by


def test_what_was_answered_later_does_not_change_what_was_known(store):
    put(store, survey_answers=[answer(f"C{place}", 5, place + 1, 5, recommend=place) for place in range(9)])
    metrics = [ask("satisfaction.index"), ask("satisfaction.nps")]
    before = [metric(store, known(), by="month") for metric in metrics]
    put(store, survey_answers=[answer("C1", 1, 1, 1, recommend=0, answer_id="late", answered_at="2024-03-08 12:00:01")])

    after = [metric(store, known(), by="month") for metric in metrics]

    for first, second in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(first, second)


def test_a_customer_without_a_region_is_a_group(store):
    put(store, customers=[{"customer_id": "C1", "region": "north"}, {"customer_id": "C2"}])
    put(store, survey_answers=[answer(customer, 5, 5, 5) for customer in ("C1", "C2", None)])

    found = ask("satisfaction.index")(store, known(), by="region", settings=ALL)

    assert dict(zip(found["group"], found["n"], strict=True)) == {MISSING: 2, "north": 1}


def test_an_answer_of_nought_is_the_lowest_score_and_survives_to_the_export(store):
    put(store, survey_answers=[{"customer_id": "C1", "recommend": 0}])

    rows, total = rows_behind(ask("satisfaction.nps"), store, known(), settings=ALL)
    table = ask("satisfaction.nps")(store, known(), settings=ALL)

    assert total == 1
    assert pd.read_csv(io.BytesIO(to_csv(rows)))["recommend"].tolist() == [0]
    exported = pd.read_csv(io.BytesIO(to_csv(table)))
    assert exported[["nps_points", "detractors", "n"]].to_numpy().tolist() == [[-100, 1, 1]]
