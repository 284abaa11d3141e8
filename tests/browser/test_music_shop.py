"""A music shop's purchases as they were published: from the file to who comes back, and the same file once more."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.steps import LOAD, check, choose, go, headline, load, main, visit

CDNOW = Path(__file__).parents[1] / "data" / "cdnow_master.txt"


def test_purchases_without_a_key_become_loyalty_and_the_same_file_again_adds_nothing(empty_app, visitor):
    page = visitor(base_url=empty_app)
    visit(page, "/data")
    choose(page, CDNOW.name, CDNOW)
    assert "separated by spaces" in main(page)
    check(page)
    text = main(page)
    # 69,659 purchases, 255 of them equal to another one (Fader and Hardie)
    assert "69,659 records can be loaded as Purchases." in text
    assert "255 rows are equal to another one and are kept: two equal lines are two records." in text
    load(page)
    assert "Loaded as Purchases: 69,659 records." in main(page)

    visit(page, "/loyalty?period=all")

    _says_who_came_back_and_how_much_hangs_on_how_few(page)
    go(page, "Data", "Data")
    choose(page, CDNOW.name, CDNOW)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Loaded again, it adds 0 new ones.")
    check(page)
    assert "Nothing in this file is new: 0 records would be added." in main(page)
    expect(page.get_by_role("button", name=LOAD)).to_be_disabled()


def _says_who_came_back_and_how_much_hangs_on_how_few(page: Page) -> None:
    """Counted from the file with pandas: 45.9 % within a year; the top fifth brings 67.78 % of $2,500,315.63."""
    text = main(page)
    assert headline(page).startswith("45.9% of the customers who first bought so far came back within a year")
    assert "The top fifth of the customers brings 67.8% of the revenue so far" in text
    assert "Purchases before January 1997 are unknown: the first purchase on record counts as the first." in text
    assert "Data up to 30 June 1998 · 69,659 orders" in text
    assert "35.4% of the 23,570 who ever bought" in text
    assert "Not 80/20 here: 68/20" in text
    assert "Load survey answers that name the customer to see who likes us and who buys." in text
    assert page.locator('[data-testid="stVegaLiteChart"] svg').count() >= 5
