"""How much groups differ beside chance."""

import numpy as np
import pytest

from crm_core.stats import between_groups

# Colditz and others (1994), JAMA 271, 698-702: tuberculosis with and without the BCG vaccine in 13 trials: cases and
# others of the vaccinated, cases and others of the rest.
TRIALS = np.array([
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
])  # fmt: skip


def test_trials_of_a_vaccine_spread_as_published():
    sick, well, sick_others, well_others = TRIALS.T.astype(float)
    ratio = np.log(sick / (sick + well) / (sick_others / (sick_others + well_others)))
    variance = 1 / sick - 1 / (sick + well) + 1 / sick_others - 1 / (sick_others + well_others)

    deviation, low, high = between_groups(ratio, variance)

    # R, metafor: rma(yi, vi, data = dat.bcg, method = "PM") gives tau^2 0.3181, confint tau^2 0.1197 to 1.1115.
    assert deviation**2 == pytest.approx(0.3181, abs=5e-5)
    assert (low**2, high**2) == pytest.approx((0.1197, 1.1115), abs=5e-5)


def test_groups_that_differ_less_than_chance_have_no_spread():
    # Q(0) = 0.02 / 1, well under 2; its lowest 2.5 % with two degrees are 0.0506.
    assert between_groups([50.0, 50.1, 49.9], [1.0, 1.0, 1.0]) == (0.0, 0.0, 0.0)


def test_two_groups_say_nothing_of_a_spread():
    assert np.isnan(between_groups([50.0, 70.0], [1.0, 1.0])).all()


def test_the_interval_holds_the_truth_in_most_worlds():
    random = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        variance = random.uniform(0.5, 4.0, 8)
        seen = random.normal(0, 2.0, 8) + random.normal(0, np.sqrt(variance))
        _, low, high = between_groups(seen, variance)
        held += low <= 2.0 <= high

    assert 0.92 <= held / 400 <= 0.98
