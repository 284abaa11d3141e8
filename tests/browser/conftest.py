"""Running apps, and pages of a real browser that may talk to nobody else and complain of nothing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import files
from tests.browser.chromium import chromium, complaints_of, requests_that_leave
from tests.browser.server import running_app
from tests.pages.shop import shop

expect.set_options(timeout=30_000)  # a file is read by a process of its own, on machines that are busy

WIDE = {"width": 1440, "height": 900}
NO_SAMPLE = {"LOYALTY_SAMPLE": "no"}


@pytest.fixture(scope="session")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder that holds a small shop; copy it, since an app keeps its database to itself."""
    folder = tmp_path_factory.mktemp("shop")
    files.load(folder, shop())
    return folder


@pytest.fixture(scope="session")
def app(shop_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an app that shows the small shop; tests leave its data as they are."""
    folder = shutil.copytree(shop_folder, tmp_path_factory.mktemp("app") / "work")
    with running_app(folder, settings=NO_SAMPLE) as address:
        yield address


@pytest.fixture
def fresh_app(shop_folder: Path, tmp_path: Path) -> Iterator[str]:
    """Address of an app that shows the small shop and that nobody has asked for anything yet."""
    with running_app(shutil.copytree(shop_folder, tmp_path / "work"), settings=NO_SAMPLE) as address:
        yield address


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[str]:
    """Address of an app without any data; ask for it before `visitor`, so that it is still there when pages close."""
    with running_app(tmp_path, settings=NO_SAMPLE) as address:
        yield address


@pytest.fixture(scope="session")
def untouched_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an app without any data, for tests that leave it so."""
    with running_app(tmp_path_factory.mktemp("untouched"), settings=NO_SAMPLE) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, app: str) -> Iterator[Callable[..., Page]]:
    """Call it to get the page of a new visitor, with cookies of their own; takes the options of a browser context.

    Afterwards the test fails if any page asked another host for anything, or if the browser noted an error.
    """
    contexts, left, errors = [], [], []

    def arrive(**options: object) -> Page:
        context = browser.new_context(**{"base_url": app, "viewport": WIDE, **options})
        contexts.append(context)
        left.append(requests_that_leave(context))
        errors.append(complaints_of(context))
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
    assert sum(left, []) == []
    assert sum(errors, []) == []


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """The page of one visitor on a wide screen."""
    return visitor()
