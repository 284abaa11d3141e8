"""Pictures of every page, light and dark, on a wide screen and on a phone: ``python -m tests.browser.screenshots``."""

import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page

from pages._parts.menu import PAGES
from tests.browser.chromium import chromium, requests_that_leave, settle
from tests.browser.server import ROOT, running_app

PATHS = {name: "/" if name == PAGES[0] else f"/{name}" for name in PAGES}
SCHEMES = ("light", "dark")
WIDTHS = (1440, 390)  # CSS pixels: a laptop, a phone
FIRST_HEIGHT = 900
TALLEST = 12_000
CONTENT_HEIGHT = """() => Math.ceil(document.querySelector('[data-testid="stMain"]').scrollHeight)"""


def shoot(page: Page, address: str, target: Path) -> None:
    """Picture a whole page: Streamlit scrolls inside, so the window grows until nothing is left to scroll."""
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": FIRST_HEIGHT})
    page.goto(address)
    settle(page)
    height = FIRST_HEIGHT
    while (needed := min(page.evaluate(CONTENT_HEIGHT), TALLEST)) > height:
        height = needed
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
    page.wait_for_timeout(300)  # transitions of the theme and the sidebar
    page.screenshot(path=target)


def shoot_all(browser: Browser, address: str, folder: Path) -> Iterator[Path]:
    """Picture every page in every scheme and width; gives each file as it is made."""
    for scheme, width in product(SCHEMES, WIDTHS):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": FIRST_HEIGHT})
        left = requests_that_leave(context)
        page = context.new_page()
        for name, path in PATHS.items():
            target = folder / f"{name}-{scheme}-{width}.png"
            shoot(page, address + path, target)
            yield target
        context.close()
        if left:
            sys.exit(f"A page asked another host: {left[0]}")


def main() -> None:
    """Start the app on the sample and fill the folder ``screenshots``."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="loyalty-screenshots-") as work,
        running_app(Path(work)) as address,
        chromium() as browser,
    ):
        for target in shoot_all(browser, address, folder):
            print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
