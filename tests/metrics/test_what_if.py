"""What keeping more customers is worth: by hand, as of 8 March 2024."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.settings import TierRule
from crm_core.stats import wilson_interval
from tests.metrics.buying import visits
from tests.rows import known, put

ALL = Settings(minimum_people=1)
# The last year is 10 March 2023 to 8 March 2024, the one before 10 March 2022 to 9 March 2023.
BOTH = [row for name in ("A", "B", "C") for row in visits(name, "2022-06-01", "2023-06-01", revenue=30)]
GONE = visits("D", "2022-06-01", revenue=30)
NEW = visits("E", "2023-07-01", revenue=10)
WIDE = 1.959963984540054


def asked(store, name="value.what_if", **options) -> pd.DataFrame:
    return ask(name)(store, known(), settings=ALL, **options)


def years(kept: float, discount: float = 0.1, count: int = 10) -> float:
    return sum((kept / (1 + discount)) ** year for year in range(1, count + 1))


def test_the_worth_of_points_by_hand(store):
    put(store, purchases=BOTH + GONE + NEW)

    found = asked(store).iloc[0]

    # 3 of 4 came back: .75, then .80; four customers of the last year brought 100, 25 each.
    assert (found["n"], found["kept_pct"], found["yearly"]) == (4, 75.0, 25.0)
    assert found["gain"] == pytest.approx(4 * 25 * (years(0.8) - years(0.75)))
    assert found["gain_pct"] == pytest.approx(100 * (years(0.8) / years(0.75) - 1))
    assert found["measure"] == "revenue"


def test_the_break_even_spends_the_gain_and_no_more(store):
    put(store, purchases=BOTH + GONE + NEW)

    found = asked(store).iloc[0]

    # Paid at once, and in each of the nine following years for those who are still there.
    paid = 4 * found["break_even"] * (1 + years(0.8, count=9))
    assert paid == pytest.approx(found["gain"])


def test_the_interval_holds_the_chance_in_both_numbers(store):
    put(store, purchases=BOTH + GONE + NEW)

    found = asked(store).iloc[0]

    error = np.std([30, 30, 30, 10], ddof=1) / 2  # of four customers
    ends = [100 * (years(min(end + 0.05, 0.98)) - years(end)) for end in wilson_interval(3, 4)]
    reach = WIDE * np.hypot(found["gain"] * error / 25, (ends[1] - ends[0]) / (2 * WIDE))
    assert found["high"] - found["gain"] == pytest.approx(reach)
    assert found["gain"] - found["low"] == pytest.approx(reach)


def test_more_than_98_of_100_are_never_believed_to_stay(store):
    put(store, purchases=BOTH + NEW)

    found = asked(store).iloc[0]

    assert found["kept_pct"] == 100.0
    assert found["gain"] == pytest.approx(0.0)  # nothing to win where all stay already


def test_profit_counts_where_the_lines_say_it(store):
    put(store, purchases=[row | {"profit": 3} for row in BOTH + GONE + NEW])

    found = asked(store).iloc[0]

    assert (found["measure"], found["yearly"]) == ("profit", 3.0)


def test_what_the_answer_hangs_on_is_the_answer_with_one_number_changed(store):
    put(store, purchases=BOTH + GONE + NEW)

    rows = asked(store, "value.hangs_on").set_index("assumption")

    gain = asked(store).iloc[0]["gain"]
    assert (rows["gain"] == gain).all()
    assert rows.loc["points", ["assumed_low", "assumed_high"]].tolist() == [2.5, 7.5]
    assert rows.loc["points", "gain_at_high"] == pytest.approx(100 * (years(0.825) - years(0.75)))
    assert rows.loc["discount", "gain_at_low"] == pytest.approx(100 * (years(0.8, 0.05) - years(0.75, 0.05)))
    assert rows.loc["yearly", ["gain_at_low", "gain_at_high"]].mean() == pytest.approx(gain)
    low, high = wilson_interval(3, 4)
    assert rows.loc["kept", ["assumed_low", "assumed_high"]].tolist() == pytest.approx([100 * low, 100 * high])


def test_points_and_discount_can_be_asked_otherwise(store):
    put(store, purchases=BOTH + GONE + NEW)

    found = asked(store, points=2.0, discount_pct=0.0).iloc[0]

    assert found["gain"] == pytest.approx(100 * (years(0.77, 0.0) - years(0.75, 0.0)))


@pytest.mark.parametrize("purchases", [[], NEW, GONE])
def test_where_two_years_are_not_there_nothing_is_said(store, purchases):
    put(store, purchases=purchases)

    found = asked(store).iloc[0]

    assert found[["gain", "low", "high", "break_even"]].isna().all()
    assert asked(store, "value.hangs_on")["gain"].isna().all()


def test_sales_without_a_customer_and_what_came_back_are_no_part_of_it(store):
    nobody = visits(None, "2023-08-01", "2021-01-01")
    back = [{"order_id": "X", "customer_id": "F", "bought_at": "2023-08-01", "returned_at": "2023-08-05"}]
    put(store, purchases=BOTH + GONE + NEW + nobody + back)

    found = asked(store).iloc[0]

    assert (found["n"], found["left_out"]) == (4, 1)


CLUB = tuple(
    TierRule("club", tier, "net_spend", threshold, "at_once", dt.date(2020, 1, 1), window_days=365)
    for tier, threshold in (("Base", 0.0), ("Gold", 100.0))
)


def test_who_stayed_of_a_tier_is_told_of_those_who_had_it_a_year_ago(store):
    gold_then = [row for name in "PQRS" for row in visits(name, "2022-06-01", revenue=150)]
    two_stay = visits("P", "2023-06-01", revenue=200) + visits("Q", "2023-06-01", revenue=30)
    others = [row for name in "TU" for row in visits(name, "2022-06-01", "2023-06-01", revenue=20)]
    put(store, purchases=gold_then + two_stay + others + visits("V", "2023-07-01", revenue=120))
    put(store, customers=[{"customer_id": name} for name in "PQRSTUV"])
    rules = replace(ALL, tier_rules=CLUB)

    found = ask("value.what_if")(store, known(), by="tier", settings=rules).set_index("group")
    gold = ask("value.what_if")(store, known(tier=("Gold",)), settings=rules).iloc[0]

    # Gold a year ago: P, Q, R, S, of whom P and Q bought since. Gold now: P and V, who brought 200 and 120.
    assert found.loc["Gold", ["kept_pct", "n", "yearly"]].tolist() == [50.0, 2, 160.0]
    assert found.loc["Base", ["kept_pct", "n"]].tolist() == [100.0, 3]  # T and U; now also Q
    assert found.loc["Base", "yearly"] == pytest.approx(70 / 3)
    assert gold[["kept_pct", "n", "yearly"]].tolist() == [50.0, 2, 160.0]
