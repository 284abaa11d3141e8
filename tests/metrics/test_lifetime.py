"""What customers are still worth: against the models themselves on a real file, and where nothing can be forecast."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import Filters, Settings, ask, horizon, stats
from tests.metrics.buying import visits
from tests.metrics.conftest import CDNOW
from tests.rows import known, put

ALL = Settings(minimum_people=1)


def lifetime(store, filters=None, **options) -> pd.DataFrame:
    return ask("value.lifetime_value")(store, filters or known(), settings=ALL, **options)


def days_of_the_shop() -> pd.DataFrame:
    """Purchase days of the music shop, with what was spent, as the metric should see them."""
    names = ["customer", "day", "discs", "dollars"]
    lines = pd.read_csv(CDNOW, sep=r"\s+", names=names, skiprows=1)
    lines["day"] = pd.to_datetime(lines["day"].astype(str))
    return lines.groupby(["customer", "day"], as_index=False)["dollars"].sum()


def histories(days: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Repeats, recency and age in weeks as the metric rounds them for so many customers, and what was spent."""
    people = days.groupby("customer")["day"].agg(["min", "max", "size"])
    weeks = lambda span: (7 * np.ceil(span.dt.days / 7) - 3).clip(lower=0)  # the middle of the last one  # noqa: E731
    return pd.DataFrame(
        {
            "x": people["size"] - 1.0,
            "recency": weeks(people["max"] - people["min"]),
            "age": weeks(last - people["min"]),
            "spent": days.groupby("customer")["dollars"].sum(),
        }
    )


@pytest.fixture(scope="module")
def whole(music_shop) -> pd.Series:
    until = horizon(music_shop, ("purchases",))
    return lifetime(music_shop, Filters(as_of=until)).iloc[0]


def test_the_forecast_is_that_of_both_models_on_the_same_histories(whole):
    days = days_of_the_shop()
    last = days["day"].max()
    people = histories(days, last)
    people = people[people["spent"] >= 0]

    purchases = stats.fit_bg_nbd(people["x"], people["recency"], people["age"])
    spent = people[people["spent"] > 0]
    values = stats.fit_gamma_gamma(spent["x"] + 1, spent["spent"] / (spent["x"] + 1))
    mean = values.expected_value(people["x"] + 1, people["spent"] / (people["x"] + 1))
    reached = [
        purchases.expected_future_purchases(30.4375 * k, *people[["x", "recency", "age"]].to_numpy().T)
        for k in range(37)
    ]
    money = sum((reached[k] - reached[k - 1]) * 1.1 ** -(k / 12) for k in range(1, 37)) * mean

    assert whole["model"] == "forecast"
    assert whole["measure"] == "revenue"
    assert whole["n"] == 23_570
    assert whole["per_customer"] == pytest.approx(
        money.mean(), rel=2e-3
    )  # sums of money are told apart to three digits
    assert whole["total"] == pytest.approx(whole["n"] * whole["per_customer"])
    alive = purchases.probability_active(people["x"], people["recency"], people["age"])
    assert whole["active_pct"] == pytest.approx(100 * alive.mean(), rel=1e-3)


def test_the_hold_out_says_how_far_a_fit_on_the_first_part_misses_the_rest(whole):
    days = days_of_the_shop()
    last = days["day"].max()
    held_out = 7 * int(0.25 * histories(days, last)["age"].max() / 7)
    cut = last - pd.Timedelta(days=held_out + 1)
    people = histories(days[days["day"] <= cut], cut)

    model = stats.fit_bg_nbd(people["x"], people["recency"], people["age"])
    expected = model.expected_future_purchases(held_out + 1, people["x"], people["recency"], people["age"]).sum()
    bought = (days["day"] > cut).to_numpy() & days["customer"].isin(people.index).to_numpy()

    assert whole["holdout_pct"] == pytest.approx(100 * (expected / bought.sum() - 1), abs=0.2)


def test_the_interval_is_about_as_wide_as_that_of_customers_drawn_anew(whole):
    people = histories(days_of_the_shop(), pd.Timestamp("1998-06-30"))
    random = np.random.default_rng(3)
    yearly = []
    for _ in range(12):
        drawn = people.sample(len(people), replace=True, random_state=random.integers(1 << 30))
        model = stats.fit_bg_nbd(drawn["x"], drawn["recency"], drawn["age"])
        times = model.expected_future_purchases(3 * 365, drawn["x"], drawn["recency"], drawn["age"])
        yearly.append((times * drawn["spent"] / (drawn["x"] + 1)).mean())

    half = (whole["high"] - whole["low"]) / 2 / whole["per_customer"]
    assert half == pytest.approx(2.13 * np.std(yearly, ddof=1) / np.mean(yearly), rel=0.7)


def test_money_of_a_later_year_is_worth_less(store):
    put(store, purchases=many())

    today, later = lifetime(store, discount_pct=0.0).iloc[0], lifetime(store, discount_pct=20.0).iloc[0]

    assert today["model"] == "forecast"
    assert later["per_customer"] < today["per_customer"]
    assert later["purchases"] == today["purchases"]


def many(customers: int = 120) -> list[dict]:
    """Purchases of customers unlike each other, over two years before 8 March 2024."""
    random = np.random.default_rng(8)
    rows = []
    for place in range(customers):
        day = dt.date(2022, 3, 1) + dt.timedelta(days=int(random.integers(0, 600)))
        rate = random.gamma(0.8, 1 / 40)
        while day < dt.date(2024, 3, 8):
            rows += visits(f"C{place}", f"{day}", revenue=int(random.integers(5, 60)), profit=3)
            if random.random() < 0.2:
                break
            day += dt.timedelta(days=1 + int(random.exponential(1 / rate)))
    return rows


def test_profit_counts_where_the_lines_say_it(store):
    put(store, purchases=many())
    without = [row | {"profit": None} for row in many()]

    found = lifetime(store).iloc[0]

    year = [row for row in many() if str(row["bought_at"]) > "2023-03-09"]
    margin = sum(row["profit"] for row in year) / sum(row["revenue"] for row in year)
    assert found["measure"] == "profit"
    put(store, purchases=[row | {"order_id": f"again-{row['order_id']}"} for row in without])
    revenue = lifetime(store).iloc[0]
    assert revenue["measure"] == "revenue"
    assert 0 < margin < 1


def test_where_nobody_bought_again_the_last_year_stands_for_the_coming_ones(store):
    put(
        store,
        purchases=[*visits("C1", "2023-06-01"), *visits("C2", "2023-07-01", revenue=30), *visits("C3", "2022-01-01")],
    )

    found = lifetime(store).iloc[0]

    # 40 in the last 365 days, from three customers, for three years: 1.1 ** -.5 + 1.1 ** -1.5 + 1.1 ** -2.5
    worth = 1.1**-0.5 + 1.1**-1.5 + 1.1**-2.5
    assert found["model"] == "mean"
    assert found["per_customer"] == pytest.approx(40 / 3 * worth)
    assert found["purchases"] == pytest.approx(2 / 3)
    assert found[["low", "high", "active_pct", "holdout_pct"]].isna().all()
    assert found["n"] == 3


def test_later_purchases_are_not_known(store):
    put(store, purchases=[*visits("C1", "2023-06-01", "2024-03-09"), *visits("C2", "2023-07-01")])

    assert lifetime(store).iloc[0]["model"] == "mean"  # the second purchase lies after 8 March 2024


def test_without_a_purchase_there_is_no_number(store):
    found = lifetime(store).iloc[0]

    assert np.isnan(found["per_customer"])
    assert found["n"] == 0
