"""A large sample is made town by town straight into the tables, and is what the files would have brought."""

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa

import crm_core
from crm_core import schema
from crm_core.database import Store
from crm_core.errors import ImportRefused
from crm_core.sample import Size
from crm_core.sample.filling import ONCE, fill

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def table(store: Store, name: str) -> pd.DataFrame:
    rows = store.table(name)
    return store.read(sa.select(*(column for column in rows.c if column.name != "import_id")).order_by(rows.c.line))


def test_one_town_is_what_the_files_of_the_same_size_and_seed_bring(duckdb_url, tmp_path):
    beside = f"duckdb:///{tmp_path / 'files.duckdb'}"
    with crm_core.open_store(duckdb_url) as store, crm_core.open_store(beside) as other:
        from_files = crm_core.create_sample(other, 40, 3)
        straight = fill(store, Size.of(40), 3)

        assert straight == from_files
        for name in straight:
            pd.testing.assert_frame_equal(table(store, name), table(other, name))
        assert crm_core.horizon(store, straight) == crm_core.horizon(other, straight)
        assert crm_core.reach(store, "complaints") == crm_core.reach(other, "complaints")


def test_two_towns_share_stores_and_staff_and_nothing_else_and_need_an_empty_store(store):
    rows = fill(store, Size.of(60), town=40)

    counted = {name: len(table(store, name)) for name in rows}
    keys = {name: table(store, name)[list(schema.LOADED[name].key)].duplicated().sum() for name in rows}
    people, orders = table(store, "customers"), table(store, "purchases")
    complaints = crm_core.ask("complaints.rate")(store, crm_core.Filters(as_of=AS_OF))
    assert counted == rows
    assert set(keys.values()) == {0}
    assert set(orders["customer_id"].dropna()) <= set(people["customer_id"])
    assert people["email"].dropna().str.lower().duplicated().sum() <= 1  # every 250th record repeats a person
    assert people["customer_id"].str.startswith("C1-").sum() == 20
    assert [rows[name] for name in ONCE[:3]] == [24, 60, 160]
    assert 0 < complaints["n"].item() <= rows["complaints"]
    with pytest.raises(ImportRefused, match="not empty"):
        fill(store, Size.of(60))
