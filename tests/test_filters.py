"""Narrowing: one value, applied alike to every table, never multiplying a row."""

import datetime as dt
from dataclasses import fields

import pytest
import sqlalchemy as sa

from crm_core import MISSING, Filters, Settings, Store
from crm_core.errors import UnknownDimension
from crm_core.schema.dimensions import DIMENSIONS, FACTS
from crm_core.scope import Scope
from tests.rows import at, known, put

BERLIN = Settings(zone="Europe/Berlin")
KEYS = {
    "customers": "customer_id",
    "complaints": "complaint_id",
    "purchases": "order_id",
    "survey_answers": "answer_id",
    "interactions": "interaction_id",
    "survey_invitations": "invitation_id",
    "appointments": "appointment_id",
    "attendances": "attendance_id",
    "memberships": "membership_id",
}
HAPPENED = {
    "complaints": "opened_at",
    "purchases": "bought_at",
    "survey_answers": "answered_at",
    "interactions": "started_at",
    "survey_invitations": "sent_at",
    "appointments": "booked_for",
    "attendances": "held_at",
    "memberships": "started_on",
}
STORED = [name for name, dimension in DIMENSIONS.items() if not dimension.derived]
"""What is worked out has tests of its own."""

REACHED = [(fact, name) for fact in FACTS for name in STORED if DIMENSIONS[name].path(fact)]
ATTRIBUTES = {"region": "region", "country": "country", "customer_kind": "kind"}


def keys(store: Store, filters: Filters, fact: str, **options: object) -> list[str]:
    """Keys of the rows that are left, sorted; a row that appears twice is there twice."""
    rows = filters.rows(store, fact, **options)
    return sorted(store.read(sa.select(rows.c[KEYS[fact]].label("key")))["key"])


def groups(store: Store, filters: Filters, fact: str, by: str, **options: object) -> dict[str, str]:
    """Group of each key."""
    rows = filters.rows(store, fact, by=by, **options)
    frame = store.read(sa.select(rows.c[KEYS[fact]].label("key"), rows.c.group))
    assert frame["key"].is_unique
    return dict(zip(frame["key"], frame["group"], strict=True))


def world(fact: str, name: str) -> dict[str, list[dict]]:
    """Rows of a fact with the value a, with b, and without one; and the rows through which the value is reached."""
    happened = {HAPPENED[fact]: "2024-02-01"} if fact in HAPPENED else {}
    if fact == "customers":
        column = ATTRIBUTES[name]
        values = (("a", "a"), ("b", "b"), ("none", None))
        return {"customers": [{"customer_id": key, column: value} for key, value in values]}
    path = DIMENSIONS[name].path(fact)[-1]
    if not path.table:
        values = (("a", "a"), ("b", "b"), ("none", None))
        return {fact: [{KEYS[fact]: key, path.column: value} | happened for key, value in values]}
    targets = [{path.table_key: "A", path.column: "a"}, {path.table_key: "B", path.column: "b"}]
    empty = [{path.table_key: "E", path.column: None}]
    reached = (("a", "A"), ("b", "B"), ("empty", "E"), ("none", None), ("unknown", "X"))
    rows = [{KEYS[fact]: key, path.key: value} | happened for key, value in reached]
    return {path.table: targets + empty, fact: rows}


@pytest.mark.parametrize(("fact", "name"), REACHED)
def test_each_dimension_narrows_each_fact_it_reaches_and_none_is_a_value(store, fact, name):
    put(store, **world(fact, name))
    without = {"none"} if len(world(fact, name)) == 1 else {"empty", "none", "unknown"}

    chosen = (("a",), ("a", "b"), (MISSING,), ("a", MISSING))
    found = {codes: keys(store, known(**{name: codes}), fact) for codes in chosen}
    split = groups(store, known(), fact, name)

    assert found == {
        ("a",): ["a"],
        ("a", "b"): ["a", "b"],
        (MISSING,): sorted(without),
        ("a", MISSING): sorted({"a"} | without),
    }
    assert split == {"a": "a", "b": "b"} | dict.fromkeys(without, MISSING)


def test_a_dimension_row_without_a_key_takes_nothing_away(store):
    put(store, customers=[{"customer_id": None, "email": "a@example.org", "region": "north"}, {"customer_id": "C1"}])
    put(store, complaints=[{"complaint_id": "K1", "customer_id": "C1", "opened_at": "2024-02-01"}])

    assert keys(store, known(region=(MISSING,)), "complaints") == ["K1"]


def test_a_case_belongs_to_its_own_team_and_else_to_the_team_of_its_staff(store):
    put(store, staff=[{"staff_id": "S1", "team": "north"}, {"staff_id": "S2"}])
    rows = [("own", "south", "S1"), ("staff", None, "S1"), ("neither", None, "S2"), ("nobody", None, None)]
    put(
        store,
        complaints=[
            {"complaint_id": key, "team": team, "staff_id": staff, "opened_at": "2024-02-01"}
            for key, team, staff in rows
        ],
    )

    found = {team: keys(store, known(team=(team,)), "complaints") for team in ("north", "south", MISSING)}
    split = groups(store, known(), "complaints", "team")

    assert found == {"north": ["staff"], "south": ["own"], MISSING: ["neither", "nobody"]}
    assert split == {"own": "south", "staff": "north", "neither": MISSING, "nobody": MISSING}


def test_two_dimensions_narrow_together(store):
    put(store, stores=[{"store_id": "S1", "region": "north"}, {"store_id": "S2", "region": "north"}])
    rows = [("both", "S1", "delay"), ("store alone", "S1", "price"), ("category alone", "S2", "delay")]
    put(
        store,
        complaints=[
            {"complaint_id": key, "store_id": shop, "category": category, "opened_at": "2024-02-01"}
            for key, shop, category in rows
        ],
    )

    filters = known(store=("S1",), category=("delay",), store_region=("north",))

    assert keys(store, filters, "complaints") == ["both"]


def test_a_dimension_that_a_table_does_not_have_does_not_narrow_it_and_says_so(store):
    put(store, purchases=[{"order_id": "O1"}])
    filters = known(category=("delay",), store=())

    assert keys(store, filters, "purchases") == ["O1"]
    assert filters.not_narrowing("purchases") == ("category",)
    assert filters.not_narrowing("complaints") == ()


def test_a_tier_does_not_narrow_what_has_no_customer(store):
    put(store, products=[{"product_id": "P1"}])
    filters = known(tier=("Gold",))

    assert store.read(sa.select(filters.rows(store, "products").c.product_id))["product_id"].tolist() == ["P1"]
    assert filters.not_narrowing("products") == ("tier",)


def test_a_split_that_a_table_does_not_have_is_refused_with_those_it_has(store):
    with pytest.raises(UnknownDimension) as refusal:
        known().rows(store, "purchases", by="category")

    assert refusal.value.code == "dimension_unknown"
    assert "product_category" in refusal.value.expected


def test_days_are_those_of_the_workspace_and_both_ends_belong_to_the_period(store):
    moments = {
        "late before": "2024-01-31 22:59:59",  # 23:59:59 in Berlin, on 31 January
        "first": "2024-01-31 23:00:00",  # midnight in Berlin: 1 February
        "evening": "2024-02-01 23:30:00",  # 00:30 in Berlin, on 2 February
        "last": "2024-02-02 22:59:59",  # 23:59:59 in Berlin, on 2 February
        "after": "2024-02-02 23:00:00",  # midnight in Berlin: 3 February
    }
    put(store, complaints=[{"complaint_id": key, "opened_at": moment} for key, moment in moments.items()])
    filters = known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 2))

    found = keys(store, filters, "complaints", cohort="opened_at", settings=BERLIN)
    split = groups(store, filters, "complaints", "day", cohort="opened_at", settings=BERLIN)

    assert found == ["evening", "first", "last"]
    assert split == {"first": "2024-02-01", "evening": "2024-02-02", "last": "2024-02-02"}


def test_a_period_over_a_column_of_days_takes_both_ends(store):
    days = ("2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01")
    put(store, customers=[{"customer_id": day, "joined_on": day} for day in days])
    filters = known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29))

    split = groups(store, filters, "customers", "quarter", cohort="joined_on", settings=BERLIN)

    assert split == {"2024-02-01": "2024-01-01", "2024-02-29": "2024-01-01"}


@pytest.mark.parametrize(
    ("unit", "first"),
    [
        ("day", "2024-03-31"),
        ("week", "2024-03-25"),
        ("month", "2024-03-01"),
        ("quarter", "2024-01-01"),
        ("year", "2024-01-01"),
    ],
)
def test_a_unit_of_time_is_named_by_its_first_day_in_the_zone(store, unit, first):
    put(store, complaints=[{"complaint_id": "K", "opened_at": "2024-03-30 23:30:00"}])  # 31 March, a Sunday, in Berlin
    filters = Filters(as_of=at("2024-05-01"))

    assert groups(store, filters, "complaints", unit, cohort="opened_at", settings=BERLIN) == {"K": first}


def test_the_clocks_change_and_the_days_stay_whole(store):
    moments = {"before": "2024-03-30 22:59:59", "first": "2024-03-30 23:00:00", "last": "2024-03-31 21:59:59"}
    put(store, complaints=[{"complaint_id": key, "opened_at": moment} for key, moment in moments.items()])
    filters = Filters(as_of=at("2024-05-01"), start=dt.date(2024, 3, 31), end=dt.date(2024, 3, 31))

    # Berlin has only 23 hours on 31 March 2024: 23:00 UTC of the 30th to 22:00 UTC of the 31st.
    assert keys(store, filters, "complaints", cohort="opened_at", settings=BERLIN) == ["first", "last"]


def test_what_happened_later_is_not_known(store):
    put(
        store,
        complaints=[
            {"complaint_id": "later", "opened_at": "2024-03-09"},
            {
                "complaint_id": "known",
                "opened_at": "2024-03-08 12:00:00",
                "first_response_at": "2024-03-08 12:00:01",
                "resolved_at": "2024-03-09",
                "closed_at": "2024-03-09",
                "due_at": "2024-04-01",
            },
        ],
    )

    rows = known().rows(store, "complaints")
    found = store.read(sa.select(rows)).iloc[0]

    assert keys(store, known(), "complaints") == ["known"]
    assert found[["first_response_at", "resolved_at", "closed_at", "ended_at"]].isna().all()
    assert found["ending"] == 0
    assert found["due_at"] == at("2024-04-01")  # a promise may lie in the future


def test_merged_customers_are_one_customer(store):
    put(store, customers=[{"customer_id": "old", "region": "south"}, {"customer_id": "new", "region": "north"}])
    put(store, customer_identity=[{"customer_id": "old", "survivor_id": "new"}])
    cases = [{"complaint_id": key, "customer_id": key, "opened_at": "2024-02-01"} for key in ("old", "new")]
    put(store, complaints=cases)

    rows = known().rows(store, "complaints")
    customers = set(store.read(sa.select(rows.c.customer_id))["customer_id"])

    assert customers == {"new"}
    assert keys(store, known(region=("north",)), "complaints") == ["new", "old"]
    assert keys(store, known(region=("south",)), "complaints") == []
    assert groups(store, known(), "complaints", "region") == {"old": "north", "new": "north"}
    assert keys(store, known(), "customers") == ["new"]


def test_every_dimension_is_a_field_and_every_field_a_dimension():
    own = {"as_of", "start", "end", "scope", "segment", "apart"}

    assert {field.name for field in fields(Filters)} - own == set(DIMENSIONS)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        Filters(as_of=dt.datetime(2024, 3, 8))  # noqa: DTZ001 -- what is refused


def test_a_single_code_instead_of_a_tuple_is_refused():
    with pytest.raises(TypeError, match=r"store takes a tuple of codes: \('S1',\)"):
        known(store="S1")


def test_only_fields_with_codes_are_active():
    assert known(store=("S1",), region=()).active == {"store": ("S1",)}


def test_whose_rows_may_be_seen_stays_when_nothing_else_narrows():
    one = known(scope=Scope("E1"), store=("S1",))

    assert one.unnarrowed == known(scope=Scope("E1"))
    assert one.unnarrowed != known()
    assert one.active == {"store": ("S1",)}
