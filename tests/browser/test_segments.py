"""A manager builds a segment, saves it, compares it, opens Complaints with it, exports, and sends the link."""

from collections.abc import Callable
from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import download, headline, main, visit

NORTH = ("Region", "north")


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of the field with such a label on the page, the last one of several."""
    page.get_by_test_id("stMain").get_by_label(label).last.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")
    settle(page)


def test_a_segment_is_built_saved_compared_opened_exported_and_its_link_reopened(
    fresh_app: str, visitor: Callable[..., Page]
):
    page = visitor(base_url=fresh_app)
    visit(page, "/segments")
    choose(page, "Attribute", NORTH[0])
    choose(page, "Values", NORTH[1])
    expect(page.get_by_test_id("stMain").get_by_text(" customers").first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Northerners")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as Northerners")).to_be_visible()
    settle(page)

    choose(page, "Hold beside each other", "My own segments")
    expect(page.get_by_text("Customers: Northerners")).to_be_visible()
    compared = main(page)
    page.get_by_role("button", name="Open Complaints with it").click()
    expect(page.locator("h1")).to_have_text("Complaints")
    settle(page)
    said, link = headline(page), page.url
    page.get_by_role("button", name="Download", exact=True).first.click()
    name, written = download(page, page.get_by_role("button", name="CSV", exact=True).first)

    again = visit(visitor(), link)
    reopened = headline(again), main(again)

    # Twenty of forty live in the north, fewer than the thirty that a comparison needs.
    assert "Customers: Northerners 20" in compared
    assert "These segments are too small to be held against everybody." in compared
    assert '["region","any_of","north"]' in unquote(link)
    assert (name[:11], name[-4:]) == ("complaints_", ".csv")
    assert len(written.decode("utf-8-sig").splitlines()) > 1
    assert (reopened[0], "Segment: Northerners" in reopened[1]) == (said, True)
