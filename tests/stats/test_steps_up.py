"""Since when something happens more often, by hand and in worlds where nothing changes."""

import numpy as np
import pytest

from crm_core.stats import step_up


def test_a_step_is_found_at_its_first_period_with_the_chance_of_a_binomial():
    # All 8 of one row fall in the last two of four periods, which have half of the whole: (1/2)^8, three places tried.
    place, chance = step_up([[0, 0, 4, 4], [2, 2, 2, 2], [4, 4, 0, 0], [0, 0, 0, 0]], [10, 10, 10, 10])

    assert place.tolist() == [2, 0, 0, 0]
    assert chance == pytest.approx([3 / 256, 1, 1, np.nan], nan_ok=True)


def test_what_grows_with_the_whole_is_no_step():
    place, chance = step_up([[1, 1, 5, 5]], [20, 20, 100, 100])

    assert (place.tolist(), chance.tolist()) == ([0], [1])


def test_one_period_and_no_row_have_no_step():
    assert step_up([[3]], [9])[0].tolist() == [0]
    assert step_up(np.zeros((0, 12)), np.zeros(12))[0].size == 0


def test_where_nothing_changes_a_small_chance_is_as_rare_as_it_says():
    random = np.random.default_rng(8)

    _, chance = step_up(random.poisson(5, size=(4_000, 12)), np.full(12, 10_000))

    assert (chance <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4_000)
