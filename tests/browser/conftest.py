"""A running app and pages of a real browser that may talk to nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, requests_that_leave
from tests.browser.server import running_app

HERE = Path(__file__).parent
WIDE = {"width": 1440, "height": 900}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests in one worker: they share one app, and the app its sample."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, running on the sample."""
    with running_app(tmp_path_factory.mktemp("work")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, app: str) -> Iterator[Callable[..., Page]]:
    """Call it to get the page of a new visitor, with cookies of their own; takes the options of a browser context.

    Afterwards the test fails if any page asked another host for anything.
    """
    contexts, left = [], []

    def arrive(**options: object) -> Page:
        context = browser.new_context(**{"base_url": app, "viewport": WIDE, **options})
        contexts.append(context)
        left.append(requests_that_leave(context))
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
    assert sum(left, []) == []


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """The page of one visitor on a wide screen."""
    return visitor()
