"""The five steps of service, from rows by hand."""

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.metrics.service_steps import STEPS, fallen_behind, weakest_step
from crm_core.stats import mean_interval, wilson_interval
from tests.rows import known, put

ALL = Settings(minimum_people=1)


def steps(store, **options) -> pd.DataFrame:
    return ask("satisfaction.service_steps")(store, known(), settings=ALL, **options)


def visit(customer: str | None, listen: int | None, **others) -> dict:
    return {"customer_id": customer, "listen": listen} | others


def profile(**means: float) -> pd.DataFrame:
    """Five steps with intervals of +- .1."""
    rows = [(step, mean, mean - 0.1, mean + 0.1, 50) for step, mean in means.items()]
    return pd.DataFrame(rows, columns=["step", "mean_points", "low", "high", "n"])


def test_a_step_is_the_mean_of_those_to_whom_it_applied(store):
    put(
        store,
        survey_answers=[
            visit("C1", 5, probe=4),
            visit("C2", 4, probe=None),
            visit("C3", 2, probe=1),
            visit("C4", None, probe=5),
            visit("C5", None),
        ],
    )

    found = steps(store).set_index("step")

    low, high = mean_interval(11 / 3, float(np.std([5, 4, 2], ddof=1)), 3)
    top_low, top_high = wilson_interval(2, 3)
    listen = found.loc["listen"]
    assert listen[["mean_points", "n", "left_out"]].tolist() == pytest.approx([11 / 3, 3, 1])
    assert listen[["low", "high"]].tolist() == pytest.approx([max(low, 1), min(high, 5)])
    assert listen[["top_two_pct", "top_two_low", "top_two_high"]].tolist() == pytest.approx(
        [200 / 3, 100 * top_low, 100 * top_high]
    )
    assert found.loc["probe", ["mean_points", "n", "left_out"]].tolist() == pytest.approx([10 / 3, 3, 1])
    assert found.loc["close", ["n", "left_out"]].tolist() == [0, 4]
    assert np.isnan(found.loc["close", "mean_points"])


def test_without_an_answer_every_step_is_there_without_a_mean(store):
    found = steps(store)

    assert set(found["step"]) == set(STEPS)
    assert found["mean_points"].isna().all()
    assert found["n"].tolist() == [0] * 5


def test_several_visits_of_one_customer_are_one_customer(store):
    put(store, survey_answers=[visit(f"C{place % 4}", 2 + place % 4) for place in range(12)])

    listen = steps(store).set_index("step").loc["listen"]

    # 4 customers of one mind each: 2, 3, 4, 5
    low, high = mean_interval(3.5, float(np.std([2, 3, 4, 5], ddof=1)), 4)
    assert listen[["mean_points", "answers", "n"]].tolist() == [3.5, 12, 4]
    assert listen[["low", "high"]].tolist() == pytest.approx([max(low, 1), min(high, 5)])


@pytest.mark.parametrize(
    ("means", "weakest"),
    [
        ({"approach": 4.4, "listen": 3.7, "probe": 4.0}, "listen"),
        ({"approach": 4.4, "listen": 3.95, "probe": 4.0}, None),  # its interval holds the next one's mean
        ({"approach": 4.4, "listen": 3.9, "probe": 4.0}, None),  # it reaches it exactly
        ({"listen": 3.7}, None),
    ],
)
def test_the_weakest_step_is_named_only_where_its_interval_lies_below_the_next_mean(means, weakest):
    assert weakest_step(profile(**means), 30) == weakest


def test_a_step_with_few_answers_is_not_called_the_weakest():
    assert weakest_step(profile(approach=4.4, listen=3.7, probe=4.0), 51) is None


def test_a_store_that_listens_less_well_is_found_among_many_and_chance_is_not():
    random = np.random.default_rng(3)
    rows = []
    for place in range(24):
        for step in STEPS:
            mean = 4.1 + 0.08 * random.standard_normal() - (0.9 if (place, step) == (11, "listen") else 0)
            rows.append((f"S{place}", step, mean, mean - 0.16, mean + 0.16, 80, 80))
    table = pd.DataFrame(rows, columns=["group", "step", "mean_points", "low", "high", "answers", "n"])

    behind = fallen_behind(table, 30)

    assert behind[["group", "step"]].to_numpy().tolist() == [["S11", "listen"]]
    assert behind["others_points"].iloc[0] == pytest.approx(4.1, abs=0.05)
    assert fallen_behind(table, 81).empty
    assert fallen_behind(table[table["group"] != "S11"], 30).empty
