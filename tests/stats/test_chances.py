"""How many chances come true, against adding them one by one and against scipy."""

import numpy as np
import pytest

from crm_core.stats import poisson_binomial


def one_by_one(chances: list[float]) -> np.ndarray:
    """The chance of 0, 1, 2, ... of them, each added to those before."""
    shares = np.array([1.0])
    for chance in chances:
        shares = np.append(shares * (1 - chance), 0) + np.append(0, shares * chance)
    return shares


def ends(shares: np.ndarray) -> tuple[int, int]:
    reached = shares.cumsum()
    return int(np.argmax(reached >= 0.1 - 1e-12)), int(np.argmax(reached >= 0.9 - 1e-12))


def test_two_chances_by_hand():
    # 0: .5 * .8 = .4, 1: .5 * .8 + .5 * .2 = .5, 2: .5 * .2 = .1; .4 is over .1, and .4 + .5 reaches .9.
    assert poisson_binomial([0.5, 0.2]) == (0.7, 0, 1)
    assert poisson_binomial([0.5, 0.2], confidence=0.9) == (0.7, 0, 2)


def test_it_agrees_with_adding_chances_one_by_one():
    random = np.random.default_rng(2)
    for size in (1, 3, 20, 400):
        chances = [*random.uniform(size=size) ** 3, 0.0, 0.5, 1.0]

        found = poisson_binomial(chances)

        assert found == (pytest.approx(sum(chances)), *ends(one_by_one(chances)))


def test_equal_chances_are_a_binomial_however_many():
    from scipy.stats import binom  # slow to load, and not needed but here

    for n, chance in ((10, 0.5), (5_000, 0.02), (200_000, 0.4), (200_000, 1e-5), (200_000, 1 - 1e-5)):
        expected = binom.ppf([0.1, 0.9], n, chance)

        assert poisson_binomial([chance], [n]) == (pytest.approx(n * chance), *expected)


def test_many_different_chances_are_told_at_once():
    random = np.random.default_rng(3)
    chances = random.uniform(size=20_000)
    mean, deviation = chances.sum(), np.sqrt((chances * (1 - chances)).sum())

    found = poisson_binomial(chances)

    assert found == (pytest.approx(mean), *(pytest.approx(mean + z * deviation, abs=1) for z in (-1.2816, 1.2816)))


def test_nothing_can_come_true_without_a_chance():
    assert poisson_binomial([]) == (0, 0, 0)
    assert poisson_binomial([0.3], [0]) == (0, 0, 0)
    with pytest.raises(ValueError, match="no chance"):
        poisson_binomial([0.5, np.nan])
