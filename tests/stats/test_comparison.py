from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, logrank

from crm_core.stats import log_rank

DATA = Path(__file__).parent / "data"


def test_lung_by_sex_has_the_chi_square_of_r():
    rows = pd.read_csv(DATA / "lung.csv")

    chi_square, degrees, p_value = log_rank(rows["time"], rows["status"], rows["sex"])

    # R 4.2.2, survival 3.5.3: survdiff(Surv(time, status) ~ sex, lung): 10.3 on 1 degree of freedom, p = .001
    assert chi_square == pytest.approx(10.3, abs=0.05)
    assert degrees == 1
    assert p_value == pytest.approx(0.001, abs=5e-4)


def test_waltons_groups_have_the_chi_square_of_r():
    rows = pd.read_csv(DATA / "waltons.csv")

    chi_square, degrees, p_value = log_rank(rows["days"], rows["died"], rows["group"])

    # R 4.2.2, survival 3.5.3: survdiff(Surv(T, E) ~ group, waltons): 122 on 1 degree of freedom, p < 2e-16
    assert chi_square == pytest.approx(122, abs=0.5)
    assert degrees == 1
    assert p_value < 2e-16


def test_three_groups_are_what_the_pencil_says():
    # ends at 1 (a), 2 (b), 3 (c), all at risk until then: expected a 1/3, b 1/3 + 1/2, c 1/3 + 1/2 + 1
    chi_square, degrees, _ = log_rank([1, 2, 3], [1, 1, 1], ["a", "b", "c"])

    # excess of a 2/3, b 1/6; V = [[2/9, -1/9], [-1/9, 2/9 + 1/4]], determinant 5/54
    # (4/9 * 17/36 + 2 * 2/3 * 1/6 * 1/9 + 1/36 * 2/9) / (5/54)
    assert chi_square == pytest.approx((4 / 9 * 17 / 36 + 2 / 81 + 1 / 162) / (5 / 54))
    assert degrees == 2


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=3, max_size=20),
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=3, max_size=20),
)
def test_two_groups_agree_with_scipy(first, second):
    duration, observed = (np.array(column) for column in zip(*first, *second, strict=True))
    group = np.repeat(["first", "second"], [len(first), len(second)])

    chi_square, _, p_value = log_rank(duration, observed, group)

    with np.errstate(all="ignore"):
        theirs = logrank(
            *(CensoredData.right_censored(duration[group == g], ~observed[group == g]) for g in set(group))
        )
    if np.isfinite(chi_square):
        assert chi_square == pytest.approx(theirs.statistic**2, abs=1e-9)
        assert p_value == pytest.approx(theirs.pvalue, abs=1e-9)


def test_a_weight_is_a_repetition_and_a_row_of_weight_0_does_not_exist():
    duration, observed, group = np.array([1, 2, 2, 3, 9]), np.array([1, 0, 1, 1, 1]), np.array(list("aabbc"))
    weight = np.array([3, 2, 1, 4, 0])

    weighted = log_rank(duration, observed, group, weight=weight)

    repeated = [np.repeat(column, weight) for column in (duration, observed, group)]
    assert weighted == pytest.approx(log_rank(*repeated))
    assert weighted[1] == 1


@pytest.mark.parametrize(
    ("duration", "observed", "group"),
    [([], [], []), ([1, 2], [1, 1], ["a", "a"]), ([1, 2], [0, 0], ["a", "b"]), ([1, 1], [1, 1], ["a", "b"])],
    ids=["no case", "one group", "no end", "all end together"],
)
def test_where_there_is_nothing_to_compare_the_answer_is_missing(duration, observed, group):
    chi_square, _, p_value = log_rank(duration, observed, group)

    assert np.isnan([chi_square, p_value]).all()


def test_groups_gone_before_the_first_end_are_not_compared():
    chi_square, degrees, _ = log_rank([1, 2, 3, 4, 5], [0, 1, 1, 1, 1], ["early", "a", "b", "a", "b"])

    assert degrees == 1
    assert chi_square == pytest.approx(log_rank([2, 3, 4, 5], [1, 1, 1, 1], list("abab"))[0])


@pytest.mark.parametrize(("group", "message"), [(["a", None], "name them"), (["a"], "different lengths")])
def test_rows_without_a_group_are_refused_with_what_to_do(group, message):
    with pytest.raises(ValueError, match=message):
        log_rank([1, 2], [1, 1], group)
