import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson

from crm_core.stats import change_interval, garwood_interval, mean_interval, wilson_interval


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
        (81, 263, 0.25529, 0.36621),
        (0, 20, 0.0, 0.16113),
        (1, 29, 0.00611, 0.17176),
    ],
)
def test_wilson_gives_newcombes_published_limits(successes, n, low, high):
    limits = wilson_interval(successes, n)

    assert limits == pytest.approx((low, high), abs=5e-6)


def test_wilson_has_no_interval_without_answers_and_exact_ends_at_none_and_all():
    successes = pd.Series([0, 0, 20, pd.NA], dtype="Int64")
    n = pd.Series([0, 20, 20, 20], dtype="Int64")

    low, high = wilson_interval(successes, n)

    assert np.isnan([low[0], high[0], low[3], high[3]]).all()
    assert low[1] == 0.0
    assert high[2] == 1.0


@settings(deadline=None, max_examples=50)
@given(n=st.integers(1, 5000), data=st.data())
def test_wilson_agrees_with_scipy(n, data):
    successes = data.draw(st.integers(0, n))

    low, high = wilson_interval(successes, n, 0.9)

    expected = binomtest(successes, n).proportion_ci(0.9, "wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        # Garwood (1936), Biometrika 28, table of 95 % limits: 0 to 3.69 for 0, 4.80 to 18.39 for 10
        (0, 0.0, 3.689),
        (10, 4.795, 18.390),
    ],
)
def test_garwood_gives_the_published_limits_per_thousand(events, low, high):
    limits = garwood_interval(events, 1000)

    assert limits == pytest.approx((low, high), abs=5e-4)


def test_garwood_limits_leave_two_and_a_half_percent_on_each_side():
    events = np.array([1, 7, 400])

    low, high = garwood_interval(events, 50, per=50)

    # the definition of an exact interval, by the distribution function itself
    assert poisson.sf(events - 1, low) == pytest.approx([0.025] * 3)
    assert poisson.cdf(events, high) == pytest.approx([0.025] * 3)


def test_garwood_has_no_rate_without_exposure():
    low, high = garwood_interval([0, 3, 0], [0, 0, 100])

    assert np.isnan([low[:2], high[:2]]).all()
    assert low[2] == 0.0


def test_a_mean_has_students_limits_cut_to_its_scale():
    low, high = mean_interval(4.5, 1.0, 5, 1, 5)

    # Student's t with 4 degrees of freedom: 2.776; 4.5 - 2.776 / sqrt(5) = 3.2585, above it 5.74 is cut to 5
    assert (low, high) == pytest.approx((3.2585, 5.0), abs=2e-4)


def test_a_mean_of_one_answer_has_no_interval():
    low, high = mean_interval([4.0, np.nan, 4.0], [np.nan, np.nan, 0.0], [1, 0, 2])

    assert np.isnan([low[:2], high[:2]]).all()
    assert (low[2], high[2]) == (4.0, 4.0)


def test_a_change_of_two_shares_has_newcombes_interval():
    now, before = wilson_interval(56, 70), wilson_interval(48, 80)

    change, low, high = change_interval(56 / 70, *now, 48 / 80, *before)

    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, example (a), method 10: .0524 to .3339
    assert (change, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@settings(deadline=None, max_examples=50)
@given(
    a=st.tuples(*[st.floats(-100, 100)] * 3).map(sorted),
    b=st.tuples(*[st.floats(-100, 100)] * 3).map(sorted),
)
def test_a_change_backwards_is_the_mirrored_change(a, b):
    now, before = (a[1], a[0], a[2]), (b[1], b[0], b[2])

    change, low, high = change_interval(*now, *before)
    back, back_low, back_high = change_interval(*before, *now)

    assert low <= change <= high
    assert (back, back_low, back_high) == pytest.approx((-change, -high, -low))


@pytest.mark.parametrize("missing", range(6))
def test_a_change_is_missing_when_any_part_is(missing):
    parts = [np.array([0.5, 0.5]), np.array([0.4, 0.4]), np.array([0.6, 0.6])] * 2
    parts[missing] = np.array([np.nan, 0.5])

    change, low, high = change_interval(*parts)

    assert np.isnan([change[0], low[0], high[0]]).all()
    assert np.isfinite([change[1], low[1], high[1]]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson_interval(3, 2), "same rows"),
        (lambda: wilson_interval(-1, 2), "below 0"),
        (lambda: wilson_interval(1, 2, 95), "0.95"),
        (lambda: garwood_interval(1, -5), "below 0"),
        (lambda: mean_interval(pd.Series([pd.Timedelta("1D")]), [1], [2]), "one unit"),
    ],
)
def test_impossible_counts_are_refused_with_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_numbers_that_go_together_change_by_less_than_chance_alone_would():
    sides = (10.0, 8.0, 12.0, 5.0, 3.0, 7.0)

    apart, half, whole = (change_interval(*sides, correlation) for correlation in (0.0, 0.5, 1.0))

    # sqrt(4 + 4), sqrt(4 + 4 - 2 * 0.5 * 4), sqrt(4 + 4 - 2 * 4)
    assert apart == pytest.approx((5, 5 - 8**0.5, 5 + 8**0.5))
    assert half == pytest.approx((5, 3, 7))
    assert whole == pytest.approx((5, 5, 5))
    assert change_interval(10.0, 8.0, np.inf, 5.0, 3.0, 7.0, 0.5)[2] == np.inf
