"""Who was asked and who answered, from rows by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import wilson_interval
from tests.rows import AS_OF, at, known, put

ALL = Settings(minimum_people=1)
WINDOW = dt.timedelta(days=14)


def invited(place: int, sent: str | dt.datetime = "2024-02-01", **more) -> dict:
    return {"invitation_id": f"N{place}", "customer_id": f"C{place}", "sent_at": sent} | more


def answered(place: int | None, when: str | dt.datetime = "2024-02-03", **more) -> dict:
    return {"invitation_id": None if place is None else f"N{place}", "answered_at": when, "csat": 5} | more


def response(database, *, settings=ALL, **narrowed) -> pd.Series:
    return ask("satisfaction.response_rate")(database, known(**narrowed), settings=settings).iloc[0]


def coverage(store, **options) -> pd.DataFrame:
    return ask("satisfaction.coverage")(store, known(), settings=ALL, **options)


def test_the_rate_counts_those_whose_window_is_over_answered_or_not(store):
    put(
        store,
        survey_invitations=[
            *(invited(place) for place in range(10)),
            invited(10, bounced=True),
            invited(11, AS_OF - WINDOW),  # its window is over this very moment
            invited(12, AS_OF - WINDOW + dt.timedelta(seconds=1)),
            invited(13, "2024-03-01"),
        ],
        survey_answers=[answered(0), answered(1), answered(10), answered(13, "2024-03-02"), answered(None)],
    )

    found = response(store)

    low, high = wilson_interval(2, 11)  # the early answer of 13 waits for the silence of those asked with it
    assert found[["answered", "invitations", "n"]].tolist() == [2, 11, 11]
    assert found[["bounced", "left_out", "uninvited"]].tolist() == [1, 2, 1]
    assert found[["response_pct", "low", "high"]].tolist() == pytest.approx([100 * 2 / 11, 100 * low, 100 * high])


def test_a_recent_week_looks_as_bad_as_it_is_once_it_has_matured(store):
    sent = at("2024-02-20")
    put(
        store,
        survey_invitations=[invited(place, sent) for place in range(40)],
        survey_answers=[answered(place, sent + dt.timedelta(days=1)) for place in range(10)],
    )

    young, old = (
        ask("satisfaction.response_rate")(store, known(as_of=sent + dt.timedelta(days=days)), settings=ALL).iloc[0]
        for days in (2, 14)
    )

    assert young[["invitations", "left_out"]].tolist() == [0, 40]
    assert np.isnan(young["response_pct"])
    assert old[["response_pct", "invitations"]].tolist() == [25, 40]


@pytest.mark.parametrize(
    ("seconds", "precision", "in_time"),
    [(0, "second", 1), (1, "second", 0), (3600 * 20, "day", 1), (86_400, "day", 0)],
)
def test_an_answer_on_the_very_limit_is_in_time(store, seconds, precision, in_time):
    late = at("2024-02-01") + WINDOW + dt.timedelta(seconds=seconds)
    put(store, survey_invitations=[invited(1, precision=precision)], survey_answers=[answered(1, late)])

    assert response(store)["answered"] == in_time


def test_an_invitation_counts_once_however_often_it_was_answered(store):
    put(
        store,
        survey_invitations=[invited(1), invited(2)],
        survey_answers=[answered(1, "2024-02-27"), answered(1, "2024-02-04"), answered(1, "2024-02-05")],
    )

    assert response(store)[["answered", "invitations"]].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        ({"completed": True, "csat": None, "comment": "Fine."}, 1),
        ({"completed": None, "csat": None, "listen": 4}, 1),
        ({"completed": False}, 1),
        ({"completed": False, "csat": None, "recommend": 0}, 1),
        ({"completed": False, "csat": None, "comment": "Fine."}, 0),
    ],
)
def test_a_survey_left_early_counts_when_its_first_question_is_answered(store, answer, counts):
    put(store, survey_invitations=[invited(1)], survey_answers=[answered(1, **answer)])

    assert response(store)["answered"] == counts


def test_a_filter_narrows_those_asked_and_those_who_answered(store):
    put(
        store,
        stores=[{"store_id": "S1"}, {"store_id": "S2"}],
        survey_invitations=[
            *(invited(place, store_id="S1") for place in range(4)),
            *(invited(place, store_id="S2") for place in range(4, 10)),
        ],
        # the answers say nothing of the store: the invitation does
        survey_answers=[answered(0), answered(4), answered(5), answered(None, store_id="S2")],
    )

    by_store = ask("satisfaction.response_rate")(store, known(), by="store", settings=ALL).set_index("group")
    one = response(store, store=("S1",))

    assert one[["answered", "invitations", "uninvited"]].tolist() == [1, 4, 0]
    assert by_store.loc["S2", ["answered", "invitations", "uninvited"]].tolist() == [2, 6, 1]


def test_the_window_is_a_rule_of_the_workspace(store):
    put(store, survey_invitations=[invited(1), invited(2)], survey_answers=[answered(1, "2024-02-10")])

    found = [response(store, settings=Settings(response_window_days=days)) for days in (5, 9)]

    assert [row["answered"] for row in found] == [0, 1]


def test_a_customer_asked_often_is_one_customer(store):
    put(
        store,
        survey_invitations=[invited(place, customer_id=f"C{place % 5}") for place in range(20)],
        survey_answers=[answered(place) for place in range(20) if place % 5 < 2],
    )

    found = response(store)

    low, high = wilson_interval(2, 5)
    assert found[["response_pct", "invitations", "n"]].tolist() == [40, 20, 5]
    assert found[["low", "high"]].tolist() == pytest.approx([100 * low, 100 * high])


def contact(place: int, **more) -> dict:
    own = {"interaction_id": f"I{place}", "customer_id": f"C{place}", "started_at": "2024-02-01", "channel": "phone"}
    return own | {"abandoned": False} | more


def test_coverage_counts_the_contacts_that_qualified(store):
    put(
        store,
        interactions=[
            contact(1), contact(2), contact(3, channel="chat"),
            contact(4, abandoned=True), contact(5, channel="search"), contact(6, customer_id=None),
            contact(7, started_at="2024-03-02"),
        ],
        survey_invitations=[invited(1, interaction_id="I1", bounced=True), invited(2, interaction_id="I1"),
                            invited(3, interaction_id="I6"), invited(4)],
    )  # fmt: skip

    found = coverage(store).iloc[0]

    # 1 to 3 qualified, 1 was asked; 6 nobody knows, 7 may still be asked; 4 and 5 were served by nobody
    assert found[["invited", "contacts", "n", "left_out"]].tolist() == [1, 3, 3, 2]
    assert found["coverage_pct"] == pytest.approx(100 / 3)


def test_a_team_that_asks_its_happy_customers_alone_shows(store):
    put(
        store,
        interactions=[contact(place, team="choosy" if place < 10 else "fair") for place in range(20)],
        survey_invitations=[invited(place, interaction_id=f"I{place}") for place in (0, 10, 11, 12, 13, 14)],
    )

    found = coverage(store, by="team")

    assert dict(zip(found["group"], found["coverage_pct"], strict=True)) == {"choosy": 10, "fair": 50}
