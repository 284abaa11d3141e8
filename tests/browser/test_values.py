"""What a file leaves open is shown and asked: its letters, and amounts that mean two things."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import CHECK, check, choose, load, main, table, visit

LINES = ("complaint_id;opened_at;refund;summary", "K1;2024-02-01;1.234;Pe\u00f1a", "K2;2024-02-02;5.678;Se\u00f1ora")


@pytest.fixture
def data_page(empty_app, visitor) -> Page:
    """The Data page of an app without data."""
    return visit(visitor(base_url=empty_app), "/data")


def test_f51_f59_letters_can_be_chosen_and_amounts_are_asked(data_page):
    page = data_page
    choose(page, "cases.csv", "\n".join(LINES).encode("cp1250", "replace").replace(b"?", b"\xf1"))
    expect(page.get_by_role("button", name=CHECK)).to_be_disabled()
    page.get_by_role("combobox", name="Letters are written in").click()
    page.get_by_role("option", name="Windows-1252: Western Europe").click()
    settle(page)
    page.get_by_text("The comma parts the decimals, the point thousands").click()
    settle(page)
    check(page)

    assert "2 records can be loaded as Complaints." in main(page)
    assert [row[-1] for row in table(page, "summary")] == ["Pe\u00f1a", "Se\u00f1ora"]
    load(page)
    assert "Loaded as Complaints: 2 records." in main(page)
