"""How complaints end for the customer, and how content customers are after it, by hand."""

import datetime as dt

import pytest

from crm_core import MISSING, Settings, ask
from crm_core.settings import SlaTarget
from tests.metrics.cases import after, numbered, settled
from tests.rows import known, put

FEBRUARY = known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29))
ALL = Settings(minimum_people=1)
TWO_DAYS = Settings(
    minimum_people=1, sla_targets=(SlaTarget(dt.date(2020, 1, 1), "high", None, resolution_seconds=48 * 3600),)
)


def test_outcomes_are_shares_of_the_settled_whose_outcome_is_known(store):
    ended = settled(1)[0]
    rows = [
        *(ended | {"outcome": name} for name in ("upheld", "upheld", "partly", "goodwill")),
        ended | {"status": "rejected", "outcome": "goodwill"},  # its status says that it was rejected
        ended,  # outcome unknown
        {"opened_at": "2024-02-01", "outcome": "upheld"},  # open: whatever it says
        {"opened_at": "2024-02-01", "closed_at": "2024-02-02", "status": "withdrawn", "outcome": "upheld"},
        ended | {"outcome": "partly", "duplicate_of": "K0"},
        {"opened_at": "2024-01-31", "resolved_at": "2024-02-02", "outcome": "partly"},
    ]
    put(store, complaints=numbered(rows))

    found = ask("complaints.outcomes")(store, FEBRUARY).iloc[0]

    assert found[["upheld_pct", "partly_pct", "rejected_pct", "goodwill_pct"]].tolist() == [40, 20, 20, 20]
    assert found[["unknown", "n", "left_out"]].tolist() == [1, 5, 3]
    assert found[["low", "high"]].tolist() == pytest.approx([11.76, 76.93], abs=0.01)  # Wilson, 2 of 5


def test_outcomes_that_became_known_later_are_not_known_before(store):
    put(store, complaints=numbered([settled(100)[0] | {"outcome": "upheld", "category": "delay"}]))

    before = ask("complaints.outcomes")(store, known(as_of=after(99)), by="category").iloc[0]

    assert (before["group"], before["n"], before["left_out"]) == ("delay", 0, 1)


def rated(case: int, hours: float, csat: int, **own) -> dict:
    return {"complaint_id": f"K{case}", "answered_at": after(hours), "csat": csat, "csat_scale": "5"} | own


def test_ratings_after_a_case_are_read_by_how_long_it_took_with_the_response_of_each_band(store):
    # Bands: four cases under a day, two of 24 to 72 hours; settled on 1 to 3 February, known on 8 March.
    cases = settled(1, 2, 3, 23, 24, 71)
    answers = [
        rated(0, 1, 5),  # at the very end
        rated(0, 2, 1),  # a second answer
        rated(1, 2 + 14 * 24, 3),  # on the last second of the window
        rated(2, 3 + 14 * 24 + 0.001, 5),  # too late
        rated(3, 22, 5),  # before the end
        rated(3, 30, 5, csat_scale="7"),  # on another scale
        rated(3, 40, 4),
        rated(4, 30, 2),
        rated(5, 80, 9),  # not on the scale
        {"answered_at": after(5), "csat": 5, "csat_scale": "5"},  # about no case
    ]
    put(store, complaints=numbered(cases), survey_answers=answers)

    found = ask("complaints.satisfaction_after")(store, FEBRUARY, settings=ALL).set_index("band")
    told = ask("complaints.satisfaction_after")(store, FEBRUARY).set_index("band")

    assert found.index.tolist() == ["0_1", "1_3"]
    assert found[["settled", "n"]].to_numpy().tolist() == [[4, 3], [2, 1]]
    assert found["content_pct"].tolist() == pytest.approx([200 / 3, 0])
    assert found["response_pct"].tolist() == [75, 50]
    assert found.loc["1_3", ["low", "high"]].tolist() == pytest.approx([0, 79.35], abs=0.01)  # Wilson, 0 of 1
    assert told["n"].tolist() == [3, 1]
    assert told[["content_pct", "low", "high"]].isna().all(axis=None)  # so few would be told of singly


def test_cases_whose_answer_may_still_come_are_left_out_answered_or_not(store):
    put(store, complaints=numbered(settled(1, 2)), survey_answers=[rated(0, 3, 5), rated(1, 4, 5)])

    found = ask("complaints.satisfaction_after")(store, known(as_of=after(1 + 14 * 24)), settings=ALL).iloc[0]

    assert found[["settled", "n", "content_pct", "left_out"]].tolist() == [1, 1, 100, 1]


def test_ratings_are_read_by_whether_the_promise_was_kept(store):
    high = {"severity": "high", "team": "red"}
    cases = [row | high for row in settled(47, 48, 48.001)] + settled(5)
    answers = [rated(n, 60, csat) for n, csat in enumerate((5, 4, 1, 2))]
    put(store, complaints=numbered(cases), survey_answers=answers)
    ask_after = ask("complaints.satisfaction_after")

    found = ask_after(store, FEBRUARY, settings=TWO_DAYS, split="promise").set_index("band")
    by_team = ask_after(store, FEBRUARY, settings=TWO_DAYS, split="promise", by="team")

    assert found["content_pct"].to_dict() == {"kept": 100, "broken": 0, "unpromised": 0}
    assert found["n"].to_dict() == {"kept": 2, "broken": 1, "unpromised": 1}
    assert by_team[["group", "band"]].to_numpy().tolist() == [
        [MISSING, "unpromised"], ["red", "broken"], ["red", "kept"]]  # fmt: skip
