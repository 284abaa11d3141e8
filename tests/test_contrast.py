"""Segments beside each other: the same as one after the other, hidden where few, judged against everybody."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.comparison import beside
from crm_core.contrast import against_all, believed, contrast, per_customer
from crm_core.database import open_store
from crm_core.segments import read
from tests.metrics.made_up import shop
from tests.metrics.test_contract import BERLIN
from tests.rows import known, put

SEGMENTS = tuple(
    read(text)
    for text in (
        '["and",["hobbies","any_of","chess","tea"]]',
        '["and",["needs","any_of","ease"]]',
        '["or",["tier","at_least","Silver"],["open_complaint","any_of","yes"]]',
        '["or",["active_pct","at_most",70],["rfm","any_of","01_champions"],["value_tenth","at_most","2"]]',
        '["and",["dealing","any_of","returning"],["recommends","any_of","(none)","promoter"]]',
    )
)
"""What is asked of customers, and what is derived of them: the number itself may ask the same of its own."""

OPEN = replace(BERLIN, minimum_people_personal=1)
FIGURES = (
    ("satisfaction.index", {}),
    ("satisfaction.nps", {}),
    ("satisfaction.csat", {}),
    ("complaints.rate", {}),
    ("complaints.resolution_time", {}),
    ("complaints.sla", {}),
    ("loyalty.repeat_purchase", {"within_days": 90, "starts": "seen"}),
    ("loyalty.retention", {}),
    ("loyalty.quadrants", {}),
    ("value.at_risk", {}),
    ("value.concentration", {}),
)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    with open_store(f"duckdb:///{tmp_path_factory.mktemp('shop') / 'loyalty.duckdb'}") as store:
        put(store, **shop())
        yield store


@pytest.mark.parametrize(("name", "options"), FIGURES)
def test_all_segments_at_once_say_what_each_says_alone(made_up, name, options):
    metric = ask(name)

    together = contrast(metric, made_up, known(), SEGMENTS, settings=OPEN, **options)

    alone = [metric(made_up, known(segment=one), settings=OPEN, **options) for one in SEGMENTS]
    expected = pd.concat([table.assign(group=str(place)) for place, table in enumerate(alone)], ignore_index=True)
    found, expected = (table[table["n"] > 0].reset_index(drop=True) for table in (together, expected))
    assert len(found)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-6)


def test_hidden_segments_have_no_row_and_numbers_of_few_are_missing(store):
    people = [f"C{n:02}" for n in range(60)]
    put(
        store,
        customers=[{"customer_id": key, "hobbies": "falconry" if n < 9 else "chess" if n < 40 else "tea"}
            for n, key in enumerate(people)],
        survey_answers=[{"customer_id": key, "recommend": 9} for n, key in enumerate(people) if n < 45],
        complaints=[{"customer_id": key, "opened_at": "2024-02-01"} for key in people],
    )  # fmt: skip
    asked = [read(f'["and",["hobbies","any_of","{hobby}"]]') for hobby in ("falconry", "chess", "tea")]

    pairs = contrast(ask("complaints.rate"), store, known(), asked)
    scores = contrast(ask("satisfaction.nps"), store, known(), asked[1:])

    assert pairs["group"].tolist() == ["1"]  # all less chess less tea are the nine: tea goes too
    assert scores["group"].tolist() == ["0"]
    assert scores["n"].tolist() == [31]


def test_a_difference_from_everybody_knows_that_the_segment_is_a_part_of_them():
    metric = ask("satisfaction.index")
    row = {"left_out": 0, "group": "0"}
    part = pd.DataFrame([row | {"index_points": 70.0, "low": 66.0, "high": 74.0, "n": 100}])
    whole = pd.DataFrame([row | {"group": "", "index_points": 75.0, "low": 73.0, "high": 77.0, "n": 400}])

    found = against_all(part, whole, metric, Settings()).iloc[0]

    # Correlation sqrt(100 / 400) = .5: 4^2 + 2^2 - 2 * .5 * 4 * 2 = 12: half of the interval is its root.
    assert found["change"] == -5
    np.testing.assert_allclose([found["change_low"], found["change_high"]], [-5 - 12**0.5, -5 + 12**0.5])
    assert found["verdict"] == "worse"
    assert found["before"] == 75


def test_of_many_differences_those_are_believed_that_pass_the_rule():
    metric = ask("satisfaction.index")
    rows = [("0", 70.0), ("1", 72.5), ("2", 75.0)]
    part = pd.DataFrame(
        [{"group": key, "index_points": x, "low": x - 2, "high": x + 2, "n": 100, "left_out": 0} for key, x in rows]
    )
    whole = pd.DataFrame(
        [{"group": key, "index_points": 75.0, "low": 74.0, "high": 76.0, "n": 400, "left_out": 0} for key, _ in rows]
    )
    compared = {metric.name: beside(part, whole, metric, Settings(), nested=True)}

    found, looked_at = believed(compared, {metric.name: metric.value})

    assert looked_at == 3
    assert found["group"].tolist() == ["0", "1"]


def test_sums_are_told_for_each_customer():
    table = pd.DataFrame({"at_risk": [100.0, 5.0], "low": [80.0, 1.0], "n": [10, 0]})

    found = per_customer(table, "at_risk", "low")

    assert found["at_risk"].tolist()[0] == 10
    assert found["low"].tolist()[0] == 8
    assert found["at_risk"].isna().tolist() == [False, True]
