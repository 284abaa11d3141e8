"""A chart's card: what it gives away is what the library answers, and all of it works from the keyboard."""

import datetime as dt
import shutil

import pytest
from playwright.sync_api import Page, expect

import crm_core
from crm_core.charts.export import texts_of
from crm_core.reports import to_csv
from crm_core.rows import rows_behind
from tests.browser.chromium import settle
from tests.browser.steps import download, table, visit
from tests.reports.opened import table as read
from tests.reports.opened import workbook

START, END = dt.date(2024, 1, 20), dt.date(2024, 2, 10)
ADDRESS = f"/complaints?period=dates&from={START}&to={END}"
CAUSES = "complaints.causes"
BY_CATEGORY = {"cause": "category"}  # the shop knows no root causes


@pytest.fixture
def library(shop_folder, tmp_path):
    """The store that the page shows, without the page, and the same filters."""
    folder = shutil.copytree(shop_folder, tmp_path / "library")
    store = crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder)
    yield store, crm_core.Filters(as_of=crm_core.horizon(store, ("complaints",)), start=START, end=END)
    store.close()


def opened(page: Page, card: str, button: str) -> None:
    """Open one of the small buttons below a chart."""
    page.locator(f".st-key-foot_{card}").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    settle(page)


def closed(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_what_is_downloaded_is_what_the_library_answers_and_what_the_screen_shows(page, library):
    store, filters = library
    answer = crm_core.ask(CAUSES)(store, filters, **BY_CATEGORY)
    visit(page, ADDRESS)

    opened(page, "complaints_causes", "Table")
    shown = table(page, "Group")
    closed(page)
    opened(page, "complaints_causes", "Download")
    name, content = download(page, page.get_by_role("button", name="CSV", exact=True))

    assert name == "complaints_causes.csv"
    assert content == to_csv(answer)
    assert [row[0] for row in shown] == answer["group"].tolist() == ["delivery", "price"]
    counted = [str(n) for n in answer["n"]]
    assert all(n in row for row, n in zip(shown, counted, strict=True))


def test_a_card_and_a_page_are_given_as_workbooks(page):
    visit(page, ADDRESS)

    opened(page, "complaints_causes", "Table")
    screen = table(page, "Group")
    closed(page)
    opened(page, "complaints_causes", "Download")
    name, content = download(page, page.get_by_role("button", name="Excel", exact=True))
    closed(page)
    page_name, whole = download(page, page.get_by_role("button", name="Download this page (Excel)"))

    assert (name, page_name) == ("complaints_causes.xlsx", "complaints.xlsx")
    first = read(workbook(content).worksheets[0], "Group")[1 : 1 + len(screen)]
    assert [[row[0], row[-1]] for row in first] == [[row[0], int(row[-1])] for row in screen]
    assert workbook(whole).sheetnames[0] == "Complaints"
    titles = [sheet["A1"].value for sheet in workbook(whole).worksheets[1:-1]]
    assert titles == [card for card in page.locator("h3").all_inner_texts() if card in titles] != []


def test_the_records_behind_a_number_are_given_as_a_workbook(page, library):
    store, filters = library
    frame, _ = rows_behind(crm_core.ask(CAUSES), store, filters, **BY_CATEGORY)
    visit(page, ADDRESS)

    opened(page, "complaints_causes", "Rows behind it")
    name, content = download(page, page.get_by_test_id("stPopoverBody").get_by_role("button", name="Excel"))

    cells = read(workbook(content).worksheets[0], frame.columns[0])
    assert name == "complaints_rows.xlsx"
    assert [row[0] for row in cells[1:]] == frame.iloc[:, 0].tolist()


def test_the_rows_behind_a_number_are_given_in_full(page, library):
    store, filters = library
    frame, total = rows_behind(crm_core.ask(CAUSES), store, filters, **BY_CATEGORY)
    visit(page, ADDRESS)

    opened(page, "complaints_causes", "Rows behind it")
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("22 records.")
    name, content = download(page, page.get_by_role("button", name="Download these records (CSV)"))

    # One complaint a day from 20 January to 10 February.
    assert total == 22
    assert (name, content) == ("complaints_rows.csv", to_csv(frame))


def test_a_chart_is_given_as_a_picture_and_as_a_drawing(page):
    visit(page, "/complaints")

    opened(page, "complaints_curve", "Download")
    png = download(page, page.get_by_role("button", name="Picture (PNG)"))
    svg = download(page, page.get_by_role("button", name="Drawing (SVG)"))

    assert png[0] == "complaints_curve.png"
    assert png[1].startswith(b"\x89PNG")
    assert svg[0] == "complaints_curve.svg"
    assert b"<svg" in svg[1][:200]
    assert "half in 2 days" in texts_of(svg[1].decode())


def test_a_definition_opens_and_closes_from_the_keyboard_alone(page):
    visit(page, "/complaints")

    focused = tabbed_to(page, "How this is calculated")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("Share of the complaints opened in the period")
    closed(page)

    assert focused


def tabbed_to(page: Page, name: str, most: int = 60) -> bool:
    """Press the tab key until the element of that text has the focus, and say whether it came to it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText || ''").strip() == name:
            return True
    return False


def test_the_first_key_leads_past_the_sidebar_to_the_page(page):
    visit(page, "/complaints")

    page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement.innerText") == "Skip to main content"
