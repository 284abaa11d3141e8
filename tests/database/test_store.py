"""Opening, writing and changing a store: the same on both engines."""

import datetime as dt
import re
import subprocess
import sys
import threading

import duckdb
import pytest
import sqlalchemy as sa

from crm_core import schema
from crm_core.config import Config
from crm_core.database import SCHEMA_VERSION, open_store
from crm_core.errors import (
    ConfigurationError,
    StoreDamaged,
    StoreLocked,
    StoreNewer,
    StoreUnreachable,
    TooManyRows,
)
from tests import engines
from tests.rows import at, put


def names(store) -> list[str]:
    stores = schema.table("stores")
    return store.read(sa.select(stores.c.name).order_by(stores.c.name))["name"].tolist()


def test_what_is_written_is_there_when_the_store_is_opened_again(store, store_url, tmp_path):
    put(store, stores=[{"store_id": "s1", "name": "Lyon"}])
    store.checkpoint()
    store.close()

    with open_store(store_url, folder=tmp_path / "files") as again:
        found = names(again)

    assert found == ["Lyon"]


def test_a_transaction_that_fails_leaves_nothing(store):
    stores = schema.table("stores")

    with pytest.raises(ZeroDivisionError), store.write("half a change") as connection:
        connection.execute(sa.insert(stores).values(store_id="s1", name="Lyon"))
        raise ZeroDivisionError

    assert names(store) == []
    with store.write("the next change") as connection:
        connection.execute(sa.insert(stores).values(store_id="s2", name="Oslo"))
    assert names(store) == ["Oslo"]


def test_writers_come_one_after_the_other_and_lose_nothing(store):
    def raise_often():
        for _ in range(5):
            with store.write("counting") as connection:
                store.raise_versions(connection, ["stores"])

    writers = [threading.Thread(target=raise_often) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert store.versions(["stores", "complaints"]) == (("complaints", 0), ("stores", 20))


def test_many_rows_come_in_from_a_file_and_missing_stays_missing(store):
    path = store.folder / "bulk.parquet"
    with duckdb.connect() as engine:
        engine.sql(
            "SELECT 's' || i AS store_id, CASE i WHEN 0 THEN 'a \"quoted\", \\N; cell' WHEN 1 THEN '' "
            "WHEN 2 THEN NULL ELSE 'n' || i END AS name, i::BIGINT AS line FROM range(5000) t(i)"
        ).write_parquet(str(path))
    columns = [sa.Column("store_id", sa.String()), sa.Column("name", sa.String()), sa.Column("line", sa.BigInteger())]

    with store.write("rows in bulk") as connection:
        staged = store.stage(connection, path, columns, "arriving")
        connection.execute(
            sa.insert(schema.table("stores")).from_select(["store_id", "name", "line"], sa.select(staged))
        )

    stores = schema.table("stores")
    found = store.read(sa.select(stores.c.store_id, stores.c.name).order_by(stores.c.line).limit(4))
    assert len(names(store)) == 5000
    first = [(key, None if name != name else name) for key, name in found.itertuples(index=False)]
    assert first[:4] == [("s0", 'a "quoted", \\N; cell'), ("s1", ""), ("s2", None), ("s3", "n3")]


def test_an_answer_that_is_too_long_is_refused_whole(store):
    put(store, stores=[{"store_id": f"s{n}"} for n in range(11)])
    question = sa.select(schema.table("stores").c.store_id)

    with pytest.raises(TooManyRows):
        store.read(question, limit=10)

    assert len(store.read(question, limit=11)) == 11


def test_rules_are_those_that_were_valid_at_the_moment(store):
    put(
        store,
        settings=[
            {"key": "zone", "value": '"Europe/Vienna"', "valid_from": "2024-01-01"},
            {"key": "zone", "value": '"Asia/Tokyo"', "valid_from": "2024-06-01"},
            {"key": "index_weights", "value": "[2, 1, 1]", "valid_from": "2024-06-01"},
        ],
    )

    before, between, after = (store.settings(at(day)) for day in ("2023-12-31", "2024-05-31", "2024-06-01"))

    assert [rules.zone for rules in (before, between, after)] == ["UTC", "Europe/Vienna", "Asia/Tokyo"]
    assert (before.index_weights, after.index_weights) == ((1, 1, 1), (2, 1, 1))


def test_a_newer_database_is_not_opened_and_not_changed(store, store_url, tmp_path):
    version = schema.table("schema_version")
    with store.write("a newer product") as connection:
        connection.execute(sa.insert(version).values(version=SCHEMA_VERSION + 1))
    store.close()

    with pytest.raises(StoreNewer) as newer:
        open_store(store_url, folder=tmp_path / "files")

    assert newer.value.found == f"tables of version {SCHEMA_VERSION + 1}"


def test_the_clock_is_in_utc(store):
    assert store.now().utcoffset() == dt.timedelta(0)


def test_a_checkpoint_waits_for_nobody_who_reads(store):
    with store.engine.connect() as reader:
        reader.execute(sa.select(sa.func.count()).select_from(schema.table("stores"))).all()
        store.checkpoint()


def test_a_file_that_another_process_holds_is_named_with_its_number(tmp_path):
    path = tmp_path / "held.duckdb"
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        holder.stdout.readline()
        with pytest.raises(StoreLocked) as locked:
            open_store(f"duckdb:///{path}")
    finally:
        holder.communicate("")

    assert locked.value.found == f"process {holder.pid} holds held.duckdb"


def test_two_stores_of_one_process_share_a_file(duckdb_url):
    with open_store(duckdb_url) as first, open_store(duckdb_url) as second:
        put(first, stores=[{"store_id": "s1", "name": "Lyon"}])
        found = names(second)

    assert found == ["Lyon"]


def test_the_embedded_engine_reads_no_file_outside_its_folder(duckdb_url, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")

    with open_store(duckdb_url) as store, store.engine.connect() as connection:
        for attempt in (f"FROM read_csv('{outside}')", f"ATTACH '{tmp_path}/x.duckdb'", "SET threads = 1"):
            with pytest.raises(sa.exc.DBAPIError):
                connection.exec_driver_sql(attempt)
            connection.rollback()


def test_a_missing_folder_is_said_so(tmp_path):
    with pytest.raises(StoreUnreachable) as missing:
        open_store(f"duckdb:///{tmp_path}/nowhere/loyalty.duckdb")

    assert (missing.value.code, missing.value.found) == ("folder_missing", str(tmp_path / "nowhere"))


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear Sir or Madam, " * 500)

    with pytest.raises(StoreDamaged):
        open_store(f"duckdb:///{path}")

    assert path.read_text().startswith("Dear")


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path):
    url = f"postgresql+psycopg://ada:secret@127.0.0.1:{engines.free_port()}/loyalty"

    with pytest.raises(StoreUnreachable) as unreachable:
        open_store(url, folder=tmp_path)

    assert unreachable.value.code == "server_unreachable"
    assert re.fullmatch(r"127\.0\.0\.1:\d+, database loyalty", unreachable.value.found)
    assert "secret" not in str(unreachable.value)


def test_a_server_that_goes_away_while_a_store_is_open_is_named(postgres_server, tmp_path):
    with engines.postgres_database(postgres_server) as url:
        store = open_store(url, folder=tmp_path)
        store.engine.dispose()

    with store, pytest.raises(StoreUnreachable) as unreachable:
        store.has_rows("complaints")

    assert unreachable.value.code == "server_unreachable"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("duckdb:///:memory:", "memory_store"),
        ("duckdb://", "memory_store"),
        ("sqlite:///x.db", "engine_unknown"),
        ("what is this", "address_broken"),
    ],
)
def test_an_address_of_nothing_we_know_is_refused(url, code):
    with pytest.raises(ConfigurationError) as refused:
        open_store(url, config=Config())

    assert refused.value.code == code


def test_an_older_database_gets_the_tables_and_columns_that_it_lacks_and_keeps_its_rows(store, store_url, tmp_path):
    put(
        store,
        stores=[{"store_id": "s1", "name": "Lyon", "city": "Lyon"}],
        event_notes=[{"date": "2024-03-01", "text": "A"}],
    )
    with store.write("an older product") as connection:
        connection.exec_driver_sql("DROP TABLE sensitive_columns")
        connection.exec_driver_sql('ALTER TABLE "stores" DROP COLUMN "city"')
        connection.exec_driver_sql('ALTER TABLE "event_notes" DROP COLUMN "scope"')
        connection.execute(sa.update(schema.table("schema_version")).values(version=1))
    store.close()

    with open_store(store_url, folder=tmp_path / "files") as upgraded:
        found = names(upgraded)
        put(upgraded, stores=[{"store_id": "s2", "name": "Oslo", "city": "Oslo"}])
        cities = upgraded.read(sa.select(schema.table("stores").c.city))["city"].dropna().tolist()
        notes = upgraded.settings(at("2024-06-01")).event_notes
        on = upgraded.has_rows("sensitive_columns")
    open_store(store_url, folder=tmp_path / "files").close()

    assert (found, cities, on) == (["Lyon"], ["Oslo"], False)
    assert [(one.text, one.scope) for one in notes] == [("A", None)]


def test_an_upgrade_that_is_interrupted_leaves_the_older_database(store, store_url, tmp_path, monkeypatch):
    with store.write("an older product") as connection:
        connection.exec_driver_sql("DROP TABLE sensitive_columns")
        connection.execute(sa.update(schema.table("schema_version")).values(version=1))
    store.close()
    with monkeypatch.context() as patched:
        patched.setattr("crm_core.database._add_columns", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            open_store(store_url, folder=tmp_path / "files")

    with open_store(store_url, folder=tmp_path / "files") as upgraded:
        assert not upgraded.has_rows("sensitive_columns")
