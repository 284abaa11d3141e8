"""What a visitor does and reads."""

from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.chromium import settle

FILE = 'input[type="file"]'
CHECK, LOAD, CANCEL = "Check the whole file", "Load it", "Cancel"


def visit(page: Page, path: str) -> Page:
    page.goto(path)
    settle(page)
    return page


def headline(page: Page) -> str:
    return page.locator("h2").inner_text().replace("\xa0", " ")


def main(page: Page) -> str:
    """All the text of a page, beside the sidebar."""
    return page.get_by_test_id("stMain").inner_text().replace("\xa0", " ")


def go(page: Page, group: str, name: str) -> None:
    """Open a page by the menu."""
    page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=name).click()
    expect(page.locator("h1")).to_have_text(name)
    settle(page)


def choose(page: Page, name: str, content: bytes | Path) -> None:
    """Give a file to the Data page and wait until it was looked at."""
    file = str(content) if isinstance(content, Path) else {"name": name, "mimeType": "text/csv", "buffer": content}
    expect(page.locator(FILE)).to_be_enabled()  # a field that isn't drops what it is given, and says nothing
    page.locator(FILE).set_input_files(file)
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    page.wait_for_timeout(300)  # the script starts when the upload has ended
    settle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def check(page: Page) -> None:
    """Let the whole file be checked."""
    press(page, CHECK)
    page.get_by_role("button", name=LOAD).wait_for()
    settle(page)


def load(page: Page) -> None:
    """Bring the checked rows in."""
    press(page, LOAD)
    page.get_by_test_id("stAlert").wait_for()
    settle(page)


def table(page: Page, head: str) -> list[list[str]]:
    """The cells of the table with such a heading; they are a drawing, inside it stands what is read aloud."""
    found = page.locator("table").filter(has=page.locator(f'th:text-is("{head}")')).first
    expect(found).to_be_attached()
    rows = found.locator("tbody tr").all()
    return [[cell.text_content() or "" for cell in row.locator("td").all()] for row in rows]


def download(page: Page, button: Locator) -> tuple[str, bytes]:
    """Press a button that gives a file; its name and what it holds."""
    with page.expect_download() as waiting:
        button.click()
    given: Download = waiting.value
    return given.suggested_filename, Path(given.path()).read_bytes()
