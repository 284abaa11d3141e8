"""Comparing everywhere: with the days before, a year before, a target, a saved selection."""

import datetime as dt

from crm_core.actions import selections
from crm_core.actions import settings as rules
from crm_core.settings import Target
from pages._parts import figures
from tests.pages import shop
from tests.pages.seen import headline, lines, raised, title
from tests.rows import put

DAY = dt.date(2024, 1, 1)
INDEX = "**77.8** of 100 (74.2 to 81.4; 40 customers)"


def test_a_number_is_held_against_its_target(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    rules.put_target(workspace, Target("satisfaction.index", "", 90.0, DAY))

    app = open_page("satisfaction", compare="target")

    # 77.8 (74.2 to 81.4) leaves 90 out.
    assert (title(app), raised(app)) == ("Satisfaction", [])
    assert headline(app) == f"The index is {INDEX}, 12.2 points below the target."
    assert lines(app)[0] == "9 Mar 2023 to 8 Mar 2024, compared with the targets"
    assert app.metric[0].delta == "−12.2 points"


def test_a_target_inside_the_interval_could_be_met_by_chance(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    rules.put_target(workspace, Target("satisfaction.index", "", 80.0, DAY))

    app = open_page("satisfaction", compare="target")

    assert title(app) == "Satisfaction"
    assert headline(app) == f"The index is {INDEX}, about on target (80.0); the difference could be chance."


def test_without_a_target_it_is_said_that_there_is_none(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    for page in ("overview", "complaints", "satisfaction"):
        app = open_page(page, compare="target")
        assert (title(app), raised(app)) == (page.capitalize(), [])
    assert headline(app) == f"The index is {INDEX}, no target is set."


def test_a_saved_selection_is_compared_with_over_the_same_days(workspace, open_page):
    rows = shop.shop()
    low = [row | dict.fromkeys(("satisfaction", "expectations", "ideal"), 4) for row in rows["survey_answers"]]
    south = [row | {"customer_id": f"D{n}", "answer_id": f"D{n}"} for n, row in enumerate(low)]
    people = [{"customer_id": f"D{n}", "region": "far south"} for n in range(40)]
    shop.fill(workspace, **rows)
    put(workspace, customers=people, survey_answers=south)
    selections.save(workspace, "The *far* south", {"region": ("far south",)})

    app = open_page("satisfaction", compare="saved:The *far* south", region=["north", "south"])

    # Everybody in the far south gives 4: 100 (12 - 3) / 27 = 33.3, and 77.8 - 33.3 = 44.4.
    assert (title(app), raised(app)) == ("Satisfaction", [])
    assert headline(app).replace("\\", "") == f"The index is {INDEX}, up 44.4 points on The *far* south."
    assert lines(app)[0].replace("\\", "") == "9 Mar 2023 to 8 Mar 2024, compared with The *far* south"


def test_a_selection_is_saved_chosen_again_and_forgotten_in_the_sidebar(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    app = open_page("complaints", region="north")

    app.text_input(key="selection_name").set_value("The north").run()
    app.button(key="selection_save").click().run()
    saved, offered = selections.saved(workspace), app.sidebar.selectbox(key="filter_compare").options
    app.sidebar.multiselect(key="filter_region").set_value([]).run()
    app.button(key="selection_use_0").click().run()
    again = app.sidebar.multiselect(key="filter_region").value
    app.sidebar.selectbox(key="filter_compare").set_value("saved:The north").run()
    address = dict(app.query_params)
    app.button(key="selection_delete_0").click().run()

    assert title(app) == "Complaints"
    assert saved == {"The north": {"region": ("north",)}}
    assert offered[-1] == "The north (saved)"
    assert again == ["north"]
    assert address == {"compare": "saved:The north", "region": "north"}
    assert selections.saved(workspace) == {}
    assert app.sidebar.selectbox(key="filter_compare").value == "auto"


def test_a_name_that_is_taken_is_told_beside_the_field(workspace, open_page):
    shop.fill(workspace, **shop.shop())
    selections.save(workspace, "The north", {"region": ("north",)})
    app = open_page("complaints", region="north")

    app.text_input(key="selection_name").set_value("The north").run()
    app.button(key="selection_save").click().run()

    assert title(app) == "Complaints"
    assert [line for line in lines(app) if line.startswith("There is a selection of that name.")]


def test_a_link_to_a_selection_that_is_gone_compares_automatically(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("satisfaction", compare="saved:Gone")

    assert (title(app), raised(app)) == ("Satisfaction", [])
    assert headline(app) == f"The index is {INDEX}, no earlier period to compare."
    assert app.sidebar.selectbox(key="filter_compare").value == "auto"


def test_seven_days_are_compared_with_the_seven_days_before(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("complaints", period="dates", compare="days_before", **{"from": "2024-01-17", "to": "2024-01-23"})

    # One complaint and ten orders a day from 10 January: 7 against the 7 of 10 to 16 January.
    assert title(app) == "Complaints"
    assert lines(app)[0] == "17 Jan 2024 to 23 Jan 2024, compared with as many days before"
    view = app.session_state["view"]
    found = view.compare("complaints.rate").iloc[0]
    earlier = view.earlier(("complaints",))
    assert (earlier.start, earlier.end) == (dt.date(2024, 1, 10), dt.date(2024, 1, 16))
    assert (found["n"], found["before_n"]) == (7, 7)


def test_eighty_to_seventy_six_per_cent_is_four_points_less():
    assert figures.signed(76.0 - 80.0, "per cent", "en", beside=76.0) == "−4 points"
    assert figures.signed(1.0, "per cent", "en", beside=76.0) == "+1 point"
    assert figures.signed(-0.04, "per cent", "en", beside=76.0) == "0 points"
