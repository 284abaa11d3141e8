"""Teams: what is their own and what only their cases make, by hand."""

import datetime as dt

import numpy as np
import pytest

from crm_core import Settings, ask
from crm_core.rows import rows_behind
from crm_core.stats import between_groups
from tests.rows import Row, at, known, put

ALL = Settings(minimum_people=1, minimum_n=2)
STAFF = [{"staff_id": "E", "team": "east"}, {"staff_id": "W", "team": "west"}, {"staff_id": "N"}]


def answers(who: str, good: int, bad: int, **own: object) -> list[Row]:
    """So many good and bad answers about what one member of staff did, each of another customer."""
    kind = f"{who}{own.get('touchpoint')}"
    rows = [5] * good + [1] * bad
    return [{"customer_id": f"{kind}{n}", "staff_id": who, "csat": points, "csat_scale": "5", **own}
            for n, points in enumerate(rows)]  # fmt: skip


def cases(team: str | None, category: str, hours: list[int | None]) -> list[Row]:
    """One complaint for each time it took; None is open."""
    opened = at("2024-02-01")
    return [
        {"team": team, "category": category, "opened_at": opened,
            "resolved_at": None if took is None else opened + dt.timedelta(hours=took)} for took in hours
    ]  # fmt: skip


def test_a_team_that_is_asked_about_the_hard_contacts_is_as_good_as_the_others(store):
    easy, hard = {"touchpoint": "visit"}, {"touchpoint": "repair"}
    own = [*answers("E", 9, 1, **easy), *answers("E", 1, 1, **hard), *answers("W", 9, 1, **easy)]
    other_scale = [{"staff_id": "E", "csat": 7, "csat_scale": "7"}]
    put(store, staff=STAFF, survey_answers=[*own, *answers("W", 5, 5, **hard), *answers("N", 9, 0), *other_scale])

    found = ask("team.satisfaction")(store, known(), settings=ALL).set_index("group")

    # Visits are good 18 of 20 times, repairs 6 of 12. East expects 9 + 1, west 9 + 5: both as seen.
    assert found.index.tolist() == ["east", "west"]
    assert found["csat_pct"].round(1).tolist() == [83.3, 70.0]
    assert found["expected_answers"].tolist() == pytest.approx([10, 14])
    assert found["ratio"].tolist() == pytest.approx([1, 1])
    assert found["standard_pct"].tolist() == pytest.approx([75, 75])  # 24 of 32
    assert found["shared_pct"].tolist() == [100, 100]
    assert found["left_out"].tolist() == [10, 10]  # nine without a team, one on another scale


def test_a_kind_of_contact_that_one_team_has_alone_says_nothing_of_it(store):
    mine, ours = {"touchpoint": "chat"}, {"touchpoint": "visit"}
    rows = [*answers("E", 1, 3, **mine), *answers("E", 2, 2, **ours), *answers("W", 3, 1, **ours)]
    put(store, staff=STAFF, survey_answers=rows)

    found = ask("team.satisfaction")(store, known(), settings=ALL).set_index("group")

    # Of the visits 5 of 8 are good: each expects 2.5 of 4; the one good chat is what the chats expect.
    assert found["expected_answers"].tolist() == pytest.approx([3.5, 2.5])
    assert found["shared_pct"].tolist() == [50, 100]


def test_the_records_behind_are_the_answers_counted(store):
    put(store, staff=STAFF, survey_answers=[*answers("E", 2, 1), *answers("N", 9, 0)])

    frame, total = rows_behind(ask("team.satisfaction"), store, known(), settings=ALL)

    assert total == len(frame) == 3
    assert "staff_id" not in frame  # staff data are off


def test_the_spread_is_that_of_teams_large_enough_to_compare(store):
    staff = [{"staff_id": f"A{n}", "team": f"team {n}"} for n in range(4)]
    good = (80, 60, 40, 1)
    rows = [row for n in range(4) for row in answers(f"A{n}", good[n], 100 - good[n] if n < 3 else 0)]
    put(store, staff=staff, survey_answers=rows)
    many = Settings(minimum_people=1, minimum_n=30)

    found = ask("team.spread")(store, known(), settings=many).iloc[0]
    alike = ask("team.satisfaction")(store, known(), settings=many).set_index("group")

    mean = 100 * 181 / 301
    chance = mean * (100 - mean) / alike["size"].iloc[:3]
    expected = between_groups(alike["standard_pct"].iloc[:3], chance)
    assert (found["n"], found["left_out"]) == (3, 1)
    assert found[["spread_points", "low", "high"]].tolist() == pytest.approx(expected)
    assert 5 < found["low"] < found["spread_points"] < found["high"]
    assert found["mean_pct"] == pytest.approx(mean)


def test_teams_that_are_alike_differ_by_nothing(store):
    staff = [{"staff_id": f"A{n}", "team": f"team {n}"} for n in range(3)]
    put(store, staff=staff, survey_answers=[row for n in range(3) for row in answers(f"A{n}", 30, 10)])

    found = ask("team.spread")(store, known(), settings=ALL).iloc[0]

    assert (found["spread_points"], found["low"]) == (0, 0)


def test_a_team_that_has_the_long_complaints_is_not_slow(store):
    short, long = list(range(1, 11)), list(range(101, 111))
    east = cases("east", "delay", short) + cases("east", "repair", long[:2])
    west = cases("west", "delay", short[:2]) + cases("west", "repair", long)
    put(store, complaints=[*east, *west, *cases(None, "delay", [5])])

    found = ask("team.resolution")(store, known(), settings=ALL).set_index("group")

    assert found["median_hours"].to_dict() == {"east": 6.0, "west": 104.0}
    # Of west's twelve, two are delays (settled by 10 at the latest) and ten repairs: half are six, four of ten repairs;
    # of all twelve repairs, twice 101 and 102, five are settled by 103: 2/12 + 10/12 * 5/12 = .51.
    assert found.loc["west", "expected_hours"] == 103.0
    assert found["n"].tolist() == [12, 12]
    assert found["left_out"].tolist() == [1, 1]
    assert (found["pace_low"] < 1).all()
    assert (found["pace_high"] > 1).all()


def test_open_complaints_count_as_open(store):
    put(store, complaints=[*cases("east", "delay", [10] * 10), *cases("west", "delay", [10] * 10 + [None] * 30)])

    found = ask("team.resolution")(store, known(), settings=ALL).set_index("group")

    # At 10 hours 20 of 50 open ones are settled: east expects 4 of its 10, west 16.
    assert found["expected_settled"].tolist() == pytest.approx([4, 16])
    assert found["pace"].tolist() == pytest.approx([10 / 4, 10 / 16])
    assert found.loc["west", "pace_high"] < 1
    assert found["open"].tolist() == [0, 30]
    assert np.isnan(found.loc["west", "median_hours"])  # more than half are open
