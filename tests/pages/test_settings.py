"""The Settings page: what holds and since when, a change with its effect before it is made, and the way back."""

import datetime as dt

import pytest

from crm_core import actions
from crm_core.actions import settings as rules
from crm_core.sample.rules import add_rules
from crm_core.settings import Calendar, EventNote, Hours, SlaTarget, Target
from tests.pages import shop
from tests.pages.seen import NO_WIDTH, lines, raised, title
from tests.rows import at

DAY = dt.date(2024, 3, 1)


def shown(app, start: str) -> list[str]:
    """Lines that begin so, without their marks."""
    return [line for line in lines(app) if line.startswith(start)]


def fill_in(app, subject: str, **fields: object):
    """Fill a form in and ask what it would change."""
    for key, value in fields.items():
        found = [one for one in [*app.number_input, *app.text_input, *app.selectbox, *app.date_input] if one.key == key]
        found[0].set_value(value)
    return app.button(key=f"look_{subject}").click().run()


def test_every_rule_is_shown_with_since_when_it_holds(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    add_rules(workspace)
    rules.set_values(workspace, {"minimum_n": 40}, DAY)
    rules.set_values(workspace, {"minimum_n": 50}, dt.date(2999, 1, 1))

    app = open_page("settings")

    assert title(app) == "Settings"
    assert raised(app) == []
    assert shown(app, "Fewest cases") == [
        "Fewest cases for a claim: **40** :gray[since 1 Mar 2024] :gray[· 50 from 1 Jan 2999]"
    ]
    assert shown(app, "Time zone") == ["Time zone: **UTC** :gray[from the start]"]
    assert shown(app, "Satisfaction") == ["Satisfaction: **80.0** :gray[since 1 Nov 2023]"]
    assert shown(app, "`belief`") == ["`belief` is **off**."]
    promised = next(one.value for one in app.dataframe if "Settled" in one.value)
    assert promised[["Severity", "Settled", "Working hours"]].to_numpy().tolist() == [
        ["Critical", "10 h", "Those of the team"],
        ["High", "40 h", "Those of the team"],
        ["Low", "140 h", "Those of the team"],
        ["Normal", "70 h", "Those of the team"],
    ]


@pytest.mark.parametrize("filled", [False, True])
def test_the_page_works_without_data_and_without_rules(workspace, open_page, filled):
    if filled:
        shop.fill(workspace, complaints=shop.complaints())

    app = open_page("settings")

    assert (title(app), raised(app)) == ("Settings", [])
    assert "No target is set." in lines(app)
    assert "Nothing was changed yet." in lines(app)


def test_a_change_shows_its_effect_first_then_holds_and_can_be_undone(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    app = open_page("settings")

    fill_in(app, "general", rule_minimum_n=41, who_general="Ada", reason_general="Too noisy")
    effect = {row["Figure"]: row["With the change"] for row in app.dataframe[0].value.to_dict("records")}
    untouched = workspace.settings(workspace.now()).minimum_n
    app.button(key="save_general").click().run()
    changed = workspace.settings(workspace.now()).minimum_n
    noted = [line for line in lines(app) if line.startswith("**Value**")]
    app.button(key="undo_0").click().run()

    # Forty people answered, one too few for a minimum of 41.
    assert title(app) == "Settings"
    assert effect["Satisfaction"] == "77.8 (too few)"
    assert (untouched, changed) == (30, 41)
    assert noted[0].startswith("**Value** Fewest cases for a claim, since ")
    assert "the default to 41 :gray[· Ada, " in noted[0].replace("\\", "")
    assert noted[0].endswith("Too noisy]")
    assert workspace.settings(workspace.now()).minimum_n == 30
    assert [one.undone for one in actions.history(workspace, rules.PREFIX)] == [False, True]


def test_what_moves_no_number_says_so_and_can_be_left(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    app = open_page("settings")

    fill_in(app, "target", target_metric="satisfaction.index", target_value=80.0)
    told = "No headline number would move. Nothing is changed yet." in lines(app)
    app.button(key="leave_target").click().run()

    assert (title(app), told) == ("Settings", True)
    assert workspace.settings(workspace.now()).targets == ()
    assert not [one for one in app.button if one.key == "save_target"]


def test_a_group_has_a_target_of_its_own(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    app = open_page("settings")
    app.selectbox(key="target_metric").set_value("satisfaction.index").run()

    fill_in(app, "target", **{"target_group_satisfaction.index": "north", "target_value": 85.0, "from_target": DAY})
    app.button(key="save_target").click().run()

    assert (title(app), raised(app)) == ("Settings", [])
    assert workspace.settings(workspace.now()).targets == (Target("satisfaction.index", "north", 85.0, DAY),)
    (told,) = [line.replace("\\", "").replace(NO_WIDTH, "") for line in lines(app) if "85.0" in line]
    assert told.endswith(":gray[for Region: north]")


def test_a_wrong_change_names_all_that_is_wrong_and_changes_nothing(workspace, open_page):
    app = open_page("settings")

    fill_in(app, "sensitive", sensitive_until=dt.date(2020, 1, 1))

    (told,) = [line for line in lines(app) if "A sensitive column needs a purpose." in line]
    assert title(app) == "Settings"
    assert "Nobody is named who answers for a sensitive column." in told
    assert "A sensitive column would end before it begins." in told
    assert not [one for one in app.button if one.key == "save_sensitive"]


def test_a_sensitive_column_is_switched_on_with_purpose_person_and_end_and_off_again(workspace, open_page):
    app = open_page("settings")
    until = rules.today(workspace) + dt.timedelta(days=7)

    fill_in(app, "sensitive", sensitive_purpose="A study", sensitive_person="Ada", sensitive_until=until)
    app.button(key="save_sensitive").click().run()
    on = workspace.settings(workspace.now()).sensitive_columns, shown(app, "`belief` is **on**")
    app.button(key="off_belief").click().run()

    assert title(app) == "Settings"
    assert on[0] == ("belief",)
    assert "A study :gray[· Ada answers for it]" in on[1][0]
    assert workspace.settings(workspace.now()).sensitive_columns == ()


def test_a_promise_a_note_and_working_hours_are_written(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    app = open_page("settings")

    fill_in(app, "promises", promise_severity="high", promise_end=8.0, from_promises=DAY)
    app.button(key="save_promises").click().run()
    fill_in(app, "note", note_text="A new till", note_day=DAY)
    app.button(key="save_note").click().run()
    fill_in(app, "calendar", calendar_name_new="Care", calendar_new_1="8-12, 13:00-17:30")
    app.button(key="save_calendar").click().run()

    held = workspace.settings(workspace.now())
    assert (title(app), raised(app)) == ("Settings", [])
    assert held.sla_targets == (SlaTarget(DAY, "high", resolution_seconds=28_800),)
    assert held.event_notes == (EventNote(DAY, "A new till"),)
    assert [(one.opens, one.closes) for one in held.calendars[0].hours] == [(28_800, 43_200), (46_800, 63_000)]


def test_hours_are_changed_from_a_day_on(workspace, open_page):
    rules.put_calendar(workspace, Calendar("Care", "UTC", (Hours(1, 28_800, 43_200),)))
    app = open_page("settings")
    app.selectbox(key="calendar_which").set_value("Care").run()

    fill_in(app, "calendar", calendar_Care_1="8-18", calendar_since_Care=DAY)
    app.button(key="save_calendar").click().run()

    (care,) = workspace.settings(workspace.now()).calendars
    assert (title(app), raised(app)) == ("Settings", [])
    assert care.hours == (Hours(1, 28_800, 43_200), Hours(1, 28_800, 64_800, DAY))
    assert [line for line in lines(app) if line.endswith(":gray[· other hours since 1 Mar 2024]")]


def test_working_hours_that_can_not_be_read_are_told(workspace, open_page):
    app = open_page("settings")

    fill_in(app, "calendar", calendar_name_new="Care", calendar_new_1="early", calendar_new_2="18:00-08:00")

    (told,) = [line for line in lines(app) if "Working hours can't be read." in line]
    assert title(app) == "Settings"
    assert "An interval of work doesn't end after it begins." in told


def test_tiers_are_replaced_by_what_the_table_says(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    add_rules(workspace)
    app = open_page("settings")

    fill_in(app, "tiers_club", downgrade_tiers_club="at_end", from_tiers_club=DAY)
    told = "**0** customers would have another tier than now." in lines(app)
    app.button(key="save_tiers_club").click().run()

    before, after = (workspace.settings(at(day)).tier_rules for day in ("2024-02-01", "2024-03-01"))
    assert (title(app), raised(app)) == ("Settings", [])
    assert told
    assert [one.threshold for one in after] == [one.threshold for one in before] == [0, 2000, 5000, 10000]
    assert ({one.downgrade for one in before}, {one.downgrade for one in after}) == ({"at_once"}, {"at_end"})


def test_a_target_and_a_note_stand_on_the_pages(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    rules.put_target(workspace, Target("satisfaction.index", "", 80.0, DAY))

    app = open_page("overview")

    # 77.8 is 2.2 short of 80.
    assert title(app) == "Overview"
    assert "Target 80.0: −2.2 points" in lines(app)


def test_staff_data_are_off_until_somebody_says_who_and_why_and_names_a_manager(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    app = open_page("settings")
    before = shown(app, "What is about single members")
    app.checkbox(key="rule_staff_data").set_value(True)

    fill_in(app, "staff", rule_staff_managers="Ada; Bo")
    refused = [line for line in lines(app) if "switched on by somebody, for a reason" in line]
    app.checkbox(key="rule_staff_data").set_value(True)
    fill_in(app, "staff", rule_staff_managers="Ada; Bo", who_staff="Ada", reason_staff="A new shop")
    app.button(key="save_staff").click().run()

    assert (title(app), raised(app)) == ("Settings", [])
    assert before == ["What is about single members of staff: **off** :gray[from the start]"]
    assert len(refused) == 1
    assert workspace.settings(workspace.now()).staff_managers == ("Ada", "Bo")
    assert shown(app, "Managers who may see it")[0].startswith("Managers who may see it: **Ada; Bo**")
