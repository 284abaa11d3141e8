"""The shipped sample goes through the same door as any file, and out again."""

import crm_core
from crm_core import ingest, schema
from tests.ingest.arriving import rows, state


def test_every_record_of_the_shipped_sample_is_taken_and_taken_back(duckdb_url):
    with crm_core.open_store(duckdb_url) as store:
        reports = crm_core.load_sample(store)
        stubs = [name for name in ingest.stubs.STUBBED if any(line == 0 for (line,) in rows(store, name, "line"))]
        until = crm_core.horizon(store, schema.LOADED)
        crm_core.start_empty(store)
        left = state(store)

    assert {one.table: one.quarantined for one in reports if one.quarantined} == {}
    assert {one.table for one in reports} >= {"customers", "purchases", "complaints", "survey_answers", "stores"}
    assert stubs == []
    assert until is not None
    assert left == {}
