"""Several promised times changed at once: what a table of them says."""

import datetime as dt

import pandas as pd

from crm_core.actions import settings as rules
from crm_core.settings import SlaTarget
from pages._parts.rules_of_promises import COLUMNS, changed
from tests.pages.seen import raised, title

HOUR = 3_600
DAY, SINCE = dt.date(2024, 1, 1), dt.date(2024, 3, 1)
HELD = (
    SlaTarget(DAY, "high", None, 2 * HOUR, 8 * HOUR),
    SlaTarget(DAY, "low", None, None, 80 * HOUR),
    SlaTarget(DAY, None, "delay", None, 24 * HOUR, "Care"),
)


def test_rows_that_say_something_else_are_changed_new_ones_added_and_those_taken_away_promise_nothing():
    rows = [
        ("high", None, 2.0, 8.0, None),  # as it is
        (None, "delay", None, 20.5, "Care"),  # shorter
        ("critical", " ", None, 4.0, None),  # new
    ]

    found = changed(HELD, pd.DataFrame(rows, columns=list(COLUMNS)), SINCE)

    assert found == (
        SlaTarget(SINCE, None, "delay", None, 73_800, "Care"),
        SlaTarget(SINCE, "critical", None, None, 4 * HOUR),
        SlaTarget(SINCE, "low"),
    )


def test_a_table_as_it_is_changes_nothing():
    rows = [("high", None, 2.0, 8.0, None), ("low", None, None, 80.0, None), (None, "delay", None, 24.0, "Care")]

    assert changed(HELD, pd.DataFrame(rows, columns=list(COLUMNS)), SINCE) == ()


def test_the_page_offers_the_table_and_says_that_nothing_is_different(workspace, open_page):
    rules.put_promises(workspace, HELD[:2])
    app = open_page("settings")

    app.button(key="look_several").click().run()

    told = [one.value for one in app.markdown if "Nothing is different from what holds now." in one.value]
    assert (title(app), raised(app)) == ("Settings", [])
    assert len(told) == 1
    assert len(workspace.settings(workspace.now()).sla_targets) == 2
