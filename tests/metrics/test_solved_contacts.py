"""Whether one contact was enough, from rows by hand and in a simulated world with a known truth."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.database import open_store
from crm_core.rows import rows_behind
from crm_core.stats import wilson_interval
from tests.rows import AS_OF, at, known, put

ALL = Settings(minimum_people=1)
BEGIN = {"interaction_id": "begin", "started_at": "2023-01-01", "channel": "search"}
"""A contact that the records begin with: nobody knows whose it is."""

WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)


def contact(customer: str | None, when: str | dt.datetime, topic: str | None = "setup", **more) -> dict:
    return {"customer_id": customer, "started_at": when, "topic": topic, "channel": "phone", "abandoned": False} | more


def resolution(store, by=None, *, settings=ALL, **narrowed) -> pd.DataFrame:
    return ask("channels.first_contact_resolution")(store, known(**narrowed), by=by, settings=settings)


def whole(store, **narrowed) -> pd.Series:
    return resolution(store, **narrowed).iloc[0]


def test_contacts_of_one_customer_on_one_topic_are_one_issue_while_less_than_a_week_lies_between_them(store):
    put(
        store,
        interactions=[
            BEGIN,
            contact("A", "2024-01-01"), contact("A", "2024-01-07"), contact("A", "2024-01-13 23:59:59"),
            contact("A", "2024-01-20 23:59:59"),  # a week to the second: an issue of its own
            contact("A", "2024-01-02", "billing"),  # another topic
            contact("B", "2024-01-02"),  # another customer
            contact("C", "2024-01-05"), contact("C", "2024-01-05"),  # twice at once
        ],
    )  # fmt: skip

    found = whole(store)

    # A: setup three times, setup once more, billing; B: setup; C: setup twice: 3 of 5 took one contact.
    assert found[["solved", "issues", "n", "young", "left_out"]].tolist() == [3, 5, 3, 0, 1]
    assert found["solved_pct"] == pytest.approx(60)
    assert found["traceable_pct"] == pytest.approx(100 * 8 / 9)


def test_every_channel_repeats_and_the_issue_is_the_first_ones(store):
    put(
        store,
        interactions=[
            BEGIN,
            contact("A", "2024-01-01", channel="search"), contact("A", "2024-01-02", channel="phone"),
            contact("B", "2024-01-01", channel="phone"), contact("B", "2024-01-02", channel="manual"),
            contact("C", "2024-01-01", channel="phone"),
        ],
    )  # fmt: skip

    by_channel = resolution(store, "channel").set_index("group")

    assert by_channel.loc[["phone", "search"], ["solved", "issues"]].to_numpy().tolist() == [[1, 2], [0, 1]]
    # Under a filter on the telephone the look into the manual is still a second contact.
    assert whole(store, channel=("phone",))[["solved", "issues"]].tolist() == [1, 2]


def test_only_issues_that_began_a_week_ago_count_whatever_became_of_them(store):
    put(
        store,
        interactions=[
            BEGIN,
            contact("A", AS_OF - WEEK),  # its week is over this very moment
            contact("B", AS_OF - WEEK + dt.timedelta(seconds=1)),
            contact("C", AS_OF - 1.2 * WEEK), contact("C", AS_OF - 0.9 * WEEK),  # goes on, and is known to
            contact("D", AS_OF - 0.5 * WEEK), contact("D", AS_OF - 0.4 * WEEK),  # is known to go on, and waits as well
            contact("E", AS_OF - 5 * WEEK), contact("E", AS_OF - dt.timedelta(days=1)),  # an old issue and a new one
        ],
    )  # fmt: skip

    found = whole(store)

    # A, C and the first of E count; B, D and the second of E are too young.
    assert found[["solved", "issues", "young"]].tolist() == [2, 3, 3]
    assert found["left_out"] == 4  # the three, and the contact that the records begin with


def test_what_was_known_earlier_knows_nothing_of_later_contacts(store):
    put(store, interactions=[BEGIN, contact("A", "2024-01-01"), contact("A", "2024-01-06")])

    early, late = (whole(store, as_of=at(day)) for day in ("2024-01-05", "2024-02-01"))

    assert early[["issues", "young"]].tolist() == [0, 1]
    assert pd.isna(early["solved_pct"])
    assert late[["solved", "issues"]].tolist() == [0, 1]


def test_an_issue_that_may_have_begun_before_the_records_is_left_out(store):
    put(
        store,
        interactions=[
            contact("A", "2024-01-01 10:00:00"),
            contact("B", "2024-01-07 23:59:59"), contact("B", "2024-01-09"),
            contact("C", "2024-01-08"),
        ],
    )  # fmt: skip

    found = whole(store)

    assert found[["solved", "issues", "left_out"]].tolist() == [1, 1, 2]


def test_a_single_contact_that_the_customer_gave_up_was_no_answer(store):
    put(store, interactions=[BEGIN, contact("A", "2024-01-01", abandoned=True), contact("B", "2024-01-01")])

    assert whole(store)[["solved", "issues"]].tolist() == [1, 2]


def test_unknown_customers_and_topics_are_left_out_and_counted(store):
    put(
        store,
        interactions=[BEGIN, contact("A", "2024-01-01"), contact(None, "2024-01-01"), contact("A", "2024-01-02", None)],
    )

    by_topic = resolution(store, "topic").set_index("group")

    assert by_topic["left_out"].to_dict() == {"(none)": 2, "setup": 1}
    assert by_topic.loc["setup", ["solved", "issues", "traceable_pct"]].tolist() == [1, 1, 50]


def test_an_issue_belongs_to_the_period_in_which_it_begins(store):
    put(store, interactions=[BEGIN, contact("A", "2023-12-31"), contact("A", "2024-01-02"), contact("B", "2024-01-02")])

    found = whole(store, start=dt.date(2024, 1, 1))

    assert found[["solved", "issues"]].tolist() == [1, 1]


def test_merged_customers_ask_as_one(store):
    identity = [{"customer_id": "B", "survivor_id": "A"}]
    put(store, customer_identity=identity, interactions=[BEGIN, contact("A", "2024-01-01"), contact("B", "2024-01-02")])

    assert whole(store)[["solved", "issues"]].tolist() == [0, 1]


def test_many_issues_of_one_customer_are_worth_less_than_those_of_many(store):
    alone = [contact(f"C{place}", "2024-01-01") for place in range(20)]
    often = [contact("A", at("2023-02-01") + place * WEEK) for place in range(20)]
    twice = [contact("B", at("2023-02-01") + dt.timedelta(days=5 * place)) for place in range(2)]
    put(store, interactions=[BEGIN, *alone, *often, *twice])

    found = whole(store)

    low, high = wilson_interval(40, 41)
    assert found[["solved", "issues", "n"]].tolist() == [40, 41, 22]
    assert found["low"] < 100 * low
    assert found["high"] - found["low"] > 100 * (high - low)


def test_the_rows_behind_are_the_first_contacts_that_count(store):
    put(store, interactions=[BEGIN, contact("A", "2024-01-01"), contact("A", "2024-01-02"), contact("B", AS_OF)])

    rows, total = rows_behind(ask("channels.first_contact_resolution"), store, known(), settings=ALL)

    assert total == 1
    assert rows["started_at"].tolist() == [pd.Timestamp("2024-01-01", tz="UTC")]


def test_a_recent_month_is_as_good_as_the_world_is(tmp_path):
    """Every issue takes a second contact with a chance of 30 in 100, up to 7 days later."""
    random, customers = np.random.default_rng(3), 3_000
    ages, later = random.uniform(0, 28, customers), random.uniform(0, 7, customers)
    repeats = random.random(customers) < 0.3
    first = [contact(f"C{place}", AS_OF - age * DAY) for place, age in enumerate(ages)]
    again = [place for place in np.flatnonzero(repeats) if later[place] <= ages[place]]
    second = [contact(f"C{place}", AS_OF - (ages[place] - later[place]) * DAY) for place in again]

    with open_store(f"duckdb:///{tmp_path / 'loyalty.duckdb'}") as store:
        put(store, interactions=[BEGIN, *first, *second])
        found = whole(store, start=dt.date(2024, 2, 1))

    # All of February and March, those who may still come back among the solved.
    at_once = 100 * (1 - len(again) / customers)
    # Only what ended a week ago: whoever came back waits longer to be counted, and is missing.
    ended = np.where(repeats, ages - later, ages) >= 7
    ended_only = 100 * (1 - (repeats & ended).sum() / ended.sum())
    assert found["low"] < 70 < found["high"]
    assert min(at_once, ended_only) > found["high"]


def test_what_customers_say_is_a_series_of_its_own(store):
    put(
        store,
        interactions=[
            contact("A", "2024-01-01", solved=True), contact("A", "2024-01-02", solved=True),
            contact("B", "2024-01-02", None, solved=False), contact(None, "2024-01-02", solved=True),
            contact("C", "2024-01-02"),
        ],
    )  # fmt: skip

    found = ask("channels.said_solved")(store, known(), settings=ALL).iloc[0]

    assert found[["said_solved", "asked", "n", "left_out"]].tolist() == [3, 4, 3, 1]
    assert found["said_pct"] == pytest.approx(75)


def of_team(team: str | None, topic: str, count: int, solved: int) -> list[dict]:
    """As many issues of as many customers; those that are not solved go on the next day."""
    names = [f"{team}-{topic}-{n}" for n in range(count)]
    first = [contact(name, "2024-01-02", topic, team=team) for name in names]
    return first + [contact(name, "2024-01-03", topic, team=team) for name in names[solved:]]


def test_a_team_with_the_hard_questions_is_as_good_as_the_others_with_everybodys(store):
    hard = [*of_team("West", "hard", 80, 40), *of_team("West", "easy", 20, 18)]
    easy = [*of_team("East", "hard", 20, 10), *of_team("East", "easy", 80, 72)]
    nobody = of_team(None, "hard", 10, 0)
    put(store, interactions=[BEGIN, *hard, *easy, *nobody])

    plain = resolution(store, "team").set_index("group")
    alike = ask("channels.solved_alike")(store, known(), settings=ALL).set_index("group")

    # Half of the hard and nine of ten easy ones, in both teams: 58 and 82 of 100, 70 with everybody's.
    assert plain.loc[["East", "West"], "solved_pct"].tolist() == pytest.approx([82, 58])
    assert alike.index.tolist() == ["East", "West"]
    assert alike["standard_pct"].tolist() == pytest.approx([70, 70])
    assert alike["ratio"].tolist() == pytest.approx([1, 1])
    assert alike["expected_issues"].tolist() == pytest.approx([82, 58])
    # 20 * .25 + 80 * .09 = 12.2 and 80 * .25 + 20 * .09 = 21.8: so many of .7 leave as much to chance
    assert alike["size"].tolist() == pytest.approx([3 / 7 * 82**2 / 12.2, 3 / 7 * 58**2 / 21.8])
    assert alike["left_out"].tolist() == [10, 10]


def test_a_team_that_is_better_with_the_same_questions_shows(store):
    put(store, interactions=[BEGIN, *of_team("West", "hard", 100, 70), *of_team("East", "hard", 300, 150)])

    alike = ask("channels.solved_alike")(store, known(), settings=ALL).set_index("group")

    # 220 of 400 are 55 %: 70 over 55 expected
    assert alike["standard_pct"].to_dict() == pytest.approx({"East": 50, "West": 70})
    assert alike.loc["West", "low"] > 55 > alike.loc["East", "high"] - 1
