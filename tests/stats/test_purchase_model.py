"""BG/NBD and gamma-gamma: published fits, an independent way to the same expectations, data that tell nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import check_grad
from scipy.special import roots_genlaguerre, roots_jacobi

from crm_core.errors import FitFailed
from crm_core.stats import fit_bg_nbd, fit_gamma_gamma
from crm_core.stats.purchase_model import BgNbd, _Likelihood
from crm_core.stats.spend_model import _Likelihood as _SpendLikelihood

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow_sample.txt"
CALIBRATED_UNTIL = pd.Timestamp("1997-09-30")
DAYS_PER_WEEK = 7
PUBLISHED = BgNbd(r=0.2426, alpha=4.4136, a=0.7929, b=2.4259, log_likelihood=-9582.4)


@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    """First-time buyers of the music shop by the end of calibration: repeats, recency and age in weeks, mean value."""
    names = ["customer", "sample", "day", "discs", "dollars"]
    lines = pd.read_csv(SAMPLE, sep=r"\s+", header=None, names=names)
    lines["day"] = pd.to_datetime(lines["day"].astype(str))
    days = lines[lines["day"] <= CALIBRATED_UNTIL].groupby(["customer", "day"], as_index=False)["dollars"].sum()
    buyers = days.groupby("customer")["day"].agg(["min", "max", "size"])
    later = days[days["day"] > days["customer"].map(buyers["min"])]
    return pd.DataFrame(
        {
            "frequency": buyers["size"] - 1.0,
            "recency": (buyers["max"] - buyers["min"]).dt.days / DAYS_PER_WEEK,
            "age": (CALIBRATED_UNTIL - buyers["min"]).dt.days / DAYS_PER_WEEK,
            "value": later.groupby("customer")["dollars"].mean().reindex(buyers.index),
        }
    )


def simulated(customers: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customers of the published model, watched for half a year to a year."""
    random = np.random.default_rng(seed)
    rates, leaving = random.gamma(0.243, 1 / 4.414, customers), random.beta(0.793, 2.426, customers)
    age = random.uniform(27, 52, customers)
    x, last = np.zeros(customers), np.zeros(customers)
    for place in range(customers):
        moment = 0.0
        while rates[place] > 1e-9 and (moment := moment + random.exponential(1 / rates[place])) <= age[place]:
            x[place], last[place] = x[place] + 1, moment
            if random.random() < leaving[place]:
                break
    return x, last, age


def test_the_published_fit_of_the_music_shop(shop):
    # Fader, Hardie & Lee (2005), table 2; 2,357 customers.
    model = fit_bg_nbd(shop["frequency"], shop["recency"], shop["age"])

    assert len(shop) == 2357
    found = [model.r, model.alpha, model.a, model.b]
    assert [round(parameter, 3) for parameter in found] == [0.243, 4.414, 0.793, 2.426]
    assert round(model.log_likelihood, 1) == -9582.4


def test_the_published_expectations_of_the_music_shop(shop):
    # Fader & Hardie, "Implementing the BG/NBD model for customer base analysis in Excel" (2005).
    model = fit_bg_nbd(shop["frequency"], shop["recency"], shop["age"])

    expected = model.expected_purchases([1 / 7, 1.0, 3.0, 32.0, 78.0])
    assert expected == pytest.approx([0.0078, 0.0532, 0.1506, 1.0437, 1.8576], abs=1e-3)
    assert model.expected_future_purchases(52, 26, 30.85714, 31) == pytest.approx(25.757, abs=1e-3)
    assert model.probability_active(26, 30.85714, 31) == pytest.approx(0.96885, abs=1e-5)


def test_the_published_fit_of_what_is_spent(shop):
    # Fader & Hardie (2013), "The gamma-gamma model of monetary value", section 5.
    again = shop[shop["frequency"] > 0]
    model = fit_gamma_gamma(again["frequency"], again["value"])

    assert [round(parameter, 2) for parameter in (model.p, model.q, model.v)] == [6.25, 3.74, 15.44]
    first = shop.head(3)
    assert model.expected_value(first["frequency"], first["value"].fillna(0)) == pytest.approx(
        [24.65, 35.17, 18.91], abs=0.1
    )


def test_rows_that_stand_for_many_customers_are_as_many_rows(shop):
    grouped = shop.groupby(["frequency", "recency", "age"], as_index=False).size()

    model = fit_bg_nbd(shop["frequency"], shop["recency"], shop["age"])
    same = fit_bg_nbd(grouped["frequency"], grouped["recency"], grouped["age"], grouped["size"])

    assert same.log_likelihood == pytest.approx(model.log_likelihood, rel=1e-9)
    assert [same.r, same.alpha, same.a, same.b] == pytest.approx([model.r, model.alpha, model.a, model.b], rel=1e-4)


def test_the_unit_of_time_changes_nothing_but_alpha(shop):
    weeks = fit_bg_nbd(shop["frequency"], shop["recency"], shop["age"])
    days = fit_bg_nbd(shop["frequency"], 7 * shop["recency"], 7 * shop["age"])

    assert [days.r, days.alpha, days.a] == pytest.approx([weeks.r, 7 * weeks.alpha, weeks.a], rel=1e-4)
    assert days.expected_purchases(7.0) == pytest.approx(weeks.expected_purchases(1.0), rel=1e-4)


@pytest.mark.parametrize("history", [(0, 0.0, 39.0), (1, 5.0, 20.0), (2, 37.0, 38.9), (11, 20.0, 30.0)])
def test_expectations_are_what_the_mean_over_all_customers_gives(history):
    # For one rate and one probability of leaving all is elementary; Gauss's nodes stand for all rates and all of these.
    x, last, age = history
    ahead = 26.0
    nodes, weights = roots_genlaguerre(150, PUBLISHED.r - 1)
    rate, of_rate = (nodes / PUBLISHED.alpha)[:, None], weights[:, None]
    nodes, of_leaving = roots_jacobi(150, PUBLISHED.b - 1, PUBLISHED.a - 1)
    leaving = (nodes + 1) / 2

    there = (1 - leaving) ** x * rate**x * np.exp(-rate * age)
    gone = leaving * (1 - leaving) ** (x - 1) * rate**x * np.exp(-rate * last) if x else 0.0
    mean = lambda of: (of_rate * of_leaving * of).sum() / (of_rate * of_leaving * (there + gone)).sum()  # noqa: E731
    bought = -np.expm1(-rate * leaving * ahead) / leaving

    assert PUBLISHED.probability_active(*history) == pytest.approx(mean(there), rel=1e-6)
    assert PUBLISHED.expected_future_purchases(ahead, *history) == pytest.approx(mean(there * bought), rel=1e-6)


def test_a_customer_who_buys_very_often_has_finite_expectations():
    expected = PUBLISHED.expected_future_purchases(52, [50, 500, 5_000], 38.99, 39)

    # A rate of x / 39 weeks, for a year, less who leaves: the mean chance is a / (a + b + x).
    assert expected == pytest.approx([50 / 43.4 * 52, 500 / 43.4 * 52, 5_000 / 43.4 * 52], rel=0.35)


def test_customers_who_hardly_leave_have_finite_expectations_too():
    # Who leaves with probability .0001 buys on: about the rate (r + x) / (alpha + T), for a year.
    faithful = BgNbd(r=0.5, alpha=20.0, a=0.1, b=1_000.0, log_likelihood=0.0)
    alike = BgNbd(r=0.5, alpha=20.0, a=900.0, b=1_000.0, log_likelihood=0.0)

    assert faithful.expected_future_purchases(52, 3, 38, 39) == pytest.approx(3.5 / 59 * 52, rel=0.01)
    assert np.isfinite(alike.expected_future_purchases(3_650, [0, 1, 100], [0, 10, 700], 730)).all()


def test_the_formulas_go_smoothly_through_the_place_where_they_divide_nought_by_nought():
    near = [BgNbd(0.3, 4.0, a, 2.0, 0.0).expected_future_purchases(26, 3, 20, 30) for a in (1 - 1e-4, 1, 1 + 1e-4)]

    assert near[1] == pytest.approx((near[0] + near[2]) / 2, rel=1e-6)


def test_the_slope_is_that_of_the_likelihood():
    x, last, age = simulated(300)
    model = _Likelihood.of(x, last, age, np.ones(300))
    spend = _SpendLikelihood.of(x[x > 0], np.random.default_rng(1).gamma(5, 2, (x > 0).sum()), np.ones((x > 0).sum()))

    at = np.log([0.3, 5.0, 0.7, 2.0])
    error = check_grad(lambda logs: model.at(logs)[0], lambda logs: model.at(logs)[1], at)
    assert error < 1e-3 * np.abs(model.at(at)[1]).max()
    at = np.log([4.0, 3.0, 9.0])
    error = check_grad(lambda logs: spend.at(logs)[0], lambda logs: spend.at(logs)[1], at)
    assert error < 1e-3 * np.abs(spend.at(at)[1]).max()


def test_a_simulated_world_is_found_again():
    model = fit_bg_nbd(*simulated(20_000))

    assert [model.r, model.alpha, model.a, model.b] == pytest.approx([0.243, 4.414, 0.793, 2.426], rel=0.2)


@pytest.mark.parametrize("customers", [5, 50, 500])
def test_few_customers_give_a_model_or_a_reason(customers):
    x, last, age = simulated(customers, seed=3)
    try:
        model = fit_bg_nbd(x, last, age)
    except FitFailed as failed:
        assert failed.code in ("fit_not_found", "fit_no_repeats")
    else:
        assert np.isfinite([model.r, model.alpha, model.a, model.b, model.log_likelihood]).all()
        assert ((model.probability_active(x, last, age) >= 0) & (model.probability_active(x, last, age) <= 1)).all()


@pytest.mark.parametrize(
    ("history", "code"),
    [
        (([3.0] * 50, [20.0] * 50, [30.0] * 50), "fit_not_found"),  # all alike
        (([0.0] * 50, [0.0] * 50, [30.0] * 50), "fit_no_repeats"),  # all single
        (([1e6, 1.0, 2.0, 0.0], [1e9, 1e-9, 3.0, 0.0], [1e12, 1.0, 4.0, 5.0]), "fit_not_found"),  # absurd
        (([], [], []), "fit_no_repeats"),
    ],
)
def test_histories_that_tell_nothing_are_said_to(history, code):
    with pytest.raises(FitFailed) as failed:
        fit_bg_nbd(*history)

    assert failed.value.code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (([2.0] * 50, [10.0] * 50), "fit_not_found"),  # all equal
        (([1.0], [10.0]), "fit_not_found"),
        (([1.0, 2.0, 3.0], [1e-9, 1e12, 1.0]), "fit_not_found"),  # absurd
        (([0.0, 0.0], [0.0, 0.0]), "fit_no_repeats"),
    ],
)
def test_values_that_tell_nothing_are_said_to(values, code):
    with pytest.raises(FitFailed) as failed:
        fit_gamma_gamma(*values)

    assert failed.value.code == code


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (([1.0], [5.0], [4.0]), "after now"),
        (([1.0], [0.0], [4.0]), "one purchase a day"),
        (([0.0], [2.0], [4.0]), "one purchase a day"),
        (([1.0], [2.0], [np.nan]), "missing"),
        (([1.0, 2.0], [2.0], [4.0]), "one row per customer"),
        (([-1.0], [2.0], [4.0]), "can't be below 0"),
    ],
)
def test_histories_that_cannot_be_are_refused(history, words):
    with pytest.raises(ValueError, match=words):
        fit_bg_nbd(*history)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (([1.0], [0.0]), "not above 0"),
        (([1.0], [np.nan]), "missing"),
        (([1.0], [5.0, 6.0]), "one row per customer"),
    ],
)
def test_values_that_cannot_be_are_refused(values, words):
    with pytest.raises(ValueError, match=words):
        fit_gamma_gamma(*values)


def test_who_has_not_bought_again_is_expected_to_spend_as_all_do():
    random = np.random.default_rng(5)
    means = random.gamma(6, 1 / random.gamma(4, 1 / 15, 400))
    model = fit_gamma_gamma(random.integers(1, 9, 400), means)

    assert model.expected_value(0, 0) == pytest.approx(model.p * model.v / (model.q - 1))
