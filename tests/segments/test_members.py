"""Who is in a segment, as of 8 March 2024, noon; customers by hand."""

import datetime as dt

import pytest
import sqlalchemy as sa

from crm_core import Settings
from crm_core.segments import Condition, Segment, members, offered, read
from crm_core.settings import TierRule
from tests.rows import AS_OF, known, put

CLUB = tuple(
    TierRule("club", tier, "net_spend", threshold, "at_once", dt.date(2020, 1, 1), window_days=365)
    for tier, threshold in (("Base", 0.0), ("Silver", 100.0))
)
ANY = Settings(minimum_people=1, minimum_people_personal=1, tier_rules=CLUB)


def who(store, *tree, settings=ANY) -> str:
    """Ids of the members, each a letter."""
    segment = tree[0] if isinstance(tree[0], Segment) else Segment("and", (Condition(tree[0], tree[1], tree[2:]),))
    found = store.read(sa.select(members(store, segment, settings, AS_OF).subquery().c.customer_id))
    return "".join(sorted(found["customer_id"]))


def test_several_hobbies_are_met_by_any_all_or_none(store):
    put(
        store,
        customers=[
            {"customer_id": "a", "hobbies": "chess; sailing ;tea"},  # written with blanks
            {"customer_id": "b", "hobbies": "chess"},
            {"customer_id": "c", "hobbies": "speed chess"},
            {"customer_id": "d", "hobbies": ""},
            {"customer_id": "e"},
            {"customer_id": "f", "hobbies": "tea", "joined_on": "2024-03-09"},  # not there yet
        ],
    )

    assert who(store, "hobbies", "any_of", "chess", "tea") == "ab"
    assert who(store, "hobbies", "all_of", "chess", "tea") == "a"
    assert who(store, "hobbies", "none_of", "chess", "tea") == "cde"
    assert who(store, "hobbies", "any_of", "(none)") == "de"
    assert offered(store, "hobbies", ANY, AS_OF) == ("chess", "sailing", "speed chess", "tea")


def test_own_attributes_are_met_in_codes_bands_and_years(store):
    put(
        store,
        customers=[
            {
                "customer_id": "a",
                "birth_date": "1999-03-08",
                "employees": 9,
                "joined_on": "2022-05-01",
                "owner_id": "O",
            },
            {"customer_id": "b", "birth_date": "1999-03-09", "employees": 10, "joined_on": "2023-05-01"},
            {"customer_id": "c", "birth_date": "2008-03-09", "key_account": True, "gender": "x"},  # still 15
            {"customer_id": "d", "birth_date": "1950-01-01", "key_account": False, "gender": "y"},
        ],
    )

    assert who(store, "age", "any_of", "25-34") == "a"  # 25 that day; b is 24
    assert who(store, "age", "at_least", "25-34") == "ad"
    assert who(store, "age", "at_most", "16-24") == "b"
    assert who(store, "age", "any_of", "(none)") == "c"  # a child is in no band
    assert who(store, "employees", "between", "1-9", "10-49") == "ab"
    assert who(store, "joined", "at_least", "2023") == "b"
    assert who(store, "key_account", "any_of", "no") == "d"
    assert who(store, "owner", "any_of", "yes") == "a"
    assert who(store, "gender", "none_of", "x") == "abd"


BOUGHT = [
        ("n", "2023-12-01", 10), ("n", "2023-12-01", 10),  # one purchase day within a year: new
        ("r", "2022-01-01", 90), ("r", "2024-01-01", 150),  # returning, Silver
        ("l", "2023-03-08", 500),  # 366 days ago, 29 February among them: lapsed
        ("p", "2024-01-01", 0),  # a free trial only: prospect
]  # fmt: skip

PEOPLE = dict(
    customers=[{"customer_id": key} for key in "nrlpgz"],
    purchases=[
        {"order_id": f"O{n}", "customer_id": key, "bought_at": day, "revenue": money, "trial": key == "p"}
        for n, (key, day, money) in enumerate(BOUGHT)
    ],
    registrations=[
        {"customer_id": "g", "product_id": "P", "registered_at": "2024-01-01"},
        {"customer_id": "r", "product_id": "P", "registered_at": "2024-01-01"},
    ],
    survey_answers=[
        {"customer_id": "n", "recommend": 9, "answered_at": "2024-01-01"},
        {"customer_id": "n", "recommend": 6, "answered_at": "2024-02-01"},
        {"customer_id": "r", "recommend": 7},
        {"customer_id": "l", "recommend": 10, "touchpoint": "store"},  # not about the whole relationship
    ],
    complaints=[
        {"customer_id": "n", "opened_at": "2024-02-01"},
        {"customer_id": "r", "opened_at": "2024-02-01", "resolved_at": "2024-02-02"},
        {"customer_id": "z", "opened_at": "2024-02-01", "kind": "question"},
    ],
)
"""What six customers did."""


def test_derived_attributes_are_those_of_the_whole_customer(store):
    put(store, **PEOPLE)

    assert [who(store, "dealing", "any_of", one) for one in ("prospect", "new", "returning", "lapsed", "(none)")] == [
        "gp", "n", "r", "l", "z",
    ]  # fmt: skip
    assert who(store, "tier", "any_of", "Silver") == "r"  # l's 500 are too long ago
    assert who(store, "tier", "at_least", "Base") == "glnprz"
    assert who(store, "recommends", "any_of", "detractor") == "n"  # the last answer counts
    assert who(store, "recommends", "any_of", "promoter", "passive") == "r"
    assert who(store, "open_complaint", "any_of", "yes") == "n"
    assert who(store, "open_complaint", "any_of", "no") == "glprz"
    assert who(store, "value_tenth", "any_of", "1") == "l"  # 500 of three buyers
    assert who(store, "value_tenth", "at_least", "2") == "nr"
    assert who(store, "rfm", "none_of", "(none)") == "lnr"
    assert who(store, "active_pct", "at_least", 100) in ("ln", "")  # one purchase day: 100 %, where a model fits


def test_conditions_are_joined_by_and_and_or(store):
    put(
        store,
        customers=[
            {"customer_id": "a", "hobbies": "chess", "region": "north"},
            {"customer_id": "b", "hobbies": "chess", "region": "south"},
            {"customer_id": "c", "hobbies": "tea", "region": "south"},
            {"customer_id": "d", "hobbies": "tea", "region": "west"},
        ],
    )
    both = read('["and",["hobbies","any_of","chess"],["region","any_of","south"]]')
    either = read('["or",["hobbies","any_of","chess"],["and",["region","any_of","south"],["hobbies","any_of","tea"]]]')

    assert who(store, both) == "b"
    assert who(store, either) == "abc"


def found(store, filters, table: str, key: str, by: str | None = None) -> list[tuple[str, str]]:
    """Groups and keys of a table's rows."""
    rows = filters.rows(store, table, by=by)
    return sorted(store.read(sa.select(rows.c.group, rows.c[key])).itertuples(index=False, name=None))


def test_a_segment_narrows_every_fact_with_a_customer_and_is_told_apart_without_multiplying_within_a_group(store):
    chess, south = (
        Segment("and", (Condition("hobbies", "any_of", ("chess",)),)),
        Segment("and", (Condition("region", "any_of", ("south",)),)),
    )
    put(
        store,
        customers=[
            {"customer_id": "old", "region": "south"},
            {"customer_id": "a", "hobbies": "chess", "region": "south"},
            {"customer_id": "b", "hobbies": "chess"},
            {"customer_id": "c"},
        ],
        customer_identity=[{"customer_id": "old", "survivor_id": "b"}],
        complaints=[
            {"complaint_id": f"K{n}", "customer_id": key, "opened_at": "2024-02-01"}
            for n, key in enumerate(("a", "old", "c", None))
        ],
        stores=[{"store_id": "S"}],
    )
    narrowed, apart = known(segment=chess), known(apart=(chess, south))

    assert found(store, narrowed, "complaints", "complaint_id") == [("", "K0"), ("", "K1")]
    assert found(store, narrowed, "customers", "customer_id") == [("", "a"), ("", "b")]
    assert found(store, narrowed, "stores", "store_id") == [("", "S")]
    assert narrowed.not_narrowing("stores") == ("segment",)
    assert narrowed.not_narrowing("complaints") == ()
    assert found(store, apart, "complaints", "complaint_id", "segments") == [("0", "K0"), ("0", "K1"), ("1", "K0")]


@pytest.mark.parametrize("name", ["hobbies", "tier", "rfm", "active_pct", "value_tenth"])
def test_where_there_is_nothing_nobody_is_in_a_segment(store, name):
    operator, value = ("at_least", 50) if name == "active_pct" else ("any_of", "1")

    assert who(store, name, operator, value) == ""
