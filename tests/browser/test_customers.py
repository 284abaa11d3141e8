"""A customer is found by a word in another spelling, opened, and opened again by its link."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import files
from tests.browser.chromium import settle
from tests.browser.conftest import NO_SAMPLE
from tests.browser.server import running_app
from tests.browser.steps import download, main, visit

NAME = "Zoë Ångström"


@pytest.fixture
def named_app(shop_folder: Path, tmp_path: Path) -> Iterator[str]:
    """Address of an app whose small shop knows the names of two customers."""
    folder = shutil.copytree(shop_folder, tmp_path / "work")
    files.load(folder, {"customers": [{"customer_id": "C7", "name": NAME}, {"customer_id": "C8", "name": "Zoé Bell"}]})
    with running_app(folder, settings=NO_SAMPLE) as address:
        yield address


def opened(page: Page) -> str:
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    settle(page)
    return main(page)


def test_a_customer_is_found_in_another_spelling_and_its_link_opens_it_for_another_visitor(
    named_app: str, visitor: Callable[..., Page]
):
    page = visitor(base_url=named_app)
    visit(page, "/customers")
    search = page.get_by_test_id("stMain").get_by_role("textbox").first
    search.fill("ANGSTROM zoe")
    search.press("Enter")
    said, link = opened(page), page.url
    name, written = download(page, page.get_by_role("button", name="All of it (CSV)"))

    again = visitor(base_url=named_app)
    visit(again, link)
    reopened = opened(again)

    # Ten of the 400 orders are this customer's, and one of the 40 complaints, answers and contacts each.
    assert (name, len(written.decode("utf-8-sig").splitlines())) == ("customer_timeline.csv", 1 + 13)
    assert link == f"{named_app}/customers?customer=C7"
    for text in (said, reopened):
        assert [kind in text for kind in ("Order 10", "Complaint 1", "Answer 1", "Contact 1")] == [True] * 4
        assert "Zoé Bell" not in text
