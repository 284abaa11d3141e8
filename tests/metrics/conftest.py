"""A real file that several numbers are held against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import crm_core
from crm_core import Store

CONTRACT = Path(__file__).with_name("test_contract.py")
CDNOW = Path(__file__).parents[1] / "data" / "cdnow_master.txt"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the contract's tests of one number beside each other: they share its answers, and so does a worker."""
    places = [place for place, item in enumerate(items) if item.path == CONTRACT]
    neighbours = sorted((items[place] for place in places), key=_number_asked)
    for place, item in zip(places, neighbours, strict=True):
        items[place] = item


def _number_asked(item: pytest.Item) -> str:
    """Return the name of the number that a test is about; empty where it is about none."""
    asked = getattr(item, "callspec", None)
    return str(asked.params.get("name", "")) if asked else ""


@pytest.fixture(scope="session")
def music_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """CDNOW's purchases (``tests/data/README.md``), loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("cdnow")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        crm_core.load_csv(store, "purchases", CDNOW)
        yield store
