"""Pairs of people who were alike before."""

import numpy as np
import pytest

from crm_core.stats import matched_pairs, mean_by_draws, standardised_difference


def test_each_of_the_smaller_side_gets_its_nearest_of_the_same_code_and_none_twice():
    chosen = [True, True, True, False, False, False, False]
    exact = ["a", "a", "b", "a", "a", "a", "c"]
    values = [[1.0], [1.1], [5.0], [1.2], [3.0], [9.0], [5.0]]

    ours, others = matched_pairs(chosen, exact, values)

    # 1.1 is nearest to 1.2; 1.0 takes the next, 3.0; of code b there is nobody else.
    assert dict(zip(ours.tolist(), others.tolist(), strict=True)) == {0: 4, 1: 3}


def test_many_who_are_all_alike_are_all_given_partners():
    ours, others = matched_pairs(np.arange(90) < 30, np.zeros(90), np.ones((90, 1)))

    assert len(ours) == len(set(others.tolist())) == 30


def test_of_several_rows_of_one_owner_one_is_used():
    # Both of the chosen are nearest to B, who is there twice, on two days; C is far away.
    chosen, exact = [True, True, False, False, False], [1, 2, 1, 2, 2]
    ours, others = matched_pairs(chosen, exact, [[1.0], [1.0], [1.0], [1.0], [9.0]], ["x", "y", "B", "B", "C"])

    assert dict(zip(ours.tolist(), others.tolist(), strict=True)) == {0: 2, 1: 4}


def test_where_the_others_are_fewer_they_are_given_partners():
    ours, others = matched_pairs([True, True, True, False], ["a"] * 4, [[1.0], [2.0], [3.0], [2.9]])

    assert (ours.tolist(), others.tolist()) == ([2], [3])


def test_without_rows_or_without_another_side_there_are_no_pairs():
    assert matched_pairs([], [], np.zeros((0, 2)))[0].size == 0
    assert matched_pairs([True, True], ["a", "a"], [[1.0], [2.0]])[0].size == 0


def test_pairs_of_sides_that_differ_are_alike():
    random = np.random.default_rng(5)
    chosen = np.arange(3_000) < 500
    values = random.normal(size=(3_000, 2)) + 0.7 * chosen[:, None]

    ours, others = matched_pairs(chosen, np.zeros(3_000), values)

    assert standardised_difference(values[chosen, 0], values[~chosen, 0]) > 0.6
    assert abs(standardised_difference(values[ours, 0], values[others, 0])) < 0.1
    assert len(set(others.tolist())) == len(others) > 480


def test_a_standardised_difference_by_hand():
    # Means 3 and 1, both with a variance of 1 (1 above, 1 below).
    assert standardised_difference([2, 4], [0, 2]) == pytest.approx(2)
    assert standardised_difference([2, 2], [2, 2]) == 0
    assert np.isnan(standardised_difference([], [1]))


def test_the_draws_of_a_mean_agree_with_its_standard_error():
    values = np.random.default_rng(6).normal(10, 3, size=900)

    mean, low, high = mean_by_draws(values)

    assert mean == values.mean()
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / 30, rel=0.1)
    assert np.isnan(mean_by_draws([])).all()
