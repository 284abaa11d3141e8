"""What leads to satisfaction and loyalty: a planted world is found, the weights with it, and too little says so."""

import numpy as np
import pandas as pd
import pytest

from crm_core import ask
from crm_core.metrics import paths as metric
from crm_core.relations import INDEX_ITEMS
from crm_core.relations.constructs import ECSI_BLOCKS
from tests.rows import known, put

TRUE = {("quality", "satisfaction"): 0.6, ("satisfaction", "loyalty"): 0.7}
"""Effects between the constructs of the planted world; image leads to nothing there."""


def latent(count: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    noise = {name: random.normal(size=count) for name in ("image", "quality", "satisfaction", "loyalty")}
    image, quality = noise["image"], noise["quality"]
    satisfaction = 0.6 * quality + 0.8 * noise["satisfaction"]
    loyalty = 0.7 * satisfaction + np.sqrt(1 - 0.49) * noise["loyalty"]
    return {"image": image, "quality": quality, "satisfaction": satisfaction, "loyalty": loyalty}


def answers(count: int, *, seed: int = 3) -> list[dict]:
    """Answers whose questions are ten points wide and follow their construct closely."""
    random = np.random.default_rng(seed)
    constructs = latent(count, random)
    columns = {
        item: np.clip(np.round(5.5 + 1.5 * values + 0.5 * random.normal(size=count)), 1, 10).astype(int)
        for name, values in constructs.items()
        for item in ECSI_BLOCKS[name]
    }
    rows = pd.DataFrame(columns).to_dict("records")
    return [{"customer_id": f"C{place}"} | {k: int(v) for k, v in row.items()} for place, row in enumerate(rows)]


def paths(store, **options) -> pd.DataFrame:
    return ask("satisfaction.paths")(store, known(), **options).set_index(["start", "end"])


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """The intervals need no more to be where they are."""
    monkeypatch.setattr(metric, "DRAWS", 40)


@pytest.fixture
def planted(store):
    put(store, survey_answers=answers(500))
    return store


def test_planted_effects_are_found_and_none_where_there_is_none(planted):
    found = paths(planted)

    for pair, true in TRUE.items():
        # Questions with noise make correlations, and so effects, a little smaller than those of the constructs.
        assert 0.8 * true < found.loc[pair, "direct"] < true + 0.05
        assert found.loc[pair, "direct_low"] > 0
    image = found.loc[("image", "satisfaction")]
    assert image["direct_low"] < 0 < image["direct_high"]


def test_an_effect_adds_all_ways(planted):
    found = paths(planted)["effect"]

    # quality leads to loyalty over satisfaction alone
    way = found[("quality", "satisfaction")] * found[("satisfaction", "loyalty")]
    assert found[("quality", "loyalty")] == pytest.approx(way)
    assert pd.isna(paths(planted)["direct"][("quality", "loyalty")])


@pytest.mark.parametrize("scheme", ["centroid", "factorial"])
def test_other_schemes_say_nearly_the_same(planted, scheme):
    pd.testing.assert_series_equal(paths(planted)["effect"], paths(planted, scheme=scheme)["effect"], atol=0.02)


def test_constructs_without_questions_are_left_away_and_half_empty_answers_counted(planted):
    put(planted, survey_answers=[{"answer_id": "half", "customer_id": "H", "satisfaction": 5, "expectations": 5}])

    found = paths(planted)

    assert {*found.index.get_level_values("end")} == {"satisfaction", "loyalty"}
    assert found["n"].unique().tolist() == [500]
    assert found["left_out"].unique().tolist() == [1]


def test_equal_questions_weigh_alike_and_a_noisy_one_less(store):
    rows = answers(500)
    random = np.random.default_rng(9)
    noisy = [row | {"ideal": int(random.integers(1, 11))} for row in rows]
    put(store, survey_answers=noisy)

    found = ask("satisfaction.weights")(store, known()).set_index("item")

    assert found["weight_pct"].sum() == pytest.approx(100)
    assert found.loc["ideal", "high"] < found.loc["satisfaction", "low"]
    assert found.loc["expectations", "weight_pct"] == pytest.approx(found.loc["satisfaction", "weight_pct"], abs=5)


def test_without_the_questions_of_the_model_recommending_and_buying_again_stand_for_loyalty(store):
    keep = {"satisfaction", "expectations", "ideal", "customer_id"}
    rows = [
        {name: value for name, value in row.items() if name in keep}
        | {"recommend": row["loyalty1"], "buy_again": row["loyalty2"]}
        for row in answers(300)
    ]
    put(store, survey_answers=rows)

    assert [*paths(store).index] == [("satisfaction", "loyalty")]
    assert ask("satisfaction.weights")(store, known())["weight_pct"].notna().all()


@pytest.mark.parametrize(
    "rows", [[], answers(5), answers(50), [answers(1)[0] | {"customer_id": f"C{n}"} for n in range(300)]]
)
def test_too_few_answers_or_all_alike_say_nothing(store, rows):
    put(store, survey_answers=rows)

    assert paths(store)["effect"].isna().all()
    weights = ask("satisfaction.weights")(store, known())
    assert weights["item"].tolist() == sorted(INDEX_ITEMS)
    assert weights["weight_pct"].isna().all()
