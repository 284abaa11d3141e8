"""The sample goes through the same door as any file, and out again."""

from pathlib import Path

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store, open_store
from crm_core.ingest import sample_is_loaded
from crm_core.sample import write_sample
from crm_core.sample.loading import create_sample, start_empty


def count(store: Store, name: str) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(schema.table(name))).scalar_one())


def test_every_row_of_the_sample_is_taken_and_taken_back(tmp_path: Path, duckdb_url: str):
    store = open_store(duckdb_url)
    written = write_sample(tmp_path / "files", 60, 2)

    reports = create_sample(store, 60, 2)

    assert {report.table: report.good for report in reports} == written
    assert sum(report.quarantined for report in reports) == 0
    assert {name: count(store, name) for name in written} == written
    assert sample_is_loaded(store)

    start_empty(store)

    assert not sample_is_loaded(store)
    assert {count(store, name) for name in written} == {0}
    store.close()
