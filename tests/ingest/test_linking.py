"""Who is known by an address alone is the one customer who has it, whichever file comes first."""

import sqlalchemy as sa

from crm_core import ingest, schema
from crm_core.ingest import Profile
from tests.ingest.arriving import load, rows

ORDERS = "order_id,customer_id,bought_at,revenue"
PEOPLE = "customer_id,name,email"
SHOP = Profile("purchases", "shop")


def test_orders_by_address_are_those_of_the_customer_who_has_it(store):
    load(store, "purchases", ORDERS, "1,ann@x.example,2026-01-05,10", "2,bob@x.example,2026-01-06,20", profile=SHOP)
    load(store, "customers", PEOPLE, "77,Ann, Ann@X.example ", profile=Profile("customers", "shop"))

    assert rows(store, "customer_identity") == [("shop:ann@x.example", "shop:77")]
    assert rows(store, "customer_matches", "survivor_id", "merged_id", "rule", "state") == [
        ("shop:77", "shop:ann@x.example", "address", "merged")
    ]


def test_it_does_not_matter_which_file_comes_first(store):
    load(store, "customers", PEOPLE, "77,Ann,ann@x.example", profile=Profile("customers", "shop"))
    load(store, "purchases", ORDERS, "1,ann@x.example,2026-01-05,10", profile=SHOP)

    assert rows(store, "customer_identity") == [("shop:ann@x.example", "shop:77")]


def test_an_address_that_two_customers_have_is_neithers(store):
    load(store, "purchases", ORDERS, "1,ann@x.example,2026-01-05,10", profile=SHOP)
    load(
        store, "customers", PEOPLE, "77,Ann,ann@x.example", "78,Ben,ann@x.example", profile=Profile("customers", "shop")
    )

    assert rows(store, "customer_identity") == []


def test_the_same_systems_customer_goes_before_anothers(store):
    load(store, "purchases", ORDERS, "1,ann@x.example,2026-01-05,10", profile=SHOP)
    load(store, "customers", PEOPLE, "5,Ann,ann@x.example", profile=Profile("customers", "desk"))
    elsewhere = rows(store, "customer_identity")
    load(store, "customers", PEOPLE, "77,Ann,ann@x.example", profile=Profile("customers", "shop"))

    assert elsewhere == [("shop:ann@x.example", "desk:5")]
    assert rows(store, "customer_identity") == [("shop:ann@x.example", "shop:77")]


def test_undo_takes_the_decision_back_and_with_it_what_numbers_saw(store):
    load(store, "purchases", ORDERS, "1,ann@x.example,2026-01-05,10", profile=SHOP)
    done = load(store, "customers", PEOPLE, "77,Ann,ann@x.example", profile=Profile("customers", "shop"))
    before = store.versions(["purchases"])

    ingest.undo(store, done.import_id)

    assert rows(store, "customer_identity") == rows(store, "customer_matches") == []
    assert store.versions(["purchases"]) != before


def test_a_merge_by_hand_is_followed_and_left_alone(store):
    load(store, "customers", PEOPLE, "77,Ann,ann@x.example", "78,Ann,", profile=Profile("customers", "shop"))
    with store.write("merging by hand") as connection:
        by_hand = {"customer_id": "shop:77", "survivor_id": "shop:78"}
        connection.execute(sa.insert(schema.table("customer_identity")).values(**by_hand))
    load(store, "purchases", ORDERS, "1,ann@x.example,2026-01-05,10", profile=SHOP)

    assert rows(store, "customer_identity") == [("shop:77", "shop:78"), ("shop:ann@x.example", "shop:78")]


def test_a_complaint_with_an_address_alone_is_that_customers(store):
    load(store, "complaints", "complaint_id,opened_at,email", "1,2026-01-05,Ann@X.example", "2,2026-01-05,none")
    load(store, "customers", PEOPLE, "77,Ann,ann@x.example")

    assert rows(store, "complaints", "complaint_id", "customer_id") == [("1", "ann@x.example"), ("2", None)]
    assert rows(store, "customer_identity") == [("ann@x.example", "77")]
