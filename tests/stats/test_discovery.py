"""Which of many differences to believe, against the published example and scipy."""

import numpy as np

from crm_core.stats import false_discoveries

PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
    1.0,
]  # fmt: skip
"""Fifteen hypotheses of Benjamini and Hochberg (1995), section 3.2: four are rejected at 5 %."""


def test_the_published_example_believes_four():
    assert false_discoveries(PUBLISHED, 0.05).tolist() == [True] * 4 + [False] * 11


def test_it_agrees_with_scipy_on_random_worlds():
    from scipy.stats import false_discovery_control  # slow to load, and not needed but here

    random = np.random.default_rng(3)
    for _ in range(20):
        p = random.uniform(size=40) ** 3
        assert (false_discoveries(p, 0.05) == (false_discovery_control(p) <= 0.05)).all()


def test_a_missing_chance_is_not_believed_and_not_counted():
    assert false_discoveries([np.nan, 0.04, np.nan], 0.05).tolist() == [False, True, False]
    assert false_discoveries([], 0.05).tolist() == []


def test_in_a_world_without_any_difference_hardly_anything_is_believed():
    random = np.random.default_rng(4)

    worlds = [false_discoveries(random.uniform(size=100), 0.05).any() for _ in range(1_000)]

    assert np.mean(worlds) < 0.07  # 5 in 100 worlds, and 3 standard errors of 0.7
