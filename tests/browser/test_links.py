"""Filters in links and from page to page, for one visitor and for two."""

from playwright.sync_api import expect

from tests.browser.chromium import settle
from tests.browser.steps import go, headline, main, press, visit

FEW = "20 complaints in the last 12 months: read them, don't count them."
"""Every second of the 40 customers lives in the north, each with one complaint."""


def test_the_first_request_to_a_fresh_app_may_be_a_link_with_filters(fresh_app, visitor):
    page = visitor(base_url=fresh_app)

    visit(page, "/complaints?region=north")

    expect(page.locator("h1")).to_have_text("Complaints")
    assert headline(page) == FEW
    assert "20 complaints, 10 open" not in main(page)
    assert "Data up to 18 February 2024 · 20 complaints, 5 open" in main(page)
    assert page.get_by_role("button", name="Region: north").count() == 1
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Where · 1")


def test_a_filter_stays_from_page_to_page_and_in_the_link(page, visitor, app):
    visit(page, "/complaints")
    page.get_by_test_id("stSidebar").get_by_text("Where").click()
    page.get_by_role("combobox", name="Region", exact=True).click()
    page.get_by_role("option", name="north").click()
    page.keyboard.press("Escape")
    expect(page.locator("h2")).to_have_text(FEW)
    settle(page)

    go(page, "Experience", "Satisfaction")
    seen, link = headline(page), page.url
    other = visit(visitor(), link.removeprefix(app))

    assert link == f"{app}/satisfaction?region=north"
    assert seen == headline(other) == "Only 20 customers answered in the last 12 months: too few for a score."
    assert other.get_by_role("button", name="Region: north").count() == 1


def test_a_chip_takes_its_filter_away_and_one_button_all_of_them(page):
    visit(page, "/complaints?region=north&region=south&category=price&period=all")

    page.get_by_role("button", name="Region: north, south").click()
    expect(page.get_by_role("button", name="Region: north, south")).to_have_count(0)
    left = page.url.partition("?")[2]
    press(page, "Clear all")
    expect(page.get_by_role("button", name="Complaint about: price")).to_have_count(0)

    assert left == "period=all&category=price"
    assert page.url.partition("?")[2] == "period=all"
    assert "settled within 2 days" in headline(page)


def test_a_period_from_one_day_to_another_is_kept_in_the_link(page, visitor, app):
    visit(page, "/complaints?period=dates&from=2024-01-10&to=2024-01-14")
    seen = headline(page)
    last_day = page.get_by_role("spinbutton", name="day, Days end date")
    last_day.click()
    for key in ("ArrowDown", "ArrowDown", "Escape"):
        page.keyboard.press(key)
    page.wait_for_url("**to=2024-01-12")
    settle(page)

    # One complaint a day from 10 January.
    assert seen == "5 complaints from 10 January 2024 to 14 January 2024: read them, don't count them."
    assert headline(page) == "3 complaints from 10 January 2024 to 12 January 2024: read them, don't count them."
    assert headline(visit(visitor(), page.url.removeprefix(app))) == headline(page)


def test_two_visitors_at_once_don_t_see_each_other_s_filters(visitor):
    one, two = visitor(), visitor()

    visit(one, "/complaints?region=north")
    visit(two, "/complaints?category=price&period=all")
    press(one, "Clear all")
    expect(one.locator("h2")).to_contain_text("10 are still open")

    assert two.url.endswith("category=price&period=all") or two.url.endswith("period=all&category=price")
    assert two.get_by_role("button", name="Complaint about: price").count() == 1
    assert headline(two) == "20 complaints so far: read them, don't count them."


def test_the_first_page_is_found_by_its_name_too(page, app):
    visit(page, "/overview?region=north")

    expect(page.locator("h1")).to_have_text("Overview")
    assert page.url == f"{app}/?region=north"
    assert page.get_by_role("button", name="Region: north").count() == 1
    expect(page.get_by_text("Page not found")).to_have_count(0)
