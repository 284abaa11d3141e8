"""A number beside the same number before: what may be said about the change."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crm_core import Filters, Metric, Settings, ask, comparison
from crm_core.settings import Target
from tests.rows import known, put

HERE, BEFORE = known(), known(end=dt.date(2024, 1, 31))
RULES = Settings(minimum_n=30)


def made_up(now: list[tuple], before: list[tuple], better: str = "higher") -> tuple[Metric, pd.DataFrame]:
    """Compare what a metric answers to two filters: rows of (group, value, low, high, n)."""
    columns = {"group": "code", "points": "points of 100", "low": "points of 100", "high": "points of 100"}
    columns |= {"n": "customers"}

    def function(store: None, filters: Filters, *, by: str | None = None, settings: Settings) -> pd.DataFrame:
        return pd.DataFrame(now if filters is HERE else before, columns=list(columns))

    metric = Metric("made.up", "Made up", "trend", "a.b", ("a",), (), columns, "points", better, function)
    return metric, comparison.compare(metric, None, HERE, BEFORE, settings=RULES)


@pytest.mark.parametrize(
    ("better", "up", "down"),
    [("higher", "better", "worse"), ("lower", "worse", "better"), ("neither", "moved", "moved")],
)
def test_a_change_beyond_chance_has_the_direction_that_is_good(better, up, down):
    before = [("", 70.0, 68.0, 72.0, 100)]

    _, risen = made_up([("", 80.0, 78.0, 82.0, 100)], before, better)
    _, fallen = made_up([("", 60.0, 58.0, 62.0, 100)], before, better)

    assert risen["verdict"].tolist() == [up]
    assert fallen["verdict"].tolist() == [down]


def test_the_interval_of_the_change_comes_from_both_intervals():
    _, found = made_up([("", 80.0, 77.0, 84.0, 100)], [("", 70.0, 66.0, 72.0, 90)])

    # Zou and Donner (2008): 10 - sqrt(3^2 + 2^2) to 10 + sqrt(4^2 + 4^2)
    row = found.iloc[0]
    assert row[["before", "before_low", "before_high", "before_n", "change"]].tolist() == [70, 66, 72, 90, 10]
    assert [row["change_low"], row["change_high"]] == pytest.approx([10 - 13**0.5, 10 + 32**0.5])


def test_a_change_whose_interval_holds_nought_is_noise():
    _, found = made_up([("", 71.0, 68.0, 74.0, 100)], [("", 70.0, 67.0, 73.0, 100)])

    assert found["verdict"].tolist() == ["noise"]


@pytest.mark.parametrize(("n", "before_n"), [(29, 100), (100, 29), (1, 1)])
def test_too_few_on_either_side_are_too_few(n, before_n):
    _, found = made_up([("", 90.0, 89.0, 91.0, n)], [("", 10.0, 9.0, 11.0, before_n)])

    assert found["verdict"].tolist() == ["too_few"]


def aimed(now: list[tuple], *targets: Target, better: str = "higher") -> pd.DataFrame:
    """Compare what a metric answers with targets."""
    metric, _ = made_up(now, [], better)
    return comparison.against_target(metric, None, HERE, settings=replace(RULES, targets=targets))


def aim(value: float, group: str = "", metric: str = "made.up") -> Target:
    return Target(metric, group, value, dt.date(2024, 1, 1))


@pytest.mark.parametrize(
    ("value", "better", "verdict"),
    [
        (75.0, "higher", "better"), (75.0, "lower", "worse"), (83.0, "higher", "worse"), (78.0, "higher", "noise"),
        (75.0, "neither", "moved"),
    ],
)  # fmt: skip
def test_a_number_is_better_than_its_target_only_beyond_its_own_interval(value, better, verdict):
    found = aimed([("", 80.0, 77.0, 82.0, 100)], aim(value), better=better).iloc[0]

    # The target has no interval, so the change has the number's own: 77 - 75 to 82 - 75.
    assert (found["before"], found["change"], found["verdict"]) == (value, 80 - value, verdict)
    assert (found["change_low"], found["change_high"]) == pytest.approx((77 - value, 82 - value))


def test_a_group_without_a_target_of_its_own_has_that_of_the_whole():
    rows = [("north", 80.0, 79.0, 81.0, 100), ("south", 80.0, 79.0, 81.0, 100)]

    found = aimed(rows, aim(70.0), aim(90.0, "north"), aim(1.0, metric="another.one"))

    assert found["before"].tolist() == [90, 70]
    assert found["verdict"].tolist() == ["worse", "better"]


def test_without_a_target_there_is_nothing_to_compare_with():
    found = aimed([("", 80.0, 77.0, 82.0, 100)], aim(70.0, metric="another.one"))

    assert found["verdict"].tolist() == ["none"]
    assert found["before"].isna().all()


def test_too_few_are_not_held_against_a_target():
    assert aimed([("", 80.0, 77.0, 82.0, 29)], aim(10.0))["verdict"].tolist() == ["too_few"]


def test_few_cases_without_an_interval_are_too_few_and_not_nothing():
    _, found = made_up([("", 90.0, np.nan, np.nan, 1)], [("", 10.0, 9.0, 11.0, 100)])

    assert found["verdict"].tolist() == ["too_few"]
    assert found["change"].tolist() == [80]
    assert found[["change_low", "change_high"]].isna().all(axis=None)


def test_many_cases_without_an_interval_are_noise():
    _, found = made_up([("", 90.0, np.nan, np.nan, 100)], [("", 10.0, 9.0, 11.0, 100)])

    assert found["verdict"].tolist() == ["noise"]


@pytest.mark.parametrize("before", [[], [("", np.nan, np.nan, np.nan, 0)], [("elsewhere", 1.0, 0.0, 2.0, 50)]])
def test_nothing_before_is_nothing_to_compare(before):
    _, found = made_up([("", 90.0, 89.0, 91.0, 100)], before)

    assert found["verdict"].tolist() == ["none"]
    assert found["change"].isna().all()


def test_a_value_that_is_not_reached_has_nothing_to_compare():
    _, found = made_up([("", np.nan, 60.0, np.nan, 100)], [("", 50.0, 40.0, 60.0, 100)], "lower")

    assert found["verdict"].tolist() == ["none"]


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (("", 90.0, 80.0, np.nan, 99), ("", 50.0, 45.0, 55.0, 99), "worse"),  # 40 - sqrt(10^2 + 5^2) > 0
        (("", 60.0, 50.0, np.nan, 99), ("", 55.0, 45.0, 65.0, 99), "noise"),
        (("", 50.0, 45.0, 55.0, 99), ("", 90.0, 80.0, np.nan, 99), "better"),
        (("", 50.0, 45.0, np.nan, 99), ("", 90.0, 80.0, np.nan, 99), "noise"),
    ],
)
def test_a_time_without_an_upper_end_is_compared_by_the_ends_it_has(now, before, verdict):
    _, found = made_up([now], [before], "lower")

    assert found["verdict"].tolist() == [verdict]
    assert np.isfinite(found[["change_low", "change_high"]].fillna(0)).all(axis=None)
    assert found["change_high"].isna().item() == np.isnan(now[3])
    assert found["change_low"].isna().item() == np.isnan(before[3])


def test_groups_are_compared_by_their_code_and_new_ones_stay():
    now = [("a", 80.0, 78.0, 82.0, 100), ("new", 50.0, 40.0, 60.0, 100)]

    _, found = made_up(now, [("gone", 1.0, 0.0, 2.0, 100), ("a", 70.0, 68.0, 72.0, 100)])

    assert found[["group", "verdict"]].to_numpy().tolist() == [["a", "better"], ["new", "none"]]


def test_hidden_groups_have_nothing_to_compare():
    hidden = ("small", np.nan, np.nan, np.nan, pd.NA)

    _, found = made_up([hidden], [hidden])

    assert found["verdict"].tolist() == ["none"]


def test_without_a_period_before_nothing_is_compared(store):
    put(store, survey_answers=[{"satisfaction": 5, "expectations": 5, "ideal": 5}])

    found = comparison.compare(ask("satisfaction.index"), store, known(), None)

    assert found["verdict"].tolist() == ["none"]
    assert found[["before", "change", "change_low", "change_high"]].isna().all(axis=None)
    assert list(found.columns[:6]) == list(ask("satisfaction.index").columns)


def test_two_months_of_a_store_are_compared(store):
    months = {"2024-01-15": (6, 7, 8), "2024-02-15": (8, 9, 10)}
    answers = [
        {"customer_id": f"C{place}", "answered_at": day, "satisfaction": one, "expectations": one, "ideal": one}
        for day, points in months.items()
        for place, one in enumerate(points * 20)
    ]
    put(store, survey_answers=answers)
    february = known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29))

    found = comparison.compare(
        ask("satisfaction.index"), store, february, february.earlier("days_before", RULES), settings=RULES
    ).iloc[0]

    # all points rise by 2 of 9
    assert found["change"] == pytest.approx(200 / 9)
    assert found[["n", "before_n", "verdict"]].tolist() == [60, 60, "better"]


@pytest.mark.parametrize(
    "name", ["satisfaction.index", "satisfaction.nps", "complaints.rate", "complaints.resolution_time"]
)
def test_an_empty_store_has_nothing_to_compare(store, name):
    found = comparison.compare(ask(name), store, known(), BEFORE)

    assert found["verdict"].tolist() == ["none"]


def compared(change: float, low: float, high: float, before: float, verdict: str = "better") -> pd.DataFrame:
    columns = {"change": change, "change_low": low, "change_high": high, "before": before, "n": 40, "verdict": verdict}
    return pd.DataFrame([columns])


def test_changes_are_parts_of_what_was_before():
    found = comparison.changes(
        {
            "rate": compared(-2, -4, -1, before=8, verdict="better"),
            "endless": compared(5, 1, np.nan, before=50, verdict="worse"),
            "nothing before": compared(np.nan, np.nan, np.nan, before=np.nan, verdict="none"),
            "from nought": compared(3, 1, 5, before=0),
        }
    )

    assert found.columns.tolist() == ["group", "change_pct", "low", "high", "n", "verdict"]
    assert found["group"].tolist() == ["rate", "endless"]
    assert found.iloc[0, 1:4].tolist() == [-25, -50, -12.5]
    assert found.iloc[1, 1:3].tolist() == [10, 2]
    assert found["high"].isna().tolist() == [False, True]


def test_what_moved_most_is_the_surest_move_and_not_the_largest():
    found = comparison.changes(
        {
            "large": compared(20, 1, 39, before=100),  # 20 / 19 of the way to the nearer limit
            "sure": compared(-10, -12, -8, before=100, verdict="worse"),  # 10 / 2
            "noise": compared(30, -1, 61, before=100, verdict="noise"),
            "endless": compared(9, 6, np.nan, before=100),  # 9 / 3
        }
    )

    assert comparison.moved_most(found) == "sure"
    assert comparison.moved_most(found[found["group"] != "sure"]) == "endless"


def test_nothing_moved_where_all_could_be_chance():
    found = comparison.changes({"noise": compared(30, -1, 61, before=100, verdict="noise")})

    assert comparison.moved_most(found) is None
    assert comparison.moved_most(comparison.changes({})) is None


def recommended(store, now: list[int], before: list[int], *, same: bool) -> pd.Series:
    """Compare what as many customers said in 2023 and in 2024, the same ones or others."""
    people = "C" if same else ""
    answers = [
        {"answer_id": f"{day}-{n}", "customer_id": f"{people or day}{n}", "answered_at": day, "recommend": one}
        for day, said in (("2024-02-01", now), ("2023-02-01", before))
        for n, one in enumerate(said)
    ]
    put(store, survey_answers=answers)
    period = known(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 8))
    earlier = known(start=dt.date(2023, 1, 1), end=dt.date(2023, 3, 8))
    return comparison.compare(ask("satisfaction.nps"), store, period, earlier).iloc[0]


@pytest.mark.parametrize(("same", "verdict", "half"), [(False, "noise", 19.5), (True, "better", 6.04)])
def test_customers_who_answered_both_times_are_paired(store, same, verdict, half):
    # 110 of 200 promoters, 90 detractors, after 100 and 100: ten customers went from -100 to 100 and nobody else moved.
    # Apart: 1.96 * 100 * sqrt(1 / 200 + .99 / 200). In pairs: differences of 200 in 10 of 200, the rest 0:
    # 1.96 * sqrt((10 * 200**2 / 200 - 10**2) / 200) = 6.04
    found = recommended(store, [9] * 110 + [0] * 90, [9] * 100 + [0] * 100, same=same)

    assert found["change"] == pytest.approx(10)
    assert (found["change_high"] - found["change_low"]) / 2 == pytest.approx(half, rel=0.02)
    assert found["verdict"] == verdict
