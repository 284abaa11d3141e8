"""Units of one customer are not independent: the interval comes from the customers."""

import numpy as np
import pytest

from crm_core.stats import (
    ClusterSums,
    clustered_mean,
    clustered_share,
    mean_interval,
    share_of_sum,
    wilson_interval,
)


def sums(customers: list[list[float]]) -> ClusterSums:
    m, y = np.array([len(one) for one in customers]), np.array([sum(one) for one in customers])
    return ClusterSums(len(m), m.sum(), y.sum(), (y**2).sum(), (y * m).sum(), (m**2).sum())


def test_one_unit_each_gives_the_interval_of_independent_units():
    # Wilson 1927 as in R's binom package: 81 of 263 gives .25529 to .36621
    share = clustered_share(sums([[1]] * 81 + [[0]] * 182))
    mean = clustered_mean(sums([[2], [4], [9]]))

    assert share == pytest.approx((81 / 263, 0.25529, 0.36621), abs=5e-6)
    assert share[1:] == pytest.approx(wilson_interval(81, 263))
    assert mean == pytest.approx((5, *mean_interval(5, np.std([2, 4, 9], ddof=1), 3)))


def test_customers_who_answer_alike_are_worth_one_answer_each():
    # 20 customers with five equal answers: as much is known as from 20 answers
    share = clustered_share(sums([[1] * 5] * 12 + [[0] * 5] * 8))

    assert share[0] == 0.6
    assert share[1:] == pytest.approx(wilson_interval(12, 20))


def test_no_more_is_known_than_from_independent_answers():
    # each customer answers once so and once so: no spread between customers, and the size is theirs
    alike = clustered_share(sums([[1, 0]] * 10))
    # half so, half so, but one: the spread is tiny, and 21 answers are no more than 21
    nearly = clustered_share(sums([[1, 0]] * 10 + [[1]]))

    assert alike[1:] == pytest.approx(wilson_interval(5, 10))
    assert nearly[1:] == pytest.approx(wilson_interval(11, 21))


def test_all_or_none_are_as_many_as_there_are_customers():
    assert clustered_share(sums([[1, 1, 1]] * 4)) == pytest.approx((1, *wilson_interval(4, 4)))
    assert clustered_share(sums([[0, 0]] * 4)) == pytest.approx((0, *wilson_interval(0, 4)))


def test_nothing_is_no_share_and_one_customer_no_interval_of_a_mean():
    assert np.isnan(clustered_share(ClusterSums(0, 0, 0, 0, 0, 0))).all()
    assert np.isnan(clustered_mean(ClusterSums(0, 0, 0, 0, 0, 0))).all()
    mean = clustered_mean(sums([[3, 4]]))
    assert mean[0] == 3.5
    assert np.isnan(mean[1:]).all()


def test_columns_come_back_as_columns_and_the_scale_cuts_the_interval():
    column = ClusterSums([2, 0], [2, 0], [10, 0], [52, 0], [10, 0], [2, 0])  # 4 and 6; nobody

    mean, low, high = clustered_mean(column, 1, 5)

    assert mean[0] == 5
    assert (low[0], high[0]) == (1, 5)
    assert np.isnan(mean[1])


def test_the_interval_covers_the_truth_where_customers_repeat_themselves():
    random = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        leaning = random.beta(8, 2, 60)  # customers differ: .8 on average
        answers = [list(random.random(random.integers(1, 6)) < one) for one in leaning]
        _, low, high = clustered_share(sums(answers))
        covered += low <= 0.8 <= high

    assert covered / 400 > 0.93


def test_a_share_of_a_sum_of_equal_parts_is_a_share_of_the_customers():
    # 12 of 20 customers brought 7 each
    share, low, high = share_of_sum([84.0], [12 * 49.0], [140.0], [20 * 49.0], [20])

    assert share[0] == pytest.approx(0.6)
    assert (low[0], high[0]) == pytest.approx(wilson_interval(12, 20))


def test_a_share_of_a_sum_that_one_customer_makes_is_hardly_known():
    # 90 of one, 10 of ten others: n_e = .9 * .1 * 100^2 / (.1^2 * 90^2 + .9^2 * 10) = 900 / 89.1
    share, low, high = share_of_sum([90.0], [8_100.0], [100.0], [8_110.0], [11])

    assert share[0] == 0.9
    assert (low[0], high[0]) == pytest.approx(wilson_interval(0.9 * 900 / 89.1, 900 / 89.1))


def test_a_sum_of_nothing_has_no_share_and_returns_leave_a_share_without_interval():
    # nothing sold; nobody of the part; more came back from the others than they bought
    share, low, high = share_of_sum([0, 0, 12], [0, 0, 144], [0, 10, 10], [0, 50, 148], [0, 4, 2])

    assert np.isnan([share[0], low[0], high[0], low[2], high[2]]).all()
    assert (share[1], low[1], high[1]) == pytest.approx((0, *wilson_interval(0, 4)))
    assert share[2] == pytest.approx(1.2)
