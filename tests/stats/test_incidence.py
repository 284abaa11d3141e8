from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.stats import cumulative_incidence, kaplan_meier
from crm_core.stats.incidence import aalen_variance
from crm_core.stats.life_table import life_table

CASES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 4)), max_size=30)
COLUMNS = ["t", "resolved", "low", "high", "withdrawn", "open"]


def columns(cases):
    return tuple(np.array(column) for column in zip(*cases, strict=True)) if cases else ([], [], [])


def world(random, n, *, resolved=0.10, withdrawn=0.05, watched=40.0):
    """Cases with constant rates per day of both ends, watched for up to `watched` days."""
    total = resolved + withdrawn
    age, seen = random.exponential(1 / total, n), random.uniform(0, watched, n)
    end = np.where(random.random(n) < resolved / total, 1, 2)
    return np.minimum(age, seen), np.where(age <= seen, end, 0)


def test_competing_ends_with_constant_rates_have_the_known_shares():
    duration, end = world(np.random.default_rng(7), 200_000)

    shares = cumulative_incidence(duration, end)

    # F(t) = .10 / .15 * (1 - exp(-.15 t)): F(7) = .433, and .5 at log(4) / .15 = 9.24
    assert shares.at(7)[0] == pytest.approx(0.433, abs=0.004)
    assert shares.quantile(0.5)[0] == pytest.approx(9.24, abs=0.15)


def test_leaving_the_withdrawn_out_makes_times_look_shorter():
    duration, end = world(np.random.default_rng(7), 50_000, watched=1e6)

    kept = end != 2
    naive = kaplan_meier(duration[kept], end[kept] == 1).quantile(0.5)[0]

    # log(2) / .15 = 4.62 instead of 9.24
    assert naive == pytest.approx(4.62, abs=0.1)
    assert cumulative_incidence(duration, end).quantile(0.5)[0] == pytest.approx(9.24, abs=0.3)


def test_a_small_table_is_what_the_pencil_says():
    # at 1 one of 4 is resolved, at 2 one of 3 withdrawn, at 3 one is last seen open, at 4 the last is resolved
    shares = cumulative_incidence([1, 2, 3, 4], [1, 2, 0, 1]).table

    expected = pd.DataFrame(
        {
            "t": [1.0, 2.0, 3.0, 4.0],
            "resolved": [0.25, 0.25, 0.25, 0.75],
            "withdrawn": [0.0, 0.25, 0.25, 0.25],
            "open": [0.75, 0.5, 0.5, 0.0],
        }
    )
    pd.testing.assert_frame_equal(shares[expected.columns.tolist()], expected)
    assert shares.columns.tolist() == COLUMNS


def test_without_open_cases_the_interval_is_that_of_a_plain_share():
    # 30 of 100 cases resolved at 1, 20 withdrawn at 2, 50 resolved at 3: F(1) = F(2) = .3, variance .3 * .7 / 100
    shares = cumulative_incidence([1, 2, 3], [1, 2, 1], [30, 20, 50])

    spread = np.exp(1.959964 * np.sqrt(0.3 * 0.7 / 100) / (0.7 * -np.log(0.7)))
    expected = (0.3, 1 - 0.7 ** (1 / spread), 1 - 0.7**spread)
    assert shares.at(1) == pytest.approx(expected, abs=1e-6)
    assert shares.at(2) == pytest.approx(expected, abs=1e-6)


def test_a_median_that_withdrawals_prevent_is_missing():
    shares = cumulative_incidence([1, 2, 3], [1, 2, 1], [30, 60, 10])
    value, low, high = shares.quantile(0.5)

    # the upper limit of the share, .503, reaches a half at 3
    assert np.isnan([value, high]).all()
    assert low == 3.0
    assert shares.quantile(0.4)[0] == 3.0
    assert shares.at(1000)[0] == pytest.approx(0.4)


def test_shares_are_not_read_past_the_last_open_case():
    shares = cumulative_incidence([1, 2, 5], [1, 2, 0])

    value, low, high = shares.at(np.array([0.0, 1.0, 5.0, 6.0]))

    assert value[:3] == pytest.approx([0.0, 1 / 3, 1 / 3])
    assert np.isnan([value[3], low[0], high[0], low[3]]).all()


@pytest.mark.parametrize("weight", [None, [0, 0]])
def test_no_case_gives_an_empty_table_and_missing_numbers(weight):
    rows = [] if weight is None else [1.0, 2.0]

    shares = cumulative_incidence(rows, [1] * len(rows), weight)

    assert shares.table.empty
    assert shares.table.columns.tolist() == COLUMNS
    assert (shares.table.dtypes == "float64").all()
    assert np.isnan([*shares.quantile(0.5), *shares.at(3)]).all()


@settings(deadline=None, max_examples=80)
@given(CASES)
def test_resolved_withdrawn_and_open_are_everybody_and_never_turn_back(cases):
    shares = cumulative_incidence(*columns(cases)).table

    assert (shares["resolved"] + shares["withdrawn"] + shares["open"]).to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert shares["resolved"].is_monotonic_increasing
    assert shares["withdrawn"].is_monotonic_increasing
    assert shares["open"].is_monotonic_decreasing
    limits = shares.dropna()
    assert limits["resolved"].between(limits["low"] - 1e-12, limits["high"] + 1e-12).all()


@settings(deadline=None, max_examples=60)
@given(CASES)
def test_a_weight_is_a_repetition(cases):
    duration, end, weight = columns(cases)

    weighted = cumulative_incidence(duration, end, weight).table
    repeated = cumulative_incidence(np.repeat(duration, weight), np.repeat(end, weight)).table

    pd.testing.assert_frame_equal(weighted, repeated)


@settings(deadline=None, max_examples=80)
@given(CASES.map(lambda cases: [(t, end % 2, weight) for t, end, weight in cases]))
def test_without_withdrawn_cases_it_is_kaplan_meier_to_the_last_bit(cases):
    duration, end, weight = columns(cases)

    shares = cumulative_incidence(duration, end, weight)
    curve = kaplan_meier(duration, end, weight)

    mirrored = 1 - curve.table[["survival", "high", "low"]].set_axis(["resolved", "low", "high"], axis=1)
    pd.testing.assert_frame_equal(shares.table[["resolved", "low", "high"]], mirrored, check_exact=True)
    assert shares.quantile(0.5) == pytest.approx(curve.quantile(0.5), nan_ok=True)


def variance_by_the_book(counts, shares):
    """Marubini & Valsecchi (1995), Analysing Survival Data, 10.2: around F, one term for each pair of times."""
    variance = np.zeros(len(shares))
    before = np.concatenate([[1.0], shares["open"]])
    for now, resolved in enumerate(shares["resolved"]):
        for i in range(now + 1):
            n, d1, d = counts.at_risk[i], counts.resolved[i], counts.resolved[i] + counts.withdrawn[i]
            later = resolved - shares["resolved"][i]
            variance[now] += later**2 * d / (n * (n - d)) if n > d else 0.0
            variance[now] += before[i] ** 2 * d1 * (n - d1) / n**3 - 2 * later * before[i] * d1 / n**2
    return variance


@settings(deadline=None, max_examples=60)
@given(CASES.filter(bool))
def test_the_variance_is_that_of_the_textbook(cases):
    counts, shares = life_table(*columns(cases)), cumulative_incidence(*columns(cases)).table

    variance = aalen_variance(counts, shares["open"].to_numpy(), shares["withdrawn"].to_numpy())

    assert variance == pytest.approx(variance_by_the_book(counts, shares), abs=1e-12)


def test_variance_and_interval_hold_in_a_world_where_the_truth_is_known():
    random, day, estimates, variances, covered = np.random.default_rng(42), 7.0, [], [], []
    truth = 0.10 / 0.15 * (1 - np.exp(-0.15 * day))

    for _ in range(2000):
        duration, end = world(random, 150, watched=20.0)
        shares, counts = cumulative_incidence(duration, end), life_table(duration, end, None)
        value, low, high = shares.at(day)
        variance = aalen_variance(counts, shares.table["open"].to_numpy(), shares.table["withdrawn"].to_numpy())
        estimates.append(value)
        variances.append(variance[counts.t <= day][-1])
        covered.append(low <= truth <= high)

    # 2,000 worlds: the empirical variance is known to 3 % (one standard error), the coverage to half a point
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=0.1)
    assert 0.935 <= np.mean(covered) <= 0.965


def test_fifty_thousand_durations_of_millions_of_cases_take_less_than_a_second():
    random = np.random.default_rng(1)
    end, weight = random.integers(0, 3, 50_000), random.integers(0, 200, 50_000)

    start = perf_counter()
    shares = cumulative_incidence(np.arange(50_000), end, weight)
    quarter = shares.quantile(0.25)

    assert perf_counter() - start < 1
    assert np.isfinite(quarter).all()
    assert np.diff(quarter[1:]) > 0


@pytest.mark.parametrize("end", [[1, 3], [1, np.nan], [1, 0.5]])
def test_other_ends_are_refused_with_what_they_mean(end):
    with pytest.raises(ValueError, match=r"0 \(open\), 1 \(resolved\) or 2 \(withdrawn\)"):
        cumulative_incidence([1.0, 2.0], end)
