from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from crm_core.stats import SurvivalCurve, kaplan_meier

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "t": "float64",
    "survival": "float64",
    "low": "float64",
    "high": "float64",
    "at_risk": "int64",
    "events": "int64",
    "censored": "int64",
}
CASES = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 4)), max_size=30)


@pytest.fixture
def lung() -> SurvivalCurve:
    rows = pd.read_csv(DATA / "lung.csv")
    return kaplan_meier(rows["time"], rows["status"])


def test_lung_has_the_median_and_quantiles_of_r(lung):
    # R 4.2.2, survival 3.5.3: survfit(Surv(time, status) ~ 1, lung, conf.type = "log-log")
    assert (lung.table["at_risk"].iloc[0], lung.table["events"].sum()) == (228, 165)
    assert lung.quantile(0.5) == (310.0, 284.0, 361.0)
    assert [lung.quantile(p)[0] for p in (0.25, 0.75, 0.9)] == [170.0, 550.0, 735.0]


def test_lung_has_the_restricted_mean_of_r(lung):
    # R 4.2.2, survival 3.5.3: print(survfit(...), rmean = 1022)
    assert lung.restricted_mean(1022) == pytest.approx((376.2747, 19.7078), abs=5e-5)


@pytest.mark.parametrize(("group", "median"), [("control", (58, 56, 60)), ("miR-137", (26, 19, 29))])
def test_waltons_groups_have_the_medians_of_r(group, median):
    rows = pd.read_csv(DATA / "waltons.csv").query("group == @group")

    # R 4.2.2, survival 3.5.3: survfit(Surv(T, E) ~ group, waltons, conf.type = "log-log")
    assert kaplan_meier(rows["days"], rows["died"]).quantile(0.5) == median


def test_a_small_curve_is_what_the_pencil_says():
    # five cases: ended at 1, 2, 2; open at 2 and 4. At the tie at 2 the ends come first: 4 are at risk.
    curve = kaplan_meier([2, 1, 2, 4, 2], [True, True, False, False, True])

    # Greenwood at 1: 1 / (5 * 4) = .05; S = .8, so s = sqrt(.05) / |log .8|, limits .8 ** exp(+-1.96 s)
    spread = np.exp(1.959964 * np.sqrt(0.05) / -np.log(0.8))
    # at 2: .05 + 2 / (4 * 2) = .3; S = .8 * 2 / 4 = .4
    later = np.exp(1.959964 * np.sqrt(0.3) / -np.log(0.4))
    expected = pd.DataFrame(
        {
            "t": [1.0, 2.0, 4.0],
            "survival": [0.8, 0.4, 0.4],
            "low": [0.8**spread, 0.4**later, 0.4**later],
            "high": [0.8 ** (1 / spread), 0.4 ** (1 / later), 0.4 ** (1 / later)],
            "at_risk": [5, 4, 1],
            "events": [1, 2, 0],
            "censored": [0, 1, 1],
        }
    )
    pd.testing.assert_frame_equal(curve.table, expected, rtol=1e-6)


def test_whole_halved_and_far_durations_are_counted_in_one_order():
    # 16 rows: whole durations up to 2 are counted in place, the others sorted and put between them
    duration = [0, 1, 2, 2, 0.5, 0.5, 1.5, 3, 3, 700_000, 2.5, 0, 1, 1.5, 3, 2]
    observed = [1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1]

    table = kaplan_meier(duration, observed).table

    expected = {
        "t": [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 700_000.0],
        "at_risk": [16, 14, 12, 10, 8, 5, 4, 1],
        "events": [1, 2, 2, 1, 2, 1, 2, 1],
        "censored": [1, 0, 0, 1, 1, 0, 1, 0],
    }
    pd.testing.assert_frame_equal(table[list(expected)], pd.DataFrame(expected))


def test_a_curve_is_read_between_its_steps_and_not_past_the_last_open_case():
    curve = kaplan_meier([1, 2, 2, 2, 4], [1, 1, 1, 0, 0])

    value, low, high = curve.at([0.5, 1.0, 3.9, 4.0, 4.1, np.nan])

    assert value[:4] == pytest.approx([1.0, 0.8, 0.4, 0.4])
    assert np.isnan(value[4:]).all()
    assert np.isnan([low[0], high[0]]).all()
    assert curve.at(1.5) == (curve.table["survival"][0], curve.table["low"][0], curve.table["high"][0])


def test_a_curve_that_reached_0_stays_there():
    curve = kaplan_meier([3, 5], [True, True])

    assert curve.at(100)[0] == 0.0
    # area 3 * 1 + 2 * .5 = 4, the plain mean; variance (2 * .5) ** 2 * 1 / (2 * 1) = .5
    assert curve.restricted_mean(100) == pytest.approx((4.0, np.sqrt(0.5)))


def test_quantiles_that_are_not_reached_are_missing():
    # of 10 cases 4 end: less than half
    curve = kaplan_meier(range(1, 11), [1] * 4 + [0] * 6)

    assert curve.quantile(0.4)[0] == 4.0
    assert np.isnan(curve.quantile(0.5)[0])
    assert np.isnan(curve.quantile(0.9)).all()


def test_rounding_does_not_delay_a_quantile():
    # 1 - .9 * 8 / 9 * 7 / 8 is .30000000000000004 or just below .3, depending on the order of operations
    shares = [kaplan_meier(range(n), [1] * n).quantile(k / n)[0] for n in range(2, 60) for k in range(1, n)]

    assert shares == [k - 1 for n in range(2, 60) for k in range(1, n)]


@pytest.mark.parametrize("weight", [None, []])
def test_no_case_gives_an_empty_table_and_missing_numbers(weight):
    curve = kaplan_meier([], [], weight)

    assert curve.table.empty
    assert curve.table.dtypes.astype(str).to_dict() == COLUMNS
    assert np.isnan([*curve.quantile(0.5), *curve.at(3), *curve.restricted_mean(3)]).all()


def test_one_case_ends_at_its_time_and_the_share_of_0_has_no_limits():
    curve = kaplan_meier([5.0], [True])

    assert curve.quantile(0.5)[0] == 5.0
    assert curve.table["survival"].tolist() == [0.0]
    assert curve.table[["low", "high"]].isna().all(axis=None)
    assert curve.restricted_mean(7) == (5.0, 0.0)


def test_where_every_case_is_open_nothing_is_known_about_the_end():
    curve = kaplan_meier([5.0, 8.0], [False, False])

    assert curve.table["survival"].tolist() == [1.0, 1.0]
    assert np.isnan(curve.quantile(0.01)).all()
    assert curve.restricted_mean(8) == (8.0, 0.0)
    assert np.isnan(curve.restricted_mean(9)).all()


def test_cases_settled_at_once_lower_the_curve_at_0():
    curve = kaplan_meier([0, 0, 3, 4], [1, 0, 1, 0])

    assert curve.at(0)[0] == 0.75
    assert curve.table["at_risk"].tolist() == [4, 2, 1]
    assert curve.restricted_mean(0) == (0.0, 0.0)
    # area .75 * 3
    assert curve.restricted_mean(3)[0] == pytest.approx(2.25)


def test_a_restricted_mean_before_the_first_duration_is_the_cut():
    assert kaplan_meier([5, 6], [1, 1]).restricted_mean(2) == (2.0, 0.0)


@settings(deadline=None, max_examples=60)
@given(CASES)
def test_a_weight_is_a_repetition(cases):
    duration, observed, weight = zip(*cases, strict=True) if cases else ([], [], [])

    weighted = kaplan_meier(duration, observed, weight).table
    repeated = kaplan_meier(np.repeat(duration, weight), np.repeat(observed, weight)).table

    pd.testing.assert_frame_equal(weighted, repeated)


@settings(deadline=None, max_examples=60)
@given(CASES.filter(lambda cases: any(weight for *_, weight in cases)))
def test_a_curve_only_falls_and_its_limits_enclose_it(cases):
    curve = kaplan_meier(*zip(*cases, strict=True)).table

    assert curve["survival"].is_monotonic_decreasing
    assert curve["survival"].between(0, 1).all()
    limits = curve.dropna()
    assert (limits["low"] <= limits["survival"]).all()
    assert (limits["survival"] <= limits["high"]).all()
    assert curve["at_risk"].iloc[0] == (curve["events"] + curve["censored"]).sum()


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")  # scipy's word for NaN at 0 and 1
@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=2, max_size=40).filter(
        lambda c: any(e for _, e in c)
    )
)
def test_curve_and_limits_agree_with_scipy(cases):
    duration, observed = (np.array(column) for column in zip(*cases, strict=True))

    curve = kaplan_meier(duration, observed).table

    theirs = ecdf(CensoredData.right_censored(duration.astype(float), ~observed)).sf
    ours = curve.set_index("t").loc[theirs.quantiles]
    assert ours["survival"].to_numpy() == pytest.approx(theirs.probabilities, abs=1e-12)
    inside = ours["low"].notna().to_numpy()
    limits = theirs.confidence_interval(method="log-log") if inside.any() else None
    for name in ("low", "high") if limits else ():
        assert ours[name].to_numpy()[inside] == pytest.approx(getattr(limits, name).probabilities[inside], abs=1e-12)


def test_fifty_thousand_durations_of_millions_of_cases_take_less_than_a_second():
    random = np.random.default_rng(1)
    observed, weight = random.integers(0, 2, 50_000), random.integers(0, 200, 50_000)

    start = perf_counter()
    curve = kaplan_meier(np.arange(50_000), observed, weight)
    median, mean = curve.quantile(0.5), curve.restricted_mean(40_000)

    assert perf_counter() - start < 1
    assert np.isfinite([*median, *mean]).all()


@pytest.mark.parametrize(
    ("duration", "observed", "weight", "message"),
    [
        ([1.0, np.nan], [1, 0], None, "missing in 1 of 2 rows; give open cases their age so far"),
        (pd.Series([1, pd.NA], dtype="Int64"), [1, 0], None, "missing in 1 of 2 rows"),
        ([1.0, -1.0], [1, 0], None, "impossible rows"),
        ([1.0, np.inf], [1, 0], None, "impossible rows"),
        (pd.to_timedelta(["1D"]), [1], None, "seconds or days"),
        ([1.0, 2.0], [1, 2], None, "cumulative_incidence"),
        ([1.0, 2.0], [1, np.nan], None, "true or false"),
        ([1.0, 2.0], [1], None, "one table"),
        ([1.0, 2.0], [1, 0], [1], "one table"),
        ([1.0, 2.0], [1, 0], [1, 0.5], "whole numbers"),
        ([1.0, 2.0], [1, 0], [1, -1], "whole numbers"),
        ([1.0, 2.0], [1, 0], [1, np.nan], "whole numbers"),
    ],
)
def test_rows_that_no_case_can_have_are_refused_with_what_to_do(duration, observed, weight, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(duration, observed, weight)


@pytest.mark.parametrize("p", [0.0, 1.0, 50, np.nan])
def test_a_quantile_is_asked_for_as_a_share(lung, p):
    with pytest.raises(ValueError, match="0.5 for the median"):
        lung.quantile(p)


@pytest.mark.parametrize("tau", [-1.0, np.nan])
def test_a_mean_is_cut_at_a_duration(lung, tau):
    with pytest.raises(ValueError, match="at least 0"):
        lung.restricted_mean(tau)
