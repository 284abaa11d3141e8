"""An export's own times beside ours, from rows by hand."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.settings import Calendar, Hours, SlaTarget
from tests.metrics.cases import OPENED, after, numbered
from tests.rows import known, put

HOUR = 3600
OFFICE = Calendar("office", "UTC", tuple(Hours(day, 9 * HOUR, 17 * HOUR) for day in range(1, 6)))
PARTS = [f"from_{cause}_hours" for cause in ("rounding", "reopened", "business", "rest", "open")]


def reconciled(store, measure: str, **rules):
    table = ask("data.reconcile")(store, known(), settings=Settings(**rules)).set_index("group")
    return table.loc[measure]


def cases(*pairs: tuple[float, float], **more) -> list[dict]:
    """Settled after so many hours, and after so many as the export says."""
    return [
        {"opened_at": OPENED, "resolved_at": after(ours), "source_resolution_seconds": int(theirs * HOUR)} | more
        for ours, theirs in pairs
    ]


def test_open_cases_are_what_the_export_leaves_out(store):
    put(store, complaints=numbered(cases(*((hour, hour) for hour in range(1, 12))) + [{"opened_at": OPENED}] * 4))

    found = reconciled(store, "resolution")

    # theirs is the middle of 1 to 11; ours the 8th of 15
    assert found[["theirs_hours", "ours_hours"]].tolist() == [6, 8]
    assert found[PARTS].tolist() == [0, 0, 0, 0, 2]
    assert found[["n", "open", "left_out"]].tolist() == [11, 4, 0]


def test_the_steps_add_up_to_the_difference(store):
    rounded = cases((24.4, 24), (47.8, 48), (71.9, 72), (48.3, 48))
    again = cases((60, 30), (80, 40), (90, 45), reopens=1)
    worked = cases((58, 10), (82, 11), team="office")  # Thursday 0:00: 8 + 8 hours end on Friday; counted below
    odd = cases((100, 1), (101, 2), (102, 3))
    put(store, complaints=numbered([*rounded, *again, *worked, *odd, {"opened_at": OPENED}]))

    found = reconciled(store, "resolution", calendars=(OFFICE,))

    assert found[PARTS].sum() == pytest.approx(found["ours_hours"] - found["theirs_hours"])
    assert found["n"] == 12


def test_working_hours_are_recognised(store):
    # opened on Thursday at 0:00 and settled on Friday at 11:00: 35 hours by the clock, 8 + 2 of work
    put(store, complaints=numbered(cases(*[(35, 10)] * 10, team="office")))

    found = reconciled(store, "resolution", calendars=(OFFICE,))

    assert found[PARTS].tolist() == [0, 0, 25, 0, 0]
    assert reconciled(store, "resolution")[PARTS].tolist() == [0, 0, 0, 25, 0]


def test_reopened_cases_are_recognised(store):
    put(store, complaints=numbered(cases(*[(35, 10)] * 10, reopens=2)))

    assert reconciled(store, "resolution")[PARTS].tolist() == [0, 25, 0, 0, 0]


def test_first_answers_are_compared_too(store):
    answered = {"opened_at": OPENED, "first_response_at": after(2.4), "source_first_response_seconds": 2 * HOUR}
    put(store, complaints=numbered([answered] * 10))

    found = reconciled(store, "first_response")

    assert found[["theirs_hours", "ours_hours", "n"]].tolist() == [2, 2.4, 10]
    assert found["from_rounding_hours"] == pytest.approx(0.4)


def test_a_promise_the_export_calls_kept_is_held_against_the_overdue_ones(store):
    told = [
        {"opened_at": OPENED, "resolved_at": after(hours), "source_sla_met": met}
        for hours, met in ((1, True), (2, True), (99, True), (99, False))
    ]
    put(store, complaints=numbered([*told, {"opened_at": OPENED}]))
    promised = (SlaTarget(dt.date(2020, 1, 1), resolution_seconds=24 * HOUR),)

    found = reconciled(store, "sla", sla_targets=promised)

    assert found[["theirs_pct", "ours_pct"]].tolist() == [75, 40]
    assert found[["n", "open", "left_out"]].tolist() == [4, 1, 0]
    assert pd.isna(found["theirs_hours"])


def test_an_export_that_says_nothing_of_its_own_is_not_compared(store):
    put(store, complaints=numbered([{"opened_at": OPENED, "resolved_at": after(1)}]))

    table = ask("data.reconcile")(store, known())

    assert table[["group", "n"]].to_numpy().tolist() == [["", 0]]
