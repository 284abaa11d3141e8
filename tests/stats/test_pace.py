"""How fast groups with different cases are, against everybody with the same kind of case."""

import numpy as np
import pandas as pd
import pytest

from crm_core.stats import expected_half, log_rank, pace
from tests.stats.test_survival import DATA


def cases(*rows: tuple[str, str, float, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "stratum", "seconds", "ending"]).assign(cases=1)


def test_lung_by_sex_has_the_expected_deaths_of_r():
    rows = pd.read_csv(DATA / "lung.csv")
    died = rows["status"].astype(int).eq(rows["status"].max())
    sex = rows["sex"].map({1: "men", 2: "women"})
    given = pd.DataFrame({"group": sex, "stratum": "all", "seconds": rows["time"], "ending": died.astype(int)})

    found = pace(given.assign(cases=1))

    # R 4.2.2, survival 3.5.3: survdiff(Surv(time, status) ~ sex, lung): 112 against 91.6, 53 against 73.4; 10.3.
    assert found["observed"].tolist() == [112, 53]
    assert found["expected"].round(1).tolist() == [91.6, 73.4]
    chi = (found["observed"] - found["expected"]) ** 2 / found["variance"]
    assert chi.tolist() == pytest.approx([log_rank(rows["time"], died, sex)[0]] * 2)
    assert round(chi.iloc[0], 1) == 10.3


def test_a_group_that_only_has_the_hard_cases_is_not_slow():
    # Easy cases take 1 or 3, hard ones 10 or 30, whoever has them; west has one easy case of each and four hard ones.
    easy = [("east", "easy", t, 1) for t in (1, 3) for _ in range(4)] + [("west", "easy", t, 1) for t in (1, 3)]
    hard = [("east", "hard", t, 1) for t in (10, 30)] + [("west", "hard", t, 1) for t in (10, 30) for _ in range(4)]

    found, half = pace(cases(*easy, *hard)), expected_half(cases(*easy, *hard))

    assert found["ratio"].tolist() == pytest.approx([1.0, 1.0])
    assert found["expected"].tolist() == pytest.approx(found["observed"].tolist())
    # Half of west's mix: 2 of 10 easy are settled by 3, 4 of 8 hard by 10: 0.2 + 0.8 * 0.5 = 0.6.
    assert half.to_dict() == {"east": 3.0, "west": 10.0}


def test_open_cases_count_as_open_and_a_kind_of_ones_own_says_nothing():
    # At 1 both kinds of x are open: the settled one is shared, 1/2 each. The kind y has one group alone: 1 expected.
    found = pace(cases(("a", "x", 1, 1), ("b", "x", 5, 0), ("b", "y", 2, 1)))

    assert found["observed"].tolist() == [1, 1]
    assert found["expected"].tolist() == pytest.approx([0.5, 1.5])
    assert found["variance"].tolist() == pytest.approx([0.25, 0.25])
    assert found.loc["a", "low"] == pytest.approx(2 - 1.959964, abs=1e-6)  # 1 / 0.5 less 1.96 times 0.5 / 0.5
    assert np.isnan(expected_half(cases(("b", "x", 5, 0)))["b"])


def test_no_case_is_no_group():
    assert pace(cases()).empty
    assert expected_half(cases()).empty
