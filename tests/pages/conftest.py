"""A workspace of the pages in a folder of its own, and pages opened on it as a link opens them."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from crm_core import Store
from pages._parts import workspace as pages_workspace

ROUTER = Path(__file__).parents[2] / "pages" / "_router.py"
SECONDS = 60


@pytest.fixture(scope="session", autouse=True)
def installed() -> Iterator[None]:
    """Look through the installed packages once: the framework does it for every app, and they stay the same."""
    once = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Store]:
    """The store that the pages open, empty; each test has its own."""
    with opened(tmp_path) as store:
        yield store


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """Let the pages open an empty store in a folder."""
    config = folder / "loyalty.toml"
    config.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOYALTY_CONFIG", str(config))
        patch.setenv("LOYALTY_WORK_FOLDER", str(folder))
        patch.setenv("LOYALTY_SAMPLE", "no")
        _forget()
        store = pages_workspace.opened()
        yield store
        store.close()
        _forget()


def _forget() -> None:
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def open_page(workspace: Store) -> Callable[..., AppTest]:
    """Call it with a page's name and the parameters of an address."""
    return arrive


def arrive(name: str, **parameters: str | list[str]) -> AppTest:
    """Open a page on the store that is opened."""
    app = AppTest.from_file(ROUTER, default_timeout=SECONDS)
    for parameter, value in parameters.items():
        app.query_params[parameter] = value
    app.switch_page(str(ROUTER.with_name(f"{name}.py")))
    return app.run()
