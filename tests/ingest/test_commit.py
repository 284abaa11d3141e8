"""Rows meet rows: keys, repeats, updates, references, and nothing half loaded."""

import threading
from dataclasses import replace

import duckdb
import pytest
import sqlalchemy as sa

from crm_core import ingest
from crm_core.errors import ImportRefused, StoreLocked
from crm_core.ingest import Profile
from tests.ingest.arriving import COMPLAINTS, lines, load, load_bytes, rows, staged, state, text

FIRST = (COMPLAINTS, "k1,c1,2024-01-05T09:00:00Z,2024-01-05T09:00:00Z,open", "k2,c2,2024-01-06T09:00:00Z,,open")


def test_f72_the_newest_of_two_rows_with_one_key_counts_and_the_loser_is_listed(store):
    done = load(
        store,
        "complaints",
        COMPLAINTS,
        "k1,c1,2024-01-05T09:00:00Z,2024-01-08T09:00:00Z,pending",
        "k1,c1,2024-01-05T09:00:00Z,2024-01-06T09:00:00Z,open",
    )

    assert lines(done) == {"header": 1, "good": 1, "superseded": 1}
    assert rows(store, "complaints", "complaint_id", "status", "line") == [("k1", "pending", 2)]
    assert rows(store, "replaced_complaints", "complaint_id", "status", "line") == [("k1", "open", 3)]


def test_a_newer_row_takes_the_place_of_the_one_that_is_there(store):
    load(store, "complaints", *FIRST)

    done = load(store, "complaints", COMPLAINTS, "k1,c1,2024-01-05T09:00:00Z,2024-01-09T09:00:00Z,pending")

    assert lines(done) == {"header": 1, "good": 1}
    assert rows(store, "complaints", "complaint_id", "status", "import_id") == [
        ("k1", "pending", "000002"),
        ("k2", "open", "000001"),
    ]
    assert rows(store, "replaced_complaints", "status", "import_id", "replaced_by") == [("open", "000001", "000002")]


def test_f76_an_older_update_that_comes_late_is_ignored_and_counted(store):
    load(store, "complaints", COMPLAINTS, "k1,c1,2024-01-05T09:00:00Z,2024-01-09T09:00:00Z,pending")

    done = load(store, "complaints", COMPLAINTS, "k1,c1,2024-01-05T09:00:00Z,2024-01-06T09:00:00Z,open")

    assert lines(done) == {"header": 1, "superseded": 1}
    assert done.account.good == 0
    assert rows(store, "complaints", "status", "import_id") == [("pending", "000001")]


def test_rows_without_a_time_of_their_own_are_as_new_as_their_import(store):
    load(store, "stores", "store_id,name", "s1,Lyon", "s2,Oslo")

    done = load(store, "stores", "store_id,name", "s1,Lyon Centre", "s2,Oslo")

    assert lines(done) == {"header": 1, "good": 1, "duplicate": 1}
    assert rows(store, "stores", "store_id", "name") == [("s1", "Lyon Centre"), ("s2", "Oslo")]


def test_a_file_with_fewer_columns_that_says_nothing_new_is_a_duplicate(store):
    load(store, "stores", "store_id,name,city", "s1,Lyon,Lyon")

    done = load(store, "stores", "store_id,name", "s1,Lyon")

    assert lines(done) == {"header": 1, "duplicate": 1}
    assert rows(store, "stores", "name", "city") == [("Lyon", "Lyon")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_f74_the_same_rows_in_another_order_or_with_other_line_ends_add_nothing(store, end):
    with_key = ("order_id,line_no,bought_at,revenue", "o1,1,2024-01-05,5", "o1,2,2024-01-05,7.50", "o2,1,2024-01-06,5")
    without = ("bought_at,customer_id,revenue", "2024-01-05,c1,5", "2024-01-05,c1,5", "2024-01-06,c2,7")
    for content in (with_key, without):
        load(store, "purchases", *content)
    before = rows(store, "purchases")

    found = [
        lines(load_bytes(store, "purchases", text(content[0], *reversed(content[1:]), "", end=end)))
        for content in (with_key, without)
    ]

    assert found == [{"header": 1, "blank": 1, "duplicate": 3}] * 2
    assert rows(store, "purchases") == before


def test_f75_of_an_overlapping_file_without_keys_only_what_occurs_more_often_is_new(store):
    load(store, "purchases", "bought_at,customer_id,revenue", "2024-01-30,c1,5", "2024-01-31,c1,5", "2024-01-31,c1,5")

    done = load(store, "purchases", "bought_at,customer_id,revenue", *["2024-01-31,c1,5"] * 3, "2024-02-01,c1,5")

    assert lines(done) == {"header": 1, "good": 2, "duplicate": 2}
    assert len(rows(store, "purchases")) == 5


def test_f78_blanks_are_no_part_of_a_key_but_its_letters_are_kept_as_they_are(store):
    header = "customer_id,name"
    load(store, "customers", header, "cu1,Ada Moss", "CU1 ,Bo Lund")

    done = load(store, "customers", header, " cu1\u00a0,Ada Moss", "CU1,Bo Lund", "\u200bCu1,Cy Ray")

    assert lines(done) == {"header": 1, "good": 1, "duplicate": 2}
    assert rows(store, "customers", "customer_id", "name") == [
        ("CU1", "Bo Lund"), ("Cu1", "Cy Ray"), ("cu1", "Ada Moss"),
    ]  # fmt: skip


def test_f71_yes_and_no_of_three_languages_are_stored_as_such(store):
    words = ("yes", "是", "بله", "No", "否", "خیر", "")
    cases = (f"k{number},2024-01-05,{word}" for number, word in enumerate(words))
    load(store, "complaints", "complaint_id,opened_at,source_sla_met", *cases)

    found = rows(store, "complaints", "complaint_id", "source_sla_met")

    assert [value for _, value in found] == [True] * 3 + [False] * 3 + [None]


def test_keys_of_two_systems_never_meet(store):
    load(store, "complaints", *FIRST)

    done = load(store, "complaints", *FIRST, profile=Profile("complaints", source="zendesk"))

    assert lines(done) == {"header": 1, "good": 2}
    found = rows(store, "complaints", "complaint_id", "customer_id", "source")
    assert found[2:] == [("zendesk:k1", "zendesk:c1", "zendesk"), ("zendesk:k2", "zendesk:c2", "zendesk")]


def test_f77_a_complaint_of_an_unknown_customer_waits_for_the_customer(store):
    load(store, "complaints", *FIRST)
    waiting = rows(store, "customers", "customer_id", "name", "email", "line")

    done = load(store, "customers", "customer_id,name,email", "c1,Ada Moss,ADA@Example.org ", "c3,Bo Lund,")

    assert waiting == [("c1", "c1", None, 0), ("c2", "c2", None, 0)]
    assert lines(done) == {"header": 1, "good": 2}
    assert rows(store, "customers", "customer_id", "name", "line") == [
        ("c1", "Ada Moss", 2),
        ("c2", "c2", 0),
        ("c3", "Bo Lund", 3),
    ]
    assert rows(store, "customer_keys", "kind", "key", "customer_id") == [
        ("email", "ada@example.org", "c1"),
        ("id", "c1", "c1"),
        ("id", "c3", "c3"),
    ]


def test_staff_stores_and_products_named_in_a_file_get_that_name(store):
    header = "complaint_id,opened_at,agent,store,product,order"
    profile = Profile("complaints", source="zendesk")

    load(store, "complaints", header, "k1,2024-01-05,Ada Moss,Lyon,Kettle,o1", profile=profile)
    load(store, "complaints", header, "k2,2024-01-06,Ada Moss,Lyon,Kettle,o1", profile=profile)

    assert rows(store, "staff", "staff_id", "name", "import_id") == [("zendesk:Ada Moss", "Ada Moss", "000001")]
    assert rows(store, "stores", "store_id", "name") == [("zendesk:Lyon", "Lyon")]
    assert rows(store, "products", "product_id", "name") == [("zendesk:Kettle", "Kettle")]
    assert rows(store, "purchases") == []  # an order that nobody loaded is not made up


def test_all_lines_of_a_record_go_where_the_record_goes(store):
    content = (
        "complaint_id,opened_at,updated_at,summary",
        'k1,2024-01-05,2024-01-06,"one\ntwo\nthree"',
        'k2,2024-01-05,2024-01-06,"one\ntwo"',
        "k3,never,2024-01-06,one",
    )
    load(store, "complaints", *content)

    again = load(store, "complaints", *content, 'k1,2024-01-05,2024-01-05,"an\nolder"')

    # 3 + 2 lines of k1 and k2 are known, 2 of the older k1 lose within the file, 1 is set aside
    assert lines(again) == {"header": 1, "quarantined": 1, "duplicate": 5, "superseded": 2}


def test_a_line_that_is_not_accounted_for_rolls_everything_back(store):
    load(store, "complaints", *FIRST)
    before, versions = state(store), store.versions(["complaints", "customers", "imports"])
    read, file = staged(store, "complaints", text(COMPLAINTS, "k9,c9,2024-01-05,2024-01-09,open", "k8,,never,,"))
    one_line_lost = replace(read, counts=read.counts | {"lines_in": read.lines_in + 1})

    with pytest.raises(ImportRefused, match="lines unaccounted"):
        ingest.commit(store, one_line_lost, file)

    assert state(store) == before
    assert len(ingest.history(store)) == 1
    assert rows(store, "rejected_rows") == []
    assert store.versions(["complaints", "customers", "imports"]) == versions


def test_a_failure_after_the_rows_leaves_nothing_of_them(store):
    read, file = staged(store, "complaints", text(*FIRST))
    read.bad.unlink()  # the last file the transaction asks for

    with pytest.raises((sa.exc.DBAPIError, duckdb.Error)):
        ingest.commit(store, read, file)

    assert state(store) == {}
    assert ingest.is_new(store)


def test_a_rehearsal_counts_what_a_commit_would_and_changes_nothing(store):
    load(store, "complaints", *FIRST)
    before, versions = state(store), store.versions(["complaints"])
    read, file = staged(store, "complaints", text(*FIRST, "k3,c1,2024-01-07,,open"))

    tried = ingest.rehearse(store, read)
    unchanged = state(store) == before and store.versions(["complaints"]) == versions
    done = ingest.commit(store, read, file)

    assert unchanged
    assert tried.account == done.account
    assert lines(done) == {"header": 1, "good": 1, "duplicate": 2}


def test_of_two_imports_at_once_the_second_waits(store):
    files = [staged(store, "stores", text("store_id,name", f"s{n},Store {n}")) for n in range(4)]
    together = threading.Barrier(len(files))

    def commit(read, file):
        together.wait()
        ingest.commit(store, read, file)

    threads = [threading.Thread(target=commit, args=pair) for pair in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert rows(store, "stores", "store_id", "import_id") != []
    assert sorted(number for _, number in rows(store, "stores", "store_id", "import_id")) == [
        "000001",
        "000002",
        "000003",
        "000004",
    ]


def test_who_waits_too_long_is_told_who_writes(store):
    told = []

    def wait():
        try:
            with store.write("loading b.csv", seconds=0.05):
                told.append("came in")
        except StoreLocked as error:
            told.append(error.found)

    with store.write("loading a.csv"):
        waiter = threading.Thread(target=wait)
        waiter.start()
        waiter.join(10)

    assert told == ["loading a.csv"]


def test_an_import_reads_while_others_read(store):
    load(store, "complaints", *FIRST)

    with store.engine.connect() as reader:
        seen = reader.scalar(sa.text("SELECT count(*) FROM complaints"))
        load(store, "complaints", COMPLAINTS, "k3,c1,2024-01-07,,open")

    assert seen == 2
    assert len(rows(store, "complaints")) == 3
