"""The journal outside the database notices what the database lost."""

import json

import pytest
import sqlalchemy as sa

from crm_core import ingest, schema
from crm_core.errors import StoreDamaged
from crm_core.ingest import journal
from tests.ingest.arriving import load

STORES = ("store_id,name", "s1,Lyon")


def written(store) -> list[dict]:
    return [json.loads(line) for line in (store.folder / journal.FILE).read_text().splitlines()]


def lose(store, import_id: str) -> None:
    """What a cut write-ahead log does: the import's last transaction never happened."""
    with store.write("a cut log") as connection:
        imports = schema.table("imports")
        connection.execute(sa.delete(imports).where(imports.c.import_id == import_id))


def test_each_import_and_each_taking_back_is_one_line(store):
    done = load(store, "stores", *STORES)
    ingest.undo(store, done.import_id)

    lines = written(store)

    assert [(one["import_id"], one["rows"], one["state"]) for one in lines] == [
        ("000001", 1, "committed"),
        ("000001", 1, "undone"),
    ]
    assert {one["hash"] for one in lines} == {ingest.history(store)["file_hash"].item()}
    journal.check(store)


def test_a_database_that_lacks_an_import_of_the_journal_is_not_used(store):
    load(store, "stores", *STORES)
    done = load(store, "stores", "store_id,name", "s2,Oslo")
    lose(store, done.import_id)

    with pytest.raises(StoreDamaged) as damaged:
        journal.check(store)

    assert damaged.value.code == "journal_ahead"
    assert done.import_id in damaged.value.found


def test_a_taking_back_that_the_database_lost_is_noticed(store):
    done = load(store, "stores", *STORES)
    ingest.undo(store, done.import_id)
    with store.write("a cut log") as connection:
        connection.execute(sa.update(schema.table("imports")).values(state="committed", undone_at=None))

    with pytest.raises(StoreDamaged):
        journal.check(store)


def test_an_import_that_a_killed_process_could_not_write_down_is_written_down_later(store):
    load(store, "stores", *STORES)
    before = written(store)
    (store.folder / journal.FILE).unlink()

    journal.check(store)

    assert written(store) == before


def test_a_line_cut_by_a_power_failure_is_passed_over(store):
    load(store, "stores", *STORES)
    with (store.folder / journal.FILE).open("a") as file:
        file.write('{"store": "x", "import')

    journal.check(store)


def test_a_backup_that_was_restored_on_purpose_is_accepted(store):
    done = load(store, "stores", *STORES)
    lose(store, done.import_id)
    with (store.folder / journal.FILE).open("a") as file:
        file.write('{"store": "another", "import_id": "000007", "hash": "", "rows": 1, "state": "committed"}\n')

    journal.accept(store)

    journal.check(store)
    assert [one["store"] for one in written(store)] == ["another"]
