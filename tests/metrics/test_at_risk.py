"""Sales at risk: against the truth of a simulated world, by hand, and where nothing can be forecast."""

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import crm_core
from crm_core import Filters, Settings, Store, ask, forecast, relations, stats
from crm_core.errors import TooManyRows
from tests.metrics.buying import visits
from tests.rows import AS_OF, known, put

ALL = Settings(minimum_people=1)
PURCHASES = stats.BgNbd(r=0.8, alpha=60.0, a=0.6, b=2.5, log_likelihood=0.0)
SPENDING = stats.GammaGamma(p=6.0, q=4.0, v=100.0, log_likelihood=0.0)
DAYS, CUSTOMERS = 700, 1_500
LAST = AS_OF.date()


def simulated(random: np.random.Generator) -> pd.DataFrame:
    """Purchases of a world that is as the models say: ``customer``, ``day`` (0 the first of all), ``spent``."""
    rows = []
    for customer in range(CUSTOMERS):
        rate, leaving = random.gamma(PURCHASES.r, 1 / PURCHASES.alpha), random.beta(PURCHASES.a, PURCHASES.b)
        mean = SPENDING.p / random.gamma(SPENDING.q, 1 / SPENDING.v)  # of the scale of what is spent at a time
        day = float(random.integers(0, DAYS // 2))
        while day < DAYS:
            rows.append((customer, int(day), random.gamma(SPENDING.p, mean / SPENDING.p)))
            if len(rows) > 1 and rows[-2][0] == customer and random.random() < leaving:
                break
            day = math.floor(day) + 1 + random.exponential(1 / rate)
    return pd.DataFrame(rows, columns=["customer", "day", "spent"])


@pytest.fixture(scope="module")
def world() -> pd.DataFrame:
    return simulated(np.random.default_rng(12))


@pytest.fixture(scope="module")
def loaded(world: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("world")
    first = LAST - dt.timedelta(days=DAYS - 1)
    lines = [
        f"O{place},C{row.customer},{first + dt.timedelta(days=row.day)},{row.spent:.2f}"
        for place, row in enumerate(world.itertuples())
    ]
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        text = "\n".join(["order_id,customer_id,bought_at,revenue", *lines])
        crm_core.load_csv(store, "purchases", text.encode())
        yield store


def test_in_a_simulated_world_the_truth_lies_in_the_interval(world, loaded):
    days = world["day"].groupby(world["customer"]).agg(["min", "max", "size"])
    history = (days["size"] - 1.0, days["max"] - days["min"], DAYS - 1.0 - days["min"])
    spent = world["spent"].groupby(world["customer"]).sum()
    alive = PURCHASES.probability_active(*history)
    money = PURCHASES.expected_future_purchases(365, *history) * SPENDING.expected_value(
        days["size"], spent / days["size"]
    )

    found = ask("value.at_risk")(loaded, known(), settings=ALL).iloc[0]

    assert found["model"] == "forecast"
    assert found["low"] < (money * (1 - alive)).sum() < found["high"]
    assert found["high"] - found["low"] < 0.5 * found["at_risk"]
    assert found["expected_sales"] == pytest.approx(money.sum(), rel=0.1)
    assert found["doubtful"] == pytest.approx((alive < 0.5).sum(), rel=0.25)
    assert found["n"] == CUSTOMERS
    assert found["at_risk_pct"] == pytest.approx(100 * found["at_risk"] / found["expected_sales"])


def test_customers_told_apart_more_coarsely_give_nearly_the_same(loaded, monkeypatch):
    exact = ask("value.at_risk")(loaded, known(), settings=ALL).iloc[0]

    monkeypatch.setattr(relations, "step_for", lambda customers: 56)
    coarse = ask("value.at_risk")(loaded, known(), settings=ALL).iloc[0]

    assert coarse["at_risk"] != exact["at_risk"]
    assert coarse["at_risk"] == pytest.approx(exact["at_risk"], rel=0.02)
    assert coarse["expected_sales"] == pytest.approx(exact["expected_sales"], rel=0.01)


def test_too_many_histories_are_told_apart_more_coarsely_and_at_last_have_no_interval(loaded, monkeypatch):
    refused = []

    def read(self, question, **options):
        if {"part", "frequency", "age"} <= {*question.selected_columns.keys()}:
            refused.append(question)
            raise TooManyRows("answer_too_long")
        return as_it_is(self, question, **options)

    as_it_is = Store.read
    monkeypatch.setattr(Store, "read", read)
    found = ask("value.at_risk")(loaded, known(), settings=ALL).iloc[0]

    assert len(refused) == len(forecast.STEPS)
    assert found["at_risk"] > 0
    assert found[["low", "high"]].isna().all()


def test_earlier_less_was_known(loaded):
    before = LAST - dt.timedelta(days=300)

    then = ask("value.at_risk")(loaded, known(end=before), settings=ALL).iloc[0]
    known_then = ask("value.at_risk")(loaded, Filters(as_of=pd.Timestamp(before, tz="UTC") + pd.Timedelta(hours=12)))

    assert 0 < then["n"] <= CUSTOMERS
    assert then["at_risk"] == pytest.approx(known_then.iloc[0]["at_risk"])


HARD = {
    "nobody": [],
    "five": [row for n in range(5) for row in visits(f"a{n}", "2023-01-01", f"2023-0{n + 2}-01")],
    "fifty equal": [row for n in range(50) for row in visits(f"b{n}", "2023-01-01", "2023-06-01", "2023-12-01")],
    "five hundred single": [row for n in range(500) for row in visits(f"c{n}", "2023-06-01", revenue=n % 90)],
    "one a day": [row for n in range(3) for row in visits(f"d{n}", *(f"2024-01-{day:02}" for day in range(1, 31)))],
    "absurd": [
        *visits("e0", "1900-01-01", "2024-03-01", revenue=9_999_999_999_999),
        *visits("e1", "2024-03-08", revenue=0),
        *visits("e2", "2024-03-07", "2024-03-08", revenue="0.01"),
        *visits("e3", "2024-01-01", revenue=-50),
    ],
}


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("hard")
    names = {row["customer_id"]: region for region, rows in HARD.items() for row in rows}
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        people = [{"customer_id": name, "region": region} for name, region in names.items()]
        put(store, purchases=[row for rows in HARD.values() for row in rows], customers=people)
        yield store


@pytest.mark.parametrize("name", ["value.at_risk", "value.lifetime_value"])
@pytest.mark.parametrize("region", HARD)
def test_where_nothing_can_be_forecast_it_is_said_and_nothing_breaks(hard, name, region):
    found = ask(name)(hard, known(region=(region,)), settings=ALL).iloc[0]

    people = {row["customer_id"] for row in HARD[region] if row.get("revenue", 10) != -50}
    assert found["n"] == len(people)
    assert found["model"] in ("forecast", "mean") or (pd.isna(found["model"]) and not people)
    if region == "five hundred single":
        assert found["model"] == "mean"
    if name == "value.at_risk" and found["model"] == "mean":
        assert np.isnan(found["at_risk"])
        assert found["expected_sales"] >= 0


SOLD = [
    *visits("ann", "2023-06-01", revenue=30),
    *visits("ben", "2023-07-01"),
    *visits("cem", "2023-08-01", revenue=20),
]
LATE = {"opened_at": "2024-01-01", "due_at": "2024-02-01"}


def test_unhappy_customers_by_hand(store):
    complaints = [
        LATE | {"customer_id": "ann"},
        LATE | {"customer_id": "ben", "resolved_at": "2024-03-01"},  # late, and settled
        LATE | {"customer_id": "cem", "due_at": "2024-03-09"},  # not due yet
        LATE | {"customer_id": "dot"},  # never bought
    ]
    put(store, purchases=SOLD, complaints=complaints)

    found = ask("value.at_risk")(store, known(), settings=ALL).iloc[0]

    # Nobody came back: each is expected to bring the mean of the last year, 60 / 3; of the unhappy there is Ann alone.
    assert (found["model"], found["expected_sales"]) == ("mean", 60.0)
    assert (found["unhappy_customers"], found["unhappy"]) == (1, 20.0)


def test_a_low_score_counts_until_somebody_comes_back_to_it_or_a_better_one_follows(store):
    answers = [
        {"answer_id": "Q1", "customer_id": "ann", "answered_at": "2024-02-01", "recommend": 3},
        {"answer_id": "Q2", "customer_id": "ben", "answered_at": "2024-02-01", "csat": 2, "csat_scale": "5"},
        {"answer_id": "Q3", "customer_id": "cem", "answered_at": "2024-02-01", "satisfaction": 1},
        {"answer_id": "Q4", "customer_id": "cem", "answered_at": "2024-02-02", "recommend": 9},
        {"answer_id": "Q5", "customer_id": "dot", "answered_at": "2023-03-01", "recommend": 0},  # over a year ago
        {"answer_id": "Q6", "customer_id": "eve", "answered_at": "2024-02-01", "recommend": 4},  # not low
    ]
    cases = [
        {"follow_up_id": "F1", "customer_id": "ben", "answer_id": "Q2", "reason": "low_score", "owner_id": "A1"}
        | {"opened_at": "2024-02-02", "due_at": "2024-02-09"},
        {"follow_up_id": "F2", "customer_id": "ann", "answer_id": "Q1", "reason": "low_score", "owner_id": "A1"}
        | {"opened_at": "2024-03-09", "due_at": "2024-03-19"},  # not known yet
    ]
    put(store, purchases=SOLD + visits("dot", "2023-06-01") + visits("eve", "2023-06-01"), survey_answers=answers)
    put(store, follow_ups=cases)

    found = ask("value.at_risk")(store, known(), settings=ALL).iloc[0]

    assert found["unhappy_customers"] == 1  # Ann
    assert found["unhappy"] == 16.0  # of 80 by five
