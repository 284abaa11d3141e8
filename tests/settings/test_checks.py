"""What a rule has to be, one fault at a time, and everything that is right passes."""

import datetime as dt
from dataclasses import replace

import pytest

from crm_core.errors import SettingsError
from crm_core.settings import (
    Calendar,
    EventNote,
    Hours,
    SensitiveColumn,
    Settings,
    SlaTarget,
    Target,
    TierRule,
    checks,
    holidays,
)
from crm_core.text.problems import explained

DAY = dt.date(2024, 3, 1)
MORNING, EVENING = Hours(1, 28_800, 43_200), Hours(1, 46_800, 61_200)
BASE = TierRule("club", "Base", "net_spend", 0.0, "at_once", DAY, window_days=365)
GOLD = replace(BASE, tier="Gold", threshold=500.0)


def codes(problems) -> list[str]:
    return [one.code for one in problems]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"zone": "UTC", "minimum_n": 1, "index_weights": (1, 0, 0.5), "currency": "EUR"}, []),
        ({"zone": "Middle Earth"}, ["zone_unknown"]),
        ({"minimum_n": "30"}, ["value_type"]),
        ({"minimum_n": True}, ["value_type"]),
        ({"minimum_people": 0}, ["minimum_too_small"]),
        ({"index_weights": (1, -1, 1)}, ["weights_invalid"]),
        ({"index_weights": (1, float("nan"), 1)}, ["value_type"]),
        ({"currency": "dollars", "response_window_days": -1}, ["currency_unknown", "minimum_too_small"]),
    ],
)
def test_values_are_checked_each_on_its_own(values, expected):
    assert codes(checks.of_values(values)) == expected


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [
        (Calendar("Care", "Europe/Vienna", (MORNING, EVENING)), []),
        (Calendar("Care", "UTC", (Hours(7, 0, 86_400),)), []),
        (Calendar("Care", "UTC", (MORNING, replace(EVENING, opens=43_200))), []),  # one ends as the other begins
        (Calendar("Care", "UTC", (MORNING, replace(EVENING, opens=43_199))), ["hours_overlap"]),
        (Calendar("Care", "UTC", (MORNING, replace(EVENING, weekday=2, opens=30_000))), []),
        (Calendar("Care", "UTC", (Hours(1, 3_600, 3_600),)), ["hours_backwards"]),
        (Calendar("Care", "UTC", (Hours(8, 0, 86_401),)), ["weekday_unknown", "hours_backwards"]),
        (Calendar(" ", "Nowhere"), ["name_missing", "zone_unknown"]),
    ],
)
def test_working_hours_are_checked(calendar, expected):
    assert codes(checks.of_calendar(calendar)) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([BASE, GOLD], []),
        ([BASE, GOLD, replace(GOLD, basis="visits", threshold=9.0, join="or")], []),
        ([], ["tiers_missing"]),
        ([GOLD], ["tier_first_not_zero"]),
        ([BASE, GOLD, replace(GOLD, tier="Ruby")], ["tiers_not_rising"]),
        ([BASE, GOLD, replace(GOLD, threshold=600.0)], ["tier_twice"]),
        ([BASE, replace(GOLD, keep_threshold=501.0)], ["tier_keep_too_high"]),
        ([BASE, replace(GOLD, keep_threshold=500.0)], []),
        ([BASE, replace(GOLD, window_days=None)], ["tier_window_missing"]),
        ([BASE, replace(GOLD, window="calendar_year", window_days=None)], []),
        ([BASE, replace(GOLD, validity="days")], ["tier_days_missing"]),
        ([BASE, replace(GOLD, basis="luck", tier="")], ["name_missing", "choice_unknown"]),
        ([BASE, replace(GOLD, threshold=float("nan"))], ["tier_negative"]),
    ],
)
def test_tiers_are_checked(rules, expected):
    assert codes(checks.of_scheme(rules)) == expected


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        (SlaTarget(DAY, "high", None, 3_600, 3_600, "Care"), []),
        (SlaTarget(DAY), []),
        (SlaTarget(DAY, "awful"), ["choice_unknown"]),
        (SlaTarget(DAY, first_response_seconds=0), ["promise_not_positive"]),
        (SlaTarget(DAY, None, None, 7_200, 3_600), ["promise_order"]),
        (SlaTarget(DAY, calendar="Desk"), ["calendar_unknown"]),
    ],
)
def test_promises_are_checked(promise, expected):
    assert codes(checks.of_promise(promise, ["Care"])) == expected


def test_targets_and_notes_are_checked():
    none = Target("colour.red", "", float("inf"), DAY)

    assert codes(checks.of_target(none, ["a.b"])) == ["target_unknown", "target_no_number"]
    assert codes(checks.of_target(Target("a.b", "", 0.0, DAY), ["a.b"])) == []
    assert codes(checks.of_note(EventNote(DAY, " "))) == ["note_length"]
    assert codes(checks.of_note(EventNote(DAY, "x" * 60))) == []
    assert codes(checks.of_note(EventNote(DAY, "x" * 61))) == ["note_length"]


def test_a_sensitive_column_may_end_today_and_not_before():
    one = SensitiveColumn("belief", "A study", "Ada", DAY, DAY)

    assert codes(checks.of_sensitive(one, DAY)) == []
    assert codes(checks.of_sensitive(one, DAY + dt.timedelta(days=1))) == ["end_too_early"]


def test_one_problem_is_told_as_it_is_and_several_one_after_the_other():
    problems = [SettingsError("zone_unknown", found="Mars"), SettingsError("weights_invalid")]

    with pytest.raises(SettingsError) as one:
        checks.refuse(problems[:1])
    with pytest.raises(SettingsError) as both:
        checks.refuse(problems)

    assert one.value is problems[0]
    told = "This is no time zone. Found: Mars. The weights of the index can't be used."
    assert explained(both.value) == told
    assert "zone unknown" in str(both.value)
    checks.refuse([])


def test_holidays_are_suggested_for_a_country_and_for_a_part_of_it():
    everywhere, bavaria = (holidays.suggested("DE", [2024, 2025], part) for part in (None, "BY"))

    assert everywhere[dt.date(2024, 12, 25)] == "Christmas Day"
    assert set(bavaria) - set(everywhere) >= {dt.date(2024, 1, 6), dt.date(2025, 1, 6)}  # Epiphany
    assert list(everywhere) == sorted(everywhere)
    assert "BY" in holidays.countries()["DE"]


def test_a_standard_needs_staff_data_and_staff_data_need_a_manager():
    named = Settings(staff_managers=("Ada",))

    assert codes(checks.of_staff_data(Settings())) == []
    assert codes(checks.of_staff_data(Settings(staff_data=True))) == ["manager_missing"]
    assert codes(checks.of_staff_data(replace(named, punctuality=True))) == ["staff_data_off"]
    assert codes(checks.of_staff_data(replace(named, staff_data=True, conduct=True))) == []
    assert codes(checks.of_values({"staff_managers": (1,), "staff_data": 1})) == ["value_type", "value_type"]
