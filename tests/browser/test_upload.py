"""A real file from a visitor's disk to a headline and a picture, and back."""

from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.files import CASEWORK
from tests.browser.steps import CANCEL, LOAD, check, choose, go, headline, load, main, press, visit

NOTHING = "Nothing here yet"


def test_a_file_becomes_a_chart_is_taken_back_and_comes_again(empty_app, visitor):
    page = visitor(base_url=empty_app)
    visit(page, "/complaints")
    assert headline(page) == NOTHING

    press(page, "Load a file")
    expect(page.locator("h1")).to_have_text("Data")
    choose(page, CASEWORK.name, CASEWORK)
    check(page)
    assert "5,898 records can be loaded as Complaints." in main(page)
    load(page)
    assert "Loaded as Complaints: 5,898 records." in main(page)
    page.get_by_role("link", name="See how long complaints take").click()
    _says_the_honest_time_and_the_plain_one(page)

    _says_that_it_is_there_already(page)
    press(page, CANCEL)
    _comes_and_goes(page)


def _says_the_honest_time_and_the_plain_one(page: Page) -> None:
    """Counted from the file: 857 of 5,898 have no closing date; half are closed after 8 days, half of those after 1."""
    expect(page.locator("h1")).to_have_text("Complaints")
    expect(page.locator("h2")).to_contain_text("857 are still open")
    settle(page)
    text = main(page)
    assert headline(page).startswith("Half of the complaints opened so far are settled within 8 days (")
    assert "The plain middle of the closed ones would say 1 day, because it leaves out the 857" in text
    assert "Data up to 8 March 2024 · 5,898 complaints, 857 open" in text
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()


def _says_that_it_is_there_already(page: Page) -> None:
    go(page, "Data", "Data")
    choose(page, CASEWORK.name, CASEWORK)
    notice = page.get_by_test_id("stAlert")
    expect(notice).to_contain_text("This very file was loaded on ")
    expect(notice).to_contain_text(" as Complaints: 5,898 records. Loaded again, it adds 0 new ones.")
    check(page)
    assert "Nothing in this file is new: 0 records would be added." in main(page)
    expect(page.get_by_role("button", name=LOAD)).to_be_disabled()


def _comes_and_goes(page: Page) -> None:
    press(page, "Take it back")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"{CASEWORK.name} as Complaints, ")
    expect(page.get_by_role("button", name="Load it again")).to_be_visible()
    go(page, "Experience", "Complaints")
    assert headline(page) == NOTHING
    go(page, "Data", "Data")
    press(page, "Load it again")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    go(page, "Experience", "Complaints")
    _says_the_honest_time_and_the_plain_one(page)


def test_what_one_visitor_reads_before_loading_no_other_sees(empty_app, visitor):
    one, two = visitor(base_url=empty_app), visitor(base_url=empty_app)
    visit(one, "/data")
    choose(one, "own.csv", b"complaint_id,opened_at\nK1,2024-02-01\n")
    check(one)

    visit(two, "/data")

    assert "1 record can be loaded as Complaints." in main(one)
    assert "own.csv" not in main(two)
    assert headline(visit(two, "/complaints")) == NOTHING
