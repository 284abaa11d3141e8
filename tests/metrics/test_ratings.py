"""Satisfied or not, easy or not, from rows by hand, the arithmetic beside them."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import mean_interval, wilson_interval
from tests.rows import known, put

ALL = Settings(minimum_people=1)
"""Groups of a single person are shown."""


def rated(customer: str | None, csat: int | None, scale: str | None = "5", **more) -> dict:
    return {"customer_id": customer, "csat": csat, "csat_scale": scale} | more


def felt(customer: str | None, effort: int | None, version: str | None, **more) -> dict:
    return {"customer_id": customer, "effort": effort, "effort_version": version} | more


def csat(store, **options) -> pd.DataFrame:
    return ask("satisfaction.csat")(store, known(), settings=ALL, **options)


def effort(store, **options) -> pd.DataFrame:
    return ask("satisfaction.effort")(store, known(), settings=ALL, **options)


def test_scales_are_never_pooled_and_have_no_total(store):
    put(
        store,
        survey_answers=[
            *(rated(f"A{place}", point) for place, point in enumerate((4, 5, 3))),
            *(rated(f"B{place}", point, "7") for place, point in enumerate((6, 7, 5, 5))),
            *(rated(f"C{place}", point, "10") for place, point in enumerate((9, 8))),
            *(rated(f"D{place}", point, "2") for place, point in enumerate((2, 1, 1, 1))),
            *(rated(f"E{place}", point, "3") for place, point in enumerate((3, 2, 2, 2, 2))),
        ],
    )

    found = csat(store).set_index("scale")

    # top two points of 5 (2 of 3), 7 (2 of 4) and 10 (1 of 2), the good one of 2 (1 of 4), the best of 3 faces (1 of 5)
    assert dict(found["csat_pct"].round(2)) == {"10": 50, "2": 25, "3": 20, "5": 66.67, "7": 50}
    assert dict(found["answers"]) == {"10": 2, "2": 4, "3": 5, "5": 3, "7": 4}
    assert csat(store, scale="7")["answers"].tolist() == [4]


def test_the_interval_is_wilsons_of_customers(store):
    put(store, survey_answers=[rated(f"C{place}", 5 if place < 81 else 1) for place in range(263)])

    found = csat(store).iloc[0]

    # 81 of 263, Wilson 95 %: .25529 to .36621 (R, package binom)
    assert [found["low"], found["high"]] == pytest.approx([25.529, 36.621], abs=5e-4)
    assert (found["n"], found["satisfied"]) == (263, 81)


def test_answers_of_one_customer_are_not_worth_as_much_as_those_of_many(store):
    put(store, survey_answers=[rated(f"C{place}", 5 if place < 12 else 2) for place in range(20) for _ in range(5)])

    found = csat(store).iloc[0]

    low, high = wilson_interval(12, 20)  # 20 customers of one mind each, not 100 answers
    assert found[["csat_pct", "answers", "n"]].tolist() == [60, 100, 20]
    assert [found["low"], found["high"]] == pytest.approx([100 * low, 100 * high])


def test_offered_and_unanswered_is_missing_not_bad(store):
    put(
        store,
        survey_answers=[
            rated("C1", 5),
            rated("C2", None),
            rated("C3", 9),  # not on a scale of 5
            rated("C4", 5, None),  # nobody knows on which scale
            {"customer_id": "C5", "recommend": 3},  # was not asked
        ],
    )

    found = csat(store)

    assert found[["scale", "csat_pct", "n", "left_out"]].astype("object").fillna("no data").to_numpy().tolist() == [
        ["", "no data", 0, 1],
        ["5", 100, 1, 2],
    ]


def test_no_answer_is_no_data_and_none_satisfied_is_nought(store):
    nothing = csat(store)
    put(store, survey_answers=[rated("C1", 1), rated("C2", 3)])

    bad = csat(store)

    assert nothing[["n", "answers", "left_out"]].to_numpy().tolist() == [[0, 0, 0]]
    assert nothing[["csat_pct", "low", "high"]].isna().all(axis=None)
    assert bad[["csat_pct", "low", "n"]].to_numpy().tolist() == [[0, 0, 2]]


def test_teams_pool_to_the_pooled_share_of_their_scale(store):
    put(
        store,
        staff=[{"staff_id": "A1", "team": "large"}, {"staff_id": "A2", "team": "small"}],
        survey_answers=[
            *(rated(f"L{place}", 5 if place < 40 else 1, staff_id="A1") for place in range(50)),
            *(rated(f"S{place}", 1, staff_id="A2") for place in range(5)),
        ],
    )

    teams, whole = csat(store, by="team"), csat(store)

    assert dict(zip(teams["group"], teams["csat_pct"], strict=True)) == {"large": 80, "small": 0}
    assert whole["csat_pct"].tolist() == pytest.approx([100 * 40 / 55])


def test_a_team_of_few_people_is_hidden_on_each_scale(store):
    put(
        store,
        staff=[{"staff_id": f"A{place}", "team": f"team {place}"} for place in range(3)],
        survey_answers=[
            *(rated(f"C{place}", 5, staff_id=f"A{team}") for team, n in enumerate((9, 8, 4)) for place in range(n)),
            *(rated(f"D{person}", 5, "7", staff_id="A0") for person in range(9)),
        ],
    )  # fmt: skip

    found = ask("satisfaction.csat")(store, known(), by="team", settings=Settings(minimum_people=5))

    # of the 5-point scale 4 people are hidden, and the next smallest group with them
    assert found[["group", "scale"]].assign(shown=found["n"].notna()).to_numpy().tolist() == [
        ["team 0", "5", True],
        ["team 0", "7", True],
        ["team 1", "5", False],
        ["team 2", "5", False],
    ]


def test_the_two_versions_of_effort_are_two_series_on_their_own_axis(store):
    put(
        store,
        survey_answers=[
            felt("A1", 1, "1"), felt("A2", 3, "1"), felt("A3", 5, "1"), felt("A4", 2, "1"),
            felt("B1", 7, "2"), felt("B2", 1, "2"), felt("B3", 5, "2"),
        ],
    )  # fmt: skip

    first, second = (row for _, row in effort(store).iterrows())

    # version 1: easy 1 and 2; mean 11/4, 100 (5 - 2.75) / 4 = 56.25
    assert first[["version", "easy_pct", "ease_points", "n"]].tolist() == ["1", 50, 56.25, 4]
    # version 2: easy 7 and 5; mean 13/3, 100 (13/3 - 1) / 6 = 55.56
    assert second[["easy_pct", "ease_points"]].tolist() == pytest.approx([200 / 3, 1000 / 18])
    low, high = mean_interval(11 / 4, pd.Series([1, 3, 5, 2]).std(), 4)
    assert first[["ease_low", "ease_high"]].tolist() == pytest.approx(
        [max(0, 25 * (5 - high)), min(100, 25 * (5 - low))]
    )


def test_effort_that_does_not_fit_its_version_is_left_out(store):
    put(store, survey_answers=[felt("C1", 5, "1"), felt("C2", 6, "1"), felt("C3", None, "2"), felt("C4", 4, None)])

    found = effort(store)

    assert found[["version", "n", "left_out"]].to_numpy().tolist() == [["", 0, 1], ["1", 1, 1], ["2", 0, 1]]
