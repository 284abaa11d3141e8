"""Right answers and searches that helped, from rows by hand."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.rows import rows_behind
from tests.rows import AS_OF, at, known, put

ALL = Settings(minimum_people=1)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


def check(customer: str | None, drawn: bool | None, right: bool | None, **more) -> dict:
    own = {"customer_id": customer, "answer_checked": drawn, "answer_correct": right}
    return {"started_at": "2024-02-01", "channel": "phone"} | own | more


def search(customer: str | None = "A", when: str | dt.datetime = "2024-02-01 10:00:00", useful=True, **more) -> dict:
    own = {"customer_id": customer, "started_at": when, "useful": useful}
    return {"channel": "search", "topic": "setup"} | own | more


def call(when: str | dt.datetime, customer: str = "A", **more) -> dict:
    return {"channel": "phone", "topic": "setup", "customer_id": customer, "started_at": when} | more


def whole(store, name: str, **narrowed) -> pd.Series:
    return ask(f"channels.{name}")(store, known(**narrowed), settings=ALL).iloc[0]


def test_only_answers_that_were_drawn_and_judged_say_how_many_are_right(store):
    put(
        store,
        interactions=[
            check("A", True, True), check("A", True, False), check("B", True, True), check(None, True, True),
            check("C", True, None),  # drawn and not judged
            check("D", False, False), check("D", None, False),  # judged, and not by lot
            check("E", None, None), check("E", False, None),
            check("F", True, False, started_at="2024-03-09"),  # later than what is known
        ],
    )  # fmt: skip

    found = whole(store, "accuracy")

    assert found[["correct", "checked", "n", "left_out"]].tolist() == [3, 4, 3, 3]
    assert found["correct_pct"] == pytest.approx(75)


def test_without_a_check_there_is_no_share(store):
    put(store, interactions=[check("A", None, None)])

    found = ask("channels.accuracy")(store, known(), by="channel", settings=ALL).iloc[0]

    assert pd.isna(found["correct_pct"])
    assert found[["group", "checked"]].tolist() == ["phone", 0]


def test_the_rows_behind_are_the_checks(store):
    put(store, interactions=[check("A", True, True), check("B", True, None)])

    assert rows_behind(ask("channels.accuracy"), store, known(), settings=ALL)[1] == 1


def test_a_search_helped_when_its_result_was_useful_and_nobody_was_asked_within_a_day(store):
    start = at("2024-02-01 10:00:00")
    put(
        store,
        interactions=[
            search("A"), call(start - SECOND, "A"),  # asked before
            search("B"), call(start + DAY, "B"),  # to the second, and that is within
            search("C"), call(start + DAY + SECOND, "C"),
            search("D"), call(start + SECOND, "D", topic="billing"),  # asked something else
            search("E"), call(start + SECOND, "E", channel="manual"),  # looked on
            search("F"), call(start + SECOND, "F", abandoned=True), call(start + 2 * SECOND, "F"),
            search("G", useful=False),
        ],
    )  # fmt: skip

    found = whole(store, "search_success")

    # A, C, D and E were helped; B and F asked a person; G found nothing useful.
    assert found[["successes", "useful", "searches", "n"]].tolist() == [4, 6, 7, 7]
    assert found["success_pct"] == pytest.approx(400 / 7)


def test_searches_that_can_not_be_followed_or_are_too_young_are_left_out(store):
    put(
        store,
        interactions=[
            search("A", AS_OF - DAY),  # its day is over this very moment
            search("B", AS_OF - DAY + SECOND), search("C", AS_OF - DAY + SECOND, useful=False),
            search(None), search(None, topic=None),
            search("D", topic=None), search("D", useful=None),
        ],
    )  # fmt: skip

    found = whole(store, "search_success")

    assert found[["successes", "searches", "nameless", "left_out"]].tolist() == [1, 1, 2, 6]


def test_who_is_asked_outside_the_filters_is_asked_all_the_same(store):
    put(store, interactions=[search(), call("2024-02-02 01:00:00")])

    found = whole(store, "search_success", channel=("search",), end=dt.date(2024, 2, 1))

    assert found[["successes", "searches"]].tolist() == [0, 1]


def test_an_older_day_knows_nothing_of_a_later_question(store):
    put(store, interactions=[search(), call("2024-02-02 09:00:00")])

    early, late = (whole(store, "search_success", as_of=at(day)) for day in ("2024-02-02", "2024-02-03"))

    assert early[["searches", "left_out"]].tolist() == [0, 1]
    assert late[["successes", "searches"]].tolist() == [0, 1]
