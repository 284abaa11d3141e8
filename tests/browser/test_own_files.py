"""Two visitors try files of their own on one dashboard: each sees their own, the shared data stay as they are."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import check, choose, load, main, press, visit

ME = "Only me, until I close this page"
BANNER = "Your own files. Nobody else sees them"
SHARED = 40  # complaints of the small shop


def complaints(count: int) -> bytes:
    """So many complaints, one a day, each settled three days later."""
    days = [f"K{n},2024-01-{n + 1:02},2024-01-{n + 4:02}" for n in range(count)]
    return "\n".join(["complaint_id,opened_at,resolved_at", *days, ""]).encode()


def try_a_file(page: Page, count: int) -> None:
    visit(page, "/data")
    page.get_by_text(ME).click()
    expect(page.get_by_role("radio", name=ME)).to_be_checked()
    page.wait_for_timeout(300)  # the page is drawn anew for the answer; only then comes the file, as with a person
    settle(page)
    choose(page, "own.csv", complaints(count))
    expect(page.get_by_test_id("stMain")).to_contain_text(BANNER)
    check(page)
    load(page)
    page.get_by_role("link", name="See how long complaints take").click()
    expect(page.locator("h1")).to_have_text("Complaints")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"{count} complaints")


@pytest.fixture
def shared(fresh_app: str, tmp_path: Path) -> tuple[str, Path]:
    return fresh_app, tmp_path / "work"


def test_each_visitor_sees_their_own_file_and_nobody_elses(shared, visitor):
    address, folder = shared
    one, two, third = (visitor(base_url=address) for _ in range(3))

    try_a_file(one, 21)
    try_a_file(two, 25)

    assert "21 complaints" in main(one)
    assert "25 complaints" in main(two)
    visit(third, "/complaints")
    assert f"{SHARED} complaints" in main(third)
    assert BANNER not in main(third)
    assert len(list((folder / "sessions").iterdir())) == 2

    press(one, "Back to the shared data")
    expect(one.get_by_test_id("stMain")).to_contain_text(f"{SHARED} complaints")
    assert BANNER not in main(one)
    two.close()
    _gone(folder / "sessions", third)


def _gone(folder: Path, page: Page) -> None:
    """A closed page ends its visit a little later."""
    for _ in range(100):
        if not any(folder.iterdir()):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"still there: {list(folder.iterdir())}")
