"""What goes with satisfaction: a planted world is found again, and too little is said to be too little."""

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.metrics.drivers import DRIVERS
from tests.rows import known, put

WORTH = {"approach": 1.0, "probe": 0.0, "present": 2.0, "listen": 5.0, "close": 0.0}
"""Points of the index that a point more of each step is worth in the planted world."""


def drivers(store, **changes) -> pd.DataFrame:
    return ask("satisfaction.drivers")(store, known(), settings=Settings(**changes)).set_index("step").loc[[*DRIVERS]]


def visits(count: int, *, seed: int = 1, halo: float = 0.0) -> list[dict]:
    """Answers after visits; the three questions of the index stand so that their mean follows the steps."""
    random = np.random.default_rng(seed)
    rows = []
    for place in range(count):
        mood = random.normal()
        rated = {
            step: int(np.clip(round(3.5 + halo * mood + (1 - min(halo, 0.9)) * random.normal()), 1, 5))
            for step in DRIVERS
        }
        index = 55 + sum(WORTH[step] * (rated[step] - 3) for step in DRIVERS) + 6 * random.normal()
        mean = float(np.clip(1 + 9 * index / 100, 1, 10))
        items = [int(np.clip(round(mean + random.normal() * 0.5), 1, 10)) for _ in range(3)]
        rows.append(
            rated
            | dict(zip(("satisfaction", "expectations", "ideal"), items, strict=True))
            | {"customer_id": f"C{place % max(1, int(count * 0.9))}", "touchpoint": "store_visit"}
        )
    return rows


@pytest.fixture
def planted(store):
    put(store, survey_answers=visits(900))
    return store


def test_the_planted_worth_of_each_step_lies_in_its_interval(planted):
    found = drivers(planted)

    truth = pd.Series(WORTH)
    assert ((found["worth_low"] <= truth) & (truth <= found["worth_high"])).all()
    assert found["share_pct"].idxmax() == "listen"
    assert found.loc["listen", "low"] > found["high"].drop("listen").max()


def test_shares_add_up_to_what_all_steps_explain(planted):
    found = drivers(planted)

    assert found["share_pct"].sum() == pytest.approx(found["explained_pct"].iloc[0])
    assert found["n"].tolist() == [900] * 5
    assert found["left_out"].tolist() == [0] * 5


def test_the_numbers_are_those_of_a_regression_on_the_rows(planted):
    found = drivers(planted)

    rows = pd.DataFrame(visits(900))
    score = 100 * (rows[["satisfaction", "expectations", "ideal"]].mean(axis=1) - 1) / 9
    design = np.column_stack([np.ones(len(rows)), rows[list(DRIVERS)]])
    slopes, *_ = np.linalg.lstsq(design, score, rcond=None)
    explained = 1 - ((score - design @ slopes) ** 2).sum() / ((score - score.mean()) ** 2).sum()
    assert found["worth_points"].to_numpy() == pytest.approx(slopes[1:])
    assert found["explained_pct"].iloc[0] == pytest.approx(100 * explained)
    assert found["mean_points"].to_numpy() == pytest.approx(rows[list(DRIVERS)].mean().to_numpy())


def test_weights_of_the_index_count(planted):
    one = drivers(planted, index_weights=(1.0, 0.0, 0.0))

    rows = pd.DataFrame(visits(900))
    design = np.column_stack([np.ones(len(rows)), rows[list(DRIVERS)]])
    slopes, *_ = np.linalg.lstsq(design, 100 * (rows["satisfaction"] - 1) / 9, rcond=None)
    assert one["worth_points"].to_numpy() == pytest.approx(slopes[1:])


def test_below_two_hundred_complete_answers_nothing_is_said(store):
    incomplete = [row | {"probe": None} for row in visits(50, seed=2)]
    no_index = [row | {"ideal": None} for row in visits(20, seed=3)]
    put(store, survey_answers=[*visits(199), *incomplete, *no_index])

    found = drivers(store)

    assert found[["share_pct", "worth_points", "mean_points", "explained_pct"]].isna().all(axis=None)
    assert found["n"].tolist() == [199] * 5
    assert found["left_out"].tolist() == [70] * 5


def test_where_everything_is_rated_alike_nothing_is_said_of_single_steps(store):
    put(store, survey_answers=visits(400, halo=3.0))

    found = drivers(store)

    assert (found["alike_pct"] > 80).all()
    assert found[["share_pct", "worth_points"]].isna().all(axis=None)
    assert found["mean_points"].notna().all()


def test_a_step_that_everybody_rates_the_same_leaves_nothing_to_say(store):
    put(store, survey_answers=[row | {"probe": 4} for row in visits(400)])

    assert drivers(store)["share_pct"].isna().all()


def test_without_an_answer_there_is_no_number(store):
    found = drivers(store)

    assert found["share_pct"].isna().all()
    assert found["n"].tolist() == [0] * 5


def test_the_same_answers_give_the_same_interval(planted):
    pd.testing.assert_frame_equal(drivers(planted), drivers(planted))
