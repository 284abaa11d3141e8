"""What every test may ask for: an empty database on each engine, and a store opened on it."""

import shutil
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


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL database with all tables: to empty what a test has filled is faster than to copy it."""
    with engines.postgres_database(postgres_server) as url:
        _make_tables(url, tmp_path_factory.mktemp("template"))
        yield url


@pytest.fixture(scope="session")
def duckdb_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with all tables and no rows: a copy of it is there at once."""
    folder = tmp_path_factory.mktemp("template")
    _make_tables(f"duckdb:///{folder / 'template.duckdb'}", folder)
    return folder / "template.duckdb"


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database with all tables and no rows: the test runs once on each engine."""
    if request.param == "duckdb":
        shutil.copy(request.getfixturevalue("duckdb_template"), tmp_path / "loyalty.duckdb")
        yield f"duckdb:///{tmp_path / 'loyalty.duckdb'}"
        return
    url = request.getfixturevalue("postgres_with_tables")
    yield url
    engines.empty_database(url)


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator["Store"]:
    """An open store without rows: the test runs once on each engine."""
    from crm_core.database import open_store  # here: a test of one part does not load them all

    opened = open_store(store_url, folder=tmp_path / "files")
    yield opened
    opened.close()


def _make_tables(url: str, folder: Path) -> None:
    from crm_core.database import open_store  # as above

    open_store(url, folder=folder / "files").close()
