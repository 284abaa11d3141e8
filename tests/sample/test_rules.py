"""The sample's rules: they come with it, go with it, and leave alone what a visitor has made."""

import datetime as dt

import pytest

from crm_core import schema
from crm_core.sample import rules
from tests.ingest.arriving import rows
from tests.rows import at, put

RULES = ("calendars", "calendar_hours", "holidays", "sla_targets", "tier_rules", "targets", "event_notes")
OWN_TIER = {
    "scheme": "club", "tier": "Silver", "basis": "visits", "threshold": 3, "downgrade": "none", "window_days": 365,
    "valid_from": "2026-01-01",
}  # fmt: skip


def test_the_rules_are_in_force_from_the_first_day(store):
    rules.add_rules(store)

    found = store.settings(at("2023-11-02"))

    assert [(one.tier, one.threshold) for one in found.tier_rules] == list(rules.TIERS)
    assert [one.name for one in found.calendars] == ["Care North", "Care South", "Care West"]
    assert {one.severity: one.resolution_seconds for one in found.sla_targets} == {
        "critical": 36_000, "high": 144_000, "normal": 252_000, "low": 504_000,
    }  # fmt: skip
    assert [(one.metric, one.value) for one in found.targets] == [("satisfaction.index", 80)]
    assert [one.date for one in found.event_notes] == [dt.date(2025, 11, 1), dt.date(2026, 4, 20)]


def test_a_care_team_rests_on_the_holidays_of_its_country(store):
    rules.add_rules(store)

    north, south, west = store.settings(at("2026-01-01")).calendars

    assert dt.date(2025, 7, 14) in north.holidays
    assert dt.date(2025, 12, 2) in south.holidays
    assert dt.date(2025, 7, 4) in west.holidays
    # Friday in Dubai ends at noon, 12 * 3,600 seconds after midnight.
    assert [one.closes for one in south.hours] == [64_800, 64_800, 64_800, 64_800, 43_200]


def test_the_rules_come_once_and_go_whole(store):
    rules.add_rules(store)
    once = {name: rows(store, name) for name in RULES}
    rules.add_rules(store)
    twice = {name: rows(store, name) for name in RULES}

    rules.remove_rules(store)

    assert all(once.values())
    assert twice == once
    assert {name: rows(store, name) for name in RULES} == dict.fromkeys(RULES, [])


def test_what_a_visitor_has_made_stays(store):
    calendar = {"name": "Care North", "time_zone": "UTC"}
    put(store, calendars=[calendar], calendar_hours=[{"calendar": "Care North", "weekday": 1, "opens": 0, "closes": 9}])
    rules.add_rules(store)
    hours = store.settings(at("2026-01-01")).calendars[0].hours
    put(store, tier_rules=[OWN_TIER], event_notes=[{"date": "2026-04-20", "text": "A visitor's own note"}])

    rules.remove_rules(store)

    assert [(one.weekday, one.opens, one.closes) for one in hours] == [(1, 0, 9)]
    assert rows(store, "tier_rules", "tier", "basis") == [("Silver", "visits")]
    assert rows(store, "event_notes", "text") == [("A visitor's own note",)]


@pytest.mark.parametrize("change", [rules.add_rules, rules.remove_rules])
def test_versions_rise_only_where_something_changed(store, change):
    change(store)
    before = store.versions(schema.TABLES)

    change(store)

    assert store.versions(schema.TABLES) == before
