"""An import is taken back whole, and the store is as if it had never come."""

import itertools

import pytest

from crm_core import ingest
from crm_core.errors import ImportRefused
from tests.ingest.arriving import COMPLAINTS, lines, load, rows, state

K1_OPEN = "k1,c1,2024-01-05T09:00:00Z,2024-01-05T09:00:00Z,open"
K1_PENDING = "k1,c1,2024-01-05T09:00:00Z,2024-01-06T09:00:00Z,pending"
K1_RESOLVED = "k1,c1,2024-01-05T09:00:00Z,2024-01-07T09:00:00Z,resolved"
VERSIONS = (K1_OPEN, K1_PENDING, K1_RESOLVED)


def test_taking_an_import_back_restores_exactly_the_earlier_state(store):
    load(store, "stores", "store_id,name", "s1,Lyon", "s2,Oslo")
    load(
        store,
        "complaints",
        COMPLAINTS + ",store_id",
        K1_OPEN + ",s1",
        "k2,c2,2024-01-06,,open,s3",
        "k3,,2024-01-06,,open,",
    )
    load(store, "customers", "customer_id,name,email,phone", "c1,Ada Moss,ada@example.org,+43 1 234")
    before = state(store)
    new = load(
        store,
        "complaints",
        COMPLAINTS + ",store_id,agent",
        K1_PENDING + ",s2,Bo Lund",  # replaces
        "k2,c2,2024-01-06,,open,s3,",  # equal
        "k4,c9,2024-01-08,2024-01-09,open,s9,Bo Lund",  # new, with three stubs
        "k4,c9,2024-01-08,2024-01-08,open,s9,Bo Lund",  # older twin within the file
        "k5,c9,never,,open,,",  # set aside
    )
    updates = load(
        store, "customers", "customer_id,name,email", "c1,Ada Stone,stone@example.org", "c2,Cy Hall,cy@example.org"
    )

    ingest.undo(store, updates.import_id)
    ingest.undo(store, new.import_id)

    assert lines(new) == {"header": 1, "good": 2, "quarantined": 1, "duplicate": 1, "superseded": 1}
    assert state(store) == before


def test_an_import_in_the_middle_of_a_chain_leaves_the_newest_and_then_the_oldest(store):
    first, second, third = (load(store, "complaints", COMPLAINTS, version).import_id for version in VERSIONS)

    found = []
    for one in (second, third):
        ingest.undo(store, one)
        found.append(rows(store, "complaints", "status", "import_id"))

    assert found == [[("resolved", third)], [("open", first)]]
    assert rows(store, "replaced_complaints") == []


def test_whatever_is_taken_back_in_whatever_order_the_newest_of_the_others_counts(store):
    arriving = (1, 2, 0)  # the second replaces the first, the third is hidden at once
    for gone in itertools.permutations(range(3)):
        numbers = {place: load(store, "complaints", COMPLAINTS, VERSIONS[place]).import_id for place in arriving}
        left = {0, 1, 2}
        for place in gone:
            ingest.undo(store, numbers[place])
            left.remove(place)
            newest = [(numbers[max(left)],)] if left else []
            assert rows(store, "complaints", "import_id") == newest
            assert len(rows(store, "replaced_complaints")) == max(0, len(left) - 1)

    assert state(store) == {}


def test_rows_that_two_files_share_stay_as_long_as_one_of_them_counts(store):
    header = "bought_at,customer_id,revenue"
    january = load(store, "purchases", header, "2024-01-30,c1,5", "2024-01-31,c1,7", "2024-01-31,c1,7")
    load(store, "purchases", header, "2024-01-31,c1,7", "2024-01-31,c1,7", "2024-02-01,c1,9")

    ingest.undo(store, january.import_id)

    assert [float(value) for (value,) in rows(store, "purchases", "revenue")] == [7, 7, 9]
    assert rows(store, "replaced_purchases") == []


def test_a_stub_that_others_need_is_handed_to_one_of_them(store):
    first = load(store, "complaints", COMPLAINTS, K1_OPEN)
    second = load(store, "complaints", COMPLAINTS, "k2,c1,2024-01-06,,open")

    ingest.undo(store, first.import_id)
    handed = rows(store, "customers", "customer_id", "name", "import_id", "line")
    ingest.undo(store, second.import_id)

    assert handed == [("c1", "c1", second.import_id, 0)]
    assert state(store) == {}


def test_a_customer_who_is_taken_back_stays_as_a_stub_while_a_complaint_names_them(store):
    customers = load(
        store, "customers", "customer_id,name,email", "c1,Ada Moss,ada@example.org", "c2,Bo Lund,bo@example.org"
    )
    complaint = load(store, "complaints", COMPLAINTS, K1_OPEN)

    ingest.undo(store, customers.import_id)

    assert rows(store, "customers", "customer_id", "name", "line", "import_id") == [
        ("c1", "c1", 0, complaint.import_id)
    ]
    assert rows(store, "customer_keys") == []


def test_a_hidden_row_that_comes_back_gets_the_customer_it_names(store):
    first = load(store, "complaints", COMPLAINTS, K1_OPEN)
    other_customer = load(store, "complaints", COMPLAINTS, K1_PENDING.replace("c1", "c2"))
    load(store, "complaints", COMPLAINTS, K1_RESOLVED.replace("c1", "c3"))
    ingest.undo(store, first.import_id)  # its customer c1 goes with it
    load(store, "complaints", COMPLAINTS, K1_OPEN.replace("c1", "c4"))  # older: hidden at once, names c4

    ingest.undo(store, "000003")
    ingest.undo(store, other_customer.import_id)

    assert rows(store, "complaints", "customer_id") == [("c4",)]
    assert rows(store, "customers", "customer_id") == [("c4",)]


def test_the_keys_of_customers_follow_their_rows(store):
    load(store, "customers", "customer_id,name,email", "c1,Ada Moss,ada@example.org")
    before = rows(store, "customer_keys")

    newer = load(store, "customers", "customer_id,name,email", "c1,Ada Moss,moss@example.org")
    between = rows(store, "customer_keys", "kind", "key")
    ingest.undo(store, newer.import_id)

    assert between == [("email", "moss@example.org"), ("id", "c1")]
    assert rows(store, "customer_keys") == before


def test_a_batch_is_taken_back_as_a_whole_and_what_lies_beside_it_stays(store):
    load(store, "complaints", COMPLAINTS, "k9,c9,2024-01-05,,open")
    before = state(store)
    load(store, "customers", "customer_id,name", "c9,Ada Moss", batch="sample")
    load(store, "complaints", COMPLAINTS, K1_OPEN, batch="sample")

    gone = ingest.undo(store, "sample")

    assert gone == ("000003", "000002")
    assert state(store) == before
    assert list(ingest.history(store)["state"]) == ["undone", "undone", "committed"]


def test_taking_back_raises_the_versions_of_the_tables_it_touches(store):
    done = load(store, "complaints", COMPLAINTS, K1_OPEN)
    tables = ("complaints", "customers", "imports", "stores")
    before = dict(store.versions(tables))

    ingest.undo(store, done.import_id)

    after = dict(store.versions(tables))
    assert {name for name in tables if after[name] > before[name]} == {"complaints", "customers", "imports"}


def test_a_file_that_was_taken_back_may_come_again(store):
    done = load(store, "complaints", COMPLAINTS, K1_OPEN)
    ingest.undo(store, done.import_id)

    again = load(store, "complaints", COMPLAINTS, K1_OPEN)

    assert (again.import_id, again.account.good) == ("000002", 1)


def test_what_was_never_loaded_or_is_gone_already_can_not_be_taken_back(store):
    done = load(store, "complaints", COMPLAINTS, K1_OPEN)
    ingest.undo(store, done.import_id)

    for what, code in (("000099", "import_unknown"), (done.import_id, "already_undone")):
        with pytest.raises(ImportRefused) as refused:
            ingest.undo(store, what)
        assert refused.value.code == code
