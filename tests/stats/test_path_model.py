"""Path models, against the Python package plspm on the same standardised answers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import FitFailed
from crm_core.stats import ECSI, path_model

FILE = Path(__file__).parent / "data" / "ecsi.csv"
CONSTRUCTS = ("image", "expectation", "quality", "value", "satisfaction", "complaints", "loyalty")

PLSPM = {  # loadings of expectation1 and value1; quality to satisfaction; R2 of loyalty; all of image on loyalty
    "centroid": (0.89477403, 0.93546522, 0.26324135, 0.52282518, 0.44546434),
    "factorial": (0.89571468, 0.93612890, 0.26305863, 0.52290652, 0.44536547),
    "path": (0.89571880, 0.93658153, 0.26304458, 0.52290855, 0.44534024),
}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return pd.read_csv(FILE)


def blocks(answers: pd.DataFrame) -> dict[str, list[str]]:
    return {name: [item for item in answers if item.rstrip("123") == name] for name in CONSTRUCTS}


def of(table: pd.DataFrame, start: str, end: str, column: str) -> float:
    return table.set_index(["start", "end"]).loc[(start, end), column]


@pytest.mark.parametrize("scheme", PLSPM)
def test_each_scheme_gives_what_plspm_gives_on_standardised_answers(answers, scheme):
    model = path_model(answers.corr(), blocks(answers), ECSI, scheme)

    loadings = model.outer_weights.set_index("item")["loading"]
    found = (
        loadings["expectation1"],
        loadings["value1"],
        of(model.path_coefficients, "quality", "satisfaction", "coefficient"),
        model.r_squared["loyalty"],
        of(model.total_effects, "image", "loyalty", "effect"),
    )
    assert found == pytest.approx(PLSPM[scheme], abs=5e-8)


def test_shares_are_of_the_weights_in_the_unit_of_the_answers(answers):
    # An item asked on a ruler twice as long has half the weight there, and the same index comes out.
    stretched = answers.assign(satisfaction1=2 * answers["satisfaction1"])
    shares = [
        path_model(table.corr(), blocks(answers), ECSI, deviations=table.std())
        .outer_weights.set_index("item")["share"]
        .filter(like="satisfaction")
        for table in (answers, stretched)
    ]

    assert shares[0].sum() == pytest.approx(1)
    odds = [share["satisfaction1"] / share["satisfaction2"] for share in shares]
    assert odds[1] == pytest.approx(odds[0] / 2)


def test_without_deviations_there_are_no_shares(answers):
    assert path_model(answers.corr(), blocks(answers), ECSI).outer_weights["share"].isna().all()


def test_every_construct_has_a_variance_of_one_and_rises_with_its_items(answers):
    model = path_model(answers.corr(), blocks(answers), ECSI)

    scores = (answers - answers.mean()) / answers.std()
    weights = model.outer_weights.set_index("item")["weight"]
    assert [(scores[items] @ weights[items]).var() for items in blocks(answers).values()] == pytest.approx([1.0] * 7)
    assert (model.outer_weights["loading"] > 0).all()


def test_a_construct_of_reversed_items_is_turned(answers):
    reversed_items = answers.assign(**{item: 11 - answers[item] for item in blocks(answers)["quality"]})

    plain = path_model(answers.corr(), blocks(answers), ECSI)
    turned = path_model(reversed_items.corr(), blocks(answers), ECSI)

    assert (turned.outer_weights["loading"] > 0).all()
    there = [of(model.path_coefficients, "quality", "satisfaction", "coefficient") for model in (plain, turned)]
    assert there[1] == pytest.approx(-there[0])


def test_effects_along_all_ways_add_up(answers):
    model = path_model(answers.corr(), blocks(answers), ECSI)

    step = lambda start, end: of(model.path_coefficients, start, end, "coefficient")  # noqa: E731
    through_complaints = step("satisfaction", "complaints") * step("complaints", "loyalty")
    whole = of(model.total_effects, "satisfaction", "loyalty", "effect")
    assert whole == pytest.approx(step("satisfaction", "loyalty") + through_complaints)


def test_a_hundred_answers_and_a_hundred_copies_of_them_have_the_same_model(answers):
    first = answers.head(100)
    copies = pd.concat([first] * 100)

    models = [path_model(table.corr(), blocks(answers), ECSI).path_coefficients for table in (first, copies)]
    assert models[0]["coefficient"].to_numpy() == pytest.approx(models[1]["coefficient"].to_numpy())


def test_items_that_cancel_each_other_out_give_no_model():
    items = ["a1", "a2", "b1"]
    opposed = pd.DataFrame([[1, -1, 0.5], [-1, 1, -0.5], [0.5, -0.5, 1]], items, items, dtype="float64")

    with pytest.raises(FitFailed):
        path_model(opposed, {"a": ["a1", "a2"], "b": ["b1"]}, [("a", "b")])


def test_constructs_that_have_nothing_to_do_with_each_other_give_no_model():
    items = ["a1", "a2", "b1"]

    with pytest.raises(FitFailed):
        path_model(pd.DataFrame(np.eye(3), items, items), {"a": ["a1", "a2"], "b": ["b1"]}, [("a", "b")])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scheme": "guess"}, "centroid, factorial, path"),
        ({"paths": [("image", "nothing")]}, "nothing, which have no items"),
        ({"paths": [("loyalty", "image")]}, "no path touches"),
        ({"paths": [*ECSI, ("loyalty", "image")]}, "leads back"),
        ({"blocks": {"image": ["image9"], "loyalty": ["loyalty1"]}, "paths": [("image", "loyalty")]}, "no image9"),
        ({"blocks": {"a": ["image1"], "b": ["image1"]}, "paths": [("a", "b")]}, "one construct"),
    ],
)
def test_models_that_cannot_be_are_refused(answers, changed, words):
    asked = {"correlation": answers.corr(), "blocks": blocks(answers), "paths": ECSI} | changed

    with pytest.raises(ValueError, match=words):
        path_model(**asked)


def test_a_constant_item_is_refused(answers):
    with pytest.raises(ValueError, match="leave constants out"):
        path_model(answers.assign(value1=5).corr(), blocks(answers), ECSI)
