import numpy as np
import pytest

from crm_core.stats import net_promoter_score, rank_share, satisfaction_index


def test_net_promoter_score_of_the_published_example():
    score, low, high = net_promoter_score(162, 108, 54)

    # Rocks (2016), The American Statistician 70, 365-372, adjusted Wald:
    # p = 162.75 / 327, d = 54.75 / 327, 33.03 -+ 1.96 * 4.1237
    assert (score, low, high) == pytest.approx((33.33, 24.95, 41.11), abs=5e-3)


def test_net_promoter_score_is_missing_where_nobody_answered_and_never_leaves_its_scale():
    score, low, high = net_promoter_score([0, 20, 0, 5], [0, 0, 0, np.nan], [0, 0, 20, 5])

    assert np.isnan([score[[0, 3]], low[[0, 3]], high[[0, 3]]]).all()
    assert score[1:3].tolist() == [100.0, -100.0]
    assert high[1] == 100.0
    assert low[2] == -100.0


@pytest.mark.parametrize("n", [10, 30, 300])
def test_net_promoter_interval_covers_the_truth_in_a_world_where_it_is_known(n):
    share_promoters, share_detractors = 0.8, 0.05
    shares = [share_promoters, 1 - share_promoters - share_detractors, share_detractors]
    worlds = np.random.default_rng(20160101).multinomial(n, shares, size=20_000)

    _, low, high = net_promoter_score(*worlds.T)

    truth = 100 * (share_promoters - share_detractors)
    assert ((low <= truth) & (truth <= high)).mean() >= 0.93


def test_satisfaction_index_follows_the_formula_of_acsi():
    equal = satisfaction_index([8.0, 7.0, 9.0])
    weighted = satisfaction_index([8.0, 7.0, 9.0], [2.0, 1.0, 1.0])

    assert equal == pytest.approx(100 * (24 - 3) / (9 * 3))
    assert weighted == pytest.approx(100 * (16 + 7 + 9 - 4) / (9 * 4))


@pytest.mark.parametrize("weights", [None, [0.3, 0.2, 0.4], [3, 2, 4], [0, 0, 1]])
def test_satisfaction_index_of_all_ones_is_0_and_of_all_tens_100(weights):
    index = satisfaction_index(np.array([[1.0] * 3, [10.0] * 3]), weights)

    assert index == pytest.approx([0.0, 100.0], abs=1e-12)


def test_satisfaction_index_does_not_depend_on_the_scale_of_the_weights():
    means = [8.0, 7.0, 9.0]

    assert satisfaction_index(means, [1, 2, 3]) == pytest.approx(satisfaction_index(means, [0.1, 0.2, 0.3]))


def test_satisfaction_index_is_missing_where_an_item_is():
    index = satisfaction_index(np.array([[8.0, np.nan, 9.0], [10.0, 10.0, 1.0]]))

    assert np.isnan(index[0])
    assert index[1] == pytest.approx(100 * 18 / 27)


@pytest.mark.parametrize(
    ("means", "weights", "message"),
    [
        ([0.5, 7, 8], None, "not rescaled"),
        ([80, 70, 90], None, "not rescaled"),
        ([], None, "three questions"),
        ([7, 8, 9], [1, 1], "one per item"),
        ([7, 8, 9], [0, 0, 0], "not all 0"),
        ([7, 8, 9], [1, 1, -1], "below 0"),
    ],
)
def test_another_scale_or_other_weights_are_refused(means, weights, message):
    with pytest.raises(ValueError, match=message):
        satisfaction_index(means, weights)


def test_a_rank_is_the_share_below_and_half_of_the_share_equal():
    # Among 0, 1, 1, 3: below 1 is one of four, equal two of four.
    found = rank_share([1, 2, 9, -1], [1, 0, 3], [2, 1, 1])

    assert found == pytest.approx([0.5, 0.75, 1, 0])
    assert np.isnan(rank_share([1], [], [])).all()
