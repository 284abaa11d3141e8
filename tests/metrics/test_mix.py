"""Why a total moved, from rows by hand."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.rows import rows_behind
from crm_core.settings import SlaTarget
from tests.rows import known, put

STAFF = [{"staff_id": f"{team}1", "team": team} for team in ("Phone", "Chat")]
PERIOD = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 2, 29)}
NUMBERS = ["now", "before", "change", "within", "mix"]
DAYS = Settings(sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=2 * 86_400),))


def answers(year: int, team: str, count: int, satisfied: int, **more) -> list[dict]:
    own = {"answered_at": f"{year}-02-01", "staff_id": f"{team}1", "csat_scale": "5"}
    return [own | {"customer_id": f"{team}{year}{n}", "csat": 5 if n < satisfied else 3} | more for n in range(count)]


def two_years() -> list[dict]:
    """The telephone rises from 72 of 80 to 38 of 40, the chat from 12 of 20 to 42 of 60; the total falls to 80."""
    before = answers(2023, "Phone", 80, 72) + answers(2023, "Chat", 20, 12)
    return before + answers(2024, "Phone", 40, 38) + answers(2024, "Chat", 60, 42)


def mix(store, name: str = "satisfaction.mix", settings: Settings | None = None, **options) -> pd.DataFrame:
    return ask(name)(store, known(**PERIOD), settings=settings, **options).set_index("part")


def test_each_team_rises_and_the_total_falls_because_more_answers_are_about_the_chat(store):
    decoys = answers(2024, "Phone", 5, 0, answered_at="2024-03-01") + answers(2024, "Chat", 5, 0, csat_scale="7")
    put(store, staff=STAFF, survey_answers=two_years() + decoys + answers(2024, "Chat", 2, 0, csat=None))

    found = mix(store)

    # within: .6 * 5 (telephone, 90 to 95, shares .8 and .4) + .4 * 10 (chat, 60 to 70, shares .2 and .6) = 7
    # mix: -.4 * (92.5 - 82) + .4 * (65 - 82) = -11, for 82 is the mean of 84 and 80
    assert found.loc["", NUMBERS].tolist() == pytest.approx([80, 84, -4, 7, -11])
    assert found.loc["Phone", NUMBERS].tolist() == pytest.approx([95, 90, 5, 3, -4.2])
    assert found.loc["Chat", NUMBERS].tolist() == pytest.approx([70, 60, 10, 4, -6.8])
    assert found.loc["Chat", ["share_pct", "share_before_pct"]].tolist() == pytest.approx([60, 20])
    assert found[["n", "before_n"]].to_numpy().tolist() == [[100, 100], [60, 20], [40, 80]]
    assert found.loc["", "left_out"] == 2
    assert found.loc["", "mix_high"] < 0 < found.loc["", "high"]


def test_another_period_may_stand_before_and_without_one_nothing_is_split(store):
    put(store, staff=STAFF, survey_answers=two_years())
    metric = ask("satisfaction.mix")

    asked = metric(store, known(**PERIOD), earlier=known(start=dt.date(2023, 2, 1), end=dt.date(2023, 2, 1)))
    alone = metric(store, known())

    pd.testing.assert_frame_equal(asked, metric(store, known(**PERIOD)))
    assert alone[["change", "within", "mix"]].isna().to_numpy().all()
    assert alone["n"].iloc[0] == 200


def test_a_customer_of_two_teams_is_one_in_the_total(store):
    both = [row | {"customer_id": f"C{place % 60}"} for place, row in enumerate(two_years())]
    put(store, staff=STAFF, survey_answers=both)

    assert mix(store)[["n", "before_n"]].to_numpy().tolist() == [[60, 60], [60, 20], [40, 60]]


def test_small_teams_stand_together(store):
    few = [{"staff_id": f"{name}1", "team": name} for name in ("Mail", "Post")]
    put(
        store,
        staff=STAFF + few,
        survey_answers=two_years() + answers(2024, "Mail", 3, 3) + answers(2024, "Post", 2, 0),
    )

    assert mix(store)["n"].to_dict() == {"": 105, "(others)": 5, "Chat": 60, "Phone": 40}


def test_the_index_is_split_over_each_customers_last_answer(store):
    def said(year: int, team: str, customer: str, score: int, day: str = "02-01") -> dict:
        items = dict.fromkeys(("satisfaction", "expectations", "ideal"), score)
        return {"customer_id": customer, "staff_id": f"{team}1", "answered_at": f"{year}-{day}"} | items

    first = [said(2023, "Phone", f"P{n}", 10) for n in range(5)] + [said(2023, "Chat", f"C{n}", 1) for n in range(5)]
    later = [said(2024, "Chat", f"P{n}", 1) for n in range(5)] + [said(2024, "Chat", f"C{n}", 1) for n in range(5)]
    again = [said(2024, "Phone", f"P{n}", 10, "02-02") for n in range(5)]
    put(store, staff=STAFF, survey_answers=first + later + again + [said(2024, "Chat", "X", 5) | {"ideal": None}])

    found = mix(store, measure="index")

    whole = ask("satisfaction.index")(store, known(**PERIOD)).iloc[0]
    assert found.loc["", ["now", "before", "change"]].tolist() == pytest.approx([50, 50, 0])
    assert found.loc["", "now"] == pytest.approx(whole["index_points"])
    assert found["n"].to_dict() == {"": 10, "Chat": 5, "Phone": 5}


def test_customers_who_answer_both_times_alike_leave_nothing_to_chance(store):
    same = [row | {"customer_id": f"C{n % 40}"} for n, row in enumerate(answers(2023, "Phone", 40, 20))]
    put(store, staff=STAFF, survey_answers=same + [row | {"answered_at": "2024-02-01"} for row in same])

    assert mix(store).loc["", ["change", "low", "high"]].tolist() == pytest.approx([0, 0, 0])


def cases(year: int, team: str, days: list[float | None]) -> list[dict]:
    opened = dt.datetime(year, 1, 10, tzinfo=dt.UTC)
    own = {"opened_at": opened, "team": team}
    return [
        own | {"customer_id": f"{team}{year}{n}", "resolved_at": None if took is None else opened + took * DAY}
        for n, took in enumerate(days)
    ]


DAY = dt.timedelta(days=1)


def test_complaints_settled_in_time_are_split_with_those_still_open(store):
    put(
        store,
        complaints=[
            *cases(2023, "A", [1] * 9 + [3]), *cases(2023, "B", [1] * 5 + [9] * 5),
            *cases(2024, "A", [1] * 9 + [None]), *cases(2024, "B", [1, 2] * 9 + [3] * 6 + [9] * 6),
            {"opened_at": "2024-02-28", "team": "A", "resolved_at": "2024-02-28"},  # settled early, and due too
        ],
    )  # fmt: skip

    promised = mix(store, "complaints.mix", DAYS)
    week = mix(store, "complaints.mix", measure="week")

    # Two days promised: 9 + 5 of 20 before; now A 10 of 11, B 18 of 30.
    assert promised.loc["", ["now", "before"]].tolist() == pytest.approx([100 * 28 / 41, 70])
    assert promised.loc[["A", "B"], "now"].tolist() == pytest.approx([100 * 10 / 11, 60])
    # Within a week: 15 of 20 before; now A 10 of 11, B 24 of 30.
    assert week.loc["", ["now", "before"]].tolist() == pytest.approx([100 * 34 / 41, 75])
    for table in (promised, week):
        assert table.loc["", "within"] + table.loc["", "mix"] == pytest.approx(table.loc["", "change"])
        assert table["within"].iloc[1:].sum() == pytest.approx(table["within"].iloc[0])


def test_days_open_are_counted_to_the_thirtieth(store):
    put(
        store,
        complaints=[
            *cases(2023, "A", [10.0] * 5), *cases(2024, "A", [10.0] * 4 + [None]),
            {"opened_at": "2024-02-20", "team": "A", "resolved_at": "2024-02-21"},  # too young, however soon it ended
            {"opened_at": "2024-01-10", "team": "A", "status": "withdrawn", "closed_at": "2024-01-12"},
        ],
    )  # fmt: skip

    found = mix(store, "complaints.mix_days").loc[""]

    # 4 of 10 days, one of 30, one withdrawn after 2: 72 in 6.
    assert found[["now", "before", "left_out"]].tolist() == pytest.approx([12, 10, 1])
    assert found[["low", "high"]].isna().all()  # some draws of so few customers have nobody before


def test_the_rows_behind_are_the_units_of_the_period(store):
    put(store, staff=STAFF, survey_answers=two_years(), complaints=cases(2024, "A", [1, 2, None]))

    totals = [rows_behind(ask(name), store, known(**PERIOD), settings=DAYS)[1]
              for name in ("satisfaction.mix", "complaints.mix", "complaints.mix_days")]  # fmt: skip

    assert totals == [100, 3, 3]
