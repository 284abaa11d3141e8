"""Inequality, against hand counts, the published CDNOW figures, and a bootstrap of customers."""

import numpy as np
import pandas as pd
import pytest

from crm_core.stats import Ranking, gini, top_share
from crm_core.stats.concentration import PARTS


def ranking(values) -> Ranking:
    """What the database would give."""
    ordered = np.sort(np.asarray(values, dtype="float64"))[::-1]
    n = len(ordered)
    ranks = np.arange(1, n + 1)
    inner = ordered * (1 - (2 * ranks - 1) / n) + (2 * ordered.cumsum() - ordered) / n
    rows = pd.DataFrame({"part": PARTS * (ranks - 1) // n, "x": ordered, "inner": inner, "n": 1.0})
    rows = rows.assign(squares=rows["x"] ** 2, inner_squares=inner**2, inner_times_value=inner * ordered)
    sums = rows.groupby("part").sum().reindex(range(PARTS), fill_value=0.0)
    least = rows.groupby("part")["x"].min().reindex(range(PARTS), fill_value=0.0)
    names = ("n", "x", "squares", "inner", "inner_squares", "inner_times_value")
    n, total, squares, *others = (sums[name].to_numpy(dtype="float64") for name in names)
    return Ranking(n, total, squares, least.to_numpy(dtype="float64"), *others)


@pytest.fixture(scope="module")
def spread() -> np.ndarray:
    """Two thousand customers, unequal as customers are, with ties."""
    return np.random.default_rng(1).lognormal(3, 1.2, 2000).round(2)


@pytest.fixture(scope="module")
def resampled(spread: np.ndarray) -> list[np.ndarray]:
    random = np.random.default_rng(2)
    return [random.choice(spread, len(spread)) for _ in range(600)]


def test_gini_of_a_few_by_hand():
    # 4, 3, 2, 1: 5/4 - 2 (4 + 6 + 6 + 4) / (4 * 10) = .25
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 7]) == pytest.approx(0.75)
    assert np.isnan(gini([]))
    assert np.isnan(gini([0, 0]))


def test_a_customer_at_the_border_counts_in_part():
    # The top 30 % of four are 1.2 customers: 4 + .2 * 3 of 10.
    assert top_share([1, 2, 3, 4], 0.3) == pytest.approx(0.46)
    assert top_share([1, 2, 3, 4, np.nan], 0.5) == pytest.approx(0.7)
    assert top_share([10, 0, -5], 1 / 3) == pytest.approx(2)
    assert np.isnan(top_share([], 0.2))


@pytest.mark.parametrize("count", [1, 3, 7, 99, 100, 101, 2000])
def test_a_ranking_says_what_the_values_say(spread, count):
    values = spread[:count]

    shares, _, _ = ranking(values).top_shares()

    assert shares == pytest.approx([top_share(values, p) for p in np.arange(1, PARTS + 1) / PARTS])
    assert ranking(values).gini()[0] == pytest.approx(gini(values), abs=1e-12)


def test_the_means_of_tenths_share_the_sum():
    values = [19, 17, 15, 13, 11, 9, 7, 5, 3, 2, 18, 16, 14, 12, 10, 8, 6, 4, 2, 1]

    means, low, high = ranking(values).tenths()

    # Two each: 19 and 18, 17 and 16 ... 3 and 2, 2 and 1.
    assert means == pytest.approx([18.5, 16.5, 14.5, 12.5, 10.5, 8.5, 6.5, 4.5, 2.5, 1.5])
    assert (low <= means).all()
    assert (means <= high).all()
    assert ranking(values).times_last()[0] == pytest.approx(18.5 / 1.5)


def test_a_last_tenth_without_value_has_no_multiple():
    assert np.isnan(ranking([5] * 9 + [0]).times_last()).all()
    assert np.isnan(ranking([]).times_last()).all()
    assert np.isnan(ranking([]).tenths()[0]).all()


def test_the_errors_of_shares_gini_and_tenths_are_those_of_a_bootstrap_of_customers(spread, resampled):
    mine = ranking(spread)
    again = [ranking(values) for values in resampled]
    shares, low, _ = mine.top_shares()
    index, index_low, _ = mine.gini()
    means, means_low, _ = mine.tenths()
    ratio, ratio_low, _ = mine.times_last()

    errors = np.std([one.top_shares()[0] for one in again], axis=0)
    gini_error = np.std([one.gini()[0] for one in again])
    means_error = np.std([one.tenths()[0] for one in again], axis=0)
    ratio_error = np.std(np.log([one.times_last()[0] for one in again]))

    # 600 samples know an error to some 3 %.
    assert ((shares - low) / 1.96) == pytest.approx(errors, rel=0.12)
    assert (index - index_low) / 1.96 == pytest.approx(gini_error, rel=0.12)
    assert ((means - means_low) / 1.96) == pytest.approx(means_error, rel=0.15)
    assert np.log(ratio / ratio_low) / 1.96 == pytest.approx(ratio_error, rel=0.15)


def test_equal_values_have_no_spread_and_one_value_no_interval():
    shares, low, high = ranking([3.3] * 50).top_shares()
    _, alone, _ = ranking([3.3]).top_shares()

    assert shares[19] == pytest.approx(0.2)
    assert (low[19], high[19]) == (pytest.approx(0.2), pytest.approx(0.2))
    assert np.isnan(alone).all()


def test_losses_bring_the_top_above_everything_and_no_profit_no_share():
    shares, _, _ = ranking([10, 5, -5]).top_shares()

    assert shares.max() == pytest.approx(1.5, abs=0.01)  # at 67 %, a hair beyond the second of three
    assert np.isnan(ranking([-1, -2]).top_shares()[0]).all()
    assert np.isnan(ranking([-1, -2]).gini()[0])
