"""The machine's own Chromium, kept from talking to anybody but the app."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebSocket, sync_playwright

NO_BROWSER = "Chromium is not installed: install it (on Debian: apt-get install chromium), or let make test do so."
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # it can't have its sandbox as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
HERE = {"127.0.0.1", "localhost"}
WITHOUT_HOST = {"data", "blob", "about"}
PROBES = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""What Streamlit's client asks for below a page's own address before it finds the server; it isn't there."""
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
STILL_DRAWING = """() => {
    const waiting = document.querySelectorAll('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]');
    const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')];
    const shown = charts.filter(chart => chart.offsetParent !== null);
    return waiting.length > 0 || !shown.every(chart => chart.querySelector('svg.marks, canvas.marks'));
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; closes it afterwards."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def requests_that_leave(context: BrowserContext) -> list[str]:
    """List that grows by each address which pages of this context ask for on another host."""
    left: list[str] = []

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in WITHOUT_HOST and parts.hostname not in HERE:
            left.append(address)

    def note_socket(socket: WebSocket) -> None:
        note(socket.url)

    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", note_socket))
    return left


def complaints_of(context: BrowserContext) -> list[str]:
    """List that grows by each error that pages of this context write to the console or don't catch."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBES.search(message.location["url"]):
            errors.append(f"{message.text} ({message.location['url']})")

    context.on("console", note)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    return errors


def settle(page: Page, seconds: float = 30) -> None:
    """Wait until the script has run, no skeleton is left, every chart is drawn and the fonts are there."""
    page.wait_for_selector(READY, timeout=seconds * 1000)
    page.wait_for_function(f"() => !({STILL_DRAWING})()", timeout=seconds * 1000)
    page.evaluate("() => document.fonts.ready.then(() => true)")
