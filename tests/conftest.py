"""What every test may ask for: an empty database on each engine, and a store opened on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import engines

if TYPE_CHECKING:
    from crm_core.database import Store

ENGINES = ("duckdb", "postgresql")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL cluster of this worker's own, started when the first test asks for it."""
    with engines.postgres_cluster() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of a fresh, empty PostgreSQL database."""
    with engines.postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def duckdb_url(tmp_path: Path) -> str:
    """URL of a DuckDB file that does not exist yet."""
    return f"duckdb:///{tmp_path / 'loyalty.duckdb'}"


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, empty database: the test runs once on each engine."""
    names = {"duckdb": "duckdb_url", "postgresql": "postgres_url"}
    return request.getfixturevalue(names[request.param])


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator["Store"]:
    """An open, empty store: the test runs once on each engine."""
    from crm_core.database import open_store  # here: a test of one part does not load them all

    opened = open_store(store_url, folder=tmp_path / "files")
    yield opened
    opened.close()
