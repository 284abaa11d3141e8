"""How long promises are, from rows by hand."""

import datetime as dt

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.settings import Calendar, Hours, SlaTarget
from tests.metrics.cases import OPENED, after, numbered
from tests.rows import known, put

HOUR, DAY = 3600, 86_400
ALWAYS = dt.date(2020, 1, 1)
OFFICE = Calendar("office", "UTC", tuple(Hours(day, 8 * HOUR, 18 * HOUR) for day in range(1, 6)))  # 50 hours a week


def promised(store, settings: Settings, **options) -> pd.DataFrame:
    return ask("complaints.promised_time")(store, known(), settings=settings, **options)


def test_half_of_the_promises_are_at_most_so_long_and_complaints_without_one_are_left_out(store):
    targets = [
        SlaTarget(ALWAYS, severity, resolution_seconds=days * DAY) for severity, days in (("high", 2), ("low", 9))
    ]
    rows = [{"opened_at": OPENED, "severity": severity} for severity in ("high", "high", "low", "normal")]
    put(store, complaints=numbered(rows))

    settings = Settings(sla_targets=tuple(targets))

    whole = promised(store, settings).iloc[0]
    assert whole[["promised_days", "n", "left_out"]].tolist() == [2, 3, 1]
    groups = promised(store, settings, by="severity").set_index("group")["promised_days"]
    assert groups.dropna().to_dict() == {"high": 2, "low": 9}


def test_working_hours_are_days_of_the_calendar_as_a_week_goes(store):
    target = SlaTarget(ALWAYS, resolution_seconds=20 * HOUR, calendar="office")
    put(store, complaints=numbered([{"opened_at": OPENED}]))

    found = promised(store, Settings(calendars=(OFFICE,), sla_targets=(target,)))

    assert found["promised_days"].iloc[0] == pytest.approx(7 * 20 / 50)


def test_a_case_that_nothing_was_promised_has_the_time_to_its_own_due_date(store):
    put(store, complaints=numbered([{"opened_at": OPENED, "due_at": after(36.5)}, {"opened_at": OPENED}]))

    found = promised(store, Settings()).iloc[0]

    assert found[["promised_days", "n", "left_out"]].tolist() == [1.5, 1, 1]  # 36 hours and a half, in whole hours


def test_without_any_promise_there_is_no_time(store):
    put(store, complaints=numbered([{"opened_at": OPENED}]))

    found = promised(store, Settings()).iloc[0]

    assert pd.isna(found["promised_days"])
    assert found[["n", "left_out"]].tolist() == [0, 1]
