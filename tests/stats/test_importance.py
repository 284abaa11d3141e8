"""Relative importance, against R's relaimpo on the fertility of Swiss provinces, and against hand sums."""

from itertools import permutations

import numpy as np
import pytest

from crm_core.stats import relative_importance

SWISS = np.array(  # R's data set swiss: Fertility, Agriculture, Examination, Education, Catholic, Infant.Mortality
    [
        [1.0, 0.353079183620, -0.645882706457, -0.663788857035, 0.463684700652, 0.416556031435],
        [0.353079183620, 1.0, -0.686542208617, -0.639522518948, 0.401095053049, -0.060858608417],
        [-0.645882706457, -0.686542208617, 1.0, 0.698415296288, -0.572741806064, -0.114021596482],
        [-0.663788857035, -0.639522518948, 0.698415296288, 1.0, -0.153858917091, -0.099321845821],
        [0.463684700652, 0.401095053049, -0.572741806064, -0.153858917091, 1.0, 0.175495907597],
        [0.416556031435, -0.060858608417, -0.114021596482, -0.099321845821, 0.175495907597, 1.0],
    ]
)
LMG = [0.0570912, 0.1711730, 0.2601347, 0.1055702, 0.1127659]  # R 4.2.2, relaimpo 2.2-6: calc.relimp, type lmg
R_SQUARED = 0.7067350


def explained(correlation: np.ndarray, drivers: list[int]) -> float:
    """R2 of the last variable on some of the others."""
    if not drivers:
        return 0.0
    told = correlation[drivers, -1]
    return float(told @ np.linalg.solve(correlation[np.ix_(drivers, drivers)], told))


def made_up(drivers: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.corrcoef(random.normal(size=(60, drivers + 1)) @ random.normal(size=(drivers + 1,) * 2), rowvar=False)


def test_the_swiss_provinces():
    shares = relative_importance(SWISS, target=0)

    assert shares == pytest.approx(LMG, abs=5e-8)
    assert shares.sum() == pytest.approx(R_SQUARED, abs=5e-8)


def test_lmg_is_the_mean_gain_over_all_orders():
    correlation = made_up(4)

    gains = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        for place, driver in enumerate(order):
            before = list(order[:place])
            gains[driver] += explained(correlation, [*before, driver]) - explained(correlation, before)

    assert relative_importance(correlation) == pytest.approx(gains / len(orders))


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_shares_add_up_to_the_whole(method):
    correlation = made_up(7)

    shares = relative_importance(correlation, method=method)

    assert (shares >= 0).all()
    assert shares.sum() == pytest.approx(explained(correlation, list(range(7))))


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_drivers_that_have_nothing_to_do_with_each_other_keep_their_own_r_squared(method):
    correlation = np.eye(4)
    correlation[-1, :3] = correlation[:3, -1] = [0.5, 0.3, 0.0]

    assert relative_importance(correlation, method=method) == pytest.approx([0.25, 0.09, 0.0])


def test_two_drivers_share_alike_by_both_methods():
    # Johnson's weights of two drivers are those of lmg: both halve what the two tell together (Thomas et al. 2014).
    correlation = np.array([[1, 0.6, 0.5], [0.6, 1, 0.4], [0.5, 0.4, 1]])

    assert relative_importance(correlation, method="johnson") == pytest.approx(relative_importance(correlation))


def test_many_matrices_at_once_are_each_as_alone():
    several = np.array([made_up(5, seed) for seed in range(300)])

    together = relative_importance(several)

    assert together.shape == (300, 5)
    assert together[[0, 128, 299]] == pytest.approx(
        np.array([relative_importance(several[at]) for at in (0, 128, 299)])
    )


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_a_driver_that_follows_from_others_gives_no_shares(method):
    twins = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1.0]])
    missing = np.where(np.eye(3) == 1, 1.0, np.nan)

    assert np.isnan(relative_importance(np.array([twins, missing]), method=method)).all()


@pytest.mark.parametrize(
    ("correlation", "method", "words"),
    [
        (np.eye(3), "guess", "lmg, johnson"),
        (np.eye(14), "lmg", "at most 12"),
        (np.ones((2, 3)), "lmg", "square"),
        (np.ones((1, 1)), "lmg", "at least one driver"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(correlation, method, words):
    with pytest.raises(ValueError, match=words):
        relative_importance(correlation, method=method)


def test_more_drivers_go_by_the_other_method():
    assert relative_importance(made_up(20), method="johnson").shape == (20,)
