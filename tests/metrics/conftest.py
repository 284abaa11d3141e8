"""A real file that several numbers are held against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import crm_core
from crm_core import Store

CDNOW = Path(__file__).parents[1] / "data" / "cdnow_master.txt"


@pytest.fixture(scope="session")
def music_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """CDNOW's purchases (``tests/data/README.md``), loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("cdnow")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        crm_core.load_csv(store, "purchases", CDNOW)
        yield store
