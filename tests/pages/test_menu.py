"""The menu and the one sidebar: nothing is missing, everything is kept from page to page."""

import pytest

from crm_core.periods import PERIODS
from crm_core.schema.dimensions import FILTERS
from crm_core.text import word
from pages._parts.menu import MENU
from tests.pages import shop
from tests.pages.conftest import ROUTER
from tests.pages.seen import cards, headline, lines, raised, title

STAFF = [{"staff_id": "E1", "team": "red"}]
PRODUCTS = [{"product_id": "P1", "category": "lamps"}]
TIERS = [
    {"scheme": "club", "tier": tier, "basis": "visits", "threshold": threshold, "downgrade": "at_once",
        "window_days": 365, "valid_from": "2020-01-01"} for tier, threshold in (("Base", 0), ("Gold", 9))
]  # fmt: skip
KEYS = {"staff_id": "E1", "product_id": "P1", "channel": "web", "severity": "high"}
OFFERED = {
    "region": ["north", "south"],
    "country": ["NL"],
    "store_region": ["north", "south"],
    "store": ["Shop 0", "Shop 1"],
    "customer_kind": ["Persons"],
    "tier": ["Base", "Gold"],
    "channel": ["Web"],
    "product_category": ["lamps"],
    "category": ["delivery", "price"],
    "topic": ["setup"],
    "team": ["red"],
    "severity": ["High"],
    "touchpoint": ["Whole relationship", "visit"],
}


def everything() -> dict[str, list[shop.Row]]:
    """The shop with a value in every dimension."""
    rows = shop.shop()
    complaints = [row | KEYS for row in rows["complaints"]]
    answers = [row | {"touchpoint": ("relationship", "visit")[n % 2]} for n, row in enumerate(rows["survey_answers"])]
    contacts = [{"interaction_id": "I1", "topic": "setup", "started_at": shop.FIRST}]
    tables = {"staff": STAFF, "products": PRODUCTS, "complaints": complaints, "survey_answers": answers}
    return rows | tables | {"interactions": contacts, "tier_rules": TIERS}


def test_every_page_is_in_the_menu_once_and_the_menu_has_no_other():
    files = sorted(path.stem for path in ROUTER.parent.glob("*.py") if path != ROUTER)

    assert sorted(name for _, names in MENU for name in names) == files


def test_the_sidebar_offers_every_dimension_that_occurs_in_the_data(workspace, open_page):
    shop.fill(workspace, **everything())

    app = open_page("overview")

    fields = {one.label: one.options for one in app.sidebar.multiselect}
    assert title(app) == "Overview"
    assert fields == {word(f"filter.{one.name}"): OFFERED[one.name] for one in FILTERS}


def test_a_dimension_that_no_row_has_is_not_offered(workspace, open_page):
    shop.fill(workspace, complaints=[{"complaint_id": "K1", "opened_at": "2024-02-01", "category": "price"}])

    app = open_page("complaints")

    assert title(app) == "Complaints"
    assert [one.label for one in app.sidebar.multiselect] == ["Complaint about"]


# The data end on 8 March 2024, the day after a leap February: 366 days, 90, 28.
DAYS = {
    "last_12_months": "9 Mar 2023 to 8 Mar 2024",
    "last_90_days": "10 Dec 2023 to 8 Mar 2024",
    "last_28_days": "10 Feb 2024 to 8 Mar 2024",
    "last_month": "1 Feb 2024 to 29 Feb 2024",
    "this_year": "1 Jan 2024 to 8 Mar 2024",
    "last_year": "1 Jan 2023 to 31 Dec 2023",
    "all": "All of the data",
}


@pytest.mark.parametrize("period", [name for name in PERIODS if name != "dates"])
def test_a_period_that_is_chosen_stands_above_the_page_and_in_the_address(workspace, open_page, period):
    shop.fill(workspace, **shop.shop())
    app = open_page("complaints")

    app.sidebar.selectbox(key="filter_period").set_value(period).run()

    assert (title(app), raised(app)) == ("Complaints", [])
    assert lines(app)[0].split(", compared")[0] == DAYS[period]
    assert app.query_params == ({} if period == "last_12_months" else {"period": period})


def test_days_chosen_by_hand_narrow_what_is_counted(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("complaints", period="dates", **{"from": "2024-01-10", "to": "2024-01-14"})

    # One complaint a day from 10 January.
    assert title(app) == "Complaints"
    assert headline(app) == "5 complaints from 10 January 2024 to 14 January 2024: read them, don't count them."
    assert lines(app)[0] == "10 Jan 2024 to 14 Jan 2024, compared with the same days a year before"


def test_a_link_opens_with_its_filters_on_any_page_and_they_stay(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("complaints", region="north", compare="none")
    opened = title(app), app.sidebar.multiselect(key="filter_region").value, headline(app)
    app.switch_page(str(ROUTER.with_name("satisfaction.py"))).run()

    # Every second customer lives in the north, so 20 complaints and 20 answers are left.
    few = "20 complaints in the last 12 months: read them, don't count them."
    assert opened == ("Complaints", ["north"], few)
    assert title(app) == "Satisfaction"
    assert headline(app) == "Only 20 customers answered in the last 12 months: too few for a score."
    assert app.query_params == {"region": "north", "compare": "none"}
    assert lines(app)[0] == "9 Mar 2023 to 8 Mar 2024"


def test_a_code_of_a_link_that_no_row_has_can_be_seen_and_taken_away(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("complaints", region="nowhere")
    shown = app.button(key="chip_region").label, app.sidebar.multiselect(key="filter_region").options
    app.button(key="chip_region").click().run()

    assert shown == ("Region: nowhere ✕", ["north", "south", "nowhere"])
    assert title(app) == "Complaints"
    assert app.query_params == {}
    assert cards(app)["Open now"] == "10"


def test_one_chip_stands_for_one_field_and_one_button_clears_all(workspace, open_page):
    shop.fill(workspace, **everything())
    app = open_page("complaints", region=["north", "south"], category="price", period="all")
    chips = [one.label for one in app.button if one.key and one.key.startswith("chip_")]

    app.button(key="clear_all").click().run()

    assert chips == ["Region: north, south ✕", "Complaint about: price ✕"]
    assert title(app) == "Complaints"
    assert app.query_params == {"period": "all"}
    assert not [one for one in app.button if one.key and one.key.startswith("chip_")]


def test_what_a_fact_has_no_path_to_is_said(workspace, open_page):
    shop.fill(workspace, **everything())

    app = open_page("satisfaction", severity="high")

    assert title(app) == "Satisfaction"
    assert "Data up to 8 March 2024 · 40 answers · Not narrowed by Severity." in lines(app)
