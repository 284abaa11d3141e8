"""Changing a rule: checked whole, dated, noted, undone; the same on both engines."""

import datetime as dt

import pytest

from crm_core import Settings, actions
from crm_core.actions import Author, changes
from crm_core.actions import settings as rules
from crm_core.errors import SettingsError
from crm_core.settings import Calendar, EventNote, Hours, SensitiveColumn, SlaTarget, Target, TierRule
from tests.ingest.arriving import rows
from tests.rows import at, put

DAY = dt.date(2024, 3, 1)
LATER = dt.date(2024, 6, 1)
AFTER = at("2024-07-01")
ADA = Author("Ada", "The board asked for it")
CLUB = tuple(
    TierRule("club", tier, "net_spend", threshold, "at_once", DAY, window_days=365)
    for tier, threshold in (("Base", 0.0), ("Gold", 500.0))
)
CARE = Calendar("Care", "Europe/Vienna", (Hours(1, 28_800, 43_200), Hours(1, 46_800, 61_200)), (dt.date(2024, 12, 25),))


def test_a_value_holds_from_the_midnight_of_its_day_in_the_workspaces_zone(store):
    rules.set_values(store, {"zone": "Europe/Vienna", "minimum_n": 50}, DAY)

    # Midnight of 1 March in Vienna is 23:00 of 29 February in UTC.
    before, after = (store.settings(at(moment)) for moment in ("2024-02-29 22:59:59", "2024-02-29 23:00:00"))

    assert before == Settings()
    assert (after.zone, after.minimum_n) == ("Europe/Vienna", 50)


def test_every_kind_of_rule_is_written_and_read_again(store):
    rules.set_values(store, {"index_weights": (2, 1, 1), "currency": "EUR"}, DAY)
    rules.put_scheme(store, CLUB, DAY)
    rules.put_calendar(store, CARE, {dt.date(2024, 12, 25): "Christmas Day"})
    rules.put_promises(store, [SlaTarget(DAY, "high", None, 3_600, 36_000, "Care"), SlaTarget(DAY)])
    rules.put_target(store, Target("satisfaction.index", "", 80.0, DAY))
    rules.put_note(store, EventNote(DAY, "  A new till  "))

    found = store.settings(AFTER)

    assert found == Settings(
        index_weights=(2, 1, 1),
        currency="EUR",
        tier_rules=CLUB,
        calendars=(CARE,),
        sla_targets=(SlaTarget(DAY), SlaTarget(DAY, "high", None, 3_600, 36_000, "Care")),
        targets=(Target("satisfaction.index", "", 80.0, DAY),),
        event_notes=(EventNote(DAY, "A new till"),),
    )
    assert rows(store, "holidays", "day", "name") == [(dt.date(2024, 12, 25), "Christmas Day")]


def test_a_change_says_who_when_what_on_which_rows_and_why(store):
    started = store.now()

    moment = rules.put_target(store, Target("complaints.rate", "", 9.0, DAY), ADA)

    ((noted, who, what, table, changed, reason),) = rows(
        store, "audit_log", "at", "who", "what", "table_name", "rows", "reason"
    )
    assert started <= moment == noted.astimezone(dt.UTC)
    assert (who, what, table, reason) == ("Ada", "settings.target", "targets", "The board asked for it")
    assert '"after": [{"table": "targets"' in changed
    assert store.versions(["audit_log", "targets", "stores"]) == (("audit_log", 1), ("stores", 0), ("targets", 1))


def test_an_undone_change_brings_back_what_stood_there(store):
    rules.put_scheme(store, CLUB, DAY)
    rules.put_calendar(store, CARE)
    before = store.settings(AFTER)
    tiers = rules.put_scheme(store, [CLUB[0]], DAY)
    hours = rules.put_calendar(store, Calendar("Care", "UTC", (Hours(7, 0, 86_400),)))

    actions.undo(store, tiers, ADA)
    back = actions.undo(store, hours, ADA)

    assert store.settings(AFTER) == before
    told = [(one.what, one.who, one.undone) for one in actions.history(store, rules.PREFIX)]
    assert told == [
        ("settings.undo", "Ada", False),
        ("settings.undo", "Ada", False),
        ("settings.calendar", "", True),
        ("settings.tiers", "", True),
        ("settings.calendar", "", False),
        ("settings.tiers", "", False),
    ]
    actions.undo(store, back)
    assert store.settings(AFTER).calendars[0].time_zone == "UTC"


def test_what_was_changed_again_is_not_undone_over_the_head_of_the_later_change(store):
    first = rules.put_target(store, Target("complaints.rate", "", 9.0, DAY))
    rules.put_target(store, Target("complaints.rate", "", 8.0, DAY))

    with pytest.raises(SettingsError) as refused:
        actions.undo(store, first)

    assert refused.value.code == "changed_since"
    assert [one.value for one in store.settings(AFTER).targets] == [8.0]


def test_a_moment_at_which_nothing_was_changed_is_not_undone(store):
    with pytest.raises(SettingsError) as refused:
        actions.undo(store, AFTER)

    assert refused.value.code == "change_unknown"


def test_two_changes_never_have_the_same_moment(store, monkeypatch):
    monkeypatch.setattr(type(store), "now", lambda _: AFTER)

    moments = [rules.put_note(store, EventNote(DAY, text)) for text in ("One", "Two", "Three")]

    assert [(one - AFTER).microseconds for one in moments] == [0, 1, 2]


def test_all_problems_of_a_change_are_told_at_once_and_nothing_is_written(store):
    wrong = {"zone": "Mars/Olympus", "minimum_n": 0, "currency": "euros", "colour": "red", "index_weights": (0, 0, 0)}

    with pytest.raises(SettingsError) as refused:
        rules.set_values(store, wrong, DAY)

    assert sorted(one.code for one in refused.value.problems) == [
        "currency_unknown", "minimum_too_small", "setting_unknown", "weights_invalid", "zone_unknown",
    ]  # fmt: skip
    assert store.settings(AFTER) == Settings()
    assert rows(store, "audit_log") == []


def test_money_in_the_store_is_not_renamed(store):
    put(store, purchases=[{"currency": "USD"}, {"currency": None}])

    with pytest.raises(SettingsError) as refused:
        rules.set_values(store, {"currency": "EUR"}, DAY)
    rules.set_values(store, {"currency": "USD"}, DAY)

    assert (refused.value.code, refused.value.found) == ("currency_in_use", "USD")
    assert store.settings(AFTER).currency == "USD"


def test_a_scheme_is_replaced_whole_from_its_day_on_and_another_scheme_is_left_alone(store):
    card = TierRule("card", "Card", "visits", 0.0, "none", DAY, window_days=365)
    rules.put_scheme(store, CLUB, DAY)
    rules.put_scheme(store, [card], DAY)

    rules.put_scheme(store, [CLUB[0]], LATER)

    held = [
        [(one.scheme, one.tier) for one in store.settings(at(day)).tier_rules] for day in ("2024-05-31", "2024-06-01")
    ]
    assert held == [[("card", "Card"), ("club", "Base"), ("club", "Gold")], [("card", "Card"), ("club", "Base")]]


def test_a_promise_of_the_past_is_kept_beside_a_new_one(store):
    rules.put_promises(store, [SlaTarget(DAY, "high", resolution_seconds=7_200)])

    rules.put_promises(store, [SlaTarget(LATER, "high", resolution_seconds=3_600)])

    assert [(one.valid_from, one.resolution_seconds) for one in store.settings(AFTER).sla_targets] == [
        (DAY, 7_200),
        (LATER, 3_600),
    ]


def test_hours_that_begin_on_a_day_leave_the_earlier_ones_and_hours_without_a_day_replace_all(store):
    rules.put_calendar(store, Calendar("Care", "UTC", (Hours(1, 28_800, 43_200),)))
    rules.put_calendar(store, Calendar("Care", "UTC", (Hours(1, 28_800, 64_800),)), since=DAY)
    rules.put_calendar(store, Calendar("Care", "UTC", (Hours(2, 28_800, 64_800),)), since=DAY)
    both = store.settings(AFTER).calendars
    rules.put_calendar(store, Calendar("Care", "UTC", (Hours(3, 0, 86_400),)))

    assert both == (Calendar("Care", "UTC", (Hours(1, 28_800, 43_200), Hours(2, 28_800, 64_800, DAY))),)
    assert store.settings(AFTER).calendars == (Calendar("Care", "UTC", (Hours(3, 0, 86_400),)),)
    with pytest.raises(SettingsError) as refused:
        rules.put_calendar(store, Calendar("Care", "UTC"), since=DAY)
    assert refused.value.code == "hours_missing"


def test_a_calendar_that_a_promise_goes_by_stays(store):
    rules.put_calendar(store, CARE)
    rules.put_calendar(store, Calendar("Desk", "UTC"))
    rules.put_promises(store, [SlaTarget(DAY, resolution_seconds=60, calendar="Care")])

    rules.remove_calendar(store, "Desk")
    with pytest.raises(SettingsError) as refused:
        rules.remove_calendar(store, "Care")

    assert refused.value.code == "calendar_in_use"
    assert store.settings(AFTER).calendars == (CARE,)


def test_a_target_and_a_note_can_be_taken_away(store):
    note = EventNote(DAY, "A new till", "complaints.rate")
    rules.put_target(store, Target("complaints.rate", "S1", 9.0, DAY))
    rules.put_target(store, Target("complaints.rate", "", 9.0, DAY))
    rules.put_note(store, note)

    rules.remove_target(store, "complaints.rate")
    gone = rules.remove_note(store, note)

    assert [one.group for one in store.settings(AFTER).targets] == ["S1"]
    assert store.settings(AFTER).event_notes == ()
    actions.undo(store, gone)
    assert store.settings(AFTER).event_notes == (note,)


def test_a_sensitive_column_is_on_until_its_end_and_then_off_again(store, monkeypatch):
    monkeypatch.setattr(type(store), "now", lambda _: at("2024-03-01 12:00"))
    study = SensitiveColumn("belief", "A study of holidays", "Ada", DAY, LATER)

    rules.switch_on(store, study)

    days = ("2024-02-29 12:00", "2024-03-01 12:00", "2024-06-01 23:59", "2024-06-02 00:00")
    assert [store.settings(at(day)).sensitive_columns for day in days] == [(), ("belief",), ("belief",), ()]
    assert [(one.who, one.reason) for one in actions.history(store, rules.PREFIX)] == [("Ada", "A study of holidays")]


def test_a_sensitive_column_that_is_switched_off_stays_written_down(store, monkeypatch):
    monkeypatch.setattr(type(store), "now", lambda _: at("2024-03-01 12:00"))
    rules.switch_on(store, SensitiveColumn("belief", "A study", "Ada", DAY, LATER))
    monkeypatch.setattr(type(store), "now", lambda _: at("2024-03-05 12:00"))

    rules.switch_off(store, "belief", ADA)

    # From the fifth on it is off: its last day was the fourth.
    assert rules.switched_on(store) == (SensitiveColumn("belief", "A study", "Ada", DAY, dt.date(2024, 3, 4)),)
    assert store.settings(at("2024-03-05")).sensitive_columns == ()


def test_no_sensitive_column_is_on_without_purpose_person_and_end(store, monkeypatch):
    monkeypatch.setattr(type(store), "now", lambda _: at("2024-03-01 12:00"))

    with pytest.raises(SettingsError) as refused:
        rules.switch_on(store, SensitiveColumn("region", " ", "", DAY, dt.date(2024, 2, 1)))

    codes = ["column_not_sensitive", "end_too_early", "person_missing", "purpose_missing"]
    assert sorted(one.code for one in refused.value.problems) == codes
    assert rows(store, "sensitive_columns") == []


def test_values_are_listed_with_the_moment_since_when(store):
    rules.set_values(store, {"minimum_n": 40}, DAY)
    rules.set_values(store, {"minimum_n": 50}, LATER)

    found = rules.values_by_day(store)

    assert [(moment.astimezone(dt.UTC), n) for moment, n in found["minimum_n"]] == [
        (at("2024-06-01"), 50),
        (at("2024-03-01"), 40),
    ]


def test_a_change_is_read_from_the_log_as_it_was_made(store):
    moment = rules.put_calendar(store, CARE)

    ((change,),) = (actions.history(store, "settings.calendar"),)

    assert change.at == moment
    assert change.before == tuple(changes.Part(one.table, one.scope) for one in change.after)
    assert change.after[2].rows == ({"calendar": "Care", "day": dt.date(2024, 12, 25), "name": None},)


def test_staff_data_are_switched_on_by_somebody_for_a_reason_who_names_a_manager(store, monkeypatch):
    monkeypatch.setattr(type(store), "now", lambda _: at("2024-03-01 12:00"))
    wanted = {"staff_data": True, "staff_managers": ("Ada", "Bo"), "punctuality": True}

    with pytest.raises(SettingsError) as nameless:
        rules.set_values(store, wanted, DAY)
    with pytest.raises(SettingsError) as alone:
        rules.set_values(store, {"conduct": True}, DAY, Author("Ada", "A new shop"))
    rules.set_values(store, wanted, DAY, Author("Ada", "A new shop"))

    rules.set_values(store, {"staff_data": False}, LATER)  # whoever it is, and though a standard is still ticked

    held = store.settings(at("2024-03-01 12:00"))
    assert not store.settings(AFTER).shows_staff
    assert (nameless.value.code, alone.value.code) == ("author_missing", "staff_data_off")
    assert (held.staff_managers, held.shows_staff, held.late_minutes) == (("Ada", "Bo"), True, 6)
    assert not store.settings(at("2024-02-29 12:00")).shows_staff
    assert ("Ada", "A new shop") in {(one.who, one.reason) for one in actions.history(store, rules.PREFIX)}
